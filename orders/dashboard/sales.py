"""What was sold: a row a day, marketplace and currency, in one query; test orders and cancelled ones are not sales."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, DecimalField, F, Min, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from orders.models import Order
from orders.standing.sold import sold_condition

SOLD = "sold:"
NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=18, decimal_places=4))
NO_MONEY = {"costed": Value(0), "revenue": NOTHING, "spent": NOTHING, "won": NOTHING}


@dataclass(frozen=True)
class DayMoney:
    """The orders of today in one currency; `cost` and `profit` are of those `costed` orders whose cost is known."""

    currency: str
    orders: int
    costed: int
    revenue: Decimal
    cost: Decimal
    profit: Decimal


@dataclass(frozen=True)
class Sold:
    """The orders of one day at one marketplace, "" for those that came over the API; money as in `DayMoney`."""

    day: date
    marketplace: str
    money: DayMoney


def sold_rows(days: int) -> QuerySet[Any, Any]:
    """Label, number, oldest moment, and the sums: what `labelled` gives, with money behind."""
    parts = (Cast(TruncDate("placed_at"), CharField()), F("account__marketplace"), F("currency"))
    label = Concat(Value(SOLD), parts[0], Value(":"), parts[1], Value(":"), parts[2], output_field=CharField())
    named = Order.objects.filter(sold_condition(days)).order_by().annotate(what=label)
    summed: QuerySet[Any, Any] = named.values_list("what").annotate(
        number=Count("pk"),
        oldest=Min("placed_at"),
        costed=Count("cost"),
        revenue=Coalesce(Sum(F("total") - F("refunded")), NOTHING),
        spent=Coalesce(Sum("cost"), NOTHING),
        won=Coalesce(Sum("profit"), NOTHING),
    )
    return summed


def read_sold(label: str, orders: int, amounts: Iterable[Any]) -> Sold:
    day, marketplace, currency = label.removeprefix(SOLD).split(":")
    return Sold(date.fromisoformat(day), marketplace, DayMoney(currency, orders, *amounts))


def of_today(sold: Iterable[Sold]) -> list[DayMoney]:
    """Today's, one entry a currency."""
    return by_currency(row.money for row in sold if row.day >= timezone.localdate())


def by_currency(rows: Iterable[DayMoney]) -> list[DayMoney]:
    """Added up, by the currency's code."""
    found: dict[str, list[DayMoney]] = {}
    for row in rows:
        found.setdefault(row.currency, []).append(row)
    return [_added_up(currency, found[currency]) for currency in sorted(found)]


def _added_up(currency: str, rows: list[DayMoney]) -> DayMoney:
    return DayMoney(
        currency,
        sum(row.orders for row in rows),
        sum(row.costed for row in rows),
        sum((row.revenue for row in rows), Decimal(0)),
        sum((row.cost for row in rows), Decimal(0)),
        sum((row.profit for row in rows), Decimal(0)),
    )
