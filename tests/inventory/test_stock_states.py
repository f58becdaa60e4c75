"""In stock, out of stock, unknown: the same three conditions for the list, the first page and the API."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from inventory import dashboard
from inventory.models import Product, Supply
from inventory.stock import in_stock, out_of_stock, unknown_stock
from tests.catalogue_rows import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def shelf(settings):
    settings.SUPPLY_MAX_AGE_HOURS = 48
    now = timezone.now()
    fresh, stale = now - timedelta(hours=47), now - timedelta(hours=49)
    make_product("own", stock=Decimal(2))
    make_product("own, sold out", stock=Decimal(0))
    make_product("own unknown", stock_known=False)
    for name, own, values in (
        ("supplied", {"stock_known": False}, {"quantity": 5, "as_of": fresh}),
        ("supplied, sold out here", {"stock": Decimal(0)}, {"quantity": 5, "as_of": fresh}),
        ("supplied, stale", {"stock_known": False}, {"quantity": 5, "as_of": stale}),
        ("supplied, never read", {"stock_known": False}, {"quantity": 5, "as_of": None}),
        ("supplied, none left", {"stock_known": False}, {"quantity": 0, "as_of": fresh}),
        ("supplied, waits for staff", {"stock_known": False}, {"quantity": 5, "as_of": fresh, "trusted": False}),
    ):
        Supply.objects.create(product=make_product(name, **own), source="cj-dropshipping:1:1", **values)


def titles(condition):
    return set(Product.objects.filter(condition).values_list("title", flat=True))


def test_a_suppliers_figure_counts_while_it_is_fresh_and_trusted(shelf):
    assert titles(in_stock()) == {"own", "supplied", "supplied, sold out here"}


def test_a_supplier_without_a_usable_figure_leaves_a_product_out_of_stock_and_not_unknown(shelf):
    assert titles(out_of_stock()) == {
        "own, sold out",
        "supplied, stale",
        "supplied, never read",
        "supplied, none left",
        "supplied, waits for staff",
    }
    assert titles(unknown_stock()) == {"own unknown"}


def test_the_first_page_counts_what_suppliers_can_deliver(shelf):
    counts = dashboard.counts()

    assert (counts["sellable"], counts["stock_out"], counts["stock_unknown"]) == (3, 5, 1)


def test_a_sellable_product_is_active_and_has_a_price(shelf):
    Product.objects.filter(title="supplied").update(price=0)
    Product.objects.filter(title="own").update(is_active=False)

    assert titles(dashboard.sellable()) == {"supplied, sold out here"}


def test_products_of_several_currencies_are_counted_together_and_by_currency(shelf):
    make_product("in euros", currency="EUR", stock=Decimal(0))
    counts = dashboard.counts()

    assert (counts["products"], counts["stock_out"], counts["stock_unknown"]) == (10, 6, 1)
    assert {code: counts[f"currency_{code}"] for code in dashboard.currencies(counts)} == {"EUR": 1, "XOF": 9}


def test_an_empty_catalogue_counts_nothing(db):
    assert set(dashboard.counts().values()) == {0}


def test_only_the_services_rows_that_are_not_well_are_counted(db):
    make_product("well", external={})
    make_product("missing", external={"sync_status": "missing"})
    make_product("gone", external={"sync_status": "gone"})
    counts = dashboard.counts()

    assert {name: number for name, number in counts.items() if name.startswith("sync_")} == {
        "sync_missing": 1,
        "sync_gone": 1,
        "sync_error": 0,
    }
