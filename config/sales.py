"""Sales on the first page: orders a day by marketplace, revenue and profit, orders by stage; numbers lead to lists."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.charts import Series, bars
from core.admin.badges import grouped
from orders import dashboard as selling
from orders.admin.badges import money_text
from orders.admin.orders.sales_filters import LATELY, OVER_THE_API, marketplace_name
from orders.dashboard import DayMoney, Sold
from orders.models import OrderStage

COLOURS = ("#2563eb", "#f59e0b", "#16a34a", "#a855f7", "#64748b")
REVENUE, PROFIT = "#2563eb", "#16a34a"


def sales(seen: selling.Overview, request: HttpRequest) -> dict[str, Any]:
    """Nothing for those who may not see orders, {"empty": True} where nothing was sold. No query."""
    if not (request.user.has_perm("orders.view_order") or request.user.has_perm("orders.change_order")):
        return {}
    stages = [_stage(stage, seen.in_stage(stage)) for stage in selling.OPEN_STAGES if seen.in_stage(stage)]
    first = timezone.localdate() - timedelta(days=selling.SALES_DAYS - 1)
    days = [first + timedelta(days=number) for number in range(selling.SALES_DAYS)]
    sold = [row for row in seen.sold if row.day in set(days)]
    if not sold:
        return {"empty": True, "days": selling.SALES_DAYS, "stages": stages}
    places = sorted({row.marketplace for row in sold}, key=lambda place: (not place, place))
    currency = _main_currency(sold)
    return {
        "days": selling.SALES_DAYS,
        "stages": stages,
        "orders": _orders_chart(sold, days, places),
        "currency": currency,
        "money": _money_chart([row for row in sold if row.money.currency == currency], days),
        "places": [line for place in places for line in _place_lines(place, sold)],
        "names": [marketplace_name(place) for place in places],
        "table": [_day_line(day, sold, places) for day in reversed(days) if any(row.day == day for row in sold)],
    }


def _orders_chart(sold: Sequence[Sold], days: Sequence[date], places: Sequence[str]) -> dict[str, str]:
    series = [
        Series(marketplace_name(place), colour, [_orders(sold, day, place) for day in days])
        for place, colour in zip(places, _colours(len(places)), strict=True)
    ]
    return bars([date_format(day, "j M") for day in days], series)


def _money_chart(sold: Sequence[Sold], days: Sequence[date]) -> dict[str, str]:
    by_day = {day: [row.money for row in sold if row.day == day] for day in days}
    revenue = [float(sum((money.revenue for money in by_day[day]), Decimal(0))) for day in days]
    profit = [float(sum((money.profit for money in by_day[day]), Decimal(0))) for day in days]
    labels = [date_format(day, "j M") for day in days]
    return bars(labels, [Series(_("Revenue"), REVENUE, revenue), Series(_("Profit"), PROFIT, profit)], stacked=False)


def _main_currency(sold: Sequence[Sold]) -> str:
    """The one of most orders; sums of different currencies are never added."""
    return max(selling.by_currency(row.money for row in sold), key=lambda money: money.orders).currency


def _place_lines(place: str, sold: Sequence[Sold]) -> list[dict[str, Any]]:
    """One line a currency."""
    of_place = selling.by_currency(row.money for row in sold if row.marketplace == place)
    return [_money_line(place, money) for money in of_place]


def _money_line(place: str, money: DayMoney) -> dict[str, Any]:
    return {
        "name": marketplace_name(place),
        "number": money.orders,
        "orders": grouped(money.orders),
        "url": _list(sold=LATELY, marketplace=place or OVER_THE_API, currency=money.currency),
        "revenue": money_text(money.revenue, money.currency),
        "profit": money_text(money.profit, money.currency),
        "not_costed": money.orders - money.costed,
    }


def _day_line(day: date, sold: Sequence[Sold], places: Sequence[str]) -> dict[str, Any]:
    return {
        "day": date_format(day),
        "cells": [
            {
                "number": _orders(sold, day, place),
                "url": _list(sold=day.isoformat(), marketplace=place or OVER_THE_API),
            }
            for place in places
        ],
        "money": [
            f"{money_text(money.revenue, money.currency)} / {money_text(money.profit, money.currency)}"
            for money in selling.by_currency(row.money for row in sold if row.day == day)
        ],
    }


def _stage(stage: str, number: int) -> dict[str, Any]:
    return {
        "code": str(stage),
        "title": OrderStage(stage).label,
        "number": number,
        "orders": grouped(number),
        "url": reverse("admin:orders_order_changelist", query={"stage": str(stage)}),
    }


def _orders(sold: Sequence[Sold], day: date, place: str) -> int:
    return sum(row.money.orders for row in sold if row.day == day and row.marketplace == place)


def _list(**filters: str) -> str:
    return reverse("admin:orders_order_changelist", query={"stage": "all", **filters})


def _colours(number: int) -> list[str]:
    return [COLOURS[at % len(COLOURS)] for at in range(number)]
