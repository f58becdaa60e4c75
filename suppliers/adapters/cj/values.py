"""Single values as CJ writes them -> ours. Pure. `Misread` where that cannot be done; nothing is guessed as 0.

Numbers come as numbers or as text, ranges as "3.42 -- 6.18" or "3.42-6.18", lists as lists or as JSON text, ids as text
or, here and there, as numbers.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.money import Money, MoneyRange

CURRENCY = "USD"
Obj = Mapping[str, Any]
_RANGE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:-{1,2}|–|~)\s*(\d+(?:\.\d+)?)\s*")
_MILLISECONDS_FROM = 10**11  # an epoch this large counts milliseconds
_LONGEST_NUMBER = 40
_LARGEST_EXPONENT = 30


class Misread(ValueError):  # noqa: N818 - says what happened
    """An answer is not what CJ's contract promises. The text names the field, never its value."""


def obj(value: Any, name: str = "data") -> Obj:
    if not isinstance(value, dict):
        raise Misread(f"{name} is no object")
    return value


def rows(value: Any, name: str = "data") -> list[Obj]:
    """A list of objects."""
    if not isinstance(value, list):
        raise Misread(f"{name} is no list")
    return [obj(item, f"an entry of {name}") for item in value]


def rows_or_none(value: Any, name: str) -> list[Obj]:
    """A list of objects; null and nothing are an empty one."""
    return [] if value is None or value == "" else rows(value, name)


def text(value: Any) -> str:
    """Ids and words. "" for null; whole numbers keep all their digits."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return str(value).strip()


def required(values: Obj, *names: str) -> str:
    """The first of these fields that holds something."""
    for name in names:
        found = text(values.get(name))
        if found:
            return found
    raise Misread(f"{names[0]} is missing")


def number(value: Any) -> Decimal | None:
    """A finite number, None for null, blank and what is none."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    shown = str(value).strip()
    if not shown or len(shown) > _LONGEST_NUMBER:
        return None
    try:
        found = Decimal(shown)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) <= _LARGEST_EXPONENT else None


def whole(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and found == found.to_integral_value() else None


def money(value: Any, currency: str = CURRENCY) -> Money | None:
    """An amount. Of a range its upper end: what has to be paid is never more."""
    found = money_range(value, currency)
    return found.high if found else None


def price(value: Any, currency: str = CURRENCY) -> Money | None:
    """An amount that is asked of us: never less than nothing."""
    found = money(value, currency)
    return found if found and found.amount >= 0 else None


def money_range(value: Any, currency: str = CURRENCY) -> MoneyRange | None:
    single = number(value)
    if single is not None:
        return MoneyRange.of(single, single, currency)
    pair = _RANGE.fullmatch(value) if isinstance(value, str) else None
    return MoneyRange.of(Decimal(pair[1]), Decimal(pair[2]), currency) if pair else None


def needed_money(values: Obj, *names: str) -> Money:
    for name in names:
        found = money(values.get(name))
        if found is not None:
            return found
    raise Misread(f"{names[0]} is no amount")


def days(value: Any) -> tuple[int | None, int | None]:
    """ "7-12" -> (7, 12)."""
    found = re.findall(r"\d{1,3}", text(value))
    return (int(found[0]), int(found[-1])) if found else (None, None)


def moment(value: Any) -> datetime | None:
    """`YYYY-MM-DD HH:MM:SS` in UTC, ISO 8601 with its offset, or an epoch in seconds or milliseconds."""
    epoch = number(value)
    try:
        if epoch is not None:
            seconds = epoch / 1000 if epoch >= _MILLISECONDS_FROM else epoch
            return datetime.fromtimestamp(float(seconds), UTC)
        found = datetime.fromisoformat(text(value))
    except (ValueError, OverflowError, OSError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def needed_moment(values: Obj, name: str) -> datetime:
    found = moment(values.get(name))
    if found is None:
        raise Misread(f"{name} is no time")
    return found


def from_json_text(value: Any) -> Any:
    """What JSON text holds; everything else as it is, and text that is no JSON, too."""
    if isinstance(value, str) and value.strip()[:1] in ("[", "{"):
        try:
            return json.loads(value, parse_float=Decimal)
        except (ValueError, RecursionError):
            return value
    return value


def words(value: Any) -> tuple[str, ...]:
    """A list of texts, given as a list, as JSON text or as one text; blanks left out, each once."""
    found = from_json_text(value)
    many: Sequence[Any] = found if isinstance(found, list) else [found]
    return tuple(dict.fromkeys(shown for item in many if (shown := text(item))))
