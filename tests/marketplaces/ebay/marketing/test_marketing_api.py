"""Advertising, discounts and reports over REST, with the look-alike behind them."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.jobs import run_due
from core.models import Job
from marketplaces.models import Listing, ListingVariant, MarketplaceAccount, PriceRule
from tests.api_door import Api, code_of, make_key
from tests.marketplaces.contract.stage import OTHER_SKU, SKU
from tests.marketplaces.selling.conftest import make_ware

SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
PICTURE = "https://cdn.example.com/sale.jpg"


@pytest.fixture
def api(settings, db):
    settings.CELERY_BROKER_URL = ""
    return Api(make_key("marketplaces"))


@pytest.fixture
def owner(settings, db):
    settings.CELERY_BROKER_URL = ""
    return Api(make_key("admin"))


@pytest.fixture
def account(stage):
    """Least margin 10 %, 10 % of fees: a cost of 3.60 euros needs a price of 4.50."""
    account = stage.account()
    account.state = MarketplaceAccount.State.OK
    account.price_rule = PriceRule.objects.create(
        name="Europe", rates={"USD": "0.9"}, fee_percent=Decimal(10), least_margin_percent=Decimal(10)
    )
    account.save()
    return account


@pytest.fixture
def on_sale(account, stage):
    """The stage's soap at 4.90 and its lamp at 19.90, as listings of ours; each costs 4 dollars."""
    found = {}
    for sku, price in ((SKU, "4.90"), (OTHER_SKU, "19.90")):
        product = make_ware(sku, price=price, cost="4.00", sku=sku)
        number = stage.simulator.seller.offers_of(sku)[0].listing
        listing = Listing.objects.create(account=account, product=product, handle=sku, state="active", remote_id=number)
        ListingVariant.objects.create(listing=listing, product=product, sku=sku, pushed_price=Decimal(price))
        found[sku] = listing
    return found


def ids(*listings):
    return [f"lst_{listing.pk}" for listing in listings]


def ask(api, method, path, body=None):
    return api.ask(method, f"/api/ebay/{path}", b"" if body is None else json.dumps(body).encode())


def done(answer):
    """The job's result, after it was done."""
    assert answer.status_code == 202, answer.content
    run_due(20)
    job = Job.objects.get(pk=int(answer.json()["id"].removeprefix("job_")))
    assert job.state == "done", job.error
    return job.result


def campaign(api, **more):
    wanted = {"name": "Autumn", "paid": "per_sale", "ad_rate": "5.0", **more}
    return done(ask(api, "POST", "campaigns", wanted))["campaign_id"]


def sale(*listings, **more):
    return {
        "kind": "sale",
        "name": "Winter",
        "description": "Something off",
        "image_url": PICTURE,
        "starts_at": SOON.isoformat(),
        "ends_at": (SOON + timedelta(days=7)).isoformat(),
        "percent": "5",
        "listings": ids(*listings),
        **more,
    }


# Campaigns


def test_a_campaign_is_made_changed_paused_resumed_and_ended(api, account, stage):
    number = campaign(api)
    shown = ask(api, "GET", f"campaigns/{number}").json()
    assert (shown["name"], shown["state"], shown["ad_rate"], shown["site"]) == ("Autumn", "running", "5.0", "EBAY_FR")
    done(ask(api, "PATCH", f"campaigns/{number}", {"name": "Late autumn", "ad_rate": "6.0"}))
    states = [done(ask(api, "POST", f"campaigns/{number}/{word}", {}))["state"] for word in ("pause", "resume", "end")]
    assert states == ["paused", "running", "ended"]
    [shown] = ask(api, "GET", "campaigns").json()["campaigns"]
    assert (shown["name"], shown["ad_rate"], shown["state"]) == ("Late autumn", "6.0", "ended")
    assert ask(api, "GET", "campaigns?state=running").json() == {"campaigns": []}


def test_asking_twice_for_a_campaign_makes_one(api, account, stage):
    assert campaign(api) == campaign(api)
    assert len(stage.simulator.seller.campaigns) == 1


def test_a_campaign_whose_answer_is_lost_is_found_and_made_once(api, account, stage):
    stage.simulator.add_fault("lost@createCampaignx1")
    made = done(ask(api, "POST", "campaigns", {"name": "Autumn", "paid": "per_sale", "ad_rate": "5.0"}))
    assert list(stage.simulator.seller.campaigns) == [made["campaign_id"]]
    assert len(stage.simulator.calls("createCampaign")) == 1


