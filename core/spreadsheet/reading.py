"""A file that somebody uploaded, as rows of named text cells: CSV in the forms spreadsheet programs write, or XLSX.

Whatever is in it, reading it ends soon and takes little: bytes, lines, columns and characters of a cell are limited.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.spreadsheet.cells import plain_cell
from core.spreadsheet.limits import (
    MOST_BYTES,
    MOST_CELL_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    UnreadableSheet,
)
from core.spreadsheet.workbooks import is_workbook, workbook_rows

DELIMITERS = (";", ",", "\t")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is the line as a spreadsheet program counts it, from 1, the header included."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`columns` are the header's names, in small letters with "_" between words."""

    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_sheet(raw: bytes) -> Sheet:
    """The file's first sheet. Empty lines are left out. Raises UnreadableSheet, whose code says why."""
    if not raw.strip():
        raise UnreadableSheet("empty")
    if len(raw) > MOST_BYTES:
        raise UnreadableSheet("too_large", most=MOST_BYTES // 1_000_000)
    lines = enumerate(workbook_rows(raw) if is_workbook(raw) else _csv_rows(raw), start=1)
    header = next(((number, row) for number, row in lines if any(row)), None)
    if header is None:
        raise UnreadableSheet("empty")
    columns = _columns(header[1])
    return Sheet(columns, tuple(_read(lines, columns)))


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    names = tuple("_".join(cell.strip().lower().replace("-", " ").split()) for cell in cells)
    named = [name for name in names if name]
    if len(set(named)) != len(named):
        raise UnreadableSheet("column_twice", name=next(name for name in named if named.count(name) > 1))
    return names


def _read(lines: Iterable[tuple[int, list[str]]], columns: Sequence[str]) -> Iterator[SheetRow]:
    found = 0
    for number, row in lines:
        cells = {name: plain_cell(cell.strip()) for name, cell in zip(columns, row, strict=False) if name}
        if not any(cells.values()):
            continue
        if any(row[len(columns) :]):
            raise UnreadableSheet("too_many_cells", line=number)
        found += 1
        if found > MOST_ROWS:
            raise UnreadableSheet("too_many_rows", most=MOST_ROWS)
        yield SheetRow(number, cells)


def _csv_rows(raw: bytes) -> Iterator[list[str]]:
    text = _decoded(raw)
    if "\x00" in text:
        raise UnreadableSheet("no_table")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise UnreadableSheet("too_many_columns", most=MOST_COLUMNS)
            if any(len(cell) > MOST_CELL_CHARACTERS for cell in row):
                raise UnreadableSheet("cell_too_long", most=MOST_CELL_CHARACTERS, line=reader.line_num)
            yield row
    except csv.Error as error:
        raise UnreadableSheet("no_table") from error


def _decoded(raw: bytes) -> str:
    """UTF-8, or what a spreadsheet program of western Europe writes instead; UTF-16 only with its mark."""
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet("no_text")


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line, outside of quotes."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    bare = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=bare.count) if any(mark in bare for mark in DELIMITERS) else ","
