"""The whole way with Etsy's look-alike over loopback HTTP: connect, publish for a fee, push, run out, read back together."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.jobs import run_due
from inventory.events import products_changed
from inventory.models import ProductGroup
from marketplaces import registry
from marketplaces.actions.categories.needs import start_reading_needs
from marketplaces.actions.listings.reading_together import file_shops
from marketplaces.actions.publishing.publishing import NotReady, start_publishing
from marketplaces.actions.shops.connecting import test_connection
from marketplaces.actions.shops.selling_choices import set_choices, start_checking
from marketplaces.models import CategoryMapping, Listing, PriceRule
from tests.catalogue_rows import make_category
from tests.marketplaces.contract.stages.etsy import EtsyStage
from tests.marketplaces.selling.conftest import make_ware, set_stock

pytestmark = pytest.mark.django_db

MADE = {"who_made": "i_did", "when_made": "made_to_order", "is_supply": "false"}


@pytest.fixture(autouse=True)
def market(settings):
    """Instead of the small marketplace of the tests beside this one."""
    settings.MARKETPLACES = {"etsy": "marketplaces.adapters.etsy.adapter.EtsyAdapter"}
    settings.CELERY_BROKER_URL = ""
    settings.PARTNER_RETRY_BASE_SECONDS = 0.01
    settings.STOCK_ZERO_WAIT_MINUTES = 0
    registry.adapter_class.cache_clear()
    with EtsyStage(settings) as stage:
        yield stage
    registry.adapter_class.cache_clear()


@pytest.fixture
def shop(market):
    """Connected, with its choices made and our category mapped."""
    account = market.account()
    account.price_rule = PriceRule.objects.create(
        name="Europe", percent=Decimal(10), rounding="99", rates={"USD": "0.9"}
    )
    account.save()
    assert test_connection(account, "ana").is_ok
    start_checking(account, "ana")
    run_due(20)
    account.refresh_from_db()
    set_choices(account, {name: str(one) for name, one in market.simulator.ids.items()} | MADE, "ana")
    category = make_category("Mugs")
    CategoryMapping.objects.create(marketplace="etsy", category=category, theirs="1065", attributes={})
    start_reading_needs("etsy", "", ["1065"], "ana")
    run_due(20)
    account.refresh_from_db()
    return account


@pytest.fixture
def ware(market, shop):
    [picture] = market.draft_words()["images"]
    category = CategoryMapping.objects.get().category
    return make_ware("Blue mug", stock=10, images=[picture], category=category)


def published(shop, target):
    listing, _job = start_publishing(shop, target, "ana", confirm_fee=True)
    run_due(30)
    listing.refresh_from_db()
    return listing


def brought_up_to_date(product, quantity):
    set_stock(product, quantity)
    products_changed([product.pk])
    run_due(30)


def read_together():
    Listing.objects.update(read_back_at=timezone.now() - timedelta(hours=1))
    file_shops()
    run_due(30)


def there(market, listing):
    return market.simulator.shop.books.listings[int(listing.remote_id)]


def test_a_trial_tells_shop_rights_and_the_one_place_of_its_stock(market, shop):
    assert (shop.state, shop.currency, shop.lost_abilities) == ("ok", "EUR", [])
    assert (shop.remote_id, shop.location_id) == ("52300001", "52300001")
    assert {each["code"] for each in shop.readiness} >= {"shipping_profile", "processing_profile", "return_policy"}


def test_nothing_is_published_before_somebody_confirms_the_fee(market, shop, ware):
    with pytest.raises(NotReady) as refusal:
        start_publishing(shop, ware, "ana")
    assert refusal.value.code == "fee_not_confirmed"
    assert market.simulator.shop.books.fees == []


def test_a_product_is_on_sale_with_price_and_stock_for_one_fee(market, shop, ware):
    listing = published(shop, ware)
    assert (listing.state, listing.reason, listing.is_visible) == ("active", "", True)
    assert (market.price(ware.sku), market.stock(ware.sku)) == (Decimal("22.99"), 10)
    assert len(market.simulator.shop.books.fees) == 1


def test_a_group_is_one_listing_with_its_variations(market, shop, ware):
    group = ProductGroup.objects.create(title="Mug", option_names=["Size of mug"])
    forms = [
        make_ware(
            f"Mug {size}",
            stock=units,
            images=ware.images,
            category=ware.category,
            group=group,
            options={"Size of mug": size},
        )
        for size, units in (("S", 3), ("L", 4))
    ]
    listing = published(shop, group)
    assert (listing.state, listing.reason) == ("active", "")
    assert [market.stock(form.sku) for form in forms] == [3, 4]
    assert listing.variants.exclude(remote_variant_id="").count() == 2


def test_stock_follows_and_running_out_hides_the_listing_until_there_is_more(market, shop, ware):
    listing = published(shop, ware)
    brought_up_to_date(ware, 6)
    assert market.stock(ware.sku) == 6
    brought_up_to_date(ware, 0)
    assert there(market, listing).state == "inactive"
    read_together()
    listing.refresh_from_db()
    assert (listing.state, listing.drift) == ("active", [])
    brought_up_to_date(ware, 5)
    assert (there(market, listing).state, market.stock(ware.sku)) == ("active", 5)
    assert len(market.simulator.shop.books.fees) == 1


def test_what_a_seller_hides_by_hand_stays_hidden(market, shop, ware):
    listing = published(shop, ware)
    there(market, listing).state = "inactive"
    read_together()
    listing.refresh_from_db()
    assert (listing.state, listing.reason) == ("paused", "paused_there")
    brought_up_to_date(ware, 3)
    assert there(market, listing).state == "inactive"


def test_all_listings_of_a_shop_are_read_in_one_call(market, shop, ware):
    other = make_ware("Red mug", images=ware.images, category=ware.category)
    listings = [published(shop, each) for each in (ware, other)]
    market.sell(ware.sku, 2)
    before = len(market.simulator.calls())
    Listing.objects.update(read_back_at=timezone.now() - timedelta(hours=1))
    file_shops()
    run_due(1)
    assert len(market.simulator.calls()) == before + 1
    assert listings[0].variants.get().seen_quantity == 8


def test_a_sold_out_listing_is_renewed_only_for_a_fee_that_is_confirmed_anew(market, shop, ware):
    listing = published(shop, ware)
    market.sell(ware.sku, 10)
    assert there(market, listing).state == "sold_out"
    read_together()
    brought_up_to_date(ware, 4)
    assert there(market, listing).state == "sold_out"
    assert len(market.simulator.shop.books.fees) == 1
    listing.refresh_from_db()
    assert listing.fee_accepted_by == ""
    with pytest.raises(NotReady):
        start_publishing(shop, ware, "ana")
    published(shop, ware)
    assert (there(market, listing).state, market.stock(ware.sku)) == ("active", 4)
    assert [fee.why for fee in market.simulator.shop.books.fees] == ["publish", "renew"]
