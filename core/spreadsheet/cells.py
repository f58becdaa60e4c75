"""Cells that a spreadsheet program shows and never runs."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
UNFIT_FOR_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MOST_CHARACTERS = 32_767  # of one cell, in XLSX


def safe_cell(value: Any) -> str:
    """The value as text; with a leading apostrophe where a spreadsheet would take it for a formula. Numbers stay."""
    text = "" if value is None else str(value)
    if text.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def plain_cell(text: str) -> str:
    """What `safe_cell` was given: the apostrophe goes where it stands before what would be a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def workbook_value(value: Any) -> Any:
    """The value as a cell of XLSX: numbers stay numbers, dates become ISO text, all else is safe text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return value if value.is_finite() else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return safe_cell(UNFIT_FOR_XML.sub("", str(value)))[:MOST_CHARACTERS]
