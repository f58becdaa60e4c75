"""Single values and lists of AliExpress's JSON: wrapped, flat or a lone object are one; numbers and texts are one."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.money import Money

Json = dict[str, Any]
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MILLISECONDS_FROM = 10**11  # as seconds that would be the year 5138
_LATEST = 253_402_300_799  # seconds; the last of the year 9999


class Unreadable(ValueError):  # noqa: N818 - says what is wrong
    """The answer is not what the contract promises. The text says in what."""


def decode(raw: bytes) -> Json:
    """The body's object, decimals exact. Raises Unreadable."""
    try:
        found = json.loads(raw.decode(), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable("no JSON") from error
    if not isinstance(found, dict):
        raise Unreadable("no JSON object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def as_list(value: Any, *fields: str) -> list[Any]:
    """The items of a list however it was wrapped: `{"x": {"x_d_t_o": [...]}}`, `{"x": [...]}`, one object, or nothing.

    `fields` are names of which an item has at least one: they tell a lone item from its wrapper.
    """
    if value is None or value in ("", {}):
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not any(field in value for field in fields) and len(value) == 1:
        return as_list(next(iter(value.values())), *fields)
    return [value]


def objects(value: Any, *fields: str) -> list[Json]:
    """Like `as_list`, for items that are objects; others are left out."""
    return [item for item in as_list(value, *fields) if isinstance(item, dict)]


def part(value: Any, name: str) -> Json:
    """The object under `name`, {} where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def text(value: Any) -> str:
    """A text or number as text, without outer blanks; "" for anything else. Ids pass through here: 1E+3 is 1000."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Decimal):
        return str(int(value)) if value == value.to_integral_value() else str(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def flag(value: Any) -> bool | None:
    """A truth as AliExpress writes it: true, "true", "1"; None where it says nothing."""
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "false": False, "0": False}.get(text(value).lower())


def whole(value: Any) -> int | None:
    """A count; None where there is none or it is no whole number."""
    found = decimal(value)
    return int(found) if found is not None and found == found.to_integral_value() and abs(found) < 10**15 else None


def decimal(value: Any) -> Decimal | None:
    """A figure as number or text ("1,234.50" too); None for what can be read in two ways."""
    written = text(value)
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "")
    try:
        found = Decimal(written) if written else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def money(value: Any, currency: Any) -> Money | None:
    """The price, None where the figure or its currency is missing: no price is better than one in another currency."""
    amount, code = decimal(value), text(currency).upper()
    return Money(amount, code) if amount is not None and amount >= 0 and _CURRENCY.fullmatch(code) else None


def moment(value: Any) -> datetime | None:
    """A time from an epoch in milliseconds or in seconds: both occur."""
    stamp = decimal(value)
    if stamp is None or stamp <= 0:
        return None
    seconds = stamp / 1000 if stamp >= _MILLISECONDS_FROM else stamp
    return datetime.fromtimestamp(float(seconds), UTC) if seconds <= _LATEST else None


def absolute(url: Any) -> str:
    """An address with its scheme: search gives `//host/path`."""
    written = text(url)
    return f"https:{written}" if written.startswith("//") else written
