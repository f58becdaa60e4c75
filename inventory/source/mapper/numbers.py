"""Figures as they come -> exact Decimal. Never by way of a float; what could be read in two ways is refused."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from inventory.source.mapper.problems import FieldError, shown

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_WITH_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
# Groups of three, told apart by blank, apostrophe, dot or comma; the decimals behind the other sign.
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:(?P<group>[ '.,])[0-9]{3})(?:(?P=group)[0-9]{3})*(?:(?P<point>[.,])[0-9]+)?")
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})
# One comma that could be either: 1,234. Not 0,125 and not 1234,567.
_COMMA_EITHER_WAY = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
LONGEST = 60
SHORT_EXPONENT = 12  # what is larger fits no column of ours and stays as it is


def read_decimal(value: Any, field: str) -> Decimal:
    """`value` (int, or text of a number) as a finite Decimal; FieldError `<field>_unreadable`, `_ambiguous`, `_too_large`."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise FieldError(f"{field}_unreadable", value=shown(value))
    if isinstance(value, int):
        return Decimal(value)
    text = value.translate(_BLANKS).strip()
    if len(text) > LONGEST:
        raise FieldError(f"{field}_{'too_large' if text.isdecimal() else 'unreadable'}", value=shown(value))
    try:
        return _plain(Decimal(_normal_form(text, field)))
    except InvalidOperation as error:
        raise FieldError(f"{field}_unreadable", value=shown(value)) from error


def _normal_form(text: str, field: str) -> str:
    """`text` with a dot before the decimals and nothing between the thousands."""
    if _PLAIN.fullmatch(text):
        return text
    if _WITH_COMMA.fullmatch(text):
        if _COMMA_EITHER_WAY.fullmatch(text):
            raise FieldError(f"{field}_ambiguous", value=shown(text))
        return text.replace(",", ".")
    grouped = _GROUPED.fullmatch(text)
    if grouped is None or grouped["group"] == grouped["point"]:
        raise FieldError(f"{field}_unreadable", value=shown(text))
    text = text.replace(grouped["group"], "")
    return text.replace(",", ".")


def _plain(number: Decimal) -> Decimal:
    """Without an exponent and without the sign of a negative zero, so that equal figures look equal."""
    if not number:
        return Decimal(0)
    exponent = number.as_tuple().exponent
    return number.quantize(Decimal(1)) if isinstance(exponent, int) and 0 < exponent < SHORT_EXPONENT else number
