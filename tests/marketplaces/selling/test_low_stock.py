"""What has run low in which shop: told once for each cause, closed by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Alert
from inventory.models import Category, Reservation, Supply
from marketplaces.actions.listings import low_stock
from marketplaces.models import StockAlert, StockThreshold
from tests.marketplaces.selling.conftest import make_ware, published, set_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(account, market):
    pets = Category.objects.create(name="Pets", slug="pets")
    cats = Category.objects.create(name="Cats", slug="cats", parent=pets)
    product = make_ware(stock=10, category=cats)
    published(account, product)
    return product


def seen():
    return [(row.kind, row.sellable, row.threshold) for row in StockAlert.objects.filter(closed_at=None)]


def test_few_units_left_are_told_once_and_closed_by_themselves(product):
    set_stock(product, 3)
    assert low_stock.watch_stock() == {"opened": 1, "closed": 0, "open": 1}
    assert low_stock.watch_stock() == {"opened": 0, "closed": 0, "open": 1}
    assert seen() == [("low", 3, 3)]
    assert Alert.objects.get(kind="low_stock").is_open
    set_stock(product, 50)
    assert low_stock.watch_stock() == {"opened": 0, "closed": 1, "open": 0}
    assert not Alert.objects.get(kind="low_stock").is_open


@pytest.mark.parametrize(
    ("change", "kind", "sellable"),
    [
        (lambda product: set_stock(product, 0), "out", 0),
        (lambda product: Reservation.objects.create(product=product, order_ref="o", quantity=12), "oversold", -2),
        (lambda product: Supply.objects.update(as_of=timezone.now() - timedelta(days=30)), "stale", 0),
    ],
)
def test_each_kind_of_trouble_has_its_word(product, change, kind, sellable):
    change(product)
    low_stock.watch_stock()
    assert seen() == [(kind, sellable, 3)]


def test_the_most_particular_threshold_counts(product, account):
    set_stock(product, 10)
    StockThreshold.objects.create(least=2)
    StockThreshold.objects.create(account=account, least=5)
    low_stock.watch_stock()
    assert seen() == []
    StockThreshold.objects.create(category=product.category.parent, least=12)
    low_stock.watch_stock()
    assert seen() == [("low", 10, 12)]
    StockThreshold.objects.create(product=product, least=4)
    low_stock.watch_stock()
    assert seen() == []


def test_what_is_snoozed_is_not_told_and_closes_all_the_same(product):
    set_stock(product, 1)
    low_stock.watch_stock()
    low_stock.snooze(list(StockAlert.objects.all()), 7)
    low_stock.watch_stock()
    assert not Alert.objects.get(kind="low_stock").is_open
    assert seen() == [("low", 1, 3)]
    set_stock(product, 50)
    low_stock.watch_stock()
    assert seen() == []


def test_a_feed_that_empties_everything_is_one_more_message(product, account, monkeypatch):
    monkeypatch.setattr(low_stock, "TOLD_ONE_BY_ONE", 1)
    second = make_ware("Second", stock=10)
    published(account, second)
    Supply.objects.update(quantity=0)
    low_stock.watch_stock()
    assert Alert.objects.filter(kind="low_stock").count() == 1
    assert Alert.objects.get(kind="low_stock_many").data == {"account": "Test Shop", "count": 1}


def test_what_is_on_sale_nowhere_is_nobodys_trouble(account):
    make_ware("Unlisted", stock=0)
    assert low_stock.watch_stock()["open"] == 0
