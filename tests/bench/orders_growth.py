"""What taking one order and each page about orders cost, with few and with many orders in the tables.

    python -m tests.bench.orders_growth --inside 100000     (on the migrated database of DATABASE_URL)

The orders are made in bulk (`tests.selling_rows.many`), in every stage, with lines, purchases, parcels and messages.
Queries are counted with nothing kept from before; of times the quickest of some tries counts.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.faults.processes import ROOT, Databases, environment_for

TRIES = 4
Row = dict[str, Any]


def measure(databases: Databases, orders: int) -> list[Row]:
    """A row for taking an order and for each page, with so many orders in a database of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.orders_growth", "--inside", str(orders)],
        cwd=ROOT,
        env=environment_for(databases.create(), CELERY_BROKER_URL="", LOG_LEVEL="ERROR"),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    rows: list[Row] = json.loads(done.stdout.strip().splitlines()[-1])
    return rows


def table(by_size: dict[int, list[Row]]) -> str:
    """A line a page: queries and milliseconds at each size."""
    sizes = list(by_size)
    heads = [f"{f'{size:,} orders':>22}" for size in sizes]
    lines = [f"{'':34}" + " | ".join(heads)]
    for rows in zip(*by_size.values(), strict=True):
        cells = [f"{row['queries']:4} queries {row['seconds'] * 1000:7.0f} ms" for row in rows]
        lines.append(f"{rows[0]['what']:34}" + " | ".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def fill_and_look(orders: int) -> list[Row]:
    """In a process with Django set up, on an empty database."""
    from django.db import connection

    from tests import selling_rows

    selling_rows.many(orders)
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
        )  # as autovacuum does in time
    return [_intake(), *_pages()]


def _intake() -> Row:
    """One order of a shop is taken for the first time: its rows, its reservations, its jobs."""
    from orders.intake.taking import take_remote
    from tests.orders_rows import product, remote_line, remote_order
    from tests.selling_rows import shop

    ours, account = product(), shop()
    numbers = iter(range(TRIES + 1))

    def take() -> None:
        told = remote_order(remote_line(sku=ours.sku), remote_id=f"gid://shopify/Order/new-{next(numbers)}")
        assert take_remote(account, told, by="bench") is not None

    take()  # what is read once a process is no order's own
    return _timed("one order is taken", take)


def _pages() -> Iterator[Row]:
    from django.contrib.auth.models import User
    from django.core.cache import cache
    from django.test import Client

    browser = Client()
    browser.force_login(User.objects.create_superuser("bench"))

    def look(address: str) -> Any:
        cache.clear()
        answer: Any = browser.get(address)
        assert answer.status_code == 200, address
        return answer

    for what, address in _addresses(look):
        look(address)  # what is read once a process is no page's own
        yield _timed(what, partial(look, address))


def _addresses(look: Callable[[str], Any]) -> Iterator[tuple[str, str]]:
    from django.urls import reverse

    from orders import dashboard
    from orders.models import OrderStage

    orders = reverse("admin:orders_order_changelist")
    purchases = reverse("admin:orders_supplierorder_changelist")
    yield "first page of the console", reverse("admin:index")
    for stage in (*OrderStage.values, "all"):
        yield f"orders: {stage}", f"{orders}?stage={stage}"
    last = look(f"{orders}?stage=all").context["cl"].paginator.num_pages
    yield "orders: all, last page", f"{orders}?stage=all&p={last}"
    yield "orders: a number is searched", f"{orders}?q=%23M77"
    for tab in (*dashboard.PURCHASE_TABS, "all"):
        yield f"purchases: {tab}", f"{purchases}?tab={tab}"
    parcels = reverse("admin:orders_shipment_changelist")
    yield "parcels", parcels
    for flag in dashboard.PARCEL_FLAGS:
        yield f"parcels: {flag}", f"{parcels}?flag={flag}"
    last = look(parcels).context["cl"].paginator.num_pages
    yield "parcels: last page", f"{parcels}?p={last}"


def _timed(what: str, act: Callable[[], object]) -> Row:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seconds = []
    for _ in range(TRIES - 1):
        began = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - began)
    with CaptureQueriesContext(connection) as seen:
        act()
    return {"what": what, "queries": len(seen), "seconds": min(seconds)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inside", type=int, required=True)
    asked = parser.parse_args()

    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    print(json.dumps(fill_and_look(asked.inside)))
    return 0


def show(url: str, folder: Path, sizes: list[int]) -> dict[int, list[Row]]:
    """Measures all sizes on one kind of database and prints the table."""
    databases = Databases(url, folder)
    try:
        by_size = {size: measure(databases, size) for size in sizes}
    finally:
        databases.drop_all()
    print(f"\nGrowth, {'PostgreSQL' if databases.is_postgresql else 'SQLite'}\n{table(by_size)}", flush=True)
    return by_size


if __name__ == "__main__":
    sys.exit(main())
