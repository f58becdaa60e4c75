"""Yes and no in the spellings that are met."""

from typing import Any

from inventory.source.mapper.decoding import Item
from inventory.source.mapper.problems import Problems, shown

ACTIVE_KEYS = ("is_active", "is_available_b2c", "is_available", "available")
_WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def read_flag(value: Any) -> bool | None:
    """None for null, blank, or what is no answer to yes or no."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value in (0, 1):
        return bool(value)
    return _WORDS.get(value.strip().lower()) if isinstance(value, str) else None


def read_active(item: Item, problems: Problems) -> bool:
    """False when any of the flags that are given says no."""
    active = True
    for key in ACTIVE_KEYS:
        value = item.get(key)
        flag = read_flag(value)
        if flag is None and value not in (None, ""):
            problems.warn("is_active", "flag_unreadable", key=key, value=shown(value))
        active = active and flag is not False
    return active
