"""The refresh of linked variants through CJ's look-alike: calls against the least that CJ's API allows, statements a product.

    python -m tests.bench.refresh [--variants 10000]

The limits of calls and points are off, ours and theirs: counted is what is asked and written, not how long CJ lets us
wait (at one call a second the same round lasts as many seconds as it has calls). The database is a scratch one on the
server of DATABASE_URL where that is PostgreSQL, else a SQLite file.
"""

import argparse
import base64
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench import product, yardstick
from tests.bench.scratch import Scratch, scratch_database

VARIANTS = 10_000
POINTS_A_CALL = 10
# CJ has no route for several products, and none that gives costs and stock of all variants in one answer
# (manual of product/query and product/stock/getInventoryByPid, November 2026). variant/queryByVid gives both for one
# variant, and does not say whether the product is still on sale. A product that is gone answers the first call.
CALLS_A_PRODUCT, CALLS_WHEN_GONE = 2, 1
PHASES = ("first", "again", "drift")
DRIFT_EVERY = 100  # of a hundred variants one has another stock in the last phase


def measure(variants: int, database: Scratch, folder: Path) -> list[dict[str, Any]]:
    """A row a phase, from a process of its own."""
    database.migrate(product.environment(database.url))
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.refresh", "--inside", str(folder), "--variants", str(variants)],
        cwd=yardstick.PROJECT,
        env={
            **os.environ,
            **product.environment(database.url),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "INVENTORY_ENCRYPTION_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    rows: list[dict[str, Any]] = json.loads(done.stdout.strip().splitlines()[-1])
    return rows


def line(row: dict[str, Any], kind: str) -> str:
    """One phase in one line."""
    return (
        f"refresh {row['phase']:6} {kind:6} {row['products']} products, {row['variants']} variants  "
        f"calls {row['calls']} (least possible {row['least_calls']}, others {row['other_calls']})  "
        f"points {row['points']} (least {row['least_points']})  "
        f"sql {row['statements']} = {row['statements'] / row['products']:.2f} a product, "
        f"of them writing figures {row['writing'] / row['products']:.2f}  "
        f"changed {row['changed']}  wall {row['wall']:.1f} s"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=int, default=VARIANTS)
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        _inside(asked.variants, Path(asked.inside))
        return 0
    with tempfile.TemporaryDirectory() as name, scratch_database(Path(name)) as database:
        for row in measure(asked.variants, database, Path(name)):
            print(line(row, database.kind), flush=True)
    return 0


def _inside(variants: int, folder: Path) -> None:
    import django

    django.setup()
    from django.conf import settings

    from core.simulation import SimulationServer
    from suppliers.adapters.cj.client import limits
    from suppliers.adapters.cj.simulator import CJSimulator
    from suppliers.adapters.cj.simulator.catalogue import Catalogue

    limits.CALLS_PER_SECOND_BY_ADDRESS = 1e6
    simulator = CJSimulator(Catalogue(_products_for(variants)), limit_rate=False, points_total=10**9)
    with SimulationServer({"cj": simulator}) as server:
        settings.CJ_API_URL = simulator.environment(server.origin("cj"))["CJ_API_URL"]
        account = _account(simulator)
        linked = _link(account, simulator, variants)
        print(json.dumps([_phase(phase, account, simulator, linked, folder) for phase in PHASES]))


def _products_for(variants: int) -> int:
    """More than enough: a product has six variants in the mean, and one at the least."""
    return max(20, variants // 3)


def _account(simulator: Any) -> Any:
    from core.budget import Budget, observe
    from core.models import PartnerAccount
    from suppliers.models import SupplierAccount

    account = SupplierAccount.objects.create(
        supplier="cj-dropshipping",
        name="Bench",
        state=PartnerAccount.State.OK,
        api_key=simulator.world.first_account.key,
        calls_per_second=1e6,
    )
    # What CJ says of the points wins over our own first guess; here it has said so before the first call.
    budget = Budget("cj-dropshipping", account.account_id, "points", 10**9)
    observe(budget, remaining=10**9, total=10**9)
    return account


def _link(account: Any, simulator: Any, variants: int) -> dict[str, int]:
    """One product of ours for each of so many variants, linked, never read. Returns how many products are gone or not."""
    from inventory.models import Product
    from suppliers.matching import fingerprint
    from suppliers.models import SupplierProduct

    chosen: list[Any] = []
    for item in simulator.world.catalogue.products.values():
        if len(chosen) >= variants:
            break
        chosen += [(item, variant) for variant in item.variants][: variants - len(chosen)]
    ours = Product.objects.bulk_create(
        [
            Product(title=variant.sku, price=1, currency="USD", stock_known=False, sold_30d=number % 7)
            for number, (_, variant) in enumerate(chosen)
        ],
        batch_size=500,
    )
    offers = []
    for mine, (item, variant) in zip(ours, chosen, strict=True):
        options = [list(pair) for pair in zip(item.option_names, variant.options, strict=True)]
        offers.append(
            SupplierProduct(
                product=mine,
                account=account,
                external_product_id=item.pid,
                external_variant_id=variant.vid,
                state="confirmed",
                options=options,
                option_fingerprint=fingerprint(options),
            )
        )
    SupplierProduct.objects.bulk_create(offers, batch_size=500)
    products = {item.pid: item.removed for item, _ in chosen}
    gone = sum(products.values())
    return {"products": len(products), "gone": gone, "variants": len(chosen)}


def _phase(phase: str, account: Any, simulator: Any, linked: dict[str, int], folder: Path) -> dict[str, Any]:
    from django.db import connection

    from core import jobs
    from suppliers.actions import refreshing
    from tests.bench.statements import StatementCount

    if phase == "drift":
        _drift(simulator)
    simulator.requests.clear()
    connection.close()
    counter = StatementCount(folder / f"trace-{phase}")
    counter.start()
    writing = _count_writing(refreshing)
    began = time.monotonic()
    job = refreshing.start_refresh(account, "bench")
    outcome = jobs.execute(job.pk)
    wall = time.monotonic() - began
    connection.close()
    statements = counter.stop()
    job.refresh_from_db()
    if outcome is not jobs.JobOutcome.DONE or job.result["failed"]:
        raise RuntimeError(f"{phase}: {outcome}, {job.error}, {job.result}")
    paths = Counter(call["path"] for call in simulator.calls())
    calls = sum(paths.values())
    useful = paths["product/query"] + paths["product/stock/getInventoryByPid"]
    least = linked["products"] * CALLS_A_PRODUCT - linked["gone"] * (CALLS_A_PRODUCT - CALLS_WHEN_GONE)
    return {
        "phase": phase,
        **linked,
        "calls": calls,
        "other_calls": calls - useful,
        "least_calls": least,
        "points": useful * POINTS_A_CALL,
        "least_points": least * POINTS_A_CALL,
        "statements": statements,
        "writing": writing["statements"],
        "changed": job.result["changed_products"],
        "read": job.result["read"],
        "missing": job.result["missing"],
        "wall": wall,
    }


def _count_writing(refreshing: Any) -> dict[str, int]:
    """Counts the statements that write figures down, apart from those of the calls (their limits, budget and log)."""
    from django.db import connection

    from suppliers.actions.readings import write_readings

    told = {"statements": 0}

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        told["statements"] += 1
        return execute(sql, params, many, context)

    def counted(*args: Any, **values: Any) -> Any:
        with connection.execute_wrapper(count):
            return write_readings(*args, **values)

    refreshing.write_readings = counted
    return told


def _drift(simulator: Any) -> None:
    for number, (_, variant) in enumerate(simulator.world.catalogue.by_vid.values()):
        if number % DRIFT_EVERY == 0 and variant.areas:
            variant.areas[0].maker += 1


if __name__ == "__main__":
    sys.exit(main())
