"""Pages by position (keyset): page 900 costs as much as page 1, and nothing is skipped or shown twice while rows come.

A cursor holds the sort value and the primary key of the last row shown. It is not secret and not signed: whoever makes
one up can only choose where to begin.
"""

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

_MAX_CURSOR = 2000
_MAX_PK = 2**63 - 1


class CursorError(ValueError):
    """The cursor does not belong to this list in this order."""


def _read_text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise CursorError("not a text")
    return value


def _read_int(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _MAX_PK:
        raise CursorError("not a number")
    return value


def _read_decimal(value: Any) -> Decimal:
    try:
        number = Decimal(_read_text(value))
    except InvalidOperation as error:
        raise CursorError("not a decimal") from error
    if not number.is_finite() or number.adjusted() > 20 or len(number.as_tuple().digits) > 40:  # noqa: PLR2004
        raise CursorError("not a decimal")
    return number


def _read_time(value: Any) -> datetime:
    try:
        moment = parse_datetime(_read_text(value))
    except ValueError as error:
        raise CursorError("not a time") from error
    if moment is None or moment.tzinfo is None:
        raise CursorError("not a time")
    return moment


def _read_float(value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise CursorError("not a number")
    return float(value)


READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": _read_text,
    "int": _read_int,
    "decimal": _read_decimal,
    "float": _read_float,
    "time": _read_time,
}


@dataclass(frozen=True)
class Order:
    """One order of a list: a column that is never NULL, its type ("text", "int", "decimal", "float", "time"), and the way."""

    name: str
    column: str
    kind: str
    is_descending: bool = False

    def columns(self) -> list[str]:
        sign = "-" if self.is_descending else ""
        return [f"{sign}pk"] if self.column == "pk" else [f"{sign}{self.column}", f"{sign}pk"]

    def after(self, value: Any, pk: int) -> Q:
        """The rows behind the one with this sort value and primary key."""
        way = "lt" if self.is_descending else "gt"
        if self.column == "pk":
            return Q(**{f"pk__{way}": pk})
        # The first condition alone would do by logic; it is what lets the database use an index on the column.
        at_or_behind = Q(**{f"{self.column}__{way}e": value})
        return at_or_behind & (Q(**{f"{self.column}__{way}": value}) | Q(**{f"pk__{way}": pk}))


def both_ways(name: str, column: str, kind: str) -> dict[str, Order]:
    """The orders `name` and `-name`."""
    return {name: Order(name, column, kind), f"-{name}": Order(f"-{name}", column, kind, is_descending=True)}


def write_cursor(order: Order, row: Mapping[str, Any]) -> str:
    value = row[order.column]
    if isinstance(value, datetime):
        value = value.isoformat()
    elif isinstance(value, Decimal):
        value = str(value)
    text = json.dumps([order.name, value, row["pk"]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(order: Order, cursor: str) -> tuple[Any, int]:
    """Sort value and primary key; raises CursorError for anything that `write_cursor` has not written for this order."""
    if len(cursor) > _MAX_CURSOR:
        raise CursorError("too long")
    try:
        parts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise CursorError("not a cursor") from error
    if not isinstance(parts, list) or len(parts) != 3 or parts[0] != order.name:  # noqa: PLR2004
        raise CursorError("not a cursor of this order")
    return READERS[order.kind](parts[1]), _read_int(parts[2])


def take_page(
    rows: QuerySet[Any, dict[str, Any]], order: Order, cursor: str, size: int
) -> tuple[list[dict[str, Any]], str]:
    """One page of a `values()` queryset and the cursor of the next one ("" at the end). One query, no COUNT.

    The queryset's columns must hold `pk` and the order's column.
    """
    if cursor:
        rows = rows.filter(order.after(*read_cursor(order, cursor)))
    page = list(rows.order_by(*order.columns())[: size + 1])
    has_more = len(page) > size
    page = page[:size]
    return page, write_cursor(order, page[-1]) if has_more else ""
