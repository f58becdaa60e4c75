"""Judged by others: every operation of Etsy's own, each call held against its document with the changes that came after.

The judge answers with data made up from the schema; where an operation needs a certain answer to go on, a rule gives it.
"""

import pytest

from core.errors import OutcomeUnknown
from core.simulation.pictures import picture
from marketplaces.adapters.etsy.operations import OPERATIONS
from tests.marketplaces.etsy.shapes import cash
from tests.marketplaces.etsy.test_conformance import (
    LISTING,
    NO_ROWS,
    inventory,
    judge,
    judged,
    listing,
    pytestmark,
    running_judge,
)

__all__ = ["judge", "judged", "pytestmark", "running_judge"]

COSTS = {
    "first_item": {"amount": "3.50", "currency": "EUR"},
    "further_item": {"amount": "1.00", "currency": "EUR"},
}
DAYS = {"min_delivery_days": 2, "max_delivery_days": 4}
MAIL = {"carrier_id": "1", "mail_class": "usps_first"}
PROFILE = {"title": "Small parcels", "origin_country": "GB", "origin_postal_code": "EC1A 1BB"}
POLICY = {"accepts_returns": True, "accepts_exchanges": False, "return_days": 30}
SIZE = {"property_id": "513", "name": "Size", "value": "S", "value_ids": ["9"]}
WANTED = {
    "sku": "MUG-S",
    "price": {"amount": "7.50", "currency": "EUR"},
    "quantity": 4,
    "is_enabled": True,
    "processing_profile_id": "3",
    "options": [SIZE],
}
WINDOW = {"since": "2026-11-01T00:00:00+00:00", "until": "2026-11-20T00:00:00+00:00"}
IMAGE = {
    "listing_id": LISTING,
    "listing_image_id": 28,
    "rank": 1,
    "url_fullxfull": "https://i.etsy.test/1.jpg",
    "alt_text": None,
    "full_width": None,
    "full_height": None,
}
DESTINATION = {
    "shipping_profile_destination_id": 531,
    "shipping_profile_id": 53,
    "origin_country_iso": "GB",
    "destination_country_iso": "GB",
    "destination_region": "none",
    "primary_cost": cash(350),
    "secondary_cost": cash(100),
    "shipping_carrier_id": None,
    "mail_class": None,
    "min_delivery_days": 9,
    "max_delivery_days": 9,
}
SHOWN_PROFILE = {
    "shipping_profile_id": 53,
    "title": "Parcels",
    "user_id": 1,
    "origin_country_iso": "GB",
    "is_deleted": False,
    "shipping_profile_destinations": [DESTINATION],
    "shipping_profile_upgrades": [],
    "origin_postal_code": "E1",
    "profile_type": "manual",
    "domestic_handling_fee": 0,
    "international_handling_fee": 0,
}
UPGRADE = {
    "shipping_profile_id": 53,
    "upgrade_id": 532,
    "upgrade_name": "Express",
    "type": 0,
    "rank": 0,
    "language": "en",
    "price": cash(350),
    "secondary_price": cash(100),
    "shipping_carrier_id": None,
    "mail_class": None,
    "min_delivery_days": 1,
    "max_delivery_days": 1,
}
TREE = {"count": 1, "results": [{"id": 1065, "name": "Mugs", "children": []}]}
NUMBERS = {"listing_id": str(LISTING), "profile_id": "53", "destination_id": "531", "policy_id": "5", "section_id": "7"}

