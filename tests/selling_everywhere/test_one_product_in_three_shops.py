"""One product with nine forms on eBay, Etsy and Shopify, from publishing to the parcel's number, with the figures of the
three look-alikes' own books."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import Job
from inventory.events import products_changed
from inventory.models import Product
from marketplaces.actions.publishing.batches import start_batch
from marketplaces.actions.shops.selling_choices import set_choices
from marketplaces.adapters.ebay.simulator.steering import COMMANDS
from marketplaces.models import Listing, MarketplaceAccount
from orders.actions.approving import approve, approve_payment
from orders.models import Order, Shipment, SupplierOrder
from tests.selling_everywhere.three_shops import UNITS, ThreeShops, work

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PRICES = {"ebay": Decimal("50.00"), "etsy": Decimal("56.00"), "shopify": Decimal("40.00")}
SOLD = "TS-RO-M"


@pytest.fixture
def market(settings, db):
    settings.EXCHANGE_RATES = ["USD/EUR=0.90"]
    settings.PURCHASE_SETTLE_SECONDS = settings.WRITE_BACK_SETTLE_SECONDS = 0.0
    settings.PROFIT_FLOOR_PERCENT = Decimal(-1000)
    settings.BUYING_PHONE = "+33600000000"  # Etsy tells none
    settings.CELERY_BROKER_URL = settings.PUBLIC_URL = ""
    settings.MARKETPLACE_ENVIRONMENT = {}
    with ThreeShops(settings) as market:
        market.connect()
        yield market


@pytest.fixture
def shirt(market):
    group = market.shirt()
    market.map(group.products.first().category)
    return group


@pytest.fixture
def on_sale(market, shirt):
    """In all three shops, the fee of Etsy agreed to."""
    publish(shirt)
    return shirt


def publish(group, *, confirm_fee=True):
    """One batch over the three shops."""
    shops = MarketplaceAccount.objects.order_by("pk")
    job = start_batch(shops, [group.products.first().pk], "ana", confirm_fee=confirm_fee)
    work()
    return Job.objects.get(pk=job.pk)


def skus(group):
    return sorted(group.products.values_list("sku", flat=True))


def test_one_batch_puts_nine_forms_on_sale_in_three_shops(market, shirt):
    job = publish(shirt)
    assert (job.result["published"], job.result["failed"]) == (3, 0), [
        (row["state"], row.get("words")) for row in job.result["rows"]
    ]
    for slug, price in PRICES.items():
        assert market.figures(slug) == dict.fromkeys(skus(shirt), (price, UNITS)), slug
        listing = market.listing(slug)
        assert (listing.state, listing.reason, listing.drift, listing.variants.count()) == ("active", "", [], 9)
    assert len([each for each in market.ebay.simulator.listings.values() if len(each.offers) == 9]) == 1
    assert len(market.etsy.simulator.calls("createDraftListing")) == 1
    assert len(market.shopify.simulator.calls("productSet")) == 1


def test_without_the_consent_to_its_fee_etsy_alone_is_left_out_until_somebody_agrees(market, shirt):
    job = publish(shirt, confirm_fee=False)
    [left_out] = [row for row in job.result["rows"] if row["state"] != "active"]
    assert (left_out["account"], left_out["problems"]) == (market.shops["etsy"].pk, ["fee_not_confirmed"])
    assert market.etsy.simulator.calls("createDraftListing") == []

    start_batch([market.shops["etsy"]], [shirt.products.first().pk], "ana", confirm_fee=True)
    work()
    assert (market.listing("etsy").state, market.listing("etsy").fee_accepted_by) == ("active", "ana")
    assert market.figures("etsy") == dict.fromkeys(skus(shirt), (PRICES["etsy"], UNITS))


def test_what_etsy_makes_and_will_not_show_is_refused_in_its_words_and_goes_on_once_that_is_mended(market, shirt):
    shop = market.shops["etsy"]
    policy = shop.selling_settings["return_policy_id"]
    set_choices(shop, {"return_policy_id": ""}, "ana")
    publish(shirt)
    listing = market.listing("etsy")
    assert (listing.state, listing.reason) == ("error", "refused")
    assert listing.reason_values == {"words": "Etsy refused: A return policy is required to publish a physical listing"}

    set_choices(shop, {"return_policy_id": policy}, "ana")
    publish(shirt)
    assert market.listing("etsy").state == "active"
    assert market.figures("etsy") == dict.fromkeys(skus(shirt), (PRICES["etsy"], UNITS))
    assert len(market.etsy.simulator.calls("createDraftListing")) == 1


def test_a_new_price_reaches_each_shop_once_however_often_it_changed(market, on_sale):
    before = market.pushes()
    for price in ("44.00", "46.00", "48.00"):
        on_sale.products.update(price=Decimal(price))
        products_changed(on_sale.products.values_list("pk", flat=True))
    work()
    wanted = {"ebay": Decimal("60.00"), "etsy": Decimal("67.20"), "shopify": Decimal("48.00")}
    for slug, price in wanted.items():
        assert market.figures(slug) == dict.fromkeys(skus(on_sale), (price, UNITS)), slug
    calls = {slug: number - before[slug] for slug, number in market.pushes().items()}
    assert calls == {"ebay": 1, "etsy": 1, "shopify": 1}
    assert all(row.pushed_version == row.wanted_version for row in Listing.objects.all())


@pytest.mark.parametrize("slug", ["ebay", "etsy", "shopify"])
def test_what_is_sold_in_one_shop_is_taken_off_in_the_two_others(market, on_sale, slug):
    market.stages[slug].buyer_orders({SOLD: 2})
    work("orders.poll_shops")
    order = Order.objects.get()
    line = order.lines.get()
    assert (order.account_id, line.product.sku, line.quantity) == (market.shops[slug].pk, SOLD, 2)
    for other, price in PRICES.items():
        rest = dict.fromkeys(skus(on_sale), (price, UNITS))
        assert market.figures(other) == rest | {SOLD: (price, UNITS - 2)}, other


@pytest.mark.parametrize("slug", ["ebay", "etsy", "shopify"])
def test_an_order_is_bought_and_its_number_told_to_the_shop_it_came_from(market, on_sale, slug):
    remote_id = market.stages[slug].buyer_orders({SOLD: 2})
    work("orders.poll_shops")
    purchase = SupplierOrder.objects.get()
    assert approve([purchase], "ana") == [purchase]
    work()
    purchase.refresh_from_db()
    approve_payment([purchase], "ana")
    work()
    market.cj_ships("LP00112233445FR")
    SupplierOrder.objects.update(read_at=None)
    work("orders.follow_all")
    Shipment.objects.update(written_at=timezone.now() - timedelta(minutes=3))
    work("orders.read_back_parcels")

    assert [parcel.number for parcel in market.stages[slug].parcels(remote_id)] == ["LP00112233445FR"]
    assert Shipment.objects.get().state == "confirmed"
    assert market.cj.paid(purchase.client_no) == 1
    assert Job.objects.filter(state="dead").count() == 0


def test_a_listing_that_somebody_ended_at_ebay_stays_ended_and_the_others_go_on(market, on_sale):
    [number] = [each.number for each in market.ebay.simulator.listings.values() if len(each.offers) == 9]
    COMMANDS["end"](market.ebay.simulator, {"listing": number, "by": "SELLER"})
    look_again()
    listing = market.listing("ebay")
    assert (listing.state, listing.reason) == ("ended", "ended_there")

    before = market.pushes()
    Product.objects.filter(sku=SOLD).update(price=Decimal(60))
    products_changed(list(Product.objects.filter(sku=SOLD).values_list("pk", flat=True)))
    work()
    assert not market.ebay.simulator.listings[number].is_open
    assert {slug: number - before[slug] for slug, number in market.pushes().items()} == {
        "ebay": 0, "etsy": 1, "shopify": 1,
    }  # fmt: skip
    assert (market.etsy.price(SOLD), market.shopify.price(SOLD)) == (Decimal("84.00"), Decimal("60.00"))


def look_again():
    """The clock reads all listings back."""
    Listing.objects.update(read_back_at=None)
    work("marketplaces.read_back_stale")
