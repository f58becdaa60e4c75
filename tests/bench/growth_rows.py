"""A hub that has run for long: a big catalogue on sale, orders in every stage, and what its machinery wrote meanwhile.

Of webhooks, jobs, calls and history most is long over: that is how their tables look after a year.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from tests.bench.bulk import load

YEAR_MINUTES = 365 * 24 * 60
WAITS_EVERY, DEAD_EVERY = 5_000, 2_000  # webhooks
TROUBLE_EVERY = 1_000  # jobs, listings, offers
TOPICS = ("STOCK", "ORDER", "LOGISTIC", "PRODUCT", "VARIANT")


@dataclass(frozen=True)
class Size:
    """`events` are webhooks; of jobs, calls and lines of history there are a fifth as many each."""

    products: int
    orders: int
    events: int

    def __str__(self) -> str:
        return f"{self.products:,} products, {self.orders:,} orders, {self.events:,} webhooks"


def fill(size: Size) -> None:
    """On an empty, migrated database; with the statistics that the database would gather by itself in time."""
    from tests import console_rows, selling_rows

    console_rows.products(size.products, shelves=console_rows.categories(min(1_000, size.products // 10)))
    for n in range(60):
        console_rows.run(errors=n % 3, minutes_ago=30 * n + 5)
    selling_rows.many(size.orders)
    _on_sale(size)
    _machinery(size)
    analyse()


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _on_sale(size: Size) -> None:
    """Each product has an offer with its stock, is in one shop, and is in few of them in trouble."""
    from inventory.models import Product, Supply
    from marketplaces.models import Listing, ListingVariant, StockAlert
    from suppliers.models import SupplierProduct, SupplierStock
    from tests import selling_rows

    keys = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    shop, supplier, now = selling_rows.shop(), selling_rows.supplier(), timezone.now()

    def key(n: int) -> int:
        return int(keys[n])

    load(
        SupplierProduct, len(keys), product_id=key, account_id=supplier.pk, external_product_id=lambda n: f"P{n // 4}",
        external_variant_id=lambda n: f"V{n}", external_sku=lambda n: f"CJ{n:06}", title="Storage box",
        state=_rarely("confirmed", "suggested"), cost=Decimal("4.50"), currency="USD",
        checked_at=lambda n: now - timedelta(seconds=n),
    )  # fmt: skip
    offers = list(SupplierProduct.objects.order_by("pk").values_list("pk", flat=True))
    load(
        SupplierStock, len(offers), offer_id=lambda n: offers[n], area_id="1", area_name="China", country="CN", total=40,
        as_of=now,
    )  # fmt: skip
    load(
        Supply, len(keys), product_id=key, source=lambda n: f"{supplier.supplier}:{supplier.pk}:V{n}",
        quantity=lambda n: n % 50 + 1, cost=Decimal("4.50"), currency="USD", rank=1, as_of=now, trusted=True,
    )  # fmt: skip
    load(
        Listing, len(keys), account_id=shop.pk, product_id=key, handle=lambda n: f"box-{n}", title="Storage box",
        state=_rarely("active", "error"), remote_id=lambda n: f"{7_000_000 + n}", wanted_version=1, pushed_version=1,
        read_back_at=lambda n: now - timedelta(seconds=n),
    )  # fmt: skip
    listings = list(Listing.objects.order_by("pk").values_list("pk", flat=True))
    load(
        ListingVariant, len(keys), listing_id=lambda n: listings[n], product_id=key, sku=lambda n: f"SKU-{n:06}",
        remote_variant_id=lambda n: f"{8_000_000 + n}", pushed_price=Decimal("9.90"), pushed_quantity=5,
    )  # fmt: skip
    load(
        StockAlert, len(keys) // 10, account_id=shop.pk, product_id=lambda n: keys[n * 10], kind="low", sellable=2,
        threshold=3, opened_at=now, closed_at=lambda n: None if n % 100 == 0 else now,
    )  # fmt: skip


def _machinery(size: Size) -> None:
    """A year of webhooks, jobs, calls and history, evenly spread."""
    from core.models import ApiCall, Event, InboundEvent, Job
    from tests import selling_rows

    supplier, fifth = selling_rows.supplier(), size.events // 5
    at = _spread(size.events)
    later = _spread(fifth)
    load(
        InboundEvent, size.events, partner=supplier.supplier, account_id=str(supplier.pk), dedupe_key=lambda n: f"m-{n}",
        topic=lambda n: TOPICS[n % len(TOPICS)], raw=b'{"messageId": "m", "type": "STOCK", "params": {}}' * 4,
        headers={"content-type": "application/json"}, state=_webhook_state, received_at=at, processed_at=at,
    )  # fmt: skip
    load(
        Job, fifth, kind=lambda n: ("core.process_event", "marketplaces.push_shop", "orders.route")[n % 3],
        payload=lambda n: {"event": n}, state=_rarely("done", "dead"), error_class=_rarely("", "PartnerDown"), attempts=1,
        run_at=later, created_at=later, started_at=later, finished_at=later,
    )  # fmt: skip
    load(
        ApiCall, fifth, partner=supplier.supplier, account_id=str(supplier.pk), operation="products", method="GET",
        path="/api2.0/v1/product/query", status=_rarely(200, 503), duration_ms=lambda n: n % 900, created_at=later,
    )  # fmt: skip
    load(
        Event, fifth, subject_type="inventory.product", subject_id=lambda n: str(n % size.products + 1),
        kind="product.updated", data={"price": ["1", "2"]}, actor="sync", created_at=later,
    )  # fmt: skip


def _rarely(usual: Any, rare: Any) -> Callable[[int], Any]:
    return lambda n: rare if n % TROUBLE_EVERY == 0 else usual


def _webhook_state(n: int) -> str:
    if n % WAITS_EVERY == 0:
        return "received"
    return "dead" if n % DEAD_EVERY == 0 else "done"


def _spread(number: int) -> Callable[[int], datetime]:
    """The first row is a year old, the last is now."""
    now = timezone.now()
    return lambda n: now - timedelta(minutes=YEAR_MINUTES * (1 - n / max(1, number)))
