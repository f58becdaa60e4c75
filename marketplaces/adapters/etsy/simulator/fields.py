"""What the API understands of one written value: numbers, flags, words of a list, arrays joined by commas."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any


class BadValue(ValueError):  # noqa: N818 - says no to one field
    """`kind` is the API's word for what is wrong."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind, self.text = kind, text


@dataclass(frozen=True)
class Field:
    """`read` raises BadValue. An empty value of a field that `clears` sets it to None."""

    read: Callable[[str], Any]
    required: bool = False
    clears: bool = False


Fields = Mapping[str, Field]


def text(*, required: bool = False) -> Field:
    return Field(str, required)


def whole(least: int | None = None, most: int | None = None, *, required: bool = False, clears: bool = False) -> Field:
    def read(value: str) -> int:
        if not value.strip().removeprefix("-").isdecimal():
            raise BadValue("type", f"Expected int value (got {value!r})")
        number = int(value)
        if least is not None and number < least:
            raise BadValue("minimum", f"must be at least {least}")
        if most is not None and number > most:
            raise BadValue("maximum", f"must be at most {most}")
        return number

    return Field(read, required, clears)


def number(least: str | None = None, *, required: bool = False, above: bool = False) -> Field:
    """A decimal; `above` refuses the least itself."""

    def read(value: str) -> Decimal:
        try:
            found = Decimal(value)
        except InvalidOperation as bad:
            raise BadValue("type", f"Expected float value (got {value!r})") from bad
        if not found.is_finite() or (least is not None and (found < Decimal(least))):
            raise BadValue("minimum", f"must be at least {least}")
        if above and found == Decimal(least or 0):
            raise BadValue("minimum", f"must be greater than {least}")
        return found

    return Field(read, required)


def flag(*, required: bool = False) -> Field:
    def read(value: str) -> bool:
        """Lower-case words or digits: `True` is what a careless client sends."""
        known = {"true": True, "1": True, "false": False, "0": False}
        if value not in known:
            raise BadValue("type", f"Expected bool value (got {value!r})")
        return known[value]

    return Field(read, required)


def choice(*words: str, required: bool = False) -> Field:
    def read(value: str) -> str:
        if value not in words:
            raise BadValue("enum", f"{value!r} is not one of {', '.join(words)}")
        return value

    return Field(read, required)


def texts(*, required: bool = False) -> Field:
    """Parentheses break the reader of arrays: `Array input malformed`."""

    def read(value: str) -> list[str]:
        return [one.strip() for one in value.split(",")] if value else []

    return Field(read, required)


def wholes(least_items: int = 0, most_items: int = 100, *, required: bool = False) -> Field:
    def read(value: str) -> list[int]:
        parts = [part.strip() for part in value.split(",")] if value else []
        if len(parts) < least_items:
            raise BadValue("min_items", f"array too short: cannot be less than {least_items} items")
        if len(parts) > most_items:
            raise BadValue("max_items", f"cannot be more than {most_items} items")
        if not all(part.isdecimal() and int(part) for part in parts):
            raise BadValue("type", f"Array input malformed: {value!r}")
        return [int(part) for part in parts]

    return Field(read, required)


def as_text(value: Any) -> str:
    """A JSON value as a form would have written it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(as_text(one) for one in value)
    return str(value)


def read_fields(fields: Fields, given: Mapping[str, str]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """What was given and understood, and rows {path, type, message} for what was not; unknown names are passed over."""
    found: dict[str, Any] = {}
    wrong = [
        {"path": name, "type": "required", "message": f"Missing input parameter: [{name}]"}
        for name, field in fields.items()
        if field.required and given.get(name, "") == "" and not (name in given and _may_be_empty(field))
    ]
    for name, field in fields.items():
        if name not in given or any(row["path"] == name for row in wrong):
            continue
        if field.clears and given[name] == "":
            found[name] = None
            continue
        try:
            found[name] = field.read(given[name])
        except BadValue as no:
            wrong.append({"path": name, "type": no.kind, "message": no.text})
    return found, wrong


def _may_be_empty(field: Field) -> bool:
    """Arrays may be empty where they are required."""
    try:
        return bool(field.read("") == [])
    except BadValue:
        return False
