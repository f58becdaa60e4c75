"""What can be sold of a product, line by line."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from inventory.models import Reservation, Supply
from inventory.stock import StockLine, stock_sum, stock_sums
from tests.catalogue_rows import make_product

pytestmark = pytest.mark.django_db


def supply(product, source: str, quantity: int, hours: float | None = 1, **values) -> Supply:
    as_of = None if hours is None else timezone.now() - timedelta(hours=hours)
    return Supply.objects.create(product=product, source=source, quantity=quantity, as_of=as_of, **values)


def lines(product) -> list[tuple[str, int, bool, str]]:
    return [(line.source, int(line.quantity), line.counted, line.reason) for line in stock_sum(product.pk).lines]


def test_own_stock_and_every_good_supply_are_added_up():
    product = make_product(stock=Decimal("2.5"), external={})
    first = supply(product, "cj:1:a", 7, rank=1)
    supply(product, "ali:2:b", 5, rank=2)

    total = stock_sum(product.pk)

    assert total.total == Decimal("14.5")
    assert total.lines[0] == StockLine("b2b", "own", Decimal("2.500"), product.external.synced_at, counted=True)
    assert total.lines[1] == StockLine("cj:1:a", "supply", Decimal(7), first.as_of, counted=True, supply_id=first.pk)


@pytest.mark.parametrize(
    ("values", "hours", "reason"),
    [
        ({}, 47.9, ""),
        ({}, 48.1, "stale"),
        ({}, None, "never_read"),
        ({"trusted": False, "reason": "changed"}, 1, "changed"),
        ({"trusted": False, "reason": "disabled"}, 100, "disabled"),
        ({"trusted": False}, 1, "unconfirmed"),
    ],
)
def test_a_supply_that_does_not_count_is_shown_with_the_reason(values, hours, reason):
    product = make_product(stock=0, stock_known=False)
    supply(product, "cj:1:a", 7, hours, **values)

    assert lines(product) == [("cj:1:a", 7, not reason, reason)]
    assert stock_sum(product.pk).total == (0 if reason else 7)


def test_a_service_that_gave_no_figure_is_shown_as_such():
    assert lines(make_product(stock=4, stock_known=False, external={})) == [("b2b", 4, False, "unknown")]


def test_a_product_of_suppliers_alone_has_no_line_of_its_own():
    assert stock_sum(make_product(stock=0, stock_known=False).pk).lines == ()


def test_a_figure_that_staff_set_counts_without_the_service():
    assert lines(make_product(stock=6)) == [("", 6, True, "")]


def test_supplies_stand_in_the_order_of_their_rank():
    product = make_product(stock=0, stock_known=False)
    for source, rank in (("c", 3), ("a", 1), ("b", 2)):
        supply(product, source, 1, rank=rank)

    assert [line.source for line in stock_sum(product.pk).lines] == ["a", "b", "c"]


def test_many_products_take_one_query(django_assert_num_queries):
    products = [make_product(f"p{number}", external={}) for number in range(40)]
    for product in products:
        supply(product, "cj:1:a", 7)

    with django_assert_num_queries(1):
        sums = stock_sums([product.pk for product in products])

    assert {total.total for total in sums.values()} == {Decimal(10)}
    assert stock_sums([4711])[4711].total == 0


def test_what_is_sold_and_not_bought_yet_is_taken_off():
    product = make_product(stock=4, external={})
    supply(product, "cj:1:a", 7)
    Reservation.objects.create(product=product, order_ref="order:1:1", quantity=2)
    Reservation.objects.create(product=product, order_ref="order:2:5", quantity=3)

    found = stock_sum(product.pk)

    assert lines(product)[-1] == ("", -5, True, "")
    assert (found.lines[-1].label_code, found.total) == ("reserved", 6)


def test_more_sold_than_there_is_shows_below_zero():
    product = make_product(stock=1, external={})
    Reservation.objects.create(product=product, order_ref="order:1:1", quantity=3)

    assert stock_sum(product.pk).total == -2
