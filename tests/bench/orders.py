"""Orders from end to end: `python -m tests.bench.orders`.

How many paid orders a second go from a shop's signed webhooks to paid purchases with two workers, how long the shop waits
at the door meanwhile (`orders_throughput`), and what taking an order and each page about orders cost with few and many
orders in the tables (`orders_growth`).
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.bench import orders_growth, orders_throughput
from tests.faults.processes import Databases

ORDERS, PER_SECOND = 300, 50.0
SIZES = (10_000, 100_000)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "pg", "both"], default="both")
    parser.add_argument("--orders", type=int, default=ORDERS, help="how many go the whole way; 0 leaves this out")
    parser.add_argument("--per-second", type=float, default=PER_SECOND, help="webhooks a second")
    parser.add_argument(
        "--sizes", default=",".join(map(str, SIZES)), help="orders in the tables; empty leaves this out"
    )
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",") if size]
    wrong = 0
    for url in _urls(given.db):
        with tempfile.TemporaryDirectory(prefix="orders-") as name:
            if given.orders:
                row = _whole_way(url, Path(name), given.orders, given.per_second)
                print(orders_throughput.line(row), flush=True)
                wrong += (
                    row["refused"] + row["dead"] + abs(row["bought"] - row["orders"]) + abs(row["paid"] - row["orders"])
                )
        with tempfile.TemporaryDirectory(prefix="orders-") as name:
            if sizes:
                orders_growth.show(url, Path(name), sizes)
    return 1 if wrong else 0


def _urls(chosen: str) -> list[str]:
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else "postgres://root@127.0.0.1:5432/postgres"
    return {"sqlite": ["sqlite"], "pg": [server], "both": ["sqlite", server]}[chosen]


def _whole_way(url: str, folder: Path, orders: int, per_second: float) -> orders_throughput.Row:
    databases = Databases(url, folder)
    try:
        return orders_throughput.measure(databases, folder, orders, per_second)
    finally:
        databases.drop_all()


if __name__ == "__main__":
    sys.exit(main())
