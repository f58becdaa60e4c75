"""The three ways in which the platform writes one list: `{"x": {"x_d_t_o": [...]}}`, `{"x": [...]}`, one bare object."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class ListShape(StrEnum):
    WRAPPED = "wrapped"
    FLAT = "flat"  # what `simplify=true` asks for
    SINGLE = "single"  # wrapped, but a list of one is the object itself and an empty one is {}


class Rows:
    """A list in an answer under construction. `inner` is its key inside the wrapper.

    `lonely` are lists that the platform writes as a bare object, or {}, whenever they are that short.
    """

    def __init__(self, inner: str, rows: Sequence[Any], *, lonely: bool = False) -> None:
        self.inner = inner
        self.rows = list(rows)
        self.lonely = lonely


def shaped(value: Any, shape: ListShape) -> Any:
    """The answer as JSON knows it, every list in the same way."""
    if isinstance(value, Rows):
        return _list(value, shape)
    if isinstance(value, dict):
        return {name: shaped(part, shape) for name, part in value.items()}
    if isinstance(value, list):
        return [shaped(part, shape) for part in value]
    return value


def _list(rows: Rows, shape: ListShape) -> Any:
    written = [shaped(row, shape) for row in rows.rows]
    if shape is ListShape.FLAT:
        return written
    if shape is ListShape.SINGLE or rows.lonely:
        if not written:
            return {}
        if len(written) == 1:
            return {rows.inner: written[0]}
    return {rows.inner: written}
