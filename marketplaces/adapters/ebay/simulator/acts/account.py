"""What the seller may do at all: registration, programs, advertising, custom policies."""

from datetime import timedelta

from marketplaces.adapters.ebay.simulator.acts.families import ACCOUNT
from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES
from marketplaces.adapters.ebay.simulator.books.seller import PROGRAMS
from marketplaces.adapters.ebay.simulator.calls import Answer, Call, Refused

KINDS = ("PRODUCT_COMPLIANCE", "TAKE_BACK")


@ACCOUNT.get("/privilege", "getPrivileges")
def privileges(call: Call) -> Answer:
    rules = call.seller.rules
    limit = {"amount": {"value": "50000.0", "currency": CURRENCIES[rules.marketplace]}, "quantity": 5000}
    return Answer(200, {"sellerRegistrationCompleted": rules.registered, "sellingLimit": limit})


@ACCOUNT.get("/program/get_opted_in_programs", "getOptedInPrograms")
def programs(call: Call) -> Answer:
    return Answer(200, {"programs": [{"programType": name} for name in sorted(call.seller.opted_in())]})


@ACCOUNT.post("/program/opt_in", "optInToProgram")
def opt_in(call: Call) -> Answer:
    """It begins after a while."""
    name, seller = _program(call), call.seller
    if name in seller.opted_in() or name in seller.joining:
        raise Refused(25803, "The seller is opted in to the program already.", 409, programType=name)
    seller.joining[name] = seller.clock.now() + timedelta(seconds=seller.rules.opt_in_seconds)
    return Answer(200, {})


@ACCOUNT.post("/program/opt_out", "optOutOfProgram")
def opt_out(call: Call) -> Answer:
    name = _program(call)
    if name not in call.seller.programs:
        raise Refused(25804, "The seller is not opted in to the program.", programType=name)
    call.seller.programs.discard(name)
    return Answer(200, {})


def _program(call: Call) -> str:
    name = str(call.body.get("programType", ""))
    if name not in PROGRAMS:
        raise Refused(20401, "Invalid field: programType.", fieldName="programType")
    return name


@ACCOUNT.get("/advertising_eligibility", "getAdvertisingEligibility")
def advertising(call: Call) -> Answer:
    if call.headers.get("x-ebay-c-marketplace-id") not in CURRENCIES:
        raise Refused(50116, "The marketplace is missing or not supported.")
    row = {"programType": "PROMOTED_LISTINGS_STANDARD", "status": "ELIGIBLE"}
    if not call.seller.rules.advertising:
        row |= {"status": "INELIGIBLE", "reason": "NOT_ENOUGH_ACTIVITY"}
    return Answer(200, {"advertisingEligibility": [row]})


@ACCOUNT.get("/subscription", "getSubscription")
def subscription(call: Call) -> Answer:
    return Answer(200, {"href": call.address, "limit": 20, "total": 0, "subscriptions": []})


@ACCOUNT.get("/kyc", "getKYC")
def kyc(call: Call) -> Answer:
    return Answer(204)


@ACCOUNT.get("/rate_table", "getRateTables")
def rate_tables(call: Call) -> Answer:
    return Answer(200, {"rateTables": []})


@ACCOUNT.get("/payments_program/{marketplace_id}/{payments_program_type}", "getPaymentsProgram")
def payments_program(call: Call) -> Answer:
    head = {"marketplaceId": call.path["marketplace_id"], "paymentsProgramType": call.path["payments_program_type"]}
    return Answer(200, head | {"status": "OPTED_IN", "wasPreviouslyOptedIn": True})


@ACCOUNT.get("/custom_policy", "getCustomPolicies")
def custom_policies(call: Call) -> Answer:
    kinds = call.one("policy_types") or ",".join(KINDS)
    rows = [
        {name: body[name] for name in ("customPolicyId", "label", "name", "policyType")}
        for body in call.seller.custom_policies.values()
        if body["policyType"] in kinds.split(",")
    ]
    return Answer(200, {"customPolicies": rows, "href": call.address, "limit": 20, "offset": 0, "total": len(rows)})


@ACCOUNT.post("/custom_policy", "createCustomPolicy")
def create_custom_policy(call: Call) -> Answer:
    if call.body.get("policyType") not in KINDS:
        raise Refused(20415, "Invalid policy type.", fieldName="policyType")
    number = call.seller.number("policy")
    call.seller.custom_policies[number] = call.body | {"customPolicyId": number}
    return Answer(201, {}, (("Location", f"{call.address}/{number}"),))


@ACCOUNT.get("/custom_policy/{custom_policy_id}", "getCustomPolicy")
def custom_policy(call: Call) -> Answer:
    number = call.path["custom_policy_id"]
    if number not in call.seller.custom_policies:
        raise Refused(20416, "The policy was not found.", 404, policyId=number)
    return Answer(200, call.seller.custom_policies[number])


@ACCOUNT.put("/custom_policy/{custom_policy_id}", "updateCustomPolicy")
def update_custom_policy(call: Call) -> Answer:
    number = call.path["custom_policy_id"]
    if number not in call.seller.custom_policies:
        raise Refused(20416, "The policy was not found.", 404, policyId=number)
    call.seller.custom_policies[number] |= call.body
    return Answer(204)
