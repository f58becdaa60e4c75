"""A small size of the bench of selling: no call too many, none over a limit, and an order that arrives meanwhile does not
wait until all prices are told."""

import os

import pytest

from tests.bench import selling
from tests.faults.processes import Databases

pytestmark = pytest.mark.bench

LISTINGS = 60


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    url = os.environ.get("DATABASE_URL", "")
    made = Databases(url if url.startswith("postgres") else "sqlite", tmp_path_factory.mktemp("selling"))
    yield made
    made.drop_all()


# An order that comes meanwhile is a change of its listing's stock: one more push.
# Shopify takes 250 rows of stock in a call; the hub sends each product's by itself.
@pytest.mark.parametrize(("slug", "fewest", "more"), [("ebay", 3, 1), ("etsy", 120, 4), ("shopify", 61, 65)])
def test_prices_and_stock_of_a_whole_shop_take_hardly_a_call_too_many(databases, slug, fewest, more):
    row = selling.measure(databases, slug, LISTINGS)
    assert (row["fewest"], row["right"], row["over_limit"]) == (fewest, LISTINGS, 0)
    assert fewest <= row["calls"] <= fewest + more
    assert row["waits"], "somebody ordered meanwhile, and the order was taken in"
    assert f"{LISTINGS} listings" in selling.line(row)
