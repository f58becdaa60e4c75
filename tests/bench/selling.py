"""Price and stock of a whole shop changed at once: `python -m tests.bench.selling`.

1,000 listings at each marketplace's look-alike, with the marketplace's limits on, theirs and ours; all prices and all
quantities change in one reading of the catalogue, and one worker brings them there. Counted are the calls, beside the
fewest there can be; what was refused; and how long an order that arrives meanwhile waits to be taken, though the same
worker reads it.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.faults.processes import ROOT, Databases, environment_for

LISTINGS = 1000
SLUGS = ("ebay", "etsy", "shopify")
EBAY_ROWS, SHOPIFY_ROWS = 25, 250
ORDER_EVERY = 5.0  # seconds; each is one more that the worker has to take in between
PATIENCE_SECONDS = 3600.0
UNITS, MORE_UNITS = 20, 30
Row = dict[str, Any]


def fewest(slug: str, listings: int) -> int:
    """The fewest calls that carry as many prices and quantities: 25 rows a call at eBay; a look and a write a listing at
    Etsy, whose inventory is written whole; a call for each price and one for 250 rows of stock at Shopify. There the hub
    takes a call for each product's stock on purpose: each compares with what stood there, under a key of its own."""
    if slug == "ebay":
        return math.ceil(listings / EBAY_ROWS)
    return listings + math.ceil(listings / SHOPIFY_ROWS) if slug == "shopify" else 2 * listings


def measure(databases: Databases, slug: str, listings: int) -> Row:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.selling", "--inside", slug, "--listings", str(listings)],
        cwd=ROOT,
        env=environment_for(databases.create(), CELERY_BROKER_URL="", LOG_LEVEL="ERROR"),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    row: Row = json.loads(done.stdout.strip().splitlines()[-1])
    return row | {"database": "pg" if databases.is_postgresql else "sqlite"}


def line(row: Row) -> str:
    waits = sorted(row["waits"])
    told = ", ".join(f"{name} {count}" for name, count in row["names"].items())
    waited = f"p50 {waits[len(waits) // 2]:.1f} s, worst {waits[-1]:.1f} s" if waits else "none came"
    return (
        f"{row['database']:<7} {row['slug']:<8} {row['listings']} listings: {row['calls']} calls for prices and stock, "
        f"fewest possible {row['fewest']}, in {row['seconds']:.1f} s ({row['listings'] / row['seconds']:.1f} listings a "
        f"second); refused for their limits {row['over_limit']}; right there {row['right']}; "
        f"{len(waits)} orders meanwhile, taken in after {waited}; all calls: {told}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inside", choices=SLUGS, help=argparse.SUPPRESS)
    parser.add_argument("--listings", type=int, default=LISTINGS)
    parser.add_argument("--marketplaces", default=",".join(SLUGS))
    parser.add_argument("--db", choices=["sqlite", "pg", "both"], default="both")
    asked = parser.parse_args()
    if asked.inside:
        return _inside(asked.inside, asked.listings)
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else "postgres://root@127.0.0.1:5432/postgres"
    wrong = 0
    for url in {"sqlite": ["sqlite"], "pg": [server], "both": ["sqlite", server]}[asked.db]:
        for slug in asked.marketplaces.split(","):
            with tempfile.TemporaryDirectory(prefix="selling-") as name:
                databases = Databases(url, Path(name))
                try:
                    row = measure(databases, slug, asked.listings)
                finally:
                    databases.drop_all()
            print(line(row), flush=True)
            wrong += row["listings"] - row["right"]
    return 1 if wrong else 0


# --- in a process with Django set up ----------------------------------------------------------------------------------


def _inside(slug: str, listings: int) -> int:
    import django

    django.setup()
    from django.conf import settings

    from tests.marketplaces.contract.stages import stage_class

    settings.MARKETPLACE_ENVIRONMENT = {}
    with stage_class(slug)(settings) as stage:
        print(json.dumps(_run(slug, stage, listings)))
    return 0


def _run(slug: str, stage: Any, listings: int) -> Row:
    from marketplaces.actions.shops.connecting import test_connection

    if slug != "ebay":  # whose look-alike always counts
        stage.simulator.set_rule("limit_rate", True)
    account = stage.account()
    report = test_connection(account, "bench")
    if not report.is_ok:
        raise RuntimeError(report.detail)
    account.refresh_from_db()
    products = _put_on_sale(slug, stage, account, listings)
    _take_in(account)  # the first reading, which has a fortnight to look at
    before = len(stage.simulator.calls())
    began = time.monotonic()
    _change(products)
    waits, sold = _bring(slug, stage, account, [product.sku for product in products])
    seconds = time.monotonic() - began
    calls = stage.simulator.calls()[before:]
    return {
        "slug": slug,
        "listings": listings,
        "seconds": seconds,
        "calls": sum(_is_a_push(call) for call in calls),
        "fewest": fewest(slug, listings),
        "over_limit": sum(_is_over_limit(call) for call in calls),
        "names": dict(Counter(str(call.get("name") or call.get("operation")) for call in calls).most_common()),
        "right": sum(product.sku in sold or _is_right(stage, product.sku) for product in products),
        "waits": waits,
    }


