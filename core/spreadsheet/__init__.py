"""Tables that people open in a spreadsheet program: written as CSV and XLSX, and read back from both.

Written, no cell is ever a formula. Read, a file is a stranger's: its size, its shape and its letters have limits.
"""

from core.spreadsheet.cells import plain_cell, safe_cell
from core.spreadsheet.limits import UnreadableSheet
from core.spreadsheet.reading import Sheet, SheetRow, read_sheet
from core.spreadsheet.writing import csv_lines, workbook_file

__all__ = [
    "Sheet",
    "SheetRow",
    "UnreadableSheet",
    "csv_lines",
    "plain_cell",
    "read_sheet",
    "safe_cell",
    "workbook_file",
]
