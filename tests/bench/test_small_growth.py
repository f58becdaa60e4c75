"""A small size of the bench of a hub that has run for a year: every list, its last page and a search, the rounds of the
schedules and the housekeeping."""

import os

import pytest

from tests.bench import growth
from tests.bench.growth_pages import GOAL_QUERIES
from tests.bench.growth_rows import Size
from tests.bench.growth_work import ROUNDS
from tests.faults.processes import Databases

pytestmark = pytest.mark.bench

SIZE = Size(products=300, orders=200, events=4_000)
# The first page sums up all the others; a search for an order looks in every place that has a number.
MORE_QUERIES = {"first page of the console": 18, "orders.Order": 17}
MOST_SECONDS = 1.0  # of the process itself; a list that reads its table row by row takes longer even now
MOST_QUERIES_OF_A_ROUND = 80


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    url = os.environ.get("DATABASE_URL", "")
    databases = Databases(url if url.startswith("postgres") else "sqlite", tmp_path_factory.mktemp("growth"))
    yield growth.measure(databases, SIZE, growth.SHORT)
    databases.drop_all()


def test_every_list_is_looked_at_and_none_asks_too_often_or_takes_too_long(found):
    pages = {row["what"]: row for row in found["pages"]}
    assert {"inventory.Product", "core.InboundEvent", "core.Job", "orders.Order", "/api/products"} <= set(pages)
    assert {
        what: row["queries"] for what, row in pages.items() if row["queries"] > MORE_QUERIES.get(what, GOAL_QUERIES)
    } == {}
    assert {what: row["slowest"] for what, row in pages.items() if row["seconds"] > MOST_SECONDS} == {}


def test_each_round_of_the_schedules_comes_to_its_end_with_few_queries(found):
    rounds = found["rounds"]
    assert {row["what"].split(",")[0] for row in rounds} == set(ROUNDS)
    assert {row["what"]: row["error"] for row in rounds if row["outcome"] != "done"} == {}
    again = [row for row in rounds if row["what"].endswith("again")]
    assert {row["what"]: row["queries"] for row in again if row["queries"] > MOST_QUERIES_OF_A_ROUND} == {}


def test_housekeeping_deletes_what_is_too_old_and_empties_old_bodies(found):
    done = found["retention"]
    assert done["outcome"] == "done"
    deleted = done["result"]["deleted"]
    assert 1_900 < deleted["webhooks"] < 2_100  # half a year of them is kept
    assert 700 < deleted["jobs"] < 760  # a month
    assert 1_500 < done["result"]["bodies"] < 1_800
    assert "rows a second" in growth.report(found)