def _put_on_sale(slug: str, stage: Any, account: Any, listings: int) -> list[Any]:
    """In the look-alike's books and in ours, without a call."""
    from inventory.models import Product
    from marketplaces.models import Listing, ListingVariant

    skus = [f"BENCH-{number:05}" for number in range(listings)]
    theirs = PUT[slug](stage, skus)
    products = Product.objects.bulk_create(
        Product(title=f"Test goods {sku}", sku=sku, price=Decimal("10.00"), currency="EUR", stock=Decimal(UNITS))
        for sku in skus
    )
    rows = Listing.objects.bulk_create(
        Listing(
            account=account, product=product, handle=f"bench-{product.pk}", title=product.title, state="active",
            remote_id=theirs[product.sku][0], wanted_version=1, pushed_version=1,
        )
        for product in products
    )  # fmt: skip
    ListingVariant.objects.bulk_create(
        ListingVariant(
            listing=row, product=product, sku=product.sku, remote_variant_id=theirs[product.sku][1],
            remote_inventory_id=theirs[product.sku][2], pushed_price=Decimal("10.00"), pushed_quantity=UNITS,
        )
        for row, product in zip(rows, products, strict=True)
    )  # fmt: skip
    return products


Ids = dict[str, tuple[str, str, str]]  # listing, variant, stock item, by SKU


def _at_ebay(stage: Any, skus: list[str]) -> Ids:
    for sku in skus:
        stage._put_on_sale(sku, "Test goods", "10.00", UNITS)
    offers = {offer.sku: offer for offer in stage.simulator.offers.values()}
    return {sku: (str(offers[sku].listing), sku, str(offers[sku].number)) for sku in skus}


def _at_etsy(stage: Any, skus: list[str]) -> Ids:
    goods = [{"title": f"Test goods {sku}", "sku": sku, "price": "10.00", "quantity": UNITS} for sku in skus]
    found = {}
    for sku, number in zip(skus, stage.simulator.load_listings(goods), strict=True):
        product = stage.simulator.shop.books.listings[number].products[0]
        found[sku] = (str(number), str(product.product_id), str(number))
    return found


def _at_shopify(stage: Any, skus: list[str]) -> Ids:
    goods = [{"title": f"Test goods {sku}", "sku": sku, "price": "10.00", "quantity": UNITS} for sku in skus]
    stage.simulator.load_products(goods)
    found, wanted = {}, set(skus)
    for product in stage.simulator.shop.products.values():
        for variant in product.variants:
            if str(variant.item.sku) in wanted:
                found[str(variant.item.sku)] = (str(product.number), str(variant.number), str(variant.item.number))
    return found


PUT = {"ebay": _at_ebay, "etsy": _at_etsy, "shopify": _at_shopify}


def _change(products: list[Any]) -> None:
    """As a reading of the catalogue would: every price and every figure of stock is another."""
    from inventory.events import products_changed
    from inventory.models import Product

    Product.objects.filter(pk__in=[product.pk for product in products]).update(
        price=Decimal("12.00"), stock=Decimal(MORE_UNITS)
    )
    for start in range(0, len(products), 500):
        products_changed([product.pk for product in products[start : start + 500]])


def _bring(slug: str, stage: Any, account: Any, skus: list[str]) -> tuple[list[float], set[str]]:
    """One worker does what is due until nothing is owed; every few seconds somebody orders, and the hub hears of
    it. How long each order waited, and what was sold."""
    from django.db.models import F

    from core.jobs import run_due
    from marketplaces.models import Listing
    from orders.models import Order

    ordered: dict[str, float] = {}
    waits: dict[str, float] = {}
    sold: set[str] = set()
    behind = Listing.objects.filter(wanted_version__gt=F("pushed_version"))
    began = time.monotonic()
    last = began - ORDER_EVERY
    is_owed = True
    while is_owed or len(waits) < len(ordered):
        now = time.monotonic()
        if now - began > PATIENCE_SECONDS:
            raise RuntimeError("it takes too long")
        if is_owed and now - last > ORDER_EVERY:
            last = now
            sold.add(skus[len(ordered) % len(skus)])
            number = stage.buyer_orders({skus[len(ordered) % len(skus)]: 1})
            ordered[number] = now
            _tell(slug, account, number)
        if not run_due(1):
            is_owed = behind.exists()
            time.sleep(0.05)
        missing = set(ordered) - set(waits)
        for number in Order.objects.filter(account=account, remote_id__in=missing).values_list("remote_id", flat=True):
            waits[number] = time.monotonic() - ordered[number]
    return list(waits.values()), sold


def _tell(slug: str, account: Any, number: str) -> None:
    """Shopify's webhook names the order, which is read alone; the others are asked for what is new."""
    from core.jobs import enqueue
    from core.schedules.names import JOB_PRIORITY
    from orders.actions.polling import READ_JOB

    if slug == "shopify":
        enqueue(READ_JOB, {"account_id": account.pk, "remote_id": number}, priority=JOB_PRIORITY)
    else:
        enqueue("orders.poll_shops", priority=JOB_PRIORITY)


def _take_in(account: Any) -> None:
    from core.jobs import enqueue, run_due
    from core.schedules.names import JOB_PRIORITY

    enqueue("orders.poll_shops", priority=JOB_PRIORITY)
    while run_due(10):
        pass


def _is_a_push(call: Row) -> bool:
    return str(call.get("name") or call.get("operation")) in {
        "bulkUpdatePriceQuantity",
        "getListingInventory",
        "updateListingInventory",
        "InventorySetQuantities",
        "ProductVariantsBulkUpdate",
    }


def _is_over_limit(call: Row) -> bool:
    return call.get("status") == 429 or "THROTTLED" in str(call.get("error", ""))


def _is_right(stage: Any, sku: str) -> bool:
    return bool(stage.price(sku) == Decimal("12.00") and stage.stock(sku) == MORE_UNITS)


if __name__ == "__main__":
    sys.exit(main())
