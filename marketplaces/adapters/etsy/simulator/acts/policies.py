"""Return policies, and the partners that make things for the shop."""

from typing import Any

from marketplaces.adapters.etsy.simulator.books.shipping import ReturnPolicy
from marketplaces.adapters.etsy.simulator.calls import Call, Refused, bad, missing, operation, whole_list
from marketplaces.adapters.etsy.simulator.fields import flag, whole
from marketplaces.adapters.etsy.simulator.views.listings import listing_view
from marketplaces.adapters.etsy.simulator.views.shop import partner_view, policy_view

DEADLINES = (7, 14, 21, 30, 45, 60, 90)
FORM = {"accepts_returns": flag(required=True), "accepts_exchanges": flag(required=True), "return_deadline": whole()}
ONE = "/shops/{shop_id}/policies/return/{return_policy_id}"


def _policy(call: Call, number: int = 0) -> ReturnPolicy:
    found = call.shop.books.policies.get(number or int(call.ids["return_policy_id"]))
    if found is None:
        raise missing("Return policy")
    return found


def _wanted(call: Call) -> tuple[bool, bool, int | None]:
    returns, exchanges, deadline = (call.body.get(name) for name in FORM)
    if (returns or exchanges) and deadline not in DEADLINES:
        raise bad(f"return_deadline is required and must be one of {', '.join(map(str, DEADLINES))}")
    return bool(returns), bool(exchanges), deadline if returns or exchanges else None


def _equal(call: Call, wanted: tuple[bool, bool, int | None]) -> ReturnPolicy | None:
    return next((one for one in call.shop.books.policies.values() if one.key == wanted), None)


@operation("getShopReturnPolicies", "GET /shops/{shop_id}/policies/return")
def get_policies(call: Call) -> dict[str, Any]:
    return whole_list(list(call.shop.books.policies.values()), lambda one: policy_view(call.shop, one))


@operation("getShopReturnPolicy", f"GET {ONE}")
def get_policy(call: Call) -> dict[str, Any]:
    return policy_view(call.shop, _policy(call))


@operation("createShopReturnPolicy", "POST /shops/{shop_id}/policies/return", "shops_w", form=FORM)
def create_policy(call: Call) -> dict[str, Any]:
    """An equal one is given back."""
    wanted = _wanted(call)
    made = _equal(call, wanted) or ReturnPolicy(call.shop.take("return_policy"), *wanted)
    call.shop.books.policies[made.policy_id] = made
    return policy_view(call.shop, made)


@operation("updateShopReturnPolicy", f"PUT {ONE}", "shops_w", form=FORM)
def update_policy(call: Call) -> dict[str, Any]:
    found, wanted = _policy(call), _wanted(call)
    equal = _equal(call, wanted)
    if equal is not None and equal is not found:
        raise Refused(409, f"Return policy {equal.policy_id} is equal to this: consolidate them")
    found.returns, found.exchanges, found.deadline = wanted
    return policy_view(call.shop, found)


@operation("deleteShopReturnPolicy", f"DELETE {ONE}", "shops_w", success=204)
def delete_policy(call: Call) -> None:
    found = _policy(call)
    if _listings(call, found):
        raise bad("The return policy is used by listings and cannot be deleted")
    del call.shop.books.policies[found.policy_id]


@operation(
    "consolidateShopReturnPolicies",
    "POST /shops/{shop_id}/policies/return/consolidate",
    "shops_w",
    form={
        "source_return_policy_id": whole(1, required=True),
        "destination_return_policy_id": whole(1, required=True),
    },
)
def consolidate(call: Call) -> dict[str, Any]:
    """Listings of the one are given to the other, and the one is gone."""
    source = _policy(call, call.body["source_return_policy_id"])
    target = _policy(call, call.body["destination_return_policy_id"])
    for listing in _listings(call, source):
        listing.facts["return_policy_id"] = target.policy_id
    del call.shop.books.policies[source.policy_id]
    return policy_view(call.shop, target)


@operation("getListingsByShopReturnPolicy", f"GET {ONE}/listings", "listings_r")
def listings_of_policy(call: Call) -> dict[str, Any]:
    return whole_list(_listings(call, _policy(call)), lambda one: listing_view(call.shop, one))


@operation("getShopProductionPartners", "GET /shops/{shop_id}/production-partners", "shops_r")
def get_partners(call: Call) -> dict[str, Any]:
    return whole_list(list(call.shop.books.partners.values()), partner_view)


def _listings(call: Call, policy: ReturnPolicy) -> list[Any]:
    rows = call.shop.books.listings.values()
    return [one for one in rows if one.facts.get("return_policy_id") == policy.policy_id]
