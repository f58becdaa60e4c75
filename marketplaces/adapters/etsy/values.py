"""Single values as Etsy writes them <-> ours. Pure. `Misread` where that cannot be done; nothing is guessed as 0.

Ids are 64-bit integers there and text here. Times are epoch seconds. Money is read as {amount, divisor, currency_code}
and written as a plain decimal number of the shop's currency.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from core.json_values import Misread, Obj, decode, obj, required, rows, text
from core.money import Money, smallest_unit

__all__ = [
    "EARLIEST",
    "Misread",
    "Obj",
    "coins",
    "decode",
    "flag",
    "ident",
    "moment",
    "money",
    "needed_ident",
    "needed_moment",
    "number",
    "obj",
    "required",
    "rows",
    "stamp",
    "text",
    "texts",
    "whole",
    "written",
]

EARLIEST = 946_684_800  # the year 2000: Etsy's own minimum for a time
_LATEST = 253_402_300_799


def texts(value: Any) -> tuple[str, ...]:
    return tuple(text(item) for item in value) if isinstance(value, list) else ()


def ident(value: Any) -> str:
    """An id as text; "" for null and 0."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else ""


def needed_ident(values: Obj, name: str) -> str:
    found = ident(values.get(name))
    if not found:
        raise Misread(f"{name} is no id")
    return found


def number(given: str, name: str) -> int:
    """An id of ours as Etsy writes it. Raises Misread for what is none."""
    if not (given.isascii() and given.isdigit() and len(given) < 20):  # noqa: PLR2004 - what 64 bits hold
        raise Misread(f"{name} is no number")
    return int(given)


def whole(values: Obj, name: str) -> int:
    found = values.get(name)
    if isinstance(found, bool) or not isinstance(found, int):
        raise Misread(f"{name} is no whole number")
    return found


def flag(values: Obj, name: str) -> bool:
    """Never guessed: an order that is taken for a paid one is bought."""
    found = values.get(name)
    if not isinstance(found, bool):
        raise Misread(f"{name} is neither true nor false")
    return found


def money(value: Any, name: str) -> Money | None:
    """None for null. The divisor is Etsy's: 100, or 1 for yen, and never assumed."""
    if value is None:
        return None
    given = obj(value, name)
    amount, divisor = given.get("amount"), given.get("divisor")
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise Misread(f"{name} is no amount")
    if not isinstance(divisor, int) or divisor <= 0:
        raise Misread(f"{name} has no divisor")
    try:
        return Money(Decimal(amount) / Decimal(divisor), text(given.get("currency_code")))
    except ValueError as error:
        raise Misread(f"{name} has no currency") from error


def written(price: Money) -> str:
    """For a form, in coins of the currency."""
    return f"{price.rounded().amount:f}"


def coins(price: Money) -> float:
    """For JSON, where Etsy wants a number; exact to the smallest coin."""
    return float(price.amount.quantize(smallest_unit(price.currency)))


def moment(value: Any) -> datetime | None:
    """Epoch seconds in UTC; None for null and for what is none."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)


def needed_moment(values: Obj, *names: str) -> datetime:
    """The first of these fields that holds a time: newer names stand beside the old ones."""
    found = next((when for name in names if (when := moment(values.get(name)))), None)
    if found is None:
        raise Misread(f"{names[0]} is no time")
    return found


def stamp(when: datetime) -> int:
    return max(EARLIEST, int(when.timestamp()))
