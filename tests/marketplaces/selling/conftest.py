from decimal import Decimal

import pytest
from django.utils import timezone

from core.jobs import run_due
from inventory.models import ProductGroup, Supply
from marketplaces import registry
from marketplaces.actions.publishing.publishing import start_publishing
from marketplaces.models import MarketplaceAccount, PriceRule
from tests.catalogue_rows import make_product
from tests.marketplaces.market import LOCATION, PUBLICATION, BigMarket, SmallMarket


@pytest.fixture(autouse=True)
def market(settings):
    settings.CELERY_BROKER_URL = ""
    settings.PUBLIC_URL = ""
    settings.MARKETPLACES = {"shopify": "tests.marketplaces.market.SmallMarket"}
    settings.MARKETPLACE_ENVIRONMENT = {}
    registry.adapter_class.cache_clear()
    SmallMarket.reset()
    BigMarket.reset()
    yield SmallMarket.world
    registry.adapter_class.cache_clear()


@pytest.fixture
def rule(db):
    return PriceRule.objects.create(
        name="Europe",
        percent=Decimal(10),
        rounding="99",
        fee_percent=Decimal(3),
        fee_fixed=Decimal("0.30"),
        least_margin_percent=Decimal(5),
        rates={"USD": "0.9"},
    )


@pytest.fixture
def account(db, rule):
    return make_account(price_rule=rule)


def make_account(**values):
    given = {
        "name": "Test Shop",
        "marketplace": "shopify",
        "shop_address": "test-shop.example",
        "api_key": "key",
        "api_secret": "only-a-test-secret",
        "state": "ok",
        "remote_id": "shop-1",
        "currency": "EUR",
        "location_id": LOCATION,
        "publication_ids": [PUBLICATION],
    }
    return MarketplaceAccount.objects.create(**given | values)


@pytest.fixture
def big(market, settings):
    settings.MARKETPLACES = {**settings.MARKETPLACES, "ebay": "tests.marketplaces.market.BigMarket"}
    return BigMarket.world


@pytest.fixture
def big_account(db, rule, big):
    values = {"name": "Big Shop", "marketplace": "ebay", "shop_address": "", "remote_id": "shop-2", "site": "EBAY_DE"}
    return make_account(price_rule=rule, location_id="", **values)


def make_ware(title="Litter mat", price="20.00", stock=10, cost="8.00", currency="EUR", **values):
    """A product of ours with a supplier's offer."""
    given = {"sku": f"SKU-{title}", "description": "Keeps clean.", "images": ["https://pictures.example/1.jpg"]}
    product = make_product(title, price=Decimal(price), currency=currency, stock=Decimal(0), **given | values)
    product.stock_known = False
    product.save(update_fields=["stock_known"])
    if stock is not None:
        Supply.objects.create(
            product=product,
            source=f"s:{product.pk}",
            quantity=stock,
            cost=None if cost is None else Decimal(cost),
            currency="USD" if cost is not None else "",
            as_of=timezone.now(),
        )
    return product


def make_group(*sizes, title="Shirt", **values):
    group = ProductGroup.objects.create(title=title, option_names=["Size"])
    for size in sizes:
        make_ware(f"{title} {size}", group=group, options={"Size": size}, **values)
    return group


def set_stock(product, quantity):
    Supply.objects.filter(product=product).update(quantity=quantity)


def published(account, target):
    """The listing after its jobs were done."""
    listing, _job = start_publishing(account, target, "ana")
    run_due(20)
    listing.refresh_from_db()
    return listing