# Operation -> (what it is given, what the judge answers, the calls that it takes at the least)
CALLS = {
    "read_shop": ({}, {}, ["getShop"]),
    "change_shop": ({"title": "Soaps", "announcement": ""}, {}, ["updateShop"]),
    "list_sections": ({}, {}, ["getShopSections"]),
    "create_section": ({"title": "Mugs"}, {"getShopSections": NO_ROWS}, ["getShopSections", "createShopSection"]),
    "rename_section": ({"section_id": "7", "title": "Cups"}, {}, ["updateShopSection"]),
    "delete_section": ({"section_id": "7"}, {}, ["deleteShopSection"]),
    "list_shipping_profiles": (
        {},
        {"getShopShippingProfiles": {"count": 1, "results": [SHOWN_PROFILE]}},
        ["getShopShippingProfiles"],
    ),
    "read_shipping_profile": (NUMBERS, {"getShopShippingProfile": SHOWN_PROFILE}, ["getShopShippingProfile"]),
    "create_shipping_profile": (
        PROFILE | COSTS | DAYS | {"country": "GB"},
        {"getShopShippingProfiles": NO_ROWS, "createShopShippingProfile": SHOWN_PROFILE},
        ["getShopShippingProfiles", "createShopShippingProfile"],
    ),
    "change_shipping_profile": (
        NUMBERS | {"title": "Tiny"},
        {"updateShopShippingProfile": SHOWN_PROFILE},
        ["updateShopShippingProfile"],
    ),
    "delete_shipping_profile": (NUMBERS, {}, ["deleteShopShippingProfile"]),
    "add_destination": (
        NUMBERS | COSTS | MAIL | {"region": "eu"},
        {"getShopShippingProfile": SHOWN_PROFILE, "createShopShippingProfileDestination": (DESTINATION, 201)},
        ["getShopShippingProfile", "createShopShippingProfileDestination"],
    ),
    "change_destination": (
        NUMBERS | COSTS | DAYS,
        {"updateShopShippingProfileDestination": DESTINATION},
        ["updateShopShippingProfileDestination"],
    ),
    "delete_destination": (NUMBERS, {}, ["deleteShopShippingProfileDestination"]),
    "add_upgrade": (
        NUMBERS | COSTS | DAYS | {"name": "Express", "is_international": True},
        {"getShopShippingProfile": SHOWN_PROFILE, "createShopShippingProfileUpgrade": UPGRADE},
        ["getShopShippingProfile", "createShopShippingProfileUpgrade"],
    ),
    "list_processing_profiles": ({}, {}, ["getShopReadinessStateDefinitions"]),
    "create_processing_profile": (
        {"state": "made_to_order", "min_time": 1, "max_time": 2, "unit": "weeks"},
        {},
        ["createShopReadinessStateDefinition"],
    ),
    "change_processing_profile": (NUMBERS | {"max_time": 3}, {}, ["updateShopReadinessStateDefinition"]),
    "delete_processing_profile": (NUMBERS, {}, ["deleteShopReadinessStateDefinition"]),
    "list_return_policies": ({}, {}, ["getShopReturnPolicies"]),
    "create_return_policy": (
        POLICY,
        {"getShopReturnPolicies": NO_ROWS},
        ["getShopReturnPolicies", "createShopReturnPolicy"],
    ),
    "change_return_policy": (NUMBERS | POLICY, {}, ["updateShopReturnPolicy"]),
    "delete_return_policy": (NUMBERS, {}, ["deleteShopReturnPolicy"]),
    "list_categories": ({}, {"getSellerTaxonomyNodes": TREE}, ["getSellerTaxonomyNodes"]),
    "search_categories": ({"q": "mugs"}, {"getSellerTaxonomyNodes": TREE}, ["getSellerTaxonomyNodes"]),
    "read_category": ({"category_id": "1065"}, {"getSellerTaxonomyNodes": TREE}, ["getSellerTaxonomyNodes"]),
    "read_category_properties": (
        {"category_id": "1065"},
        {"getSellerTaxonomyNodes": TREE},
        ["getSellerTaxonomyNodes", "getPropertiesByTaxonomyId"],
    ),
    "find_listings": (
        {"cursor": ""},
        {
            "getListingsByShop": {"count": 1, "results": [listing()]},
            "getListingsInventoryByListingIds": {"count": 1, "results": [listing() | {"inventory": inventory()}]},
        },
        ["getListingsByShop", "getListingsInventoryByListingIds"],
    ),
    "renew_listing": (
        NUMBERS,
        {"getListingInventory": inventory(state="expired"), "updateListing": listing()},
        ["getListingInventory", "updateListing"],
    ),
    "delete_listing": (NUMBERS, {}, ["deleteListing"]),
    "read_inventory": (NUMBERS, {"getListingInventory": inventory()}, ["getListingInventory"]),
    "replace_inventory": (
        NUMBERS
        | {"products": [WANTED, WANTED | {"sku": "MUG-L", "options": [SIZE | {"value": "L", "value_ids": []}]}]},
        {"getListingInventory": inventory(), "updateListingInventory": inventory()},
        ["getListingInventory", "updateListingInventory", "getListingInventory"],
    ),
    "list_images": (NUMBERS, {"getListingImages": {"count": 1, "results": [IMAGE]}}, ["getListingImages"]),
    "upload_image": (
        NUMBERS | {"url": "http://127.0.0.1/1.png", "alt_text": "A mug"},
        {"getListingImages": NO_ROWS, "uploadListingImage": (IMAGE, 201)},
        ["getListingImages", "uploadListingImage"],
    ),
    "attach_image": (
        NUMBERS | {"image_id": "28", "rank": 1},
        {"uploadListingImage": (IMAGE, 201)},
        ["uploadListingImage"],
    ),
    "order_images": (
        NUMBERS | {"image_ids": ["29", "28"]},
        {
            "getListingImages": {"count": 2, "results": [IMAGE, IMAGE | {"listing_image_id": 29, "rank": 2}]},
            "updateListing": listing(),
        },
        ["getListingImages", "updateListing", "getListingImages"],
    ),
    "delete_image": (NUMBERS | {"image_id": "28"}, {}, ["deleteListingImage"]),
    "order_payments": (
        {"order_id": "987654321"},
        {"getShopPaymentByReceiptId": NO_ROWS},
        ["getShopPaymentByReceiptId"],
    ),
    "list_ledger": (WINDOW, {"getShopPaymentAccountLedgerEntries": NO_ROWS}, ["getShopPaymentAccountLedgerEntries"]),
    "list_reviews": (WINDOW, {"getReviewsByShop": NO_ROWS}, ["getReviewsByShop"]),
}
WITHOUT_A_CALL = {"read_limits"}
OF_THE_TOKEN = {"renew_access"}  # its address is in no document; test_access.py holds it against the guide


