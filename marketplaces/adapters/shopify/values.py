"""Single values as Shopify writes them -> ours. Pure. `Misread` where that cannot be done; nothing is guessed as 0.

GraphQL names things `gid://shopify/Order/6500000000001`, webhook bodies 6500000000001: outside of this room an id is the
number alone, as text, so that both are one.
"""

import math
from decimal import Decimal
from typing import Any

from core.json_values import Misread, Obj, decimal, obj, required, rows, text
from core.json_values import decode as decode_json
from core.json_values import iso_moment as moment
from core.json_values import needed_iso_moment as needed_moment
from core.money import Money

__all__ = [
    "Misread",
    "Obj",
    "decimal",
    "decode",
    "gid",
    "moment",
    "needed_moment",
    "needed_number",
    "next_cursor",
    "nodes",
    "number_of",
    "obj",
    "obj_or_none",
    "required",
    "rows",
    "shop_money",
    "text",
    "whole",
]


def decode(raw: bytes) -> Obj:
    """A JSON object; fractions as Decimal."""
    return obj(decode_json(raw), "the answer")


def obj_or_none(value: Any, name: str) -> Obj | None:
    return None if value is None else obj(value, name)


def nodes(value: Any, name: str) -> list[Obj]:
    """The entries of one page of a connection."""
    return rows(obj(value, name).get("nodes"), name)


def next_cursor(value: Any, name: str) -> str:
    """Where the next page of a connection begins; "" when this was the last."""
    info = obj(obj(value, name).get("pageInfo"), f"the page of {name}")
    return required(info, "endCursor") if info.get("hasNextPage") else ""


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
