"""Single values of a partner's JSON, read strictly. Pure. Each room adds to these what is peculiar to its partner.

`Misread` where something cannot be read; nothing is guessed as 0.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

Obj = Mapping[str, Any]
_LONGEST_NUMBER = 40


class Misread(ValueError):  # noqa: N818 - says what happened
    """An answer is not what the partner's documents promise. The text names the field, never its value."""


def decode(raw: bytes) -> Any:
    """JSON; fractions as Decimal."""
    try:
        return json.loads(raw, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Misread("the answer is not JSON") from error


def obj(value: Any, name: str) -> Obj:
    if not isinstance(value, dict):
        raise Misread(f"{name} is no object")
    return value


def rows(value: Any, name: str) -> list[Obj]:
    """A list of objects; null, or nothing, is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Misread(f"{name} is no list")
    return [obj(item, f"an entry of {name}") for item in value]


def text(value: Any) -> str:
    """Words, or a number as text with all its digits. "" where there are none."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return str(value).strip()


def required(values: Obj, name: str) -> str:
    found = text(values.get(name))
    if not found:
        raise Misread(f"{name} is missing")
    return found


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


def iso_moment(value: Any) -> datetime | None:
    """ISO 8601 with its offset, in UTC; None where it is absent or no time."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return None if found.tzinfo is None else found.astimezone(UTC)


def needed_iso_moment(values: Obj, name: str) -> datetime:
    found = iso_moment(values.get(name))
    if found is None:
        raise Misread(f"{name} is no time")
    return found