@pytest.fixture(autouse=True)
def _fetched(monkeypatch):
    """Pictures come from nowhere: that part has tests of its own."""
    monkeypatch.setattr(
        "marketplaces.adapters.etsy.operations.images.fetched", lambda _url: ("picture.png", "image/png", picture(1))
    )


def answer(judge, answers):
    for operation, given in answers.items():
        body, status = given if isinstance(given, tuple) else (given, 200)
        judge.says(operation, body, status)


def test_every_operation_is_judged():
    assert set(CALLS) | WITHOUT_A_CALL | OF_THE_TOKEN == set(OPERATIONS)


@pytest.mark.parametrize("operation", CALLS)
def test_every_call_of_an_operation_is_valid(judge, judged, operation):
    values, answers, calls = CALLS[operation]
    answer(judge, answers)
    judged.perform(operation, values)
    assert judge.bad() == []
    assert judge.names() == calls


def test_equal_processing_profiles_are_adopted(judge, judged):
    place = f"{judge.url}/v3/application/shops/52300001/readiness-state-definitions/77"
    judge.says("createShopReadinessStateDefinition", {"error": "exists"}, 409, headers={"Content-Location": place})
    found = judged.perform("create_processing_profile", CALLS["create_processing_profile"][0])
    assert found["is_new"] is False
    assert judge.names() == ["createShopReadinessStateDefinition", "getShopReadinessStateDefinition"]
    assert judge.bad() == []


def test_equal_return_policies_are_merged(judge, judged):
    other = {"return_policy_id": 6, "shop_id": 1, "accepts_returns": True, "accepts_exchanges": False,
             "return_deadline": 30}  # fmt: skip
    judge.says("updateShopReturnPolicy", {"error": "an equal one exists"}, 409)
    judge.says("getShopReturnPolicies", {"count": 1, "results": [other]})
    judge.says("consolidateShopReturnPolicies", other)
    assert judged.perform("change_return_policy", NUMBERS | POLICY)["was_merged"] is True
    assert judge.names()[-1] == "consolidateShopReturnPolicies"
    assert judge.bad() == []


@pytest.mark.parametrize(
    ("operation", "write"),
    [
        ("create_section", "createShopSection"),
        ("create_shipping_profile", "createShopShippingProfile"),
        ("create_return_policy", "createShopReturnPolicy"),
        ("renew_listing", "updateListing"),
    ],
)
def test_what_is_made_is_sent_once_although_its_answer_is_dropped(judge, judged, operation, write):
    values, answers, _calls = CALLS[operation]
    answer(judge, {name: given for name, given in answers.items() if name != write})
    judge.says(write, {}, drop=True)
    with pytest.raises(OutcomeUnknown):
        judged.perform(operation, values)
    assert judge.names().count(write) == 1


def test_deleting_twice_is_done_both_times(judge, judged):
    judge.says("deleteShopSection", {"error": "not found"}, 404)
    assert judged.perform("delete_section", NUMBERS)["was_there"] is False
    assert judge.bad() == []
