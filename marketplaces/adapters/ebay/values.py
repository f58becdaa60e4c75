"""Single values as eBay writes them -> ours, and back. Pure. `Misread` where that cannot be done; nothing is guessed as 0."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from core.money import Money

Obj = Mapping[str, Any]
_LONGEST_NUMBER = 40


class Misread(ValueError):  # noqa: N818 - says what happened
    """An answer is not what eBay's documents promise. The text names the field, never its value."""


def decode(raw: bytes) -> Obj:
    """A JSON object; fractions as Decimal. {} for an empty body, which eBay answers now and then."""
    if not raw.strip():
        return {}
    try:
        found = json.loads(raw, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Misread("the answer is not JSON") from error
    return obj(found, "the answer")


def obj(value: Any, name: str) -> Obj:
    if not isinstance(value, dict):
        raise Misread(f"{name} is no object")
    return value


def obj_or_empty(value: Any, name: str) -> Obj:
    """{} where it is absent."""
    return {} if value is None else obj(value, name)


def rows(value: Any, name: str) -> list[Obj]:
    """A list of objects; an absent one is empty."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Misread(f"{name} is no list")
    return [obj(item, f"an entry of {name}") for item in value]


def texts(value: Any, name: str) -> list[str]:
    """A list of words; an absent one is empty."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Misread(f"{name} is no list")
    return [text(item) for item in value]


def text(value: Any) -> str:
    """Words. "" where there are none."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return str(value).strip()


def required(values: Obj, name: str) -> str:
    found = text(values.get(name))
    if not found:
        raise Misread(f"{name} is missing")
    return found


def whole(value: Any) -> int | None:
    """None where it is absent or no whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


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


def moment(value: Any) -> datetime | None:
    """ISO 8601 with its offset, in UTC; None where it is absent or no time."""
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
