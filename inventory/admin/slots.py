"""Columns, tabs and buttons that apps above the catalogue put on its pages (see `core.console`)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from core.admin.base import ConsoleAdmin
from core.console import Column, slot


def slot_columns(admin: ConsoleAdmin, name: str) -> list[str]:
    """The names under which the slot's columns stand in `list_display`; makes the methods that Django looks for."""
    names = []
    for column in slot(name).columns():
        attribute = f"slot_{column.name}"
        if not hasattr(admin, attribute):
            setattr(admin, attribute, _cell_reader(column))
        names.append(attribute)
    return names


def _cell_reader(column: Column) -> Any:
    def read(row: Any) -> Any:
        return row.slot_cells.get(column.name, "–")

    read.short_description = column.title  # type: ignore[attr-defined]  # Django's way to name a column
    return read


def cells(columns: Iterable[Column], rows: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """Cell by column by primary key: each column's loader is called once for the page."""
    found: dict[int, dict[str, Any]] = {}
    for column in columns:
        for pk, cell in column.load(rows).items():
            found.setdefault(pk, {})[column.name] = cell
    return found


def buttons(request: HttpRequest, name: str, row: Model) -> list[dict[str, Any]]:
    return [
        {"title": button.title, "icon": button.icon, "url": button.url(row)}
        for button in slot(name).buttons()
        if request.user.has_perm(button.permission)
    ]


def panels(request: HttpRequest, name: str, row: Model) -> list[dict[str, Any]]:
    shown = (
        {"name": panel.name, "title": panel.title, "html": panel.render(request, row)} for panel in slot(name).panels()
    )
    return [panel for panel in shown if panel["html"]]