def test_a_promotion_whose_answer_is_lost_is_found_and_made_once(api, account, on_sale, stage):
    stage.simulator.add_fault("lost@createItemPriceMarkdownPromotionx1")
    made = done(ask(api, "POST", "promotions", sale(on_sale[OTHER_SKU])))
    assert list(stage.simulator.seller.promotions) == [made["promotion_id"]]
    assert len(stage.simulator.calls("createItemPriceMarkdownPromotion")) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "Autumn", "paid": "per_sale"}, 422),
        ({"name": "Autumn", "paid": "per_click"}, 422),
        ({"name": "Autumn", "paid": "per_sale", "ad_rate": "1.0"}, 400),
        ({"name": "Autumn", "paid": "per_sale", "ad_rate": "5.55"}, 400),
        ({"name": "<b>", "paid": "per_sale", "ad_rate": "5.0"}, 400),
        ({"name": "x" * 81, "paid": "per_sale", "ad_rate": "5.0"}, 400),
        ({"name": "Autumn", "paid": "per_sale", "ad_rate": "5.0", "colour": "red"}, 400),
    ],
)
def test_a_campaign_that_ebay_would_refuse_costs_no_call(api, account, stage, body, status):
    assert ask(api, "POST", "campaigns", body).status_code == status
    assert stage.simulator.calls() == []


def test_an_unknown_campaign_is_404(api, account, stage):
    answer = ask(api, "GET", "campaigns/999")
    assert (answer.status_code, stage.simulator.seller.campaigns) == (404, {})


# Ads


def test_listings_are_advertised_shown_with_what_is_left_and_taken_out_again(api, account, on_sale):
    number = campaign(api)
    lamp = on_sale[OTHER_SKU]
    told = done(ask(api, "POST", f"campaigns/{number}/ads", {"listings": ids(lamp), "ad_rate": "6.0"}))["ads"]
    assert [(row["listing_id"], row["is_done"]) for row in told] == [(lamp.remote_id, True)]
    again = done(ask(api, "POST", f"campaigns/{number}/ads", {"listings": ids(lamp), "ad_rate": "7.0"}))["ads"]
    assert [row["is_done"] for row in again] == [True]
    shown = ask(api, "GET", f"campaigns/{number}/ads").json()
    assert [(ad["listing_id"], ad["ad_rate"]) for ad in shown["ads"]] == [(lamp.remote_id, "7.0")]
    # 19.90 less 17 % and the cost of 3.60; with 10 % of margin the price is 3.60 / 73 % at least.
    assert [(item["left"]["amount"], item["floor"]["amount"]) for item in shown["items"]] == [("12.92", "4.94")]
    done(ask(api, "POST", f"campaigns/{number}/ads/remove", {"listings": ids(lamp)}))
    assert ask(api, "GET", f"campaigns/{number}/ads").json() == {"ads": [], "items": []}


@pytest.mark.parametrize("body", [{"ad_rate": "12.0"}, {}], ids=["its own rate", "the campaign's rate"])
def test_an_ad_that_eats_the_margin_is_refused_and_nothing_is_filed(api, account, on_sale, stage, body):
    number = campaign(api, ad_rate="12.0")
    answer = ask(api, "POST", f"campaigns/{number}/ads", {"listings": ids(*on_sale.values()), **body})
    assert (answer.status_code, code_of(answer)) == (409, "below_floor")
    # 3.60 / (100 - 10 - 10 - 12) %
    assert f"{SKU} at 4.90 EUR, least price 5.30 EUR" in answer.json()["errors"][0]["detail"]
    assert OTHER_SKU not in answer.json()["errors"][0]["detail"]
    assert stage.simulator.seller.ads == {}
    assert not Job.objects.filter(payload__operation="add_ads").exists()


def test_a_campaign_s_new_rate_is_refused_where_an_advertised_item_would_lose_its_margin(api, account, on_sale, stage):
    number = campaign(api, ad_rate="3.0")
    done(ask(api, "POST", f"campaigns/{number}/ads", {"listings": ids(on_sale[SKU])}))
    answer = ask(api, "PATCH", f"campaigns/{number}", {"ad_rate": "12.0"})
    assert (answer.status_code, code_of(answer)) == (409, "below_floor")
    assert stage.simulator.seller.campaigns[number]["fundingStrategy"]["bidPercentage"] == "3.0"


