"""Words for what is wrong with a file, and for why an import is not done."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.imports.filing import NotNow
from core.spreadsheet import UnreadableSheet

FILES = {
    "empty": gettext_lazy("The file is empty."),
    "too_large": gettext_lazy("The file is too large: %(most)s MB are read at most. Bring it in parts."),
    "too_many_rows": gettext_lazy("The file has more than %(most)s rows. Bring it in parts."),
    "too_many_columns": gettext_lazy("The file has more than %(most)s columns."),
    "cell_too_long": gettext_lazy("A cell is longer than %(most)s letters (line %(line)s)."),
    "too_many_cells": gettext_lazy(
        "Line %(line)s has more cells than the first line: put a cell that holds a comma or semicolon into quotes."
    ),
    "column_twice": gettext_lazy("The column “%(name)s” stands in the first line twice."),
    "no_table": gettext_lazy("This is no table: bring CSV, or XLSX as a spreadsheet program saves it."),
    "no_text": gettext_lazy("The letters of this file cannot be read: save it as CSV in UTF-8."),
    "no_workbook": gettext_lazy("This XLSX cannot be read: open it in a spreadsheet program and save it anew."),
    "old_workbook": gettext_lazy("This is an old or a locked workbook: save it as XLSX without a password."),
    "column_missing": gettext_lazy("The first line does not name these columns: %(names)s."),
    "no_rows": gettext_lazy("The file has a first line and no rows."),
}
NOT_NOW = {
    "expired": gettext_lazy("The preview is too old: bring the file again."),
    "confirmed": gettext_lazy("This import was confirmed already."),
    "not_yours": gettext_lazy("Only whoever brought the file can confirm it."),
    "nothing_to_do": gettext_lazy("The file changes nothing."),
    "nothing_failed": gettext_lazy("There is nothing to try again."),
    "under_way": gettext_lazy("The import is under way."),
}
ROWS = {
    "changed_since_seen": gettext_lazy("It changed since the preview: bring the file again."),
    "not_permitted": gettext_lazy("Whoever confirmed it may not do this any more."),
    "broke": gettext_lazy("It broke for a reason nobody foresaw; the log has it."),
}


def file_words(error: UnreadableSheet) -> str:
    return str(FILES[error.code]) % error.values


def not_now_words(error: NotNow) -> str:
    return str(NOT_NOW[error.code])


def row_words(code: str, text: str) -> str:
    """Ours for the code, else the error's own sentence."""
    return str(ROWS[code]) if code in ROWS else text or code or _("It could not be done.")
