"""Ids: text for us, whatever they are for the service. 12 and "12" are one."""

from typing import Any

import msgspec

from inventory.source.mapper.decoding import Item, NumberText, decode_item
from inventory.source.mapper.limits import LONGEST_ID
from inventory.source.mapper.problems import FieldError


class _Head(msgspec.Struct, gc=False):
    id: int | str


_head = msgspec.json.Decoder(_Head)


def item_id(raw: bytes | msgspec.Raw) -> str | None:
    """The item's id, None when it has none that can be used. Far cheaper than reading the item."""
    try:
        found = _head.decode(raw).id
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        try:
            return read_id(decode_item(raw).get("id"))
        except FieldError:
            return None
    if isinstance(found, int):
        return str(found)
    try:
        return read_id(found)
    except FieldError:
        return None


def read_id(value: Any) -> str | None:
    """None for null, blank and what is no id; FieldError `id_too_long`, `id_unreadable`."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    if isinstance(value, NumberText) and text.endswith(".0"):
        text = text[:-2]
    if len(text) > LONGEST_ID:
        raise FieldError("id_too_long", length=len(text))
    if not text.isprintable():
        raise FieldError("id_unreadable")
    return text or None


def required_id(item: Item) -> str:
    """FieldError `id_missing` too."""
    external_id = read_id(item.get("id"))
    if external_id is None:
        raise FieldError("id_missing")
    return external_id


def reference(value: Any) -> str:
    """The id that a field refers to, plain or inside an object; "" for none. FieldError `reference_unreadable`."""
    if isinstance(value, dict):
        value = value.get("id")
    if value is None or value == "":
        return ""
    found = read_id(value)
    if found is None and not isinstance(value, str):
        raise FieldError("reference_unreadable")
    return found or ""


def read_site(item: Item) -> str:
    """The site the item belongs to, "" for none; 0 is a site."""
    for key in ("site_configuration", "site_id", "site"):
        try:
            found = reference(item.get(key))
        except FieldError:
            continue
        if found:
            return found
    return ""
