"""A small size of the bench of orders: nothing is refused, lost or bought twice, and no page asks more often because there
are more orders. Of times only a generous ratio is asked for."""

import os

import pytest

from tests.bench import orders_growth, orders_throughput
from tests.faults.processes import Databases

pytestmark = pytest.mark.bench

ORDERS = 20
FEW, MANY = 200, 2_000
MOST_QUERIES = 15
# The first page sums up all the others, a search looks in every place that has a number, taking an order writes it.
MORE = {"first page of the console": 18, "orders: a number is searched": 16, "one order is taken": 42}
# Ten times as many orders, and never ten times as long: a page that reads a whole table is.
MOST_GROWTH, NOT_WORTH_COUNTING = 8.0, 0.15


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    url = os.environ.get("DATABASE_URL", "")
    made = Databases(url if url.startswith("postgres") else "sqlite", tmp_path_factory.mktemp("orders"))
    yield made
    made.drop_all()


@pytest.fixture(scope="module")
def growth(databases):
    few, many = (orders_growth.measure(databases, size) for size in (FEW, MANY))
    return {row["what"]: (row, more) for row, more in zip(few, many, strict=True)}


def test_every_order_is_placed_and_paid_once_and_no_push_is_refused(databases, tmp_path):
    row = orders_throughput.measure(databases, tmp_path, ORDERS, per_second=20)
    assert (row["bought"], row["paid"], row["dead"], row["refused"]) == (ORDERS, ORDERS, 0, 0)
    assert row["pushes"] >= 2 * ORDERS
    assert row["shopify_calls"] <= 3 * ORDERS
    assert f"{ORDERS} orders" in orders_throughput.line(row)


def test_no_page_takes_more_queries_than_it_may_nor_more_because_there_are_more_orders(growth):
    assert {
        what: more["queries"] for what, (_, more) in growth.items() if more["queries"] > MORE.get(what, MOST_QUERIES)
    } == {}
    assert {what: (row, more) for what, (row, more) in growth.items() if more["queries"] > row["queries"] + 1} == {}


def test_no_page_grows_with_the_orders_as_a_reading_of_the_whole_table_does(growth):
    slower = {
        what: (row["seconds"], more["seconds"])
        for what, (row, more) in growth.items()
        if more["seconds"] > max(NOT_WORTH_COUNTING, MOST_GROWTH * row["seconds"])
    }
    assert slower == {}
