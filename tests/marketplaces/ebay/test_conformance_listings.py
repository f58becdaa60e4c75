"""Every call of selling, judged by the official documents."""

from dataclasses import replace

import pytest

from core.errors import OutcomeUnknown, PartnerError, RateLimited
from marketplaces.adapters.ebay.families.account import PolicyKind
from marketplaces.adapters.ebay.operations import groups, images, listings, locations, policies, programs, taxonomy
from marketplaces.interface import OfferPush, PricePush, StockPush
from tests.marketplaces.ebay.conftest import JUDGE, SPECS
from tests.marketplaces.ebay.drafts import dollars, single, varied

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not (SPECS.is_dir() and JUDGE.is_file()), reason="the official documents are not here (ENTREPOT_SHARED)"
    ),
]

LISTING, OFFER = "110500000001", "8200000011"
MONEY = {"value": "19.90", "currency": "USD"}


def item(sku, group=""):
    body = {"sku": sku, "product": {"title": "Tee"}, "availability": {"shipToLocationAvailability": {"quantity": 5}}}
    return body | ({"inventoryItemGroupKeys": [group]} if group else {})


def offer(sku, number=OFFER):
    return {
        "offerId": number,
        "sku": sku,
        "format": "FIXED_PRICE",
        "marketplaceId": "EBAY_US",
        "status": "PUBLISHED",
        "availableQuantity": 5,
        "pricingSummary": {"price": MONEY},
        "listing": {"listingId": LISTING, "listingStatus": "ACTIVE"},
    }


@pytest.fixture
def stocked(judge, judged):
    """eBay has all forms of the T-shirt, of which offers are made and published as they are asked for."""
    skus = [form.sku for form in varied().variants]
    judge.answers("bulkCreateOrReplaceInventoryItem", {"responses": [{"sku": s, "statusCode": 200} for s in skus]})
    judge.answers("bulkGetInventoryItem", {"responses": [{"sku": s, "statusCode": 200, "inventoryItem": item(s, "tee-g7")} for s in skus]})  # fmt: skip
    judge.answers("bulkCreateOffer", {"responses": [{"sku": s, "statusCode": 200, "offerId": OFFER} for s in skus]})
    judge.answers("getOffer", offer("TEE-Red-S"))
    judge.answers("getOffers", {"offers": [offer("TEE-Red-S")], "total": 1})
    judge.answers("getInventoryItem", item("SN-200"))
    judge.answers("getInventoryItems", {"inventoryItems": [item("SN-200")], "total": 1})
    judge.answers("publishOffer", {"listingId": LISTING})
    judge.answers("publishOfferByInventoryItemGroup", {"listingId": LISTING})
    judge.answers("getInventoryItemGroup", {"inventoryItemGroupKey": "tee-g7", "variantSKUs": [*skus, "TEE-OLD"], "title": "Tee"})  # fmt: skip
    judge.answers("getInventoryLocation", {"merchantLocationKey": "warehouse-2"})
    judge.answers("getInventoryLocations", {"locations": [{"merchantLocationKey": "warehouse-1"}], "total": 1})
    judge.answers("bulkMigrateListing", {"responses": [{"listingId": LISTING, "statusCode": 200}]})
    judge.answers("getDefaultCategoryTreeId", {"categoryTreeId": "0", "categoryTreeVersion": "134"})
    judge.answers("getCategoryTree", {"rootCategoryNode": {"childCategoryTreeNodes": [NODE]}})
    judge.answers("getListingFees", {"feeSummaries": [{"marketplaceId": "EBAY_US", "fees": [FEE]}]})
    judge.answers("getExpiredCategories", {"expiredCategories": [{"fromCategoryId": "1", "toCategoryId": "2"}]})
    for kind in PolicyKind:
        word = kind.name.capitalize()
        judge.answers(f"get{word}Policies", {kind.value.rows: [{kind.value.id_field: "6100000001", "name": "a"}]})
        judge.answers(f"get{word}PolicyByName", {"errors": [{"errorId": 20404}]}, status=404)
        for verb in ("get", "create", "update"):
            judge.answers(f"{verb}{word}Policy", {kind.value.id_field: "6100000001"})
    return judged


