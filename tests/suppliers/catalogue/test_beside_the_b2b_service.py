"""Groups, links and supplies stand beside what the B2B service says: neither disturbs the other."""

from decimal import Decimal

import pytest

from inventory.models import Product, ProductGroup, Supply
from inventory.pricing import PriceRule
from inventory.stock import stock_sum
from suppliers.actions import importing, mapping
from suppliers.actions.importing import ImportRequest
from suppliers.actions.refreshing import refresh
from suppliers.models import SupplierProduct
from tests.inventory.sync.conftest import shop  # noqa: F401 - a fixture
from tests.inventory.sync.shop import item, sync
from tests.inventory.sync.shop import product as product_of
from tests.suppliers.catalogue.shelf import cat_bed, level, variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def bed(shelf):
    return cat_bed()


def test_a_sync_leaves_group_options_sales_and_links_of_a_product_alone(account, shop, bed):  # noqa: F811
    shop.sells(item(1, stock=5))
    sync()
    group = ProductGroup.objects.create(title="Lamps", option_names=["Color"])
    Product.objects.update(group=group, options={"Color": "Grey"}, sold_30d=7)
    mapping.link(product_of(1), account, "p1", "v1", by="ann")
    shop.sells(item(1, stock=6, name="Lampe neuve"))

    sync()

    lamp = product_of(1)
    assert (lamp.title, lamp.stock) == ("Lampe neuve", 6)
    assert (lamp.group, lamp.options, lamp.sold_30d) == (group, {"Color": "Grey"}, 7)
    assert [(line.source[:3], line.quantity) for line in stock_sum(lamp.pk).lines] == [("b2b", 6), ("she", 10)]
    assert stock_sum(lamp.pk).total == 16


def test_a_refresh_leaves_what_the_service_says_alone(account, shop, bed):  # noqa: F811
    shop.sells(item(1, stock=5))
    sync()
    mapping.link(product_of(1), account, "p1", "v1", by="ann")
    before = Product.objects.values().get()
    cat_bed(variants=(variant("v1", "9.99", level(1), options=(("Color", "Grey"),)),))

    refresh(account, ["p1"])

    assert Product.objects.values().get() == before
    assert stock_sum(product_of(1).pk).total == 6


def test_imported_products_are_none_of_the_services_and_no_sync_misses_them(account, shop, bed):  # noqa: F811
    importing.import_product(account, ImportRequest("p1", None, PriceRule(Decimal(50))), "ann")
    shop.sells(item(1))

    run = sync()

    assert (run.total, run.created, run.staged) == (1, 1, 0)
    assert Product.objects.filter(is_active=True, group__isnull=False).count() == 2


def test_a_product_that_is_deleted_takes_its_links_and_supplies_along(account, bed):
    importing.import_product(account, ImportRequest("p1", None, PriceRule(Decimal(50))), "ann")

    Product.objects.filter(options={"Color": "Grey"}).delete()

    assert list(SupplierProduct.objects.values_list("external_variant_id", flat=True)) == ["v2"]
    assert Supply.objects.count() == 1
    assert ProductGroup.objects.get().products.count() == 1
    refresh(account, ["p1"])  # the variant that is no product of ours any more stands in nobody's way
    assert Supply.objects.get().quantity == 10
