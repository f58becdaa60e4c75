"""The three business policies, one shape for all: unique by name and marketplace, kept while an offer uses them."""

from marketplaces.adapters.ebay.simulator.acts.families import ACCOUNT
from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES
from marketplaces.adapters.ebay.simulator.books.seller import POLICY_KINDS, Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.categories.shipping import SERVICES

NAME, DESCRIPTION = 64, 250
RETURN_DAYS = {14, 30, 60}
IN_USE = {"fulfillment": 20409, "payment": 21409, "return": 22409}
LISTS = {"fulfillment": "fulfillmentPolicies", "payment": "paymentPolicies", "return": "returnPolicies"}
DEFAULTS: dict[str, Body] = {
    "fulfillment": {
        "shipToLocations": {"regionIncluded": [], "regionExcluded": []},
        "globalShipping": False,
        "pickupDropOff": False,
        "localPickup": False,
        "freightShipping": False,
    },
    "payment": {"immediatePay": False, "paymentMethods": []},
    "return": {"refundMethod": "MONEY_BACK", "returnShippingCostPayer": "BUYER"},
}


def _field(kind: str) -> str:
    return f"{kind}PolicyId"


def _register(kind: str) -> None:
    """Fulfilment's path names its id in one word, the others' in three."""
    path = (
        "/fulfillment_policy/{fulfillmentPolicyId}" if kind == "fulfillment" else f"/{kind}_policy/{{{kind}_policy_id}}"
    )
    word = kind.capitalize()

    def number(call: Call) -> str:
        return next(iter(call.path.values()))

    @ACCOUNT.post(f"/{kind}_policy", f"create{word}Policy")
    def create(call: Call) -> Answer:
        seller = call.seller
        _check(seller, kind, call.body)
        made = seller.number("policy")
        body = DEFAULTS[kind] | call.body | {_field(kind): made}
        seller.policies[kind][made] = body
        address = f"{call.address}/{made}"
        return Answer(201, body | {"warnings": []}, (("Location", address),))

    @ACCOUNT.get(f"/{kind}_policy", f"get{word}Policies")
    def get_all(call: Call) -> Answer:
        _check_ready(call.seller)
        found = _on(call.seller, kind, call.one("marketplace_id"))
        href = f"{call.address}?marketplace_id={call.one('marketplace_id')}"
        return Answer(200, {"href": href, "limit": 100, "offset": 0, "total": len(found), LISTS[kind]: found})

    @ACCOUNT.get(f"/{kind}_policy/get_by_policy_name", f"get{word}PolicyByName")
    def get_by_name(call: Call) -> Answer:
        named = [
            body for body in _on(call.seller, kind, call.one("marketplace_id")) if body["name"] == call.one("name")
        ]
        if not named:
            raise Refused(20404, "The policy name was not found.", 404, name=call.one("name"))
        return Answer(200, named[0])

    @ACCOUNT.get(path, f"get{word}Policy")
    def get(call: Call) -> Answer:
        return Answer(200, _of(call.seller, kind, number(call)))

    @ACCOUNT.put(path, f"update{word}Policy")
    def update(call: Call) -> Answer:
        seller, of = call.seller, number(call)
        _of(seller, kind, of)
        _check(seller, kind, call.body, of)
        seller.policies[kind][of] = DEFAULTS[kind] | call.body | {_field(kind): of}
        return Answer(200, seller.policies[kind][of] | {"warnings": []})

    @ACCOUNT.delete(path, f"delete{word}Policy")
    def delete(call: Call) -> Answer:
        seller, of = call.seller, number(call)
        _of(seller, kind, of)
        if any((one.body.get("listingPolicies") or {}).get(_field(kind)) == of for one in seller.offers.values()):
            raise Refused(IN_USE[kind], "The policy is in use and cannot be deleted.", 409)
        del seller.policies[kind][of]
        return Answer(204)


def _on(seller: Seller, kind: str, marketplace: str) -> list[Body]:
    """Raises Refused with 20401 for a marketplace that is none."""
    if marketplace not in CURRENCIES:
        raise Refused(20401, "Invalid field: marketplaceId.", fieldName="marketplaceId")
    return [body for body in seller.policies[kind].values() if body["marketplaceId"] == marketplace]


def _of(seller: Seller, kind: str, number: str) -> Body:
    if number not in seller.policies[kind]:
        raise Refused(20404, f"The policy {number} was not found.", 404, policyId=number)
    return seller.policies[kind][number]


def _check_ready(seller: Seller) -> None:
    if "SELLING_POLICY_MANAGEMENT" not in seller.opted_in():
        raise Refused(20403, "The seller is not eligible for Business Policy.", fieldName="seller")


def _check(seller: Seller, kind: str, body: Body, number: str = "") -> None:
    _check_ready(seller)
    name = body.get("name") or ""
    if not name:
        raise Refused(20400, "Missing field name.", fieldName="name")
    if len(name) > NAME or len(body.get("description") or "") > DESCRIPTION:
        raise Refused(20401, "Invalid field: name or description is too long.", fieldName="name")
    others = _on(seller, kind, body.get("marketplaceId", ""))
    if any(one["name"] == name and one[_field(kind)] != number for one in others):
        raise Refused(20400, f"Duplicate policy. The name {name} is in use.", fieldName="name")
    CHECKS[kind](body)


def _check_shipping(body: Body) -> None:
    codes = {service.code for service in SERVICES[body["marketplaceId"]]}
    for option in body.get("shippingOptions") or []:
        for service in option.get("shippingServices") or []:
            if service.get("shippingServiceCode") not in codes:
                raise Refused(
                    20402, "Invalid shipping service.", shippingServiceCode=str(service.get("shippingServiceCode"))
                )


def _check_payment(body: Body) -> None:
    if body.get("paymentMethods"):
        raise Refused(
            20405, "Electronic payment methods cannot be set: eBay manages payments.", fieldName="paymentMethods"
        )


def _check_return(body: Body) -> None:
    if not isinstance(body.get("returnsAccepted"), bool):
        raise Refused(20400, "Missing field returnsAccepted.", fieldName="returnsAccepted")
    if body["returnsAccepted"]:
        period = body.get("returnPeriod") or {}
        if period.get("unit") != "DAY" or period.get("value") not in RETURN_DAYS:
            raise Refused(20406, "Invalid return option: returnPeriod.", fieldName="returnPeriod")


CHECKS = {"fulfillment": _check_shipping, "payment": _check_payment, "return": _check_return}
for each in POLICY_KINDS:
    _register(each)
