"""The account: readiness, programs, policies, locations, who the seller is, what the limits are."""

import pytest

from tests.marketplaces.ebay_simulator.laboratory import INVENTORY, Laboratory

ACCOUNT = "/sell/account/v1"
RETURN = {
    "name": "60 days",
    "marketplaceId": "EBAY_US",
    "categoryTypes": [{"name": "ALL_EXCLUDING_MOTORS_VEHICLES"}],
    "returnsAccepted": True,
    "returnPeriod": {"unit": "DAY", "value": 60},
    "returnShippingCostPayer": "SELLER",
}
PLACE = {"location": {"address": {"country": "DE", "postalCode": "10115"}}, "name": "Berlin"}
LOCATION = f"{INVENTORY}/location"


def test_a_ready_seller_is_registered_and_opted_in(lab: Laboratory):
    assert lab.get(f"{ACCOUNT}/privilege")["sellerRegistrationCompleted"] is True
    found = lab.get(f"{ACCOUNT}/program/get_opted_in_programs")["programs"]
    assert [row["programType"] for row in found] == ["OUT_OF_STOCK_CONTROL", "SELLING_POLICY_MANAGEMENT"]


def test_readiness_can_be_taken_away(lab: Laboratory):
    lab.steer("readiness?registered=0&programs=&policies=0&locations=0")
    assert lab.get(f"{ACCOUNT}/privilege")["sellerRegistrationCompleted"] is False
    assert lab.refusal("GET", f"{ACCOUNT}/return_policy?marketplace_id=EBAY_US")["errorId"] == 20403
    assert lab.get(LOCATION)["total"] == 0


def test_opting_in_twice_is_409_25803(lab: Laboratory):
    lab.steer("readiness?programs=")
    asked = {"programType": "SELLING_POLICY_MANAGEMENT"}
    lab.ask("POST", f"{ACCOUNT}/program/opt_in", asked)
    assert lab.refusal("POST", f"{ACCOUNT}/program/opt_in", asked, expect=409)["errorId"] == 25803


def test_a_program_begins_after_a_while_and_policies_with_it(lab: Laboratory):
    lab.simulator.set_rule("opt_in_seconds", 3600.0)
    lab.steer("readiness?programs=")
    lab.ask("POST", f"{ACCOUNT}/program/opt_in", {"programType": "SELLING_POLICY_MANAGEMENT"})
    assert lab.get(f"{ACCOUNT}/program/get_opted_in_programs")["programs"] == []
    assert lab.refusal("POST", f"{ACCOUNT}/return_policy", RETURN)["errorId"] == 20403
    lab.steer("clock?seconds=3601")
    lab.ask("POST", f"{ACCOUNT}/return_policy", RETURN, expect=201)


def test_opting_out_of_what_one_is_not_in_is_25804(lab: Laboratory):
    asked = {"programType": "OUT_OF_STOCK_CONTROL"}
    lab.ask("POST", f"{ACCOUNT}/program/opt_out", asked)
    assert lab.refusal("POST", f"{ACCOUNT}/program/opt_out", asked)["errorId"] == 25804


def test_a_custom_policy_is_made_listed_by_its_kind_and_replaced(lab: Laboratory):
    body = {"name": "Care", "label": "Care", "description": "Dry", "policyType": "PRODUCT_COMPLIANCE"}
    lab.ask("POST", f"{ACCOUNT}/custom_policy/", body, expect=201)
    path = f"{ACCOUNT}/custom_policy/{lab.last.headers['Location'].rpartition('/')[2]}"
    assert lab.get(f"{ACCOUNT}/custom_policy/?policy_types=TAKE_BACK")["customPolicies"] == []
    lab.ask("PUT", path, {"name": "Care", "label": "Care", "description": "Keep dry"}, expect=204)
    assert lab.get(path)["description"] == "Keep dry"


def test_a_policy_is_made_read_by_name_replaced_and_deleted(lab: Laboratory):
    made = lab.ask("POST", f"{ACCOUNT}/return_policy", RETURN, expect=201)
    number = made["returnPolicyId"]
    assert lab.last.headers["Location"] == f"{lab.origin}/api{ACCOUNT}/return_policy/{number}"
    assert made["warnings"] == []
    by_name = lab.get(f"{ACCOUNT}/return_policy/get_by_policy_name?marketplace_id=EBAY_US&name=60%20days")
    assert by_name["returnPolicyId"] == number
    changed = lab.ask("PUT", f"{ACCOUNT}/return_policy/{number}", RETURN | {"name": "Two months"})
    assert (changed["name"], changed["returnPolicyId"]) == ("Two months", number)
    lab.ask("DELETE", f"{ACCOUNT}/return_policy/{number}", expect=204)
    assert lab.refusal("GET", f"{ACCOUNT}/return_policy/{number}", expect=404)["errorId"] == 20404


def test_the_path_of_fulfilment_policies_may_end_in_a_slash(lab: Laboratory):
    plain = lab.get(f"{ACCOUNT}/fulfillment_policy?marketplace_id=EBAY_DE")
    assert lab.get(f"{ACCOUNT}/fulfillment_policy/?marketplace_id=EBAY_DE")["total"] == plain["total"] == 1


