"""Mappings as a file: one line a category of ours, read back only after a look at what it would change."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.spreadsheet import csv_lines
from inventory.models import Category
from marketplaces.actions.categories import CategoryBook, paths
from marketplaces.actions.mapping import clear, set_mapping
from marketplaces.admin.mapping_rows import Row

HEADER = ("category", "path", "products", "theirs", "theirs_path", "state")
MOST_LINES, MOST_BYTES = 20_000, 4_000_000
_LONGEST, _LONGEST_PATH = 200, 400


@dataclass(frozen=True)
class Change:
    """One line of a file that would change something: `theirs` "" takes the mapping away."""

    category_id: int
    name: str
    before: str
    theirs: str
    path: str


@dataclass(frozen=True)
class Reading:
    changes: list[Change]
    same: int
    problems: list[str]


class UnreadableFile(ValueError):  # noqa: N818 - says what is wrong
    """The words say why."""


def export(rows: Sequence[Row]) -> Iterator[str]:
    ours = paths()
    lines = (
        (
            row.category.pk,
            ours.get(row.category.pk, row.category.name),
            row.products,
            row.row.theirs if row.row else "",
            row.row.theirs_path if row.row else "",
            row.state,
        )
        for row in rows
    )
    return csv_lines(HEADER, lines)


def read(raw: bytes, book: CategoryBook) -> Reading:
    """What the file would change. Raises UnreadableFile."""
    if len(raw) > MOST_BYTES:
        raise UnreadableFile(_("The file is too large."))
    try:
        text = raw.decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(text)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(_("The file is no CSV in UTF-8.")) from error
    if not lines or not {"category", "theirs"} <= set(lines[0]):
        raise UnreadableFile(_("The first line must name at least “category” and “theirs”."))
    if len(lines) > MOST_LINES:
        raise UnreadableFile(_("The file has too many lines."))
    return _compared(lines, book)


def apply(changes: Sequence[Change], book: CategoryBook, by: str) -> int:
    """Does it. What was mapped otherwise meanwhile is mapped as the file says."""
    categories = Category.objects.in_bulk([change.category_id for change in changes])
    gone = [change.category_id for change in changes if not change.theirs]
    done = clear(book.marketplace, book.site, gone, by) if gone else 0
    for change in changes:
        category = categories.get(change.category_id)
        if change.theirs and category is not None:
            set_mapping(book.marketplace, book.site, category, change.theirs, by, path=change.path)
            done += 1
    return done


def _compared(lines: Sequence[dict[str, Any]], book: CategoryBook) -> Reading:
    names = dict(Category.objects.values_list("pk", "name"))
    changes: list[Change] = []
    problems: list[str] = []
    same = 0
    for number, line in enumerate(lines, start=2):
        key, theirs = _cell(line, "category"), _cell(line, "theirs")[:_LONGEST]
        if not key.isdecimal() or int(key) not in names:
            problems.append(_("Line %(n)d: there is no category #%(key)s.") % {"n": number, "key": key})
            continue
        own = book.rows.get(int(key))
        before = own.theirs if own else ""
        if theirs == before:
            same += 1
            continue
        path = _cell(line, "theirs_path")[:_LONGEST_PATH]
        changes.append(Change(int(key), names[int(key)], before, theirs, path))
    return Reading(changes, same, problems)


def _cell(line: dict[str, Any], name: str) -> str:
    """Without the apostrophe by which a spreadsheet is kept from running it."""
    text = str(line.get(name) or "").strip()
    return text.removeprefix("'")
