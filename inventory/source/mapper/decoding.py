"""JSON bytes -> Python, for items that the strict decoder would not take. Numbers stay text where a float would lose."""

import json
from typing import Any

import msgspec

from inventory.source.mapper.problems import FieldError

LONGEST_INT = 40  # digits; Python refuses to read more than 4,300, and no column of ours takes more than 12

Item = dict[str, Any]


class NumberText(str):
    """A JSON number kept as it was written: 19.90 is "19.90", 1e400 is "1e400", NaN is "NaN"."""

    __slots__ = ()


def _read_int(text: str) -> int | NumberText:
    return int(text) if len(text) <= LONGEST_INT else NumberText(text)


_decoder = json.JSONDecoder(parse_float=NumberText, parse_int=_read_int, parse_constant=NumberText)


def decode_item(raw: bytes | msgspec.Raw) -> Item:
    """The item's object; of a repeated key the last value. FieldError when it is not a JSON object."""
    try:
        item = _decoder.decode(bytes(raw).decode())
    except (ValueError, RecursionError) as error:
        raise FieldError("item_unreadable") from error
    if not isinstance(item, dict):
        raise FieldError("item_not_an_object", type=type(item).__name__)
    return item


def first_given(item: Item, keys: tuple[str, ...]) -> Any:
    """The value of the first of `keys` that is there and is neither null nor blank; 0 and False are values."""
    for key in keys:
        value = item.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        return value
    return None
