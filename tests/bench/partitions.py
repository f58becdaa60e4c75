"""Old webhooks deleted in batches, as housekeeping does, beside partitions that are dropped: `python -m tests.bench.partitions`.

On PostgreSQL, with the columns and indexes that such a table needs and a year of rows. Deleting leaves room in the table
that later rows fill; dropping gives it back at once, and asks for the date in every unique key.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg

from tests.bench.scratch import scratch_database

ROWS, BATCH, MONTHS, KEPT = 1_000_000, 1_000, 12, 6
COLUMNS = "id bigint, partner text, dedupe_key text, raw bytea, state text, received_at timestamptz"
FILL = (
    "INSERT INTO {table} SELECT n, 'cj', 'm-' || n, decode(repeat('7b', 200), 'hex'), 'done',"
    " timestamptz '2026-01-01' + interval '360 days' * n / {rows} FROM generate_series(0, {rows} - 1) n"
)
OLD = "received_at < timestamptz '2026-01-01' + interval '180 days'"


def measure(connection: "psycopg.Connection[tuple[object, ...]]", rows: int) -> dict[str, float]:
    """Seconds of filling and of getting rid of the older half, and of the longest transaction on the way."""
    found: dict[str, float] = {}
    connection.execute(f"CREATE TABLE plain ({COLUMNS}, PRIMARY KEY (id), UNIQUE (partner, dedupe_key))")
    connection.execute("CREATE INDEX ON plain (received_at)")
    connection.execute(
        f"CREATE TABLE parted ({COLUMNS}, PRIMARY KEY (id, received_at), UNIQUE (partner, dedupe_key, received_at))"
        " PARTITION BY RANGE (received_at)"
    )
    connection.execute("CREATE INDEX ON parted (received_at)")
    for month in range(MONTHS):
        edges = [f"timestamptz '2026-01-01' + interval '{30 * n} days'" for n in (month, month + 1)]
        low, high = (connection.execute(f"SELECT ({edge})::text").fetchone() or ("",) for edge in edges)
        connection.execute(
            f"CREATE TABLE parted_{month} PARTITION OF parted FOR VALUES FROM ('{low[0]}') TO ('{high[0]}')"
        )
    for table in ("plain", "parted"):
        found[f"fill {table}"] = _seconds(partial(connection.execute, FILL.format(table=table, rows=rows)))
    connection.execute("VACUUM ANALYZE")
    batches = _batches(connection)
    found["batches"], found["longest batch"] = sum(batches), max(batches)
    found["vacuum after"] = _seconds(lambda: connection.execute("VACUUM plain"))
    drops = [_seconds(partial(connection.execute, f"DROP TABLE parted_{month}")) for month in range(MONTHS - KEPT)]
    found["drops"], found["longest drop"] = sum(drops), max(drops)
    return found


def _batches(connection: "psycopg.Connection[tuple[object, ...]]") -> list[float]:
    took: list[float] = []
    last: object = -1
    while True:
        began = time.perf_counter()
        keys = connection.execute(
            f"SELECT id FROM plain WHERE {OLD} AND id > %s ORDER BY id LIMIT {BATCH}",  # noqa: S608 - ours
            [last],
        ).fetchall()
        if not keys:
            return took
        connection.execute("DELETE FROM plain WHERE id = ANY(%s)", [[key for (key,) in keys]])
        took.append(time.perf_counter() - began)
        last = keys[-1][0]


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    asked = parser.parse_args()
    os.environ.setdefault("DATABASE_URL", "postgres://root@127.0.0.1:5432/postgres")
    with scratch_database(Path()) as scratch, psycopg.connect(scratch.url, autocommit=True) as connection:
        found = measure(connection, asked.rows)
    print(
        f"{asked.rows:,} rows, half of them old: " + ", ".join(f"{name} {took:.2f} s" for name, took in found.items())
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
