"""The whole shop: settings, goods, orders, subscriptions, jobs, and the log of what was done to it through the API."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from core.simulation.clock import Clock
from marketplaces.adapters.shopify.simulator.books.goods import Location, Metafield, Product, Publication, Variant
from marketplaces.adapters.shopify.simulator.books.numbers import Numbers
from marketplaces.adapters.shopify.simulator.books.orders import Customer, FulfilmentOrder, Line, Order, Parcel

DOMAIN = "test-shop.myshopify.com"
SHOP_ID = 71_000_000_001
VERSIONS = ("2026-01", "2026-04", "2026-07", "2026-10")

Emit = Callable[[str, Any], None]


@dataclass
class Rules:
    """What differs between shops and days; each can be changed while it runs.

    `search_lag` seconds pass until the order search knows of a change. `job_polls` is how often a job or operation is
    asked for until it is done. `customer_data` is the access to protected data, without which it is null.
    """

    limit_rate: bool = True
    bucket: int = 2000
    restore_rate: int = 100
    throttle_status: int = 200
    search_lag: int = 0
    job_polls: int = 0
    customer_data: bool = True
    loopback_webhooks: bool = True
    authorise_at_once: bool = True
    webhook_version: str = "2026-10"


@dataclass
class Subscription:
    """`uri` is where; `failures` are those since the last delivery that was taken."""

    number: int
    topic: str
    uri: str
    created: datetime
    updated: datetime
    format: str = "JSON"
    name: str | None = None
    filter: str | None = None
    fields: list[str] = field(default_factory=list)
    failures: int = 0


@dataclass
class Job:
    """`work` is done when it was polled often enough."""

    identity: str
    polls_left: int
    work: Callable[[], None] | None = None

    @property
    def done(self) -> bool:
        return self.work is None

    def poll(self) -> None:
        if self.work and self.polls_left <= 0:
            work, self.work = self.work, None
            work()
        self.polls_left -= 1


@dataclass
class SetOperation:
    """An asynchronous productSet."""

    number: int
    job: Job
    product: Product | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Export:
    """A bulk query: `lines` is the JSONL, once it is there."""

    number: int
    query: str
    created: datetime
    status: str = "CREATED"
    completed: datetime | None = None
    lines: list[str] = field(default_factory=list)
    roots: int = 0
    polls_left: int = 0


class Shop:
    """Not thread-safe by itself: the look-alike asks under its lock."""

    def __init__(self, domain: str = DOMAIN, currency: str = "EUR") -> None:
        self.domain, self.currency = domain, currency
        self.clock = Clock()
        self.rules = Rules()
        self.emit: Emit = lambda topic, body: None
        self.restart()

    def restart(self) -> None:
        """Empty shelves, no orders, no subscriptions: two publications and one location."""
        self.clock.reset()
        self.numbers = Numbers()
        self.installed = True
        self.redact_at: float | None = None  # when shop/redact is due, in seconds of the epoch
        self.locations = [Location(self.numbers.take("Location"), "Main warehouse")]
        self.publications = [
            Publication(self.numbers.take("Publication"), title) for title in ("Online Store", "Point of Sale")
        ]
        self.products: dict[int, Product] = {}
        self.orders: dict[int, Order] = {}
        self.parts: dict[int, tuple[Order, FulfilmentOrder]] = {}
        self.parcels: dict[int, tuple[Order, Parcel]] = {}
        self.customers: dict[str, Customer] = {}
        self.subscriptions: dict[int, Subscription] = {}
        self.compliance: dict[str, str] = {}  # topic -> address, as set in the app's configuration
        self.jobs: dict[str, Job] = {}
        self.operations: dict[int, SetOperation] = {}
        self.exports: dict[int, Export] = {}
        self.shop_metafields: list[Metafield] = []
        self.replays: dict[tuple[str, str], tuple[str, Any]] = {}
        self.log: list[dict[str, Any]] = []

    @property
    def number(self) -> int:
        return SHOP_ID

    def variants(self) -> list[Variant]:
        return [variant for product in self.products.values() for variant in product.variants]

    def variant(self, number: int) -> Variant | None:
        return next((variant for variant in self.variants() if variant.number == number), None)

    def variant_of_line(self, line: Line) -> Variant | None:
        """None where it was deleted, or never was."""
        product = self.products.get(line.product or 0)
        return next((one for one in product.variants if one.number == line.variant), None) if product else None

    def variant_of_sku(self, sku: str) -> Variant | None:
        return next((variant for variant in self.variants() if variant.item.sku == sku), None)

    def variant_of_item(self, number: int) -> Variant | None:
        return next((variant for variant in self.variants() if variant.item.number == number), None)

    def location(self, number: int) -> Location | None:
        return next((place for place in self.locations if place.number == number), None)

    def order_of(self, name: str) -> Order | None:
        """By `#1001`, `1001`, the id, or the long id."""
        bare = name.rsplit("/", 1)[-1].removeprefix("#")
        if bare.isdecimal() and int(bare) in self.orders:
            return self.orders[int(bare)]
        found = (order for order in self.orders.values() if bare in (str(order.number), str(order.order_number)))
        return next(found, None)

    def to_fulfil(self, number: int) -> tuple[Order, FulfilmentOrder] | None:
        return self.parts.get(number)

    def parcel(self, number: int) -> tuple[Order, Parcel] | None:
        return self.parcels.get(number)

    def touch(self, order: Order) -> None:
        """The order changed: it moves to the end of `updated_at`, and the search knows of it after the lag."""
        now = self.clock.now()
        order.updated = max(now, order.updated)
        order.touches.append(order.updated)

    def indexed(self, order: Order) -> datetime | None:
        """`updated_at` as the search knows it; None where it knows nothing of the order yet."""
        known = self.clock.now() - timedelta(seconds=self.rules.search_lag)
        return max((when for when in order.touches if when <= known), default=None)

    def books(self) -> dict[str, Any]:
        """What really happened, for tests that ask: orders, parcels, refunds, what was done through the API."""
        return {
            "orders": [_book_of(order) for order in self.orders.values()],
            "products": len(self.products),
            "variants": {v.item.sku or str(v.number): v.available for v in self.variants()},
            "subscriptions": [{"topic": s.topic, "uri": s.uri} for s in self.subscriptions.values()],
            "received": str(sum((o.received for o in self.orders.values()), Decimal(0))),
            "refunded": str(sum((o.refunded for o in self.orders.values()), Decimal(0))),
            "log": self.log,
        }


def _book_of(order: Order) -> dict[str, Any]:
    return {
        "id": order.number,
        "name": order.name,
        "financial": order.financial_status,
        "fulfilment": order.fulfilment_status,
        "cancelled": order.cancelled is not None,
        "total": str(order.total),
        "currency": order.currency,
        "tags": order.tags,
        "note": order.note,
        "lines": [{"sku": line.sku, "quantity": line.quantity, "current": line.current} for line in order.lines],
        "fulfillments": [
            {
                "id": parcel.number,
                "status": parcel.status,
                "notified": parcel.notified,
                "tracking": [dict(row) for row in parcel.tracking],
                "lines": [{"sku": row.line.sku, "quantity": quantity} for _, row, quantity in parcel.rows],
            }
            for parcel in order.parcels
        ],
        "refunds": [{"id": refund.number, "amount": str(refund.amount)} for refund in order.refunds],
    }
