"""Campaigns, ads and discounts."""

from typing import Any

import pytest

from tests.marketplaces.ebay_simulator.laboratory import Laboratory

MARKETING = "/sell/marketing/v1"


def campaign(**more: Any) -> dict[str, Any]:
    return {
        "campaignName": "Autumn",
        "marketplaceId": "EBAY_US",
        "startDate": "2026-01-01T00:00:00Z",
        "fundingStrategy": {"fundingModel": "COST_PER_SALE", "bidPercentage": "5.0"},
    } | more


def discount(**more: Any) -> dict[str, Any]:
    return {
        "name": "Two for less",
        "marketplaceId": "EBAY_US",
        "startDate": "2026-01-01T00:00:00.000Z",
        "endDate": "2027-01-01T00:00:00.000Z",
        "promotionStatus": "SCHEDULED",
        "promotionType": "VOLUME_DISCOUNT",
        "discountRules": [{"discountBenefit": {"percentageOffItem": "5"}, "discountSpecification": {"minQuantity": 2}}],
        "inventoryCriterion": {"inventoryCriterionType": "INVENTORY_BY_VALUE", "listingIds": ["1"]},
    } | more


def make(lab: Laboratory, **more: Any) -> str:
    lab.ask("POST", f"{MARKETING}/ad_campaign", campaign(**more), expect=201)
    return f"{MARKETING}/ad_campaign/{lab.last.headers['Location'].rpartition('/')[2]}"


def test_a_campaign_is_201_with_its_address_alone(lab: Laboratory):
    path = make(lab)
    assert lab.last.json() == {}
    told = lab.get(path)
    assert (told["campaignStatus"], told["campaignName"]) == ("RUNNING", "Autumn")
    assert make(lab, campaignName="Later", startDate="2099-01-01T00:00:00Z") != path


def test_the_name_of_a_campaign_is_used_once(lab: Laboratory):
    path = make(lab)
    assert lab.refusal("POST", f"{MARKETING}/ad_campaign", campaign())["errorId"] == 35021
    found = lab.get(f"{MARKETING}/ad_campaign/get_campaign_by_name?campaign_name=Autumn")
    assert path.endswith(found["campaignId"])


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"campaignName": ""}, 35019),
        ({"campaignName": "x" * 81}, 35020),
        ({"campaignName": "<b>"}, 35023),
        ({"fundingStrategy": {"fundingModel": "COST_PER_SALE", "bidPercentage": "5.25"}}, 35007),
        ({"fundingStrategy": {"fundingModel": "COST_PER_SALE", "bidPercentage": "1.0"}}, 35007),
        ({"fundingStrategy": {"fundingModel": "COST_PER_CLICK"}}, 36100),
    ],
)
def test_a_campaign_with_a_wrong_word_is_refused(lab: Laboratory, change: dict[str, Any], number: int):
    assert lab.refusal("POST", f"{MARKETING}/ad_campaign", campaign(**change))["errorId"] == number


def test_a_seller_who_may_not_advertise_is_409_35077(lab: Laboratory):
    lab.steer("rules?advertising=0")
    assert lab.refusal("POST", f"{MARKETING}/ad_campaign", campaign(), expect=409)["errorId"] == 35077


def test_a_campaign_is_paused_resumed_ended_and_then_deleted(lab: Laboratory):
    path = make(lab)
    for word, status in (("pause", "PAUSED"), ("resume", "RUNNING"), ("end", "ENDED")):
        lab.ask("POST", f"{path}/{word}", {}, expect=204)
        assert lab.get(path)["campaignStatus"] == status
    assert lab.refusal("POST", f"{path}/pause", {})["errorId"] == 35035
    lab.ask("DELETE", path, expect=204)
    assert lab.refusal("GET", path, expect=404)["errorId"] == 35045


def test_a_running_campaign_cannot_be_resumed_or_deleted(lab: Laboratory):
    path = make(lab)
    assert lab.refusal("POST", f"{path}/resume", {}, expect=409)["errorId"] == 35056
    assert lab.refusal("DELETE", path, expect=409)["errorId"] == 35056


