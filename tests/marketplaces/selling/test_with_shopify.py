"""The whole way with Shopify's look-alike over loopback HTTP: connect, publish, push, read back, and what it pushes."""

from decimal import Decimal

import pytest
from django.test import Client

from core.jobs import run_due
from core.models import InboundEvent, Job
from inventory.events import products_changed
from inventory.models import Product
from marketplaces import registry
from marketplaces.actions.listings.ending import start_ending
from marketplaces.actions.listings.reading_back import read_back_now
from marketplaces.actions.pushing import filing as push_filing
from marketplaces.actions.shops import webhooks
from marketplaces.actions.shops.connecting import test_connection
from marketplaces.handlers import read, read_back
from marketplaces.models import MarketplaceAccount, PriceRule
from tests.marketplaces.contract.stage import SKU
from tests.marketplaces.contract.stages.shopify import ShopifyStage
from tests.marketplaces.selling.conftest import make_group, make_ware, published, set_stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def market(settings):
    """Instead of the small marketplace of the tests beside this one."""
    settings.MARKETPLACES = {"shopify": "marketplaces.adapters.shopify.adapter.ShopifyAdapter"}
    settings.CELERY_BROKER_URL = ""
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    registry.adapter_class.cache_clear()
    with ShopifyStage(settings) as stage:
        yield stage
    registry.adapter_class.cache_clear()


@pytest.fixture
def shop(market):
    rates = {"USD": "0.9"}
    account = market.account()
    account.price_rule = PriceRule.objects.create(name="Europe", percent=Decimal(10), rounding="99", rates=rates)
    account.mode = MarketplaceAccount.Mode.SIMULATED
    account.save()
    report = test_connection(account, "ana")
    assert report.is_ok, report.detail
    account.refresh_from_db()
    if not account.location_id:
        account.location_id = account.places["locations"][0]["id"]
    account.publication_ids = [place["id"] for place in account.places["publications"]]
    account.save()
    return account


def test_a_trial_tells_shop_rights_and_places(market, shop):
    assert (shop.state, shop.currency, shop.lost_abilities) == ("ok", "EUR", [])
    assert shop.remote_id == str(market.simulator.shop.number)
    assert shop.places["locations"]
    assert shop.places["publications"]


def test_a_group_is_published_with_its_forms_prices_and_stock_and_seen_again(market, shop):
    group = make_group("S", "M", price="20.00", stock=10)
    listing = published(shop, group)
    assert (listing.state, listing.reason, listing.drift) == ("active", "", [])
    for product in group.products.all():
        assert (market.price(product.sku), market.stock(product.sku)) == (Decimal("22.99"), 10)
    seen = listing.variants.values_list("seen_price", "seen_quantity")
    assert set(seen) == {(Decimal("22.99"), 10)}


def test_prices_and_stock_follow_ours_and_a_sale_there_is_taken_into_account(market, shop):
    product = make_ware("Lamp", price="20.00", stock=10)
    listing = published(shop, product)
    market.sell(product.sku, 1)
    set_stock(product, 7)
    Product.objects.filter(pk=product.pk).update(price=Decimal(30))
    products_changed([product.pk])
    run_due(20)
    listing.refresh_from_db()
    assert (market.price(product.sku), market.stock(product.sku)) == (Decimal("33.99"), 7)
    assert listing.pushed_version == listing.wanted_version


def test_a_stock_push_whose_answer_is_lost_is_made_good(market, shop):
    product = make_ware("Lamp", stock=10)
    listing = published(shop, product)
    set_stock(product, 6)
    market.take_stock_in_silence()
    push_filing.want_push([product.pk], "test")
    for _ in range(4):
        Job.objects.filter(state="pending").update(run_at="2026-01-01T00:00:00Z")
        run_due(20)
    listing.refresh_from_db()
    assert (market.stock(product.sku), listing.variants.get().pushed_quantity) == (6, 6)


def test_a_publication_whose_answer_is_lost_makes_one_product(market, shop):
    before = market.products()
    product = make_ware("Lamp", stock=10)
    market.take_listing_in_silence()
    listing = published(shop, product)
    for _ in range(4):
        Job.objects.filter(state="pending").update(run_at="2026-01-01T00:00:00Z")
        run_due(20)
    listing.refresh_from_db()
    assert (listing.state, market.products()) == ("active", before + 1)


def test_a_figure_changed_there_is_found_and_mended(market, shop):
    product = make_ware("Lamp", stock=10)
    listing = published(shop, product)
    market.sell(product.sku, 4)
    read_back_now(listing, "test")
    assert [(each["field"], each["theirs"]) for each in listing.drift] == [("quantity", "6")]
    run_due(20)
    assert market.stock(product.sku) == 10


def test_ending_takes_it_off_and_publishing_again_finds_it(market, shop):
    listing = published(shop, make_ware("Lamp"))
    start_ending(listing, "ana")
    run_due(20)
    listing.refresh_from_db()
    number = market.products()
    assert listing.state == "ended"
    assert published(shop, listing.product).state == "active"
    assert market.products() == number


def test_webhooks_are_set_and_one_that_was_dropped_is_made_again(market, shop, settings):
    settings.PUBLIC_URL = "https://hub.example.com"
    told = webhooks.set_up(shop, "ana")
    assert "orders/create" in told["made"]
    assert all(url.startswith("https://hub.example.com/webhooks/shopify/") for url in market.webhooks())
    assert webhooks.audit(shop) == "kept"
    market.drop_a_webhook()
    assert webhooks.audit(shop) == "set_again"


@pytest.mark.slow
def test_its_pushes_come_in_by_the_door_once_and_forged_ones_do_not(market, shop):
    browser = Client(enforce_csrf_checks=True)
    pushes = market.pushes()
    for push in pushes:
        for _ in range(2):
            answer = browser.post(
                f"/webhooks/shopify/{push.topic_name}",
                push.raw,
                content_type="application/json",
                headers=push.headers,
            )
            assert answer.status_code == 200
        forged = browser.post(
            "/webhooks/shopify/orders/updated", push.raw + b" ", content_type="application/json", headers=push.headers
        )
        assert forged.status_code == 401
    assert InboundEvent.objects.count() == len(pushes)
    assert set(InboundEvent.objects.values_list("repeats", flat=True)) == {1}
    run_due(50)
    erase = Job.objects.get(kind="privacy.erase")
    assert (erase.payload["partner"], bool(erase.payload["buyer_id"])) == ("shopify", True)


def test_a_stock_push_about_what_the_hub_has_listed_reads_it_back(market, shop):
    product = make_ware("Lamp", stock=10, sku=f"{SKU}-OURS")
    listing = published(shop, product)
    item = listing.variants.get().remote_inventory_id
    raw = f'{{"inventory_item_id": {item}, "location_id": {shop.location_id}, "available": 3}}'.encode()
    event = InboundEvent(pk=1, topic="inventory_levels/update")
    market.sell(product.sku, 7)
    outcome = read_back(shop, read(shop, raw, event.topic), event)
    assert outcome.result["listings"] == [listing.pk]
    run_due(20)
    assert market.stock(product.sku) == 10
    echo = read(shop, raw.replace(b'"available": 3', b'"available": 10'), event.topic)
    assert read_back(shop, echo, event).reason == "as_pushed"
