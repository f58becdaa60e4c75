"""Every call of advertising, discounts and reports, judged by the official documents."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import NotFound, OutcomeUnknown, PartnerDown, RateLimited, Rejected
from marketplaces.adapters.ebay.operations import ads, campaigns, promotions, reports
from tests.marketplaces.ebay.conftest import JUDGE, SPECS

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not (SPECS.is_dir() and JUDGE.is_file()), reason="the official documents are not here (ENTREPOT_SHARED)"
    ),
]

ROOT, SALES = "/sell/marketing/v1/ad_campaign", "/sell/marketing/v1/item_price_markdown"
LISTING, OTHER = "110500000001", "110500000002"
TODAY = datetime.now(UTC).date()
FROM, UNTIL = "2027-01-01T00:00:00Z", "2027-01-08T00:00:00Z"
PICTURE = "https://cdn.example.com/sale.jpg"
MONEY = {"amount": "5.00", "currency": "USD"}
CAMPAIGN = {
    "campaignId": "10",
    "campaignName": "Autumn",
    "campaignStatus": "RUNNING",
    "marketplaceId": "EBAY_US",
    "startDate": "2026-01-01T00:00:00Z",
    "fundingStrategy": {"fundingModel": "COST_PER_SALE", "bidPercentage": "5.0", "adRateStrategy": "FIXED"},
}
SHORT = {
    "promotionId": "7@0",
    "promotionType": "MARKDOWN_SALE",
    "promotionStatus": "SCHEDULED",
    "name": "Winter",
    "marketplaceId": "EBAY_US",
    "startDate": "2027-01-01T00:00:00.000Z",
    "endDate": "2027-01-08T00:00:00.000Z",
}
SALE = {
    "name": "Winter",
    "promotionStatus": "SCHEDULED",
    "selectedInventoryDiscounts": [
        {
            "discountBenefit": {"percentageOffItem": "10"},
            "inventoryCriterion": {"inventoryCriterionType": "INVENTORY_BY_VALUE", "listingIds": [LISTING]},
        }
    ],
}
AT = {"name": "Winter", "description": "Ten off", "image_url": PICTURE, "starts_at": FROM, "ends_at": UNTIL}
WANTED_SALE = AT | {"kind": "sale", "percent": "10", "listing_ids": [LISTING]}
DAYS = {"first_day": (TODAY - timedelta(days=30)).isoformat(), "last_day": TODAY.isoformat()}
PERFORMED = {
    "list_campaigns": {"state": "running"},
    "read_campaign": {"campaign_id": "10"},
    "create_campaign": {"name": "Spring", "paid": "per_sale", "ad_rate": "5", "starts_at": FROM, "ends_at": UNTIL},
    "change_campaign": {"campaign_id": "10", "name": "Late autumn", "ad_rate": "7.5", "daily_budget": MONEY},
    "pause_campaign": {"campaign_id": "10"},
    "resume_campaign": {"campaign_id": "10"},
    "end_campaign": {"campaign_id": "10"},
    "list_ads": {"campaign_id": "10"},
    "add_ads": {"campaign_id": "10", "listing_ids": [LISTING, OTHER], "ad_rate": "6"},
    "remove_ads": {"campaign_id": "10", "listing_ids": [LISTING]},
    "list_promotions": {"state": "running"},
    "read_promotion": {"promotion_id": "7@0"},
    "create_promotion": WANTED_SALE | {"name": "Another"},
    "pause_promotion": {"promotion_id": "7@0"},
    "resume_promotion": {"promotion_id": "7@0"},
    "read_traffic": {"by": "day", **DAYS},
    "read_standards": {},
    "read_service_metric": {"kind": "not_received", "cycle": "current"},
}
OTHER_FORMS = {
    "a campaign paid by the click": (
        "create_campaign",
        {"name": "Clicks", "paid": "per_click", "daily_budget": MONEY},
    ),
    "an amount off": ("create_promotion", WANTED_SALE | {"name": "Five off", "percent": "", "amount_off": MONEY}),
    "an order discount": (
        "create_promotion",
        AT | {"name": "Order", "kind": "order", "percent": "10", "min_amount": MONEY, "listing_ids": [LISTING]},
    ),
    "a draft by quantity": (
        "create_promotion",
        AT | {"name": "Three", "kind": "order", "amount_off": MONEY, "min_quantity": 3, "is_draft": True, "listing_ids": [LISTING]},
    ),
    "steps by quantity": (
        "create_promotion",
        AT | {"name": "More", "kind": "volume", "image_url": "", "tiers": [{"quantity": 2, "percent": "5"}, {"quantity": 3, "percent": "8"}], "listing_ids": [LISTING]},
    ),
    "a coupon": (
        "create_promotion",
        AT | {"name": "Code", "kind": "coupon", "percent": "10", "code": "HUBTEN2027", "most_uses": 1, "budget": {"amount": "100", "currency": "USD"}, "listing_ids": [LISTING]},
    ),
    "traffic of listings": ("read_traffic", {"by": "listing", "listing_ids": [LISTING, OTHER], **DAYS}),
}  # fmt: skip


@pytest.fixture
def selling(judge, judged):
    """eBay has a running campaign and a sale; what is created gets an address."""
    nobody = {"errors": [{"errorId": 35046, "message": "No campaign found with the name."}]}
    judge.answers("getCampaignByName", nobody, status=400)
    judge.answers("getCampaign", CAMPAIGN)
    judge.answers("getCampaigns", {"campaigns": [CAMPAIGN], "total": 1})
    judge.answers("createCampaign", {}, status=201, headers={"Location": f"{judge.url}{ROOT}/10"})
    judge.answers("getPromotions", {"promotions": [SHORT], "total": 1})
    judge.answers("getItemPriceMarkdownPromotion", SALE)
    for word in ("ItemPriceMarkdownPromotion", "ItemPromotion"):
        judge.answers(f"create{word}", {}, status=201, headers={"Location": f"{judge.url}{SALES}/7@0"})
    judge.answers("getAds", {"ads": [{"adId": "1", "listingId": LISTING, "bidPercentage": "5.0"}], "total": 1})
    judge.answers("bulkCreateAdsByListingId", {"responses": [{"listingId": LISTING, "statusCode": 201, "adId": "1"}, {"listingId": OTHER, "statusCode": 409, "errors": [{"errorId": 35036, "message": "exists"}]}]}, status=207)  # fmt: skip
    judge.answers("bulkUpdateAdsBidByListingId", {"responses": [{"listingId": OTHER, "statusCode": 200, "adId": "2"}]})
    judge.answers("bulkDeleteAdsByListingId", {"responses": [{"listingId": LISTING, "statusCode": 200, "adId": "1"}]})
    return judged


@pytest.mark.parametrize("name", PERFORMED)
def test_every_operation_s_calls_are_valid(judge, selling, name):
    selling.perform(name, PERFORMED[name])
    assert judge.bad() == []
    assert judge.asked()


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_every_other_form_of_a_body_is_valid(judge, selling, form):
    selling.perform(*OTHER_FORMS[form])
    assert judge.bad() == []
    assert judge.asked()


def test_no_operation_of_marketing_is_left_out():
    areas = (campaigns, ads, promotions, reports)
    assert sorted(PERFORMED) == sorted(name for area in areas for name in area.OPERATIONS)


def test_a_call_that_is_wrong_would_be_found(judge, selling):
    with pytest.raises(Rejected):
        selling.perform(
            "create_promotion", OTHER_FORMS["an amount off"][1] | {"amount_off": MONEY | {"currency": "QQQ"}}
        )
    assert [verdict["operation"] for _method, _path, verdict in judge.bad()] == ["createItemPriceMarkdownPromotion"]


# What a lost answer and a name that is taken do


def test_a_campaign_whose_answer_was_lost_and_that_is_not_there_yet_is_found_by_the_next_attempt(judge, selling):
    wanted = PERFORMED["create_campaign"] | {"name": "Autumn"}
    judge.reset()
    judge.answers("getCampaignByName", {"errors": [{"errorId": 35046}]}, status=400, times=2)
    judge.rule("createCampaign", drop=True, times=1)
    with pytest.raises(OutcomeUnknown):
        selling.perform("create_campaign", wanted)
    judge.answers("getCampaignByName", CAMPAIGN)
    found = selling.perform("create_campaign", wanted)
    assert (found["campaign_id"], found["is_new"]) == ("10", False)
    assert judge.asked().count("createCampaign") == 1


def test_a_name_that_was_taken_meanwhile_is_looked_up(judge, selling):
    judge.reset()
    judge.answers("getCampaignByName", {"errors": [{"errorId": 35046}]}, status=400, times=1)
    judge.answers("getCampaignByName", CAMPAIGN)
    judge.answers("createCampaign", {"errors": [{"errorId": 35021, "message": "exists"}]}, status=409)
    found = selling.perform("create_campaign", PERFORMED["create_campaign"] | {"name": "Autumn"})
    assert (found["campaign_id"], found["is_new"]) == ("10", False)


@pytest.mark.parametrize(
    "change", [{"campaignStatus": "ENDED"}, {"fundingStrategy": {"fundingModel": "COST_PER_CLICK"}}]
)
def test_another_campaign_of_the_name_is_not_taken_for_ours(judge, selling, change):
    judge.reset()
    judge.answers("getCampaignByName", CAMPAIGN | change)
    with pytest.raises(Rejected) as refusal:
        selling.perform("create_campaign", PERFORMED["create_campaign"] | {"name": "Autumn"})
    assert refusal.value.code == "35021"
    assert "createCampaign" not in judge.asked()


def test_a_promotion_of_this_name_kind_and_time_is_not_made_again(judge, selling):
    found = selling.perform("create_promotion", WANTED_SALE)
    assert (found["promotion_id"], found["is_new"], found["listing_ids"]) == ("7@0", False, [LISTING])
    assert "createItemPriceMarkdownPromotion" not in judge.asked()
    later = selling.perform("create_promotion", WANTED_SALE | {"ends_at": "2027-01-09T00:00:00Z"})
    assert later["is_new"] is True


def test_an_ad_that_exists_is_done_and_brought_to_the_rate_that_was_asked_for(judge, selling):
    told = selling.perform("add_ads", PERFORMED["add_ads"])["ads"]
    assert [(row["listing_id"], row["is_done"], row["ad_id"]) for row in told] == [(LISTING, True, "1"), (OTHER, True, "2")]  # fmt: skip
    assert judge.log("bulkUpdateAdsBidByListingId")[0]["body"] == {"requests": [{"listingId": OTHER, "bidPercentage": "6.0"}]}  # fmt: skip


def test_an_ad_that_exists_keeps_its_rate_when_none_is_named(judge, selling):
    told = selling.perform("add_ads", {"campaign_id": "10", "listing_ids": [LISTING, OTHER]})["ads"]
    assert [row["is_done"] for row in told] == [True, True]
    assert "bulkUpdateAdsBidByListingId" not in judge.asked()


def test_more_than_500_listings_are_sent_in_parts_and_each_once(judge, selling):
    numbers = [str(110500000000 + number) for number in range(501)]
    selling.perform("remove_ads", {"campaign_id": "10", "listing_ids": [*numbers, numbers[0]]})
    assert [len(row["body"]["requests"]) for row in judge.log("bulkDeleteAdsByListingId")] == [500, 1]
    assert judge.bad() == []


def test_a_campaign_in_the_wanted_state_is_left_alone(judge, selling):
    assert selling.perform("resume_campaign", {"campaign_id": "10"})["state"] == "running"
    assert judge.asked() == ["getCampaign"]


def test_a_new_name_keeps_the_end_of_a_campaign(judge, selling):
    judge.reset()
    judge.answers("getCampaign", CAMPAIGN | {"endDate": "2027-06-01T00:00:00Z"})
    selling.perform("change_campaign", {"campaign_id": "10", "name": "Late autumn"})
    assert judge.log("updateCampaignIdentification")[0]["body"] == {
        "campaignName": "Late autumn",
        "startDate": "2026-01-01T00:00:00Z",
        "endDate": "2027-06-01T00:00:00Z",
    }


# Errors


@pytest.mark.parametrize(
    ("operation", "answer", "name", "kind"),
    [
        ("getCampaign", (400, 35045), "read_campaign", NotFound),
        ("bulkDeleteAdsByListingId", (400, 35044), "remove_ads", NotFound),
        ("bulkCreateAdsByListingId", (409, 35077), "add_ads", Rejected),
        ("bulkCreateAdsByListingId", (409, 35078), "add_ads", Rejected),
        ("pausePromotion", (400, 38203), "pause_promotion", NotFound),
        ("getPromotions", (500, 38201), "list_promotions", PartnerDown),
        ("createItemPriceMarkdownPromotion", (500, 38201), "create_promotion", OutcomeUnknown),
        ("getCustomerServiceMetric", (404, 54400), "read_service_metric", NotFound),
        ("findSellerStandardsProfiles", (429, 2001), "read_standards", RateLimited),
    ],
)
def test_each_error_id_says_what_to_do_next(judge, selling, operation, answer, name, kind):
    status, number = answer
    judge.reset()
    judge.answers(operation, {"errors": [{"errorId": number, "message": "no"}]}, status=status)
    judge.answers("getPromotions", {"promotions": [SHORT], "total": 1})
    with pytest.raises(kind) as refusal:
        selling.perform(name, PERFORMED[name])
    assert refusal.value.code == str(number)


# Reports


def test_a_report_in_columns_becomes_rows_and_what_does_not_apply_is_no_figure(judge, selling):
    judge.answers(
        "getTrafficReport",
        {
            "startDate": "2026-10-22T00:00:00.000Z",
            "endDate": "2026-11-21T00:00:00.000Z",
            "lastUpdatedDate": "2026-11-21T12:00:00.000Z",
            "header": {"dimensionKeys": [{"key": "DAY"}], "metrics": [{"key": "LISTING_VIEWS_TOTAL"}, {"key": "SALES_CONVERSION_RATE"}]},
            "records": [
                {"dimensionValues": [{"value": "20261121", "applicable": True}], "metricValues": [{"value": 0, "applicable": True}, {"value": 0, "applicable": False}]},
                {"dimensionValues": [{"value": "20261120", "applicable": True}], "metricValues": [{"value": 40, "applicable": True}, {"value": 0.125, "applicable": True}]},
            ],
        },
    )  # fmt: skip
    told = selling.perform("read_traffic", PERFORMED["read_traffic"])
    assert told["rows"] == [
        {"of": "2026-11-21", "title": "", "figures": {"views": "0", "conversion_rate": None}},
        {"of": "2026-11-20", "title": "", "figures": {"views": "40", "conversion_rate": "0.125"}},
    ]
    assert (told["updated_at"], told["by"]) == ("2026-11-21T12:00:00Z", "day")


def test_a_report_is_kept_so_that_100_calls_a_day_are_enough(judge, selling):
    for name in ("read_traffic", "read_standards", "read_service_metric"):
        first = selling.perform(name, PERFORMED[name])
        assert selling.perform(name, PERFORMED[name]) == first
        assert first["read_at"]
    assert len(judge.asked()) == 3
    selling.perform("read_service_metric", {"kind": "not_as_described", "cycle": "current"})
    assert len(judge.asked()) == 4


@pytest.mark.parametrize(
    ("days", "listings"),
    [((-1, -2), 0), ((1, 2), 0), ((-91, 0), 0), ((-731, -700), 0), ((-2, -1), 201)],
    ids=["backwards", "to come", "too long", "too old", "too many listings"],
)
def test_a_range_that_ebay_would_refuse_costs_no_call(judge, selling, days, listings):
    first, last = ((TODAY + timedelta(days=each)).isoformat() for each in days)
    with pytest.raises(Rejected):
        selling.perform("read_traffic", {"by": "day", "first_day": first, "last_day": last, "listing_ids": ["1"] * listings})  # fmt: skip
    assert judge.asked() == []
