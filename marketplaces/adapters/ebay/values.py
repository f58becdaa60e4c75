"""Single values as eBay writes them -> ours, and back. Pure. `Misread` where that cannot be done; nothing is guessed as 0."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from core.json_values import Misread, Obj, decimal, obj, required, rows, text
from core.json_values import decode as decode_json
from core.json_values import iso_moment as moment
from core.json_values import needed_iso_moment as needed_moment
from core.money import Money

__all__ = [
    "Misread",
    "Obj",
    "amount",
    "decimal",
    "decode",
    "last_part",
    "moment",
    "money",
    "needed_moment",
    "needed_whole",
    "obj",
    "obj_or_empty",
    "path_of",
    "required",
    "rows",
    "text",
    "texts",
    "whole",
    "written",
]


def decode(raw: bytes) -> Obj:
    """A JSON object; fractions as Decimal. {} for an empty body, which eBay answers now and then."""
    return obj(decode_json(raw), "the answer") if raw.strip() else {}


def obj_or_empty(value: Any, name: str) -> Obj:
    """{} where it is absent."""
    return {} if value is None else obj(value, name)


def texts(value: Any, name: str) -> list[str]:
    """A list of words; an absent one is empty."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Misread(f"{name} is no list")
    return [text(item) for item in value]


def whole(value: Any) -> int | None:
    """None where it is absent or no whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def money(value: Any) -> Money | None:
    """Of `{"value": "12.34", "currency": "USD"}`; None where it is absent."""
    if value is None:
        return None
    given = obj(value, "an amount")
    amount = decimal(given.get("value"))
    if amount is None:
        raise Misread("an amount's value is no number")
    try:
        return Money(amount, text(given.get("currency")))
    except ValueError as error:
        raise Misread("an amount's currency is none") from error


def amount(given: Money) -> dict[str, str]:
    """Text in the currency's coins, never a fraction of them and never a number."""
    return {"value": f"{given.rounded().amount:f}", "currency": given.currency}


def needed_whole(values: Obj, name: str) -> int:
    found = whole(values.get(name))
    if found is None:
        raise Misread(f"{name} is no whole number")
    return found


def written(at: datetime) -> str:
    """`2026-11-21T22:05:00.000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def path_of(*parts: str) -> str:
    """A path of which no value can leave its place: a SKU may hold `/`, `#` and spaces."""
    return "/".join(quote(part, safe="") for part in parts)


def last_part(location: str) -> str:
    """The id that a Location header ends with."""
    return location.partition("?")[0].rstrip("/").rpartition("/")[2]