def test_ads_of_a_rate_that_ebay_sets_itself_need_a_rate(api, account, on_sale, stage):
    number = campaign(api)
    stage.simulator.seller.campaigns[number]["fundingStrategy"]["adRateStrategy"] = "DYNAMIC"
    answer = ask(api, "POST", f"campaigns/{number}/ads", {"listings": ids(on_sale[OTHER_SKU])})
    assert (answer.status_code, code_of(answer)) == (409, "ad_rate_unknown")
    assert ask(api, "POST", f"campaigns/{number}/ads", {"listings": ids(on_sale[OTHER_SKU]), "ad_rate": "5.0"}).status_code == 202  # fmt: skip


def test_only_listings_on_sale_in_the_shop_are_advertised(api, account, on_sale):
    Listing.objects.filter(pk=on_sale[SKU].pk).update(remote_id="")
    answer = ask(api, "POST", "campaigns/10/ads", {"listings": ids(*on_sale.values())})
    assert (answer.status_code, code_of(answer)) == (409, "no_such_listing")


# Promotions


def test_a_sale_is_scheduled_read_with_what_is_left_paused_and_resumed(api, account, on_sale, stage):
    made = done(ask(api, "POST", "promotions", sale(on_sale[OTHER_SKU], percent="50")))
    assert (made["kind"], made["state"], made["is_new"]) == ("sale", "scheduled", True)
    shown = ask(api, "GET", f"promotions/{made['promotion_id']}").json()
    assert (shown["tiers"][0]["percent"], shown["listing_ids"]) == ("50", [on_sale[OTHER_SKU].remote_id])
    # 9.95 less 10 % and 3.60
    [item] = shown["items"]
    assert (item["price"]["amount"], item["left"]["amount"], item["is_below_floor"]) == ("9.95", "5.36", False)
    words = [
        done(ask(api, "POST", f"promotions/{made['promotion_id']}/{word}", {}))["state"] for word in ("pause", "resume")
    ]
    assert words == ["paused", "running"]
    assert [each["name"] for each in ask(api, "GET", "promotions").json()["promotions"]] == ["Winter"]


def test_asking_twice_for_a_promotion_makes_one(api, account, on_sale, stage):
    wanted = sale(on_sale[OTHER_SKU])
    first, second = (done(ask(api, "POST", "promotions", wanted)) for _ in range(2))
    assert (first["promotion_id"], first["is_new"], second["is_new"]) == (second["promotion_id"], True, False)
    assert len(stage.simulator.seller.promotions) == 1


@pytest.mark.parametrize(
    ("change", "price"),
    [
        ({"percent": "10"}, "4.41"),
        ({"percent": None, "amount_off": {"amount": "1.00", "currency": "EUR"}}, "3.90"),
        ({"kind": "order", "percent": "10", "min_quantity": 2}, "4.41"),
        ({"kind": "order", "percent": None, "amount_off": {"amount": "5.00", "currency": "EUR"}, "min_amount": {"amount": "20.00", "currency": "EUR"}}, "3.68"),
        ({"kind": "order", "percent": None, "amount_off": {"amount": "2.00", "currency": "EUR"}, "min_quantity": 2}, "3.90"),
        ({"kind": "volume", "percent": None, "tiers": [{"quantity": 2, "percent": "1"}, {"quantity": 3, "percent": "20"}]}, "3.92"),
        ({"kind": "coupon", "code": "HUBTEN2027", "percent": "10"}, "4.41"),
    ],
    ids=["per cent", "an amount", "an order", "an amount off an order", "an amount off some pieces", "steps", "a coupon"],
)  # fmt: skip
def test_no_kind_of_promotion_sells_an_item_under_its_least_price(api, account, on_sale, stage, change, price):
    wanted = {name: value for name, value in sale(*on_sale.values(), **change).items() if value is not None}
    answer = ask(api, "POST", "promotions", wanted)
    assert (answer.status_code, code_of(answer)) == (409, "below_floor"), answer.content
    assert f"{SKU} at {price} EUR, least price 4.50 EUR" in answer.json()["errors"][0]["detail"]
    assert (stage.simulator.seller.promotions, Job.objects.count()) == ({}, 0)


def test_who_may_decide_on_prices_may_say_that_they_want_it_all_the_same(api, owner, account, on_sale, stage):
    wanted = sale(on_sale[SKU], percent="50", accept_below_floor=True)
    refused = ask(api, "POST", "promotions", wanted)
    assert (refused.status_code, stage.simulator.seller.promotions) == (403, {})
    made = done(ask(owner, "POST", "promotions", wanted))
    assert made["promotion_id"] in stage.simulator.seller.promotions
    assert Job.objects.get(payload__operation="create_promotion").payload["values"]["accept_below_floor"] is True