def test_an_ad_is_made_once_for_a_listing(lab: Laboratory):
    _, listing = lab.listed()
    path = make(lab)
    lab.ask("POST", f"{path}/ad", {"listingId": listing}, expect=201)
    ad = lab.last.headers["Location"].rpartition("/")[2]
    assert lab.refusal("POST", f"{path}/ad", {"listingId": listing})["errorId"] == 35036
    assert lab.refusal("POST", f"{path}/ad", {"listingId": "1"})["errorId"] == 35048
    assert lab.get(f"{path}/ad/{ad}")["bidPercentage"] == "5.0"
    lab.ask("DELETE", f"{path}/ad/{ad}", expect=204)
    assert lab.get(f"{path}/ad")["total"] == 0


def test_ads_of_many_listings_are_answered_row_by_row(lab: Laboratory):
    _, listing = lab.listed()
    path = make(lab)
    rows = {"requests": [{"listingId": listing, "bidPercentage": "4.0"}, {"listingId": "1"}]}
    told = lab.ask("POST", f"{path}/bulk_create_ads_by_listing_id", rows, expect=207)["responses"]
    assert [(row["listingId"], row["statusCode"]) for row in told] == [(listing, 201), ("1", 400)]
    bids = {"requests": [{"listingId": listing, "bidPercentage": "7.5"}]}
    lab.ask("POST", f"{path}/bulk_update_ads_bid_by_listing_id", bids)
    assert lab.get(f"{path}/ad?listing_ids={listing}")["ads"][0]["bidPercentage"] == "7.5"
    lab.ask("POST", f"{path}/bulk_delete_ads_by_listing_id", {"requests": [{"listingId": listing}]})
    assert lab.get(f"{path}/ad")["total"] == 0
    assert lab.refusal("POST", f"{path}/bulk_delete_ads_by_listing_id", {"requests": []})["errorId"] == 35033


def test_a_listing_leads_to_its_campaign(lab: Laboratory):
    _, listing = lab.listed()
    path = make(lab)
    lab.ask("POST", f"{path}/ad", {"listingId": listing}, expect=201)
    asked = f"{MARKETING}/ad_campaign/find_campaign_by_ad_reference"
    assert [row["campaignName"] for row in lab.get(f"{asked}?listing_id={listing}")["campaigns"]] == ["Autumn"]
    assert lab.refusal("GET", asked)["errorId"] == 35031


def test_ads_by_sku_name_the_listing(lab: Laboratory):
    _, listing = lab.listed()
    path = make(lab)
    row = {"inventoryReferenceId": "SN-200", "inventoryReferenceType": "INVENTORY_ITEM"}
    told = lab.ask("POST", f"{path}/bulk_create_ads_by_inventory_reference", {"requests": [row]})["responses"][0]
    assert lab.get(f"{path}/ad/{told['ads'][0]['adId']}")["listingId"] == listing
    wrong = row | {"inventoryReferenceId": "NONE"}
    assert lab.refusal("POST", f"{path}/create_ads_by_inventory_reference", wrong)["errorId"] == 35012


def test_a_discount_is_listed_paused_and_then_deleted(lab: Laboratory):
    lab.ask("POST", f"{MARKETING}/item_promotion", discount(), expect=201)
    number = lab.last.headers["Location"].rpartition("/")[2]
    (row,) = lab.get(f"{MARKETING}/promotion?marketplace_id=EBAY_US")["promotions"]
    assert (row["promotionId"], row["promotionType"], row["promotionStatus"]) == (number, "VOLUME_DISCOUNT", "RUNNING")
    assert lab.refusal("DELETE", f"{MARKETING}/item_promotion/{number}")["errorId"] == 38216
    lab.ask("POST", f"{MARKETING}/promotion/{number}/pause", {}, expect=204)
    lab.ask("DELETE", f"{MARKETING}/item_promotion/{number}", expect=204)
    assert lab.refusal("GET", f"{MARKETING}/item_promotion/{number}", expect=404)["errorId"] == 38203


