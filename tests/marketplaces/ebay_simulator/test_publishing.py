"""Publishing: what it needs, what it gives, what it does a second time, how it ends."""

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.marketplaces.ebay_simulator.laboratory import INVENTORY, Laboratory

OFFER = f"{INVENTORY}/offer"


def test_publishing_gives_a_listing_that_the_offer_names(lab: Laboratory):
    offer, listing = lab.listed()
    told = lab.get(f"{OFFER}/{offer}")
    assert told["status"] == "PUBLISHED"
    assert told["listing"] == {
        "listingId": listing,
        "listingStatus": "ACTIVE",
        "soldQuantity": 0,
        "listingOnHold": False,
    }


def test_publishing_again_gives_the_same_listing_with_a_warning(lab: Laboratory):
    offer, listing = lab.listed()
    told = lab.publish(offer)
    assert (told["listingId"], told["warnings"][0]["errorId"]) == (listing, 25402)


def test_publishing_after_a_withdrawal_makes_a_new_listing(lab: Laboratory):
    offer, listing = lab.listed()
    assert lab.ask("POST", f"{OFFER}/{offer}/withdraw", {})["listingId"] == listing
    assert lab.get(f"{OFFER}/{offer}")["status"] == "UNPUBLISHED"
    assert lab.publish(offer)["listingId"] == str(int(listing) + 1)
    assert lab.simulator.listings[listing].status == "ENDED"


def test_a_second_withdrawal_is_refused(lab: Laboratory):
    offer, _ = lab.listed()
    lab.ask("POST", f"{OFFER}/{offer}/withdraw", {})
    assert lab.refusal("POST", f"{OFFER}/{offer}/withdraw", {}, expect=404)["errorId"] == 25713


def test_a_publish_without_a_length_is_411(lab: Laboratory):
    lab.write_item()
    where = urlsplit(f"{lab.origin}/api{OFFER}/{lab.write_offer()}/publish")
    connection = http.client.HTTPConnection(where.netloc, timeout=10)
    connection.putrequest("POST", where.path)
    connection.putheader("Authorization", f"Bearer {lab.token}")
    connection.endheaders()
    assert connection.getresponse().status == 411
    connection.close()


MISSING: dict[str, tuple[dict[str, Any], int]] = {
    "category": ({"categoryId": ""}, 25005),
    "leaf category": ({"categoryId": "26395"}, 25005),
    "price": ({"pricingSummary": {}}, 25003),
    "location": ({"merchantLocationKey": "nowhere"}, 25012),
    "fulfilment policy": ({"fulfillmentPolicyId": ""}, 25007),
    "payment policy": ({"paymentPolicyId": "1"}, 25008),
    "return policy": ({"returnPolicyId": ""}, 25009),
}


@pytest.mark.parametrize("what", MISSING)
def test_an_offer_that_lacks_something_is_made_and_not_published(lab: Laboratory, what: str):
    change, number = MISSING[what]
    lab.write_item()
    policies = lab.policies() | {name: value for name, value in change.items() if name.endswith("PolicyId")}
    more = {name: value for name, value in change.items() if not name.endswith("PolicyId")}
    offer = lab.write_offer(**{"listingPolicies": policies} | more)
    assert lab.refusal("POST", f"{OFFER}/{offer}/publish", {})["errorId"] == number
    assert lab.simulator.listings == {}


LACKING: dict[str, tuple[dict[str, Any], int]] = {
    "title": ({"title": None}, 25016),
    "title of 81 characters": ({"title": "x" * 81}, 25016),
    "description": ({"description": None}, 25016),
    "picture": ({"imageUrls": []}, 25002),
    "aspect": ({"aspects": {"Brand": ["Hub"]}}, 25002),
}


@pytest.mark.parametrize("what", LACKING)
def test_an_item_that_lacks_something_is_written_and_not_published(lab: Laboratory, what: str):
    product, number = LACKING[what]
    lab.write_item(**product)
    assert lab.refusal("POST", f"{OFFER}/{lab.write_offer()}/publish", {})["errorId"] == number


def test_a_missing_aspect_is_named_in_the_parameters(lab: Laboratory):
    lab.write_item(aspects={"Type": ["Bar Soap"]})
    error = lab.refusal("POST", f"{OFFER}/{lab.write_offer()}/publish", {})
    assert (error["errorId"], error["parameters"]) == (25002, [{"name": "name", "value": "Brand"}])


def test_a_description_of_the_offer_will_do(lab: Laboratory):
    lab.write_item(description=None)
    lab.publish(lab.write_offer(listingDescription="<p>Soft</p>"))


def test_a_condition_that_the_category_does_not_know_is_25021(lab: Laboratory):
    lab.ask("PUT", f"{INVENTORY}/inventory_item/SN-200", lab.item() | {"condition": "USED_EXCELLENT"}, expect=201)
    assert lab.refusal("POST", f"{OFFER}/{lab.write_offer()}/publish", {})["errorId"] == 25021


def test_a_policy_of_another_marketplace_is_an_offer_that_is_not_available(lab: Laboratory):
    lab.write_item()
    offer = lab.write_offer(listingPolicies=lab.policies("EBAY_GB"))
    assert lab.refusal("POST", f"{OFFER}/{offer}/publish", {}, expect=404)["errorId"] == 25713


def test_a_seller_who_is_not_registered_has_no_offer_available(lab: Laboratory):
    lab.steer("readiness?registered=0")
    lab.write_item()
    assert lab.refusal("POST", f"{OFFER}/{lab.write_offer()}/publish", {}, expect=404)["errorId"] == 25713


def test_calculated_shipping_needs_a_weight_only_at_publishing(lab: Laboratory):
    lab.write_item()
    offer = lab.write_offer()
    number = lab.policies()["fulfillmentPolicyId"]
    lab.simulator.seller.policies["fulfillment"][number]["shippingOptions"][0]["costType"] = "CALCULATED"
    assert lab.refusal("POST", f"{OFFER}/{offer}/publish", {})["errorId"] == 25020


def test_an_identifier_is_enforced_though_no_aspect_says_so(lab: Laboratory):
    lab.write_item(ean=None)
    offer = lab.write_offer(categoryId="112529")
    lab.ask(
        "PUT",
        f"{INVENTORY}/inventory_item/SN-200",
        lab.item(ean=None, aspects={"Brand": ["Hub"], "Type": ["Over-Ear"]}),
        expect=204,
    )
    error = lab.refusal("POST", f"{OFFER}/{offer}/publish", {})
    assert (error["errorId"], error["parameters"][0]["value"]) == (25002, "EAN")


def test_nothing_to_sell_cannot_be_listed(lab: Laboratory):
    lab.write_item()
    offer = lab.write_offer(availableQuantity=0)
    assert lab.refusal("POST", f"{OFFER}/{offer}/publish", {})["errorId"] == 25004
