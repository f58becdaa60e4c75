"""Cells that a spreadsheet program shows and never runs."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file of one line: gives back what was written to it."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: Any) -> str:
    """The value as text; with a leading apostrophe where a spreadsheet would take it for a formula. Numbers stay."""
    text = "" if value is None else str(value)
    if text.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV text line by line, with the byte order mark that makes Excel read it as UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])
