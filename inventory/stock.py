"""What can be sold of a product: a sum whose lines say where each figure comes from and whether it counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from inventory.models import Product, Supply

OWN = "own"
SUPPLY = "supply"


@dataclass(frozen=True, slots=True)
class StockLine:
    """`source` is "b2b" for the B2B service's own stock, "" for a figure set by staff, else the supply's source.

    `label_code` is "own" or "supply". `reason` says why a line is not counted: "unknown" (the service gave no figure),
    "never_read", "stale" (older than SUPPLY_MAX_AGE_HOURS), or why the supply is not trusted: "unconfirmed", "changed",
    "gone", "disabled"; "" for one that counts. `supply_id` is None for own stock.
    """

    source: str
    label_code: str
    quantity: Decimal
    as_of: datetime | None
    counted: bool
    reason: str = ""
    supply_id: int | None = None


@dataclass(frozen=True, slots=True)
class StockSum:
    """`total` is the sum of the lines that count."""

    lines: tuple[StockLine, ...]
    total: Decimal


NOTHING = StockSum((), Decimal(0))


def stock_sums(product_ids: Iterable[int], now: datetime | None = None) -> dict[int, StockSum]:
    """The sum of each of these products, in two queries whatever their number. Own stock first, then by rank."""
    ids = list(product_ids)
    oldest = (now or timezone.now()) - timedelta(hours=settings.SUPPLY_MAX_AGE_HOURS)
    lines: dict[int, list[StockLine]] = defaultdict(list)
    rows = Product.objects.filter(pk__in=ids).annotate(synced_at=F("external__synced_at"))
    for product in rows.only("stock", "stock_known", "updated_at"):
        if product.stock_known or product.synced_at is not None:
            lines[product.pk].append(_own_line(product, product.synced_at))
    for supply in Supply.objects.filter(product_id__in=ids).order_by("product_id", "rank", "pk"):
        lines[supply.product_id].append(_supply_line(supply, oldest))
    return {pk: _sum(lines.get(pk, [])) for pk in ids}


def stock_sum(product_id: int) -> StockSum:
    return stock_sums([product_id])[product_id]


def _own_line(product: Product, synced_at: datetime | None) -> StockLine:
    known = product.stock_known
    return StockLine(
        source="b2b" if synced_at is not None else "",
        label_code=OWN,
        quantity=product.stock,
        as_of=synced_at or product.updated_at,
        counted=known,
        reason="" if known else "unknown",
    )


def _supply_line(supply: Supply, oldest: datetime) -> StockLine:
    reason = _why_not(supply, oldest)
    return StockLine(
        supply.source, SUPPLY, Decimal(supply.quantity), supply.as_of, not reason, reason, supply_id=supply.pk
    )


def _why_not(supply: Supply, oldest: datetime) -> str:
    if not supply.trusted:
        return supply.reason or "unconfirmed"
    if supply.as_of is None:
        return "never_read"
    return "stale" if supply.as_of < oldest else ""


def _sum(lines: list[StockLine]) -> StockSum:
    return StockSum(tuple(lines), sum((line.quantity for line in lines if line.counted), Decimal(0)))


def supplied(product_ids: Iterable[int], now: datetime | None = None) -> dict[int, int]:
    """How many of each of these products suppliers can deliver by figures that count; without those that have none."""
    rows = _counting(now).filter(product_id__in=list(product_ids)).order_by()
    return dict(rows.values_list("product_id").annotate(number=Sum("quantity")))


def in_stock() -> Q:
    """A condition on products: some can be sold, of the service's stock or by suppliers' figures that count. Each
    product is in one of these three."""
    return Q(stock_known=True, stock__gt=0) | _is_one_of(_counting(None).filter(quantity__gt=0))


def out_of_stock() -> Q:
    return ~in_stock() & (Q(stock_known=True) | _is_one_of(Supply.objects.all()))


def unknown_stock() -> Q:
    """Neither the service nor any supplier has a figure."""
    return Q(stock_known=False) & ~_is_one_of(Supply.objects.all())


def _is_one_of(supplies: QuerySet[Supply]) -> Q:
    """Not correlated, so that the database reads the supplies once and not for each product."""
    return Q(pk__in=supplies.order_by().values("product_id"))


def _counting(now: datetime | None) -> QuerySet[Supply]:
    oldest = (now or timezone.now()) - timedelta(hours=settings.SUPPLY_MAX_AGE_HOURS)
    return Supply.objects.filter(trusted=True, as_of__gte=oldest)