def test_a_policy_in_use_is_not_deleted(lab: Laboratory):
    lab.write_item()
    lab.write_offer()
    path = f"{ACCOUNT}/payment_policy/{lab.policies()['paymentPolicyId']}"
    assert lab.refusal("DELETE", path, expect=409)["errorId"] == 21409


def test_a_name_is_used_once_on_a_marketplace(lab: Laboratory):
    lab.ask("POST", f"{ACCOUNT}/return_policy", RETURN, expect=201)
    assert lab.refusal("POST", f"{ACCOUNT}/return_policy", RETURN)["errorId"] == 20400
    lab.ask("POST", f"{ACCOUNT}/return_policy", RETURN | {"marketplaceId": "EBAY_DE"}, expect=201)


WRONG = {
    "a return period of 45 days": ("return", RETURN | {"returnPeriod": {"unit": "DAY", "value": 45}}, 20406),
    "a payment method": (
        "payment",
        {"name": "P", "marketplaceId": "EBAY_US", "paymentMethods": [{"paymentMethodType": "PAYPAL"}]},
        20405,
    ),
    "a service of another marketplace": (
        "fulfillment",
        {
            "name": "F",
            "marketplaceId": "EBAY_US",
            "shippingOptions": [{"shippingServices": [{"shippingServiceCode": "DE_DHLPaket"}]}],
        },
        20402,
    ),
    "an unknown marketplace": ("return", RETURN | {"marketplaceId": "EBAY_XX"}, 20401),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_policy_with_a_wrong_value_is_refused(lab: Laboratory, what: str):
    kind, body, number = WRONG[what]
    assert lab.refusal("POST", f"{ACCOUNT}/{kind}_policy", body)["errorId"] == number


def test_a_location_is_204_and_a_second_of_the_same_key_25803(lab: Laboratory):
    assert lab.ask("POST", f"{LOCATION}/berlin", PLACE, expect=204) is None
    assert lab.refusal("POST", f"{LOCATION}/berlin", PLACE, expect=409)["errorId"] == 25803
    assert lab.get(f"{LOCATION}/berlin")["merchantLocationStatus"] == "ENABLED"


def test_a_location_needs_a_postal_code_or_city_and_state(lab: Laboratory):
    body = {"location": {"address": {"country": "US", "city": "Austin"}}}
    assert lab.refusal("POST", f"{LOCATION}/x", body)["errorId"] == 25802


def test_a_disabled_location_stops_publishing(lab: Laboratory):
    lab.write_item()
    lab.ask("POST", f"{LOCATION}/warehouse-1/disable", {})
    offer = lab.write_offer()
    assert lab.refusal("POST", f"{INVENTORY}/offer/{offer}/publish", {})["errorId"] == 25012
    lab.ask("POST", f"{LOCATION}/warehouse-1/enable", {})
    lab.publish(offer)


def test_what_is_not_said_of_a_location_stays(lab: Laboratory):
    lab.ask("POST", f"{LOCATION}/warehouse-1/update_location_details", {"name": "New name"}, expect=204)
    told = lab.get(f"{LOCATION}/warehouse-1")
    assert (told["name"], told["location"]["address"]["postalCode"]) == ("New name", "95125")


def test_locations_are_paged_by_records(lab: Laboratory):
    for number in range(2):
        lab.ask("POST", f"{LOCATION}/l{number}", PLACE, expect=204)
    told = lab.get(f"{LOCATION}?limit=2&offset=0")
    assert (told["total"], told["next"]) == (3, f"{lab.origin}/api{LOCATION}?limit=2&offset=2")


def test_a_day_has_so_many_calls_then_429_2001(lab: Laboratory):
    lab.steer("limit?resource=sell.account&calls=2")
    for _ in range(2):
        lab.get(f"{ACCOUNT}/privilege")
    assert lab.refusal("GET", f"{ACCOUNT}/privilege", expect=429)["errorId"] == 2001
    lab.get(LOCATION)
    asked = "/developer/analytics/v1_beta/rate_limit/?api_context=sell&api_name=account"
    rate = lab.get(asked, token=lab.app_token())["rateLimits"][0]["resources"][0]["rates"][0]
    assert (rate["count"], rate["limit"], rate["remaining"], rate["timeWindow"]) == (2, 2, 0, 86400)
    lab.steer("clock?seconds=86400")
    lab.log_in()
    lab.get(f"{ACCOUNT}/privilege")


def test_limits_of_what_there_is_not_are_204(lab: Laboratory):
    lab.get("/developer/analytics/v1_beta/rate_limit/?api_name=nothing", token=lab.app_token(), expect=204)


def test_the_sellers_mail_address_is_told_only_by_its_scope(lab: Laboratory):
    assert lab.get("/commerce/identity/v1/user", host="apiz")["businessAccount"]["email"] == "seller@example.com"
    scope = "https://api.ebay.com/oauth/api_scope/commerce.identity.readonly"
    token = lab.exchange(lab.code(scope=scope))["access_token"]
    assert "businessAccount" not in lab.get("/commerce/identity/v1/user", host="apiz", token=token)