def test_a_sale_is_a_markdown_and_a_draft_does_not_run(lab: Laboratory):
    body = discount(
        promotionStatus="DRAFT", selectedInventoryDiscounts=[{"discountBenefit": {"percentageOffItem": "10"}}]
    )
    lab.ask("POST", f"{MARKETING}/item_price_markdown", body, expect=201)
    (row,) = lab.get(f"{MARKETING}/promotion?marketplace_id=EBAY_US&promotion_type=MARKDOWN_SALE")["promotions"]
    assert row["promotionStatus"] == "DRAFT"
    assert lab.refusal("POST", f"{MARKETING}/promotion/{row['promotionId']}/resume", {})["errorId"] == 38209


def test_campaigns_are_listed_by_name_and_state(lab: Laboratory):
    make(lab)
    make(lab, campaignName="Winter", startDate="2099-01-01T00:00:00Z")
    path = f"{MARKETING}/ad_campaign"
    assert [row["campaignName"] for row in lab.get(f"{path}?campaign_status=SCHEDULED")["campaigns"]] == ["Winter"]
    first = lab.get(f"{path}?limit=1")
    assert (first["total"], first["next"]) == (2, f"{lab.origin}/api{path}?limit=1&offset=1")
    assert lab.refusal("GET", f"{path}?limit=501")["errorId"] == 35029
    assert lab.refusal("GET", f"{path}/get_campaign_by_name?campaign_name=None", expect=404)["errorId"] == 35046


def test_a_campaign_changes_its_name_its_rate_and_its_budget(lab: Laboratory):
    make(lab, campaignName="Winter")
    path = make(lab)
    taken = {"campaignName": "Winter", "startDate": "2026-01-01T00:00:00Z"}
    assert lab.refusal("POST", f"{path}/update_campaign_identification", taken)["errorId"] == 35021
    lab.ask("POST", f"{path}/update_campaign_identification", taken | {"campaignName": "Late"}, expect=204)
    wrong = {"bidPercentage": "500"}
    assert lab.refusal("POST", f"{path}/update_ad_rate_strategy", wrong)["errorId"] == 35007
    lab.ask("POST", f"{path}/update_ad_rate_strategy", {"bidPercentage": "8.0"}, expect=204)
    daily = {"amount": {"value": "10.00", "currency": "USD"}}
    lab.ask("POST", f"{path}/update_campaign_budget", {"daily": daily}, expect=204)
    told = lab.get(path)
    assert (told["campaignName"], told["fundingStrategy"]["bidPercentage"]) == ("Late", "8.0")
    assert told["budget"] == {"daily": daily | {"budgetStatus": "ACTIVE"}}


def test_the_bid_and_the_state_of_an_ad_change(lab: Laboratory):
    _, listing = lab.listed()
    path = make(lab)
    lab.ask("POST", f"{path}/ad", {"listingId": listing}, expect=201)
    ad = f"{path}/ad/{lab.last.headers['Location'].rpartition('/')[2]}"
    lab.ask("POST", f"{ad}/update_bid", {"bidPercentage": "9.9"}, expect=204)
    paused = {"requests": [{"listingId": listing, "adStatus": "PAUSED"}]}
    lab.ask("POST", f"{path}/bulk_update_ads_status_by_listing_id", paused)
    told = lab.get(ad)
    assert (told["bidPercentage"], told["adStatus"]) == ("9.9", "PAUSED")
    assert lab.refusal("GET", f"{path}/ad/1", expect=404)["errorId"] == 35044


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"marketplaceId": "EBAY_XX"}, 38240),
        ({"discountRules": []}, 38218),
        ({"name": "x" * 91}, 38219),
        ({"promotionStatus": "RUNNING"}, 38220),
    ],
)
def test_a_discount_with_a_wrong_word_is_refused(lab: Laboratory, change: dict[str, Any], number: int):
    assert lab.refusal("POST", f"{MARKETING}/item_promotion", discount(**change))["errorId"] == number


def test_a_discount_is_replaced_and_keeps_its_number(lab: Laboratory):
    lab.ask("POST", f"{MARKETING}/item_promotion", discount(), expect=201)
    path = f"{MARKETING}/item_promotion/{lab.last.headers['Location'].rpartition('/')[2]}"
    lab.ask("PUT", path, discount(name="Three for less"), expect=204)
    told = lab.get(path)
    assert (told["name"], path.endswith(told["promotionId"])) == ("Three for less", True)
