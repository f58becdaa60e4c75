"""`make bench`: the product beside the item-by-item way and the floor, interleaved in one session, every row checked.

    python -m tests.bench.compare --size 10k --db pg --runs 3 --contestants c1,c2,c5,product

Absolute times on a shared machine mean nothing; the ratios printed at the end do. Every line of the session is kept in
var/bench/results.jsonl.
"""

import argparse
import json
import os
import sys
import time
from types import ModuleType
from typing import Any

from tests.bench import report, yardstick
from tests.bench.product import Product

PORTS = {"10k": 18010, "100k": 18100, "1M": 18900}


def one_round(run: ModuleType, product: Product, name: str, base: str, a: argparse.Namespace) -> list[dict[str, Any]]:
    """Fresh database, first sync, check, 1 % drift, re-sync, check."""
    database = "none" if run.C[name][3] == "none" else a.db
    ours = name == "product"
    product.reset() if ours else run.reset(database)
    rows = []
    for phase in ("first", "resync") if database != "none" else ("fetch",):
        row = run.one(name, phase, base, database, a.latency, [], "".join(f"&{pair}" for pair in a.set))
        row["bad"] = "" if database == "none" else product.check(base) if ours else run.verify.check(base, database)
        row.update(contestant=name, phase=phase, size=a.size, db=a.db, latency=a.latency, label=a.label)
        rows.append(row)
        print(report.line(row), flush=True)
    return rows


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=PORTS, default="10k")
    parser.add_argument("--db", choices=("pg", "sqlite"), default="pg")
    parser.add_argument("--latency", type=float, default=0, help="milliseconds the service takes for a page")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--contestants", default="c1,c2,c5,c6scan,product")
    parser.add_argument("--set", action="append", default=[], help="further options of the mock service, name=value")
    parser.add_argument("--label", default="")
    return parser.parse_args()


def main() -> int:
    a = arguments()
    why = yardstick.missing()
    if why:
        print(f"bench: {why}")
        return 1
    yardstick.prepare()
    run = yardstick.runner()
    product = Product(run, a.db)
    run.C["product"] = (product.launcher(), "tests.bench.contestant", [], "pg sqlite")
    os.environ.update(product.environment)
    product.make_template()
    rows: list[dict[str, Any]] = []
    with yardstick.catalogue_server(yardstick.ITEMS[a.size], PORTS[a.size]) as base:
        for _ in range(a.runs):
            for name in a.contestants.split(","):
                if a.db in run.C[name][3].split() or run.C[name][3] == "none":
                    rows += one_round(run, product, name, base, a)
    with (yardstick.ROOT / "results.jsonl").open("a", encoding="utf-8") as log:
        log.writelines(json.dumps({**row, "at": time.time()}) + "\n" for row in rows)
    print(report.ratios(rows))
    return 1 if any(row["bad"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
