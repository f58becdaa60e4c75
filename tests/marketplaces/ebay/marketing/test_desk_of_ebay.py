"""eBay's desk in the console, with the look-alike behind it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils.html import escape

from core.jobs import run_due
from core.models import Job
from marketplaces.admin.desks.desk import tabs_of
from marketplaces.models import Listing, ListingVariant, MarketplaceAccount, PriceRule
from tests.marketplaces.contract.stage import OTHER_SKU, SKU
from tests.marketplaces.selling.conftest import make_ware

pytestmark = pytest.mark.django_db
SOON = datetime.now(UTC).replace(microsecond=0, second=0, tzinfo=None) + timedelta(days=2)


@pytest.fixture
def boss(client, settings):
    settings.CELERY_BROKER_URL = ""
    client.force_login(User.objects.create_superuser("boss", password="a-long-test-password"))
    return client


@pytest.fixture
def account(stage):
    account = stage.account()
    account.state = MarketplaceAccount.State.OK
    account.price_rule = PriceRule.objects.create(
        name="Europe", rates={"USD": "0.9"}, fee_percent=Decimal(10), least_margin_percent=Decimal(10)
    )
    account.save()
    return account


@pytest.fixture
def on_sale(account, stage):
    """The stage's soap at 4.90 and its lamp at 19.90; each costs 3.60."""
    found = {}
    for sku, price in ((SKU, "4.90"), (OTHER_SKU, "19.90")):
        product = make_ware(sku, price=price, cost="4.00", sku=sku)
        number = stage.simulator.seller.offers_of(sku)[0].listing
        listing = Listing.objects.create(account=account, product=product, handle=sku, state="active", remote_id=number)
        ListingVariant.objects.create(listing=listing, product=product, sku=sku, pushed_price=Decimal(price))
        found[sku] = number
    return found


def tab_url(account, tab):
    return reverse("admin:marketplaces_shop_desk_tab", args=[account.pk, tab])


def act_url(account, tab, act, **key):
    query = "&".join(f"key_{name}={value}" for name, value in key.items())
    return reverse("admin:marketplaces_shop_desk_act", args=[account.pk, tab, act]) + (f"?{query}" if query else "")


def shown(client, account, tab, **query):
    answer = client.get(tab_url(account, tab), query)
    assert answer.status_code == 200
    return answer.content.decode()


def pressed(client, url, **typed):
    """The result of the job that the confirmed page files."""
    before = set(Job.objects.values_list("pk", flat=True))
    answer = client.post(url, {"confirmed": "yes", **typed})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    run_due(20)
    job = Job.objects.exclude(pk__in=before).order_by("pk")[0]  # it may have filed others
    assert job.state == "done", job.error
    return job.result


def sale(numbers, **more):
    return {
        "kind": "sale",
        "name": "Winter",
        "description": "Ten off",
        "image_url": "https://cdn.example.com/sale.jpg",
        "percent": "10",
        "starts_at": SOON.isoformat(timespec="minutes"),
        "ends_at": (SOON + timedelta(days=7)).isoformat(timespec="minutes"),
        "listing_ids": ", ".join(numbers),
        **more,
    }


@pytest.mark.parametrize("tab", [tab.name for tab in tabs_of("ebay")])
def test_every_tab_opens(boss, account, tab):
    html = shown(boss, account, tab)
    assert all(escape(str(each.title)) in html for each in tabs_of("ebay"))
    assert "console-why--bad" not in html


def test_policies_of_all_kinds_stand_in_one_table_and_can_be_added_changed_and_deleted(boss, account, stage):
    made = pressed(boss, act_url(account, "policies", "add-return"), name="Sixty days", days="60", paid_by="seller")
    assert "Sixty days" in shown(boss, account, "policies")
    key = {"kind": "return", "policy_id": made["id"]}
    assert 'value="Sixty days"' in boss.get(act_url(account, "policies", "change-return", **key)).content.decode()
    changed = pressed(
        boss, act_url(account, "policies", "change-return", **key), name="Sixty", days="30", paid_by="buyer"
    )
    assert (changed["id"], changed["name"], changed["days"], changed["paid_by"]) == (made["id"], "Sixty", 30, "buyer")
    pressed(boss, act_url(account, "policies", "delete", **key))
    assert made["id"] not in stage.simulator.seller.policies["return"]


def test_a_policy_of_shipping_and_one_of_payment_are_made(boss, account, stage):
    shipping = pressed(
        boss, act_url(account, "policies", "add-shipping"), name="Two days", handling_days="2",
        code="FR_ColiPoste", carrier="ColiPoste", amount="4.50", currency="EUR",
    )  # fmt: skip
    assert shipping["services"][0]["cost"] == {"amount": "4.50", "currency": "EUR"}
    assert pressed(boss, act_url(account, "policies", "add-payment"), name="At once", is_immediate="on")["is_immediate"]


def test_a_location_is_added_closed_and_opened(boss, account, stage):
    pressed(boss, act_url(account, "locations", "add"), key="second", name="Second", country="FR", postal_code="75001")
    assert pressed(boss, act_url(account, "locations", "disable", key="second"))["is_active"] is False
    html = shown(boss, account, "locations")
    assert act_url(account, "locations", "enable", key="second") in html
    assert act_url(account, "locations", "disable", key="second") not in html
    assert pressed(boss, act_url(account, "locations", "enable", key="second"))["is_active"] is True


