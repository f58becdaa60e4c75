"""Category mappings brought as a file: one line a category of ours, known by its number."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.imports import Cells, Column, ImportKind, Plan, refused, register
from core.jobs.rows import Doer
from core.models.imports import Outcome
from core.spreadsheet import Sheet
from inventory.models import Category
from marketplaces import registry
from marketplaces.actions.categories.mapping import clear, set_mapping
from marketplaces.actions.categories.places import place_title, places
from marketplaces.models import CategoryMapping

_LONGEST, _LONGEST_PATH = 200, 400
_Key = tuple[str, str, int]


class Mappings(ImportKind):
    slug = "category-mappings"
    title = gettext_lazy("Import category mappings")
    lead = gettext_lazy(
        "Export first, fill in the column “theirs”, then give the file back here; a line with nothing in “theirs” clears the "
        "mapping."
    )
    permission = "marketplaces.change_categorymapping"
    back = "admin:marketplaces_mapping_board"
    params = ("marketplace", "site")
    columns = (
        Column("category", gettext_lazy("Number of our category"), "12", is_required=True),
        Column(
            "theirs", gettext_lazy("The marketplace's category: its number, or its text"), "20349", is_required=True
        ),
        Column("theirs_path", gettext_lazy("Its path, for people to read"), "Pets > Mats"),
        Column("marketplace", gettext_lazy("Which marketplace, where the page does not say it"), "ebay"),
        Column("site", gettext_lazy("Which national site of it"), "EBAY_DE"),
    )

    def plan(self, sheet: Sheet, params: Mapping[str, str]) -> Iterator[Plan]:
        names = dict(Category.objects.values_list("pk", "name"))
        own: dict[_Key, CategoryMapping] = {
            (row.marketplace, row.site, row.category_id): row for row in CategoryMapping.objects.all()
        }
        known = set(places())
        for row in sheet.rows:
            cells = Cells(row)
            place = _place(cells, params, known)
            number = row.cells.get("category", "")
            theirs = cells.text("theirs", _LONGEST)
            path = cells.text("theirs_path", _LONGEST_PATH)
            if not (number.isdecimal() and int(number) in names):
                cells.problem("category", _("There is no category #%(key)s.") % {"key": number[:20]})
            if cells.problems or place is None:
                yield refused(row.number, number[:20], cells.problems)
                continue
            key = (*place, int(number))
            before = own.get(key)
            values = {"marketplace": place[0], "site": place[1], "category": key[2], "theirs": theirs, "path": path}
            was = before.theirs if before else ""
            outcome = Outcome.SAME if was == theirs else Outcome.CHANGED if before else Outcome.CREATED
            changes = {} if was == theirs else {"theirs": [_shown(before), path or theirs]}
            target = f"{place[0]}:{place[1]}:{number}"
            yield Plan(row.number, target, names[key[2]], outcome, values, changes, seen=_seen(before))

    def seen(self, values: Mapping[str, Any]) -> str:
        rows = CategoryMapping.objects.filter(marketplace=values["marketplace"], site=values["site"])
        return _seen(rows.filter(category=values["category"]).first())

    def apply(self, values: Mapping[str, Any], doer: Doer, fetched: Any) -> None:
        marketplace, site, key = values["marketplace"], values["site"], values["category"]
        if not values["theirs"]:
            clear(marketplace, site, [key], doer.name)
            return
        category = Category.objects.filter(pk=key).first()
        if category is None:
            raise ValueError("gone")
        set_mapping(marketplace, site, category, values["theirs"], doer.name, path=values["path"])

    def place(self, params: Mapping[str, str]) -> str:
        marketplace = params.get("marketplace", "")
        return place_title(marketplace, params.get("site", "")) if marketplace in registry.slugs() else ""


def _place(cells: Cells, params: Mapping[str, str], known: set[tuple[str, str]]) -> tuple[str, str] | None:
    """The line's own word for it, else the page's."""
    row = cells.row.cells
    place = (row.get("marketplace") or params.get("marketplace", ""), row.get("site") or params.get("site", ""))
    if place not in known:
        cells.problem("marketplace", _("There is no shop at “%(place)s”.") % {"place": " ".join(place).strip()[:80]})
        return None
    return place


def _shown(row: CategoryMapping | None) -> str:
    return (row.theirs_path or row.theirs) if row else ""


def _seen(row: CategoryMapping | None) -> str:
    return "" if row is None else f"{row.theirs}|{row.theirs_path}|{row.state}"


register(Mappings())
