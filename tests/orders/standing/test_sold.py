"""How many units of each product were sold in thirty days: counted from the orders, kept with the product."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import jobs
from core.models import Job
from inventory.models import Product
from orders.models import Order
from orders.standing.sold import count_sold
from tests.catalogue_rows import make_product
from tests.orders import factories

pytestmark = pytest.mark.django_db


def sell(product, quantity=1, **values):
    owed = values.pop("owed", quantity)
    order = factories.order(**values)
    factories.line(order, quantity, product=product, owed=owed)
    return order


def sold(product):
    return Product.objects.get(pk=product.pk).sold_30d


def test_units_of_all_orders_are_added_up_and_what_was_taken_off_them_is_not():
    lamp, mug = make_product(), make_product()
    sell(lamp, 2)
    sell(lamp, 3, owed=1, payment=Order.Payment.PARTLY_REFUNDED)
    sell(mug)
    sell(None, 9)

    assert count_sold() == 2
    assert (sold(lamp), sold(mug)) == (3, 1)
    assert count_sold() == 0


@pytest.mark.parametrize(
    "not_sold",
    [
        {"state": "cancelled"},
        {"is_test": True},
        {"placed_at": timezone.now() - timedelta(days=31)},
    ],
)
def test_cancelled_orders_tests_and_older_ones_are_no_sales(not_sold):
    lamp = make_product()
    sell(lamp, 2, **not_sold)
    assert count_sold() == 0
    assert sold(lamp) == 0


def test_a_product_that_is_not_sold_any_more_goes_back_to_zero():
    lamp = make_product()
    order = sell(lamp, 2)
    count_sold()
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(days=40))

    assert count_sold() == 1
    assert sold(lamp) == 0


def test_the_clock_counts_once_an_hour():
    lamp = make_product()
    sell(lamp, 2)
    job = Job.objects.create(kind="orders.count_sold", run_at=timezone.now())
    jobs.execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, sold(lamp)) == ("done", {"products": 1}, 2)


def test_many_products_cost_as_few_queries_as_figures(django_assert_num_queries):
    for quantity in (1, 1, 1, 2, 2):
        sell(make_product(), quantity)
    with django_assert_num_queries(4):  # the lines, the products with a figure, and one statement for each figure
        assert count_sold() == 5
