"""A small size of the benchmark: the shape of the sync's cost (statements, rows, memory), never its time."""

import importlib
import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.bench import product, yardstick
from tests.bench.scratch import Scratch, scratch_database

pytestmark = [pytest.mark.bench, pytest.mark.skipif(bool(yardstick.missing()), reason=yardstick.missing())]

PRODUCTS = 2_000
PAGES = 200  # ten items a page and ten pages a chunk: as many pages a chunk as at the usual 100 and 1,000
MEMORY_MIB = 35
LOG_BYTES = 256 * 1024
# A run tells of itself in these; the events of an unchanged run are the run's own.
RUN_TABLES = {"core_syncrun", "core_syncchunk", "core_event"}


@dataclass
class SmallBench:
    base: str
    database: Scratch
    folder: Path
    verify: Any

    def sync(self, drift: int, *, trace: bool = False) -> dict[str, Any]:
        """Both commands in a process of their own, on the catalogue with `drift` per cent changed; what it printed."""
        urllib.request.urlopen(f"{self.base}/__set?latency_ms=0&drift={drift}", timeout=30)
        environment = product.environment(self.database.url) | {
            "PYTHONPATH": f"{yardstick.PERF}{os.pathsep}{yardstick.PROJECT}",
            "SYNC_PAGE_SIZE": "10",
            "SYNC_CHUNK_SIZE": "100",
        }
        if trace:
            environment["BENCH_TRACE"] = str(self.folder / "trace")
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.contestant", "--base", self.base],
            cwd=yardstick.PROJECT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        printed: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return printed

    def wrong(self) -> str:
        return self.database.check(self.verify, self.base)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallBench]:
    """A catalogue served and a migrated database, with the catalogue synced once."""
    sys.path.insert(0, str(yardstick.PERF))
    verify = importlib.import_module("verify")
    folder = tmp_path_factory.mktemp("bench")
    with scratch_database(folder) as database, yardstick.catalogue_server(PRODUCTS, _free_port()) as base:
        database.migrate(product.environment(database.url))
        yield SmallBench(base, database, folder, verify)
    sys.path.remove(str(yardstick.PERF))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def first(bench: SmallBench) -> dict[str, Any]:
    return bench.sync(0)


def test_a_first_sync_brings_every_row_and_keeps_memory_flat(bench, first):
    assert first["stats"] == {
        "total": PRODUCTS,
        "created": PRODUCTS,
        "updated": 0,
        "unchanged": 0,
        "errors": 0,
        "staged": 0,
    }
    assert bench.wrong() == ""
    assert first["rss_mb"] - first["rss_start_mb"] <= MEMORY_MIB


def test_a_sync_of_an_unchanged_catalogue_writes_no_row_but_the_runs_own(bench, first):
    bench.sync(0)  # settles what the first one left to tidy up
    before = bench.database.rows_written()

    again = bench.sync(0)

    after = bench.database.rows_written()
    assert again["stats"]["unchanged"] == PRODUCTS
    assert {name for name in after if after[name] != before.get(name)} <= RUN_TABLES
    assert again["rss_mb"] - again["rss_start_mb"] <= MEMORY_MIB


def test_a_sync_of_an_unchanged_catalogue_writes_next_to_nothing(bench, first):
    bench.sync(0)
    # Others may write on the same server meanwhile: one undisturbed run is proof enough.
    assert any(bench.database.bytes_written(lambda: bench.sync(0)) < LOG_BYTES for _ in range(5))


def test_a_sync_with_some_changes_brings_exactly_those(bench, first):
    bench.sync(0)  # another test may have left the changed catalogue behind

    changed = bench.sync(1)

    assert (changed["stats"]["created"], changed["stats"]["errors"]) == (0, 0)
    assert (changed["stats"]["updated"], changed["stats"]["unchanged"]) == (PRODUCTS // 100, PRODUCTS * 99 // 100)
    assert bench.wrong() == ""


@pytest.mark.parametrize("drift", [0, 1])
def test_statements_go_by_the_page_and_never_by_the_item(bench, first, drift):
    counted = bench.sync(drift, trace=True)["statements"]

    assert 0 < counted <= 1.5 * PAGES
