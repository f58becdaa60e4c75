"""A small size of the refresh: what it costs in calls and in statements, never in time."""

from typing import Any

import pytest

from tests.bench import refresh
from tests.bench.scratch import scratch_database

pytestmark = pytest.mark.bench

VARIANTS = 300
# Reading and writing the figures of a chunk of twenty products takes eight statements when nothing has changed.
WRITING_A_PRODUCT = 8 / 20
# What a call costs on its way: two clocks, two purses, the breaker, the account's health, all in the database here.
STATEMENTS_A_CALL = 20


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("refresh")
    with scratch_database(folder) as database:
        return {row["phase"]: row for row in refresh.measure(VARIANTS, database, folder)}


def test_every_linked_variant_is_read_or_found_missing(rows):
    assert [row["read"] + row["missing"] for row in rows.values()] == [VARIANTS] * 3


def test_no_call_is_made_beyond_the_least_that_the_api_allows(rows):
    assert [row["calls"] - row["other_calls"] for row in rows.values()] == [row["least_calls"] for row in rows.values()]
    assert [row["other_calls"] for row in rows.values()] == [1, 0, 0]  # one login, and none after it
    assert [row["points"] for row in rows.values()] == [row["least_points"] for row in rows.values()]


def test_figures_are_written_by_the_chunk_and_never_by_the_variant(rows):
    assert rows["again"]["changed"] == 0
    assert rows["again"]["writing"] <= WRITING_A_PRODUCT * rows["again"]["products"] + 8
    assert 0 < rows["drift"]["changed"] <= VARIANTS // refresh.DRIFT_EVERY + 1
    assert rows["drift"]["writing"] <= 2 * rows["again"]["writing"]


def test_statements_go_by_the_call(rows):
    assert all(0 < row["statements"] <= STATEMENTS_A_CALL * row["calls"] for row in rows.values())


def test_the_line_that_the_bench_prints_says_both(rows):
    shown = refresh.line(rows["again"], "sqlite")

    assert f"least possible {rows['again']['least_calls']}" in shown
    assert "a product" in shown
