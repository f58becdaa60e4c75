"""The real catalogue, whole: children before parents, missing SKUs, stock and categories, twelve currencies."""

import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as project

from core.simulation import SimulationServer
from inventory.models import Category, ExternalCategory, ExternalProduct, Product
from inventory.source.simulator import B2BSimulator
from inventory.source.simulator.catalogue import Catalogue
from tests.inventory.sync.shop import figures, sync

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
CATALOGUE = SHARED / "data" / "catalogue"

pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db,
    pytest.mark.skipif(not CATALOGUE.is_dir(), reason="the real catalogue is not here (ENTREPOT_SHARED)"),
]


@pytest.fixture
def listed(settings, db):
    """The real catalogue served by the look-alike; gives its items as the files have them."""
    simulator = B2BSimulator(Catalogue.from_directory(CATALOGUE))
    with SimulationServer({"b2b": simulator}) as server:
        address = simulator.environment(server.origin("b2b"))
        settings.B2B_API_URL, settings.B2B_API_KEY = address["B2B_API_URL"], address["B2B_API_KEY"]
        yield [json.loads((CATALOGUE / name).read_text("utf-8")) for name in ("categories.json", "products.json")]


def depths(categories):
    parents = {item["id"]: item["parent_id"] for item in categories}

    def depth(key):
        count = 0
        while parents.get(parents[key]) is not None or parents[key] in parents:
            key, count = parents[key], count + 1
        return count

    return {str(key): depth(key) for key in parents}


def test_the_real_catalogue_comes_whole_and_a_second_run_changes_nothing(listed):
    categories, products = listed
    run = sync("categories")
    assert (run.state, run.total, run.created, run.errors) == ("done", 4026, 4026, 0)
    run = sync()
    assert (run.state, run.total, run.created, run.errors) == ("done", 1490, 1490, 0)
    check_tree(categories)
    check_products(products)
    assert {k: v for k, v in figures(sync("categories")).items() if k != "warnings"} == {
        "total": 4026,
        "unchanged": 4026,
    }
    assert {k: v for k, v in figures(sync()).items() if k != "warnings"} == {"total": 1490, "unchanged": 1490}


def check_tree(categories):
    found = dict(ExternalCategory.objects.values_list("external_id", "category__depth"))
    assert found == depths(categories)
    assert max(found.values()) + 1 == 6
    parents = dict(ExternalCategory.objects.values_list("external_id", "category__parent__external__external_id"))
    for item in categories:
        expected = None if item["parent_id"] is None else str(item["parent_id"])
        assert parents[str(item["id"])] == expected
    assert Category.objects.count() == 4026


def check_products(products):
    assert Product.objects.count() == 1490
    assert dict(Counter(Product.objects.values_list("currency", flat=True))) == dict(
        Counter(p["currency"] for p in products)
    )
    names = ("external_id", "product__price", "product__stock_known", "product__category__external__external_id")
    rows = {row[0]: row[1:] for row in ExternalProduct.objects.values_list(*names)}
    for item in products:
        price, stock_known, category = rows[str(item["id"])]
        assert price == Decimal(item["price"])
        assert stock_known is (item["stock"] is not None)
        if item["category_id"] is not None and category is not None:
            assert category == str(item["category_id"])
