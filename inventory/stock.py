"""What can be sold of a product: a sum whose lines say where each figure comes from and whether it counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from inventory.models import Product, Reservation, Supply

OWN = "own"
SUPPLY = "supply"
RESERVED = "reserved"
_OWN_FIELDS = ("pk", "stock_known", "stock", "updated_at", "external__synced_at")
_SUPPLY_FIELDS = tuple(f"supplies__{name}" for name in ("pk", "source", "quantity", "as_of", "trusted", "reason"))


@dataclass(frozen=True, slots=True)
class StockLine:
    """`source` is "b2b" for the B2B service's own stock, "" for a figure set by staff, else the supply's source.

    `label_code` is "own", "supply" or "reserved": units that were sold and are not bought yet, below 0. `reason` says why a line is not counted: "unknown" (the service gave no figure),
    "never_read", "stale" (older than SUPPLY_MAX_AGE_HOURS), or why the supply is not trusted: "unconfirmed", "changed",
    "gone", "disabled"; "" for one that counts. `supply_id` is None for what is no supply.
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
    """`total` is the sum of the lines that count; below 0 where more was sold than there is."""

    lines: tuple[StockLine, ...]
    total: Decimal


NOTHING = StockSum((), Decimal(0))


def stock_sums(product_ids: Iterable[int], now: datetime | None = None) -> dict[int, StockSum]:
    """The sum of each of these products, in one query whatever their number. Own stock first, then by rank, then what is
    reserved."""
    ids = list(product_ids)
    oldest = (now or timezone.now()) - timedelta(hours=settings.SUPPLY_MAX_AGE_HOURS)
    lines: dict[int, list[StockLine]] = defaultdict(list)
    reserved: dict[int, int] = {}
    rows = Product.objects.filter(pk__in=ids).order_by("pk", "supplies__rank", "supplies__pk")
    # A product once for each of its supplies
    for row in rows.values_list(*_OWN_FIELDS, *_SUPPLY_FIELDS, Subquery(_reserved())):
        pk, known, stock, updated_at, synced_at = row[: len(_OWN_FIELDS)]
        supply_pk, *supply, reserved[pk] = row[len(_OWN_FIELDS) :]
        if pk not in lines and (known or synced_at is not None):
            lines[pk].append(_own_line(known, stock, updated_at, synced_at))
        if supply_pk is not None:
            lines[pk].append(_supply_line(supply_pk, *supply, oldest=oldest))
    for pk, units in reserved.items():
        if units:
            lines[pk].append(StockLine("", RESERVED, Decimal(-units), None, counted=True))
    return {pk: _sum(lines.get(pk, [])) for pk in ids}


def stock_sum(product_id: int) -> StockSum:
    return stock_sums([product_id])[product_id]


def _reserved() -> QuerySet[Reservation, int]:
    rows = Reservation.objects.filter(product=OuterRef("pk")).order_by().values("product")
    return rows.annotate(units=Sum("quantity")).values_list("units", flat=True)


def _own_line(known: bool, stock: Decimal, updated_at: datetime, synced_at: datetime | None) -> StockLine:
    return StockLine(
        source="b2b" if synced_at is not None else "",
        label_code=OWN,
        quantity=stock,
        as_of=synced_at or updated_at,
        counted=known,
        reason="" if known else "unknown",
    )


def _supply_line(
    pk: int, source: str, quantity: int, as_of: datetime | None, trusted: bool, reason: str, *, oldest: datetime
) -> StockLine:
    why = _why_not(trusted, reason, as_of, oldest)
    return StockLine(source, SUPPLY, Decimal(quantity), as_of, not why, why, supply_id=pk)


def _why_not(trusted: bool, reason: str, as_of: datetime | None, oldest: datetime) -> str:
    if not trusted:
        return reason or "unconfirmed"
    if as_of is None:
        return "never_read"
    return "stale" if as_of < oldest else ""


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