NODE = {"category": {"categoryId": "15687", "categoryName": "T-Shirts"}, "leafCategoryTreeNode": True}
FEE = {"feeType": "InsertionFee", "amount": MONEY, "promotionalDiscount": MONEY}
OFFER_PUSH = OfferPush(LISTING, "TEE-Red-S", OFFER, "TEE-Red-S", dollars("18"), 3)

FLOWS = {
    "publish one form": lambda shop: shop.publish(single()),
    "publish variations": lambda shop: shop.publish(varied()),
    "publish again": lambda shop: shop.publish(varied(remote_id=LISTING)),
    "publish one again": lambda shop: shop.publish(single(remote_id=LISTING)),
    "read": lambda shop: shop.read_listing(LISTING),
    "end": lambda shop: shop.end_listing(LISTING),
    "offers": lambda shop: shop.push_offers([OFFER_PUSH]),
    "stock": lambda shop: shop.push_stock([StockPush("TEE-Red-S", OFFER, "", 3, "key", 5)]),
    "prices": lambda shop: shop.push_prices([PricePush(LISTING, "TEE-Red-S", dollars("18"), inventory_id=OFFER)]),
    "readiness": lambda shop: shop.readiness(),
    "choices": lambda shop: shop.selling_settings(),
    "suggestions": lambda shop: shop.suggest_categories("red cotton t-shirt"),
    "categories": lambda shop: shop.categories_below("15687"),
    "needs": lambda shop: shop.category_needs("15687"),
}
ADDRESS = {"address1": "1 Test Way", "city": "San Jose", "province": "CA", "postal_code": "95125", "country": "US"}
SERVICE = {"code": "USPSPriority", "carrier": "USPS", "cost": {"amount": "4.50", "currency": "USD"}}
SHIPPING = {"kind": "fulfillment", "name": "Two days", "handling_days": 2, "services": [SERVICE]}
PERFORMED = {
    "list_policies": {"kind": "payment"},
    "read_policy": {"kind": "return", "policy_id": "6100000001"},
    "create_policy": SHIPPING,
    "replace_policy": {"kind": "return", "policy_id": "6100000001", "name": "a", "days": 60, "paid_by": "seller"},
    "delete_policy": {"kind": "payment", "policy_id": "6100000001"},
    "sync_policies": {},
    "list_locations": {},
    "read_location": {"key": "warehouse-1"},
    "create_location": {"key": "warehouse-2", "name": "Second", "phone": "555", **ADDRESS},
    "change_location": {"key": "warehouse-2", "name": "Another"},
    "enable_location": {"key": "warehouse-2"},
    "disable_location": {"key": "warehouse-2"},
    "sync_locations": {},
    "list_categories": {},
    "suggest_categories": {"words": "soap"},
    "read_category_aspects": {"category_id": "15687"},
    "read_category_conditions": {"category_id": "15687"},
    "read_category_regulations": {"category_id": "15687"},
    "list_expired_categories": {},
    "list_shipping_services": {},
    "listing_fees": {"offers": [OFFER]},
    "find_listings": {},
    "migrate_listings": {"listing_ids": [LISTING]},
    "read_group": {"key": "tee-g7"},
    "change_group": {"key": "tee-g7", "title": "Tee, new", "images": ["https://cdn.example.com/2.jpg"]},
    "publish_group": {"key": "tee-g7"},
    "withdraw_group": {"key": "tee-g7"},
    "store_image": {"url": "https://cdn.example.com/1.jpg"},
    "list_programs": {},
    "join_program": {"program": "OUT_OF_STOCK_CONTROL"},
}


@pytest.mark.parametrize("flow", FLOWS)
def test_every_call_of_a_flow_is_valid(judge, stocked, flow):
    FLOWS[flow](stocked)
    assert judge.bad() == []
    assert judge.asked()


@pytest.mark.parametrize("name", PERFORMED)
def test_every_operation_s_calls_are_valid(judge, stocked, name):
    stocked.perform(name, PERFORMED[name])
    assert judge.bad() == []
    assert judge.asked()


def test_no_operation_of_selling_is_left_out():
    areas = (groups, images, listings, locations, policies, programs, taxonomy)
    assert sorted(PERFORMED) == sorted(name for area in areas for name in area.OPERATIONS)


