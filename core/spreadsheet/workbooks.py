"""XLSX, which is a zip of XML: looked over before any of it is parsed, so that neither can blow up or reach out."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.spreadsheet.limits import (
    MOST_BLANK_ROWS,
    MOST_CELL_CHARACTERS,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    UnreadableSheet,
)

SIGNATURE = b"PK\x03\x04"
OLD_SIGNATURE = b"\xd0\xcf\x11\xe0"  # XLS, and XLSX with a password
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
OTHER_LETTERS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")  # UTF-16 would hide a declaration
CHUNK = 1 << 16
_OVERLAP = max(map(len, DECLARATIONS)) - 1


def is_workbook(raw: bytes) -> bool:
    return raw.startswith((SIGNATURE, OLD_SIGNATURE))


def workbook_rows(raw: bytes) -> Iterator[list[str]]:
    """The cells of the first sheet as text; of a formula its last value. Raises UnreadableSheet."""
    if raw.startswith(OLD_SIGNATURE):
        raise UnreadableSheet("old_workbook")
    _look_over(raw)
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - a fifth of a process's start, and few ever read a workbook

        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        try:
            yield from _rows(book.worksheets[0])
        finally:
            book.close()
    except UnreadableSheet:
        raise
    except Exception as error:
        raise UnreadableSheet("no_workbook") from error


def _rows(sheet: Any) -> Iterator[list[str]]:
    blank = 0
    most = MOST_ROWS + MOST_BLANK_ROWS + 2
    for row in sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS, values_only=True):
        cells = [_text(value) for value in row]
        if any(len(cell) > MOST_CELL_CHARACTERS for cell in cells):
            raise UnreadableSheet("cell_too_long", most=MOST_CELL_CHARACTERS, line="")
        blank = 0 if any(cells) else blank + 1
        if blank > MOST_BLANK_ROWS:
            return
        yield cells


def _text(value: Any) -> str:
    """A number as its shortest exact form: 10.5, not 10.500000000000001; a date as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}").normalize(), "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _look_over(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
                raise UnreadableSheet("too_large", most=MOST_UNPACKED_BYTES // 1_000_000)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as file:
                        _refuse_declarations(file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableSheet("no_workbook") from error
    except zlib.error as error:
        raise UnreadableSheet("no_workbook") from error


def _refuse_declarations(file: Any) -> None:
    """A part with a document type could name other files, or itself many times over: no program writes one."""
    kept = file.read(CHUNK)
    if kept.startswith(OTHER_LETTERS):
        raise UnreadableSheet("no_workbook")
    while kept:
        if any(each in kept for each in DECLARATIONS):
            raise UnreadableSheet("no_workbook")
        chunk = file.read(CHUNK)
        kept = kept[-_OVERLAP:] + chunk if chunk else b""
