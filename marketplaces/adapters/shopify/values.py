"""Single values as Shopify writes them -> ours. Pure. `Misread` where that cannot be done; nothing is guessed as 0.

GraphQL names things `gid://shopify/Order/6500000000001`, webhook bodies 6500000000001: outside of this room an id is the
number alone, as text, so that both are one.
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.money import Money

Obj = Mapping[str, Any]
_LONGEST_NUMBER = 40


class Misread(ValueError):  # noqa: N818 - says what happened
    """An answer is not what Shopify's schema promises. The text names the field, never its value."""


def decode(raw: bytes) -> Obj:
    """A JSON object; fractions as Decimal."""
    try:
        found = json.loads(raw, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Misread("the answer is not JSON") from error
    return obj(found, "the answer")


def obj(value: Any, name: str) -> Obj:
    if not isinstance(value, dict):
        raise Misread(f"{name} is no object")
    return value


def obj_or_none(value: Any, name: str) -> Obj | None:
    return None if value is None else obj(value, name)


def rows(value: Any, name: str) -> list[Obj]:
    """A list of objects; null is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Misread(f"{name} is no list")
    return [obj(item, f"an entry of {name}") for item in value]


def nodes(value: Any, name: str) -> list[Obj]:
    """The entries of one page of a connection."""
    return rows(obj(value, name).get("nodes"), name)


def next_cursor(value: Any, name: str) -> str:
    """Where the next page of a connection begins; "" when this was the last."""
    info = obj(obj(value, name).get("pageInfo"), f"the page of {name}")
    return required(info, "endCursor") if info.get("hasNextPage") else ""


def text(value: Any) -> str:
    """Words. "" for null."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return str(value).strip()


def required(values: Obj, name: str) -> str:
    found = text(values.get(name))
    if not found:
        raise Misread(f"{name} is missing")
    return found


def number_of(value: Any) -> str:
    """The id in a gid, or of a number as webhooks write it. "" for null, and for NaN, which Python's JSON lets in."""
    if isinstance(value, (float, Decimal)) and not math.isfinite(value):
        return ""
    return text(value).partition("?")[0].rpartition("/")[2]


def needed_number(values: Obj, name: str) -> str:
    return number_of(required(values, name))


def gid(kind: str, number: str) -> str:
    return number if number.startswith("gid://") else f"gid://shopify/{kind}/{number}"


def whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Misread(f"{name} is no whole number")
    return value


def decimal(value: Any) -> Decimal | None:
    """A finite number, given as text or as a number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    shown = str(value).strip()
    if not shown or len(shown) > _LONGEST_NUMBER:
        return None
    try:
        found = Decimal(shown)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def shop_money(value: Any) -> Money | None:
    """Of a `...Set` the shop's own side; None for null."""
    both = obj_or_none(value, "an amount")
    if both is None:
        return None
    given = obj(both.get("shopMoney"), "shopMoney")
    amount = decimal(given.get("amount"))
    if amount is None:
        raise Misread("amount is no number")
    try:
        return Money(amount, text(given.get("currencyCode")))
    except ValueError as error:
        raise Misread("currencyCode is no currency") from error


def moment(value: Any) -> datetime | None:
    """ISO 8601 with its offset, in UTC; None for null and for what is none."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return None if found.tzinfo is None else found.astimezone(UTC)


def needed_moment(values: Obj, name: str) -> datetime:
    found = moment(values.get(name))
    if found is None:
        raise Misread(f"{name} is no time")
    return found