def test_a_call_that_is_wrong_would_be_found(judge, stocked):
    with pytest.raises(PartnerError):
        stocked.perform("create_policy", SHIPPING | {"services": [{"code": "USPSPriority", "cost": {"amount": 4, "currency": "dollar"}}]})  # fmt: skip
    assert len(judge.bad()) == 1


# What goes wrong on the way


def test_a_lost_answer_to_create_offer_is_not_sent_again_and_the_offer_is_adopted(judge, stocked):
    judge.rule("createOffer", drop=True, times=1)
    with pytest.raises(OutcomeUnknown):
        stocked.publish(single())
    assert judge.asked().count("createOffer") == 1
    exists = {"errorId": 25002, "message": "Offer entity already exists.", "parameters": [{"name": "offerId", "value": OFFER}]}  # fmt: skip
    judge.answers("createOffer", {"errors": [exists]}, status=400, times=1)
    published = stocked.publish(single())
    assert published.variants[0].inventory_id == OFFER
    assert judge.log("updateOffer")[-1]["path"].endswith(OFFER)
    assert judge.bad() == []


def test_a_lost_answer_to_publish_is_asked_for_again_by_publishing(judge, judged):
    judge.rule("publishOffer", drop=True, times=1)
    judge.answers("publishOffer", {"listingId": LISTING, "warnings": [{"errorId": 25402, "message": "published"}]})
    with pytest.raises(OutcomeUnknown):
        judged.publish(single())
    again = judged.publish(single())
    assert (again.remote_id, again.problems) == (LISTING, ())
    assert judge.bad() == []


@pytest.mark.parametrize("operation", ["createOrReplaceInventoryItem", "bulkUpdatePriceQuantity"])
def test_a_500_of_what_may_be_repeated_is_repeated(judge, stocked, operation):
    judge.answers(operation, {"errors": [{"errorId": 25001, "message": "system"}]}, status=500, times=1)
    FLOWS["publish one form"](stocked)
    FLOWS["offers"](stocked)
    assert judge.asked().count(operation) == 2
    assert judge.bad() == []


def test_another_writer_is_waited_for_even_at_a_call_that_is_sent_once(judge, stocked, naps):
    judge.reset()
    judge.answers("publishOffer", {"errors": [{"errorId": 25025, "message": "concurrent"}]}, status=500, times=2)
    judge.answers("publishOffer", {"listingId": LISTING})
    assert stocked.publish(single()).remote_id == LISTING
    assert judge.asked().count("publishOffer") == 3
    assert naps


def test_too_many_calls_stop_this_part_of_ebay_until_its_limit_begins_anew(judge, stocked):
    judge.answers("getOffer", {}, times=0)
    judge.reset()
    judge.answers("getPrivileges", {"errors": [{"errorId": 2001, "message": "limit"}]}, status=429)
    with pytest.raises(RateLimited) as refusal:
        stocked.readiness()
    assert refusal.value.retry_after >= 60
    assert judge.asked() == ["getPrivileges"]


def test_withdraw_and_publish_have_a_body_and_a_length(judge, stocked):
    stocked.publish(single())
    stocked.end_listing(LISTING)
    for row in [*judge.log("publishOffer"), *judge.log("withdrawOfferByInventoryItemGroup"), *judge.log("withdrawOffer")]:  # fmt: skip
        assert row["headers"]["content-length"] != "0"
        assert row["headers"]["content-type"] == "application/json"
    assert judge.log("publishOffer")[0]["body"] == {}


def test_the_language_of_the_site_goes_with_every_write_and_a_plain_one_with_reads(
    judge, make_account, open_shop, naps
):
    shop = open_shop(make_account(site="EBAY_DE"))
    with pytest.raises(PartnerError):
        shop.publish(replace(single()))  # dollars on a site in euros: stopped before any call
    assert judge.asked() == []
    euros = single(
        variants=tuple(replace(form, price=replace(form.price, currency="EUR")) for form in single().variants)
    )
    shop.publish(euros)
    written = judge.log("createOrReplaceInventoryItem")[0]["headers"]
    assert (written["content-language"], written["accept-language"]) == ("de-DE", "en-US")
    assert judge.bad() == []