def test_an_item_whose_cost_is_not_known_is_not_held_up(api, account, stage):
    product = make_ware("Loose", price="9.00", cost=None, sku="LOOSE")
    listing = Listing.objects.create(account=account, product=product, handle="loose", state="active", remote_id="1")
    ListingVariant.objects.create(listing=listing, product=product, sku="LOOSE", pushed_price=Decimal(9))
    made = done(ask(api, "POST", "promotions", sale(listing, percent="80")))
    [item] = ask(api, "GET", f"promotions/{made['promotion_id']}").json()["items"]
    assert (item["price"]["amount"], item["floor"], item["left"], item["is_below_floor"]) == ("1.80", None, None, False)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"percent": "81"}, 400),
        ({"amount_off": {"amount": "1.00", "currency": "EUR"}}, 422),
        ({"description": None}, 422),
        ({"image_url": None}, 422),
        ({"image_url": "http://cdn.example.com/1.jpg"}, 400),
        ({"ends_at": (SOON + timedelta(hours=23)).isoformat()}, 422),
        ({"kind": "volume"}, 422),
        ({"kind": "volume", "tiers": [{"quantity": 3, "percent": "5"}, {"quantity": 2, "percent": "8"}]}, 422),
        ({"kind": "coupon"}, 422),
        ({"listings": []}, 400),
    ],
)
def test_a_promotion_that_ebay_would_refuse_costs_no_call(api, account, on_sale, stage, change, status):
    wanted = {name: value for name, value in sale(on_sale[OTHER_SKU], **change).items() if value is not None}
    assert ask(api, "POST", "promotions", wanted).status_code == status
    assert stage.simulator.calls() == []


def test_an_amount_in_another_currency_is_refused(api, account, on_sale):
    wanted = {name: value for name, value in sale(on_sale[OTHER_SKU]).items() if name != "percent"}
    answer = ask(api, "POST", "promotions", wanted | {"amount_off": {"amount": "1.00", "currency": "USD"}})
    assert (answer.status_code, code_of(answer)) == (409, "wrong_currency")


# Reports


def test_traffic_by_day_and_by_listing_is_rows_and_asked_for_once(api, account, on_sale, stage):
    by_day = ask(api, "GET", "reports/traffic?first_day=2026-11-01&last_day=2026-11-03").json()
    assert [row["of"] for row in by_day["rows"]] == ["2026-11-01", "2026-11-02", "2026-11-03"]
    assert by_day["rows"][0]["figures"]["views"] == "3"
    ask(api, "GET", "reports/traffic?first_day=2026-11-01&last_day=2026-11-03")
    by_listing = ask(api, "GET", "reports/traffic?by=listing").json()
    assert {row["of"] for row in by_listing["rows"]} >= {listing.remote_id for listing in on_sale.values()}
    assert len(stage.simulator.calls("getTrafficReport")) == 2


def test_a_range_of_more_than_90_days_is_refused(api, account, stage):
    answer = ask(api, "GET", "reports/traffic?first_day=2026-01-01&last_day=2026-11-03")
    assert (answer.status_code, stage.simulator.calls("getTrafficReport")) == (400, [])


def test_standards_and_service_metric_are_read(api, account, stage):
    profiles = ask(api, "GET", "reports/standards").json()["profiles"]
    assert [(each["program"], each["cycle"], each["level"]) for each in profiles] == [("us", "current", "above_standard"), ("us", "projected", "above_standard")]  # fmt: skip
    assert profiles[0]["metrics"][0]["value"] == "1.00"
    told = ask(api, "GET", "reports/service-metric?kind=not_received").json()
    assert (told["rows"][0]["figures"], told["rows"][0]["rating"], told["rows"][0]["average"]) == ({"rate": "0.50"}, "low", "0.80")  # fmt: skip
    assert ask(api, "GET", "reports/service-metric").status_code == 400


@pytest.mark.parametrize(
    "path", ["campaigns", "promotions", "campaigns/1/end", "campaigns/1/ads", "promotions/1/pause"]
)
def test_a_reading_key_changes_nothing(account, stage, path):
    assert ask(Api(make_key("read")), "POST", path, {}).status_code == 403
    assert stage.simulator.calls() == []