def test_a_campaign_is_made_filled_paused_and_ended(boss, account, on_sale, stage):
    made = pressed(boss, act_url(account, "campaigns", "add"), name="Autumn", ad_rate="5")
    key = {"campaign_id": made["campaign_id"]}
    told = pressed(boss, act_url(account, "campaigns", "advertise", **key), listing_ids=on_sale[OTHER_SKU], ad_rate="6")
    assert told["ads"][0]["is_done"] is True
    assert pressed(boss, act_url(account, "campaigns", "pause", **key))["state"] == "paused"
    html = shown(boss, account, "campaigns")
    assert "5.0 %" in html
    assert act_url(account, "campaigns", "resume", **key) in html
    assert act_url(account, "campaigns", "pause", **key) not in html
    pressed(boss, act_url(account, "campaigns", "end", **key))
    assert act_url(account, "campaigns", "change", **key) not in shown(boss, account, "campaigns")


def test_an_ad_below_the_least_price_is_refused_in_words_and_taken_by_the_button_of_its_own(
    boss, account, on_sale, stage
):
    number = pressed(boss, act_url(account, "campaigns", "add"), name="Autumn", ad_rate="12")["campaign_id"]
    url = act_url(account, "campaigns", "advertise", campaign_id=number)
    answer = boss.post(url, {"confirmed": "yes", "listing_ids": on_sale[SKU]}, follow=True)
    assert f"{SKU} at 4.90 EUR, least price 5.30 EUR" in answer.content.decode()
    assert stage.simulator.seller.ads == {}
    pressed(boss, act_url(account, "campaigns", "advertise-below", campaign_id=number), listing_ids=on_sale[SKU])
    assert len(stage.simulator.seller.ads) == 1


def test_a_promotion_shows_what_it_leaves_at_worst(boss, account, on_sale):
    made = pressed(boss, act_url(account, "promotions", "add"), **sale([on_sale[OTHER_SKU]], percent="50"))
    html = shown(boss, account, "promotions")
    # 9.95 less 10 % and 3.60
    assert all(words in html for words in ("Winter", "50 %", "5.36 EUR", "scheduled"))
    assert (
        pressed(boss, act_url(account, "promotions", "pause", promotion_id=made["promotion_id"]))["state"] == "paused"
    )


def test_a_promotion_below_the_least_price_needs_the_right_to_price_rules(boss, client, account, on_sale, stage):
    answer = boss.post(
        act_url(account, "promotions", "add"), {"confirmed": "yes", **sale(on_sale.values())}, follow=True
    )
    assert f"{SKU} at 4.41 EUR, least price 4.50 EUR" in answer.content.decode()
    assert stage.simulator.seller.promotions == {}
    viewer = User.objects.create_user("viewer", password="a-long-test-password", is_staff=True)
    viewer.groups.add(Group.objects.get(name="Viewer"))
    client.force_login(viewer)
    html = shown(client, account, "promotions")
    assert act_url(account, "promotions", "add") not in html
    for act in ("add", "add-below"):
        assert client.post(act_url(account, "promotions", act), {"confirmed": "yes"}).status_code == 403
    client.force_login(User.objects.get(username="boss"))
    pressed(client, act_url(account, "promotions", "add-below"), **sale(on_sale.values()))
    assert len(stage.simulator.seller.promotions) == 1


@pytest.mark.parametrize(
    ("name", "value"), [("listing_ids", "none"), ("percent", "81"), ("image_url", "http://a.example")]
)
def test_what_ebay_would_refuse_is_said_beside_the_field(boss, account, on_sale, name, value):
    answer = boss.post(
        act_url(account, "promotions", "add"), {"confirmed": "yes", **sale(on_sale.values()), name: value}
    )
    assert answer.status_code == 200
    assert not Job.objects.exists()


def test_reports_are_read_when_they_are_asked_for(boss, account, on_sale, stage):
    shown(boss, account, "traffic")
    assert stage.simulator.calls("getTrafficReport") == []
    html = shown(boss, account, "traffic", by="listing", days="30")
    assert on_sale[SKU] in html
    assert "Late shipment rate" in shown(boss, account, "standards")
    assert "0.80" in shown(boss, account, "service", kind="not_received", cycle="current")


def test_readiness_costs_no_call_until_somebody_looks_again(boss, account, stage):
    shown(boss, account, "readiness")
    assert stage.simulator.calls() == []
    boss.post(act_url(account, "readiness", "check"), {"confirmed": "yes"})
    run_due(20)
    calls = len(stage.simulator.calls())
    html = shown(boss, account, "readiness")
    assert html.count("<tr>") > 5
    assert len(stage.simulator.calls()) == calls > 0


def test_limits_are_ebay_s_own_figures(boss, account):
    assert "sell.inventory" in shown(boss, account, "limits")


def test_notifications_say_where_nothing_is_set_up_and_why_it_cannot_be(boss, account, settings):
    settings.PUBLIC_URL = ""
    assert "Alerts go to" in shown(boss, account, "notifications")
    answer = boss.post(act_url(account, "notifications", "set-up"), {"confirmed": "yes"}, follow=True)
    assert "PUBLIC_URL" in answer.content.decode()


def test_what_stands_at_ebay_is_shown_and_tied_to_our_products(boss, account, stage):
    html = shown(boss, account, "inventory", cursor="")
    assert SKU in html
    assert stage.simulator.seller.offers_of(SKU)[0].listing in html
    soap = make_ware("Soap", price="4.90", cost="4.00", sku=SKU)
    pressed(boss, act_url(account, "inventory", "import"))
    assert Listing.objects.get(product=soap).remote_id == stage.simulator.seller.offers_of(SKU)[0].listing


def test_listings_made_elsewhere_are_taken_over(boss, account):
    told = pressed(boss, act_url(account, "inventory", "migrate"), listing_ids="990000000001")
    assert [each["listing_id"] for each in told["listings"]] == ["990000000001"]
