"""A table as CSV or as XLSX, written row by row: it costs the same memory at ten rows and at a hundred thousand."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from core.spreadsheet.cells import safe_cell, workbook_value

TITLE_CHARACTERS = 31  # of a sheet's name


class _Line:
    """A file of one line: gives back what was written to it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV text line by line, with the byte order mark that makes Excel read it as UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def workbook_file(title: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """A file of XLSX with one sheet, open at its beginning; it is gone when it is closed."""
    # A fifth of a process's start, which nobody pays before the first workbook.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.append([_filled(WriteOnlyCell(sheet, None), cell, font=Font(bold=True)) for cell in header])
    for row in rows:
        sheet.append([_filled(WriteOnlyCell(sheet, None), cell) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    book.save(file)
    file.seek(0)
    return file


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in r"[]:*?/\ ")[:TITLE_CHARACTERS] or "Sheet"


def _filled(cell: Any, value: Any, *, font: Any = None) -> Any:
    """Text is marked as text, so that no program guesses a formula or a date into it."""
    plain = workbook_value(value)
    cell.value = plain
    if isinstance(plain, str):
        cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell
