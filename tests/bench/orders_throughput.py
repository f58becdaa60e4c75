"""Paid orders from a shop's webhooks to paid purchases: how many a second, and how long the shop waits at the door.

    python -m tests.bench.orders_throughput --inside FOLDER --orders 300    (on the migrated database of DATABASE_URL)

A web server and two workers as real processes; Shopify's and CJ's look-alikes in the process that measures. Shopify's
signed webhooks (two an order: created, updated) are sent at an even pace over a connection each. Limits of calls
are off, theirs and ours: counted is what the hub can do, not how long the partners let it wait.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.faults.processes import ROOT, Databases, Proc, environment_for, free_port, wait_until
from tests.faults.sender import percentile

WORKERS, THREADS = 2, 4
PATIENCE_PER_ORDER = 5.0
BUSY = 503  # the database was locked for too long
UNLIMITED = ("-m", "tests.bench.unlimited")
Row = dict[str, Any]


def measure(databases: Databases, folder: Path, orders: int, per_second: float) -> Row:
    words = ["--inside", str(folder), "--orders", str(orders), "--per-second", str(per_second)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.orders_throughput", *words],
        cwd=ROOT,
        env=environment_for(databases.create(), CELERY_BROKER_URL="", LOG_LEVEL="ERROR", **SETTINGS),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    row: Row = json.loads(done.stdout.strip().splitlines()[-1])
    return row | {"database": "pg" if databases.is_postgresql else "sqlite"}


SETTINGS = {
    "EXCHANGE_RATES": "USD/EUR=0.90",
    "PROFIT_FLOOR_PERCENT": "-1000",
    "PURCHASE_SETTLE_SECONDS": "0",
    "BUYING_PER_DAY": "1000000",
    "BUYING_AUTOMATIC_PER_HOUR": "1000000",
}


def line(row: Row) -> str:
    calls = row["shopify_calls"] / row["orders"], row["cj_calls"] / row["orders"]
    paths = ", ".join(f"{path} {count / row['orders']:.1f}" for path, count in row["cj_paths"].items())
    return (
        f"{row['database']:<7} {row['orders']} orders: {row['orders'] / row['seconds']:.2f} a second placed and paid "
        f"({row['seconds']:.1f} s), bought once {row['bought']}, paid once {row['paid']}; door: {row['pushes']} pushes, "
        f"{row['refused']} refused, {row['sent_back']} asked to come again, p50 {row['p50'] * 1000:.0f} ms, p99 {row['p99'] * 1000:.0f} ms, "
        f"worst {row['worst'] * 1000:.0f} ms; calls an order: Shopify {calls[0]:.1f}, CJ {calls[1]:.1f} ({paths}); "
        f"jobs dead {row['dead']}"
    )


# --- in a process with Django set up ----------------------------------------------------------------------------------


def run(folder: Path, orders: int, per_second: float) -> Row:
    from django.conf import settings

    from suppliers.adapters.cj.client import limits
    from tests.faults.selling import Selling, ShopSender
    from tests.orders.at_cj import AtCJ

    limits.CALLS_PER_SECOND_BY_ADDRESS = 1e6
    with AtCJ(settings) as cj, Selling(approval_limit=Decimal(500), approval_currency="USD") as shop:
        _stock(cj)
        port = free_port()
        given = {name: value for name, value in os.environ.items() if name.isupper()}
        given |= shop.settings | {"CJ_API_URL": cj.environment["CJ_API_URL"]}
        web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
        web += ["--worker-class", "gthread", "--threads", "8", "--workers", "1"]
        worker = [sys.executable, *UNLIMITED, "worker", "--threads", str(THREADS)]
        running = [Proc(web, given | {"HUB_PROCESS_ROLE": "web"}, folder / "web.log")]
        running += [Proc(worker, given, folder / f"worker-{number}.log") for number in range(WORKERS)]
        try:
            sender = ShopSender(port)
            wait_until(lambda: _answers(sender), 60, what="the web server")
            for proc in running[1:]:
                proc.wait_for("Worker ready", 60)
            for _ in range(orders):
                shop.order()
            pushes = shop.told()
            before = len(shop.simulator.calls()), len(cj.simulator.calls())
            began, answers = time.time(), _load(sender, pushes, per_second)
            wait_until(lambda: _paid() == orders, 60 + orders * PATIENCE_PER_ORDER, every=0.5, what="all to be paid")
            return _read(began, answers, shop, cj, before) | {"orders": orders, "pushes": len(pushes)}
        finally:
            for proc in running:
                proc.end()


def _stock(cj: Any) -> None:
    """Our product under the shop's SKU, with a confirmed offer of CJ's that never runs out."""
    from django.utils import timezone

    from inventory.models import Supply
    from tests.catalogue_rows import make_product
    from tests.faults.selling import SKU
    from tests.orders import factories

    account = cj.account()
    factories.limit(account, pays_by_itself=True)
    product = make_product(sku=SKU, price=Decimal("49.90"))
    offer = factories.offer(account, cj.goods(account), product=product, rank=1)
    Supply.objects.create(
        product=product, source=offer.source, quantity=1_000_000, cost=offer.cost, currency="USD", rank=1,
        as_of=timezone.now(), trusted=True,
    )  # fmt: skip


def _answers(sender: Any) -> bool:
    try:
        return bool(sender.post("/webhooks/shopify/orders/create", b"", {}).status == 401)
    except OSError:
        return False


def _load(sender: Any, pushes: list[Any], per_second: float) -> list[Any]:
    began = time.monotonic()

    def deliver(number: int, push: Any) -> Any:
        time.sleep(max(0.0, began + number / per_second - time.monotonic()))
        return sender.deliver(push)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(deliver, range(len(pushes)), pushes))
    for number, answer in enumerate(list(answers)):
        if answer.status == BUSY:  # Shopify comes again, too
            answers.append(sender.deliver(pushes[number]))
    return answers


def _paid() -> int:
    from orders.models import SupplierOrder

    return SupplierOrder.objects.filter(state="paid").count()


def _read(began: float, answers: list[Any], shop: Any, cj: Any, before: tuple[int, int]) -> Row:
    from django.db.models import Max

    from core.models import Job
    from orders.models import SupplierOrder

    last = SupplierOrder.objects.aggregate(last=Max("paid_at"))["last"]
    numbers = cj.orders()
    payments = [number for number, _ in cj.payments()]
    return {
        "seconds": last.timestamp() - began,
        "bought": len(numbers) if len(set(numbers)) == len(numbers) else -1,
        "paid": len(payments) if len(set(payments)) == len(payments) else -1,
        "refused": sum(answer.status not in (200, BUSY) for answer in answers),
        "sent_back": sum(answer.status == BUSY for answer in answers),
        "p50": percentile(answers, 0.5),
        "p99": percentile(answers, 0.99),
        "worst": percentile(answers, 1.0),
        "shopify_calls": len(shop.simulator.calls()) - before[0],
        "cj_calls": len(cj.simulator.calls()) - before[1],
        "cj_paths": dict(Counter(call["path"] for call in cj.simulator.calls()[before[1] :]).most_common()),
        "dead": Job.objects.filter(state="dead").count(),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inside", required=True)
    parser.add_argument("--orders", type=int, required=True)
    parser.add_argument("--per-second", type=float, required=True)
    asked = parser.parse_args()

    import django

    django.setup()
    print(json.dumps(run(Path(asked.inside), asked.orders, asked.per_second)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
