"""Products against the attributes of their category: what is missing first, one value filled down to all that lack it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from marketplaces.actions.publishing import attributes
from marketplaces.actions.publishing.drafts import Check
from marketplaces.actions.publishing.plans import set_attributes
from marketplaces.interface import AttributeNeed, CategoryNeeds
from marketplaces.models import Listing

MOST_CHOICES = 300  # more are typed, with proposals
MOST_PROPOSALS = 500
MOST_COLUMNS = 40


@dataclass(frozen=True)
class Cell:
    name: str  # of the input
    own: str  # what staff wrote for this listing
    inherited: str  # what stands there otherwise
    is_missing: bool


@dataclass(frozen=True)
class GridRow:
    listing: Listing
    title: str
    missing: int
    cells: list[Cell]
    pairs: list[tuple[Cell, "Column"]]


@dataclass(frozen=True)
class Column:
    need: AttributeNeed
    fill: str  # name of the input whose value is filled down
    list_id: str
    choices: tuple[str, ...]  # to choose from, where nothing else is taken
    proposals: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Listings of one shop in one category."""

    shop: str
    category_id: str
    columns: list[Column]
    rows: list[GridRow]


Pair = tuple[Listing, Check]


def tables_of(pairs: Sequence[Pair], *, with_optional: bool = False) -> list[Table]:
    """One table for each shop and category; listings whose category asks for nothing, or is not known, are left out."""
    grouped: dict[tuple[int, str], list[Pair]] = {}
    for listing, checked in pairs:
        if checked.needs is not None:
            grouped.setdefault((listing.account_id, checked.category_id), []).append((listing, checked))
    found = []
    for group in grouped.values():
        needs = group[0][1].needs
        if needs is not None and (columns := _columns(group, needs, with_optional=with_optional)):
            found.append(_table(group, columns))
    return found


def save(pairs: Sequence[Pair], posted: QueryDict, by: str, *, with_optional: bool = False) -> tuple[int, list[str]]:
    """Writes what was typed, after filling down. (How many listings changed, what was not taken in words: the attribute
    and its value.)"""
    changed, refused = 0, []
    fill = "fill" in posted
    for table in tables_of(pairs, with_optional=with_optional):
        for row in table.rows:
            values, bad = _typed(row, table.columns, posted, fill=fill)
            refused += bad
            changed += set_attributes(row.listing, values, by)
    return changed, list(dict.fromkeys(refused))


def _typed(
    row: GridRow, columns: Sequence[Column], posted: QueryDict, *, fill: bool
) -> tuple[dict[str, list[str]], list[str]]:
    values: dict[str, list[str]] = {}
    refused = []
    for cell, column in zip(row.cells, columns, strict=True):
        if cell.name not in posted:
            continue
        text = str(posted.get(cell.name, ""))
        if fill and not text.strip() and cell.is_missing:
            text = str(posted.get(column.fill, ""))
        said = attributes.read_text(text, column.need)
        if said and not attributes.is_fit(column.need, said):
            refused.append(f"{column.need.name}: {text.strip()}")
            continue
        values[column.need.key] = said
    return values, refused


def _columns(group: Sequence[Pair], needs: CategoryNeeds, *, with_optional: bool) -> list[Column]:
    lacking = {need.key for _listing, checked in group for need in checked.missing}
    own = {key for listing, _checked in group for key in (listing.attributes or {})}
    shown = [
        (number, need)
        for number, need in enumerate(needs.attributes)
        if need.is_required or need.key in own or with_optional
    ]
    shown.sort(key=lambda each: (each[1].key not in lacking, not each[1].is_required, each[0]))
    first = group[0][0]
    return [
        Column(
            need=need,
            fill=f"f-{first.pk}-{number}",
            list_id=f"l-{first.pk}-{number}",
            choices=need.values
            if need.only_listed and not need.is_multiple and len(need.values) <= MOST_CHOICES
            else (),
            proposals=need.values[:MOST_PROPOSALS],
        )
        for number, need in shown[:MOST_COLUMNS]
    ]


def _table(group: Sequence[Pair], columns: list[Column]) -> Table:
    rows = [_row(listing, checked, columns) for listing, checked in group]
    rows.sort(key=lambda row: (-row.missing, row.listing.pk))
    return Table(group[0][0].account.name, group[0][1].category_id, columns, rows)


def _row(listing: Listing, checked: Check, columns: Sequence[Column]) -> GridRow:
    stands: Mapping[str, tuple[str, ...]] = dict(checked.attributes)
    own: dict[str, Any] = attributes.merged(listing.attributes)
    lacking = {need.key for need in checked.missing}
    cells = [
        Cell(
            name=f"v-{listing.pk}-{column.fill.rpartition('-')[2]}",
            own="; ".join(own.get(column.need.key, ())),
            inherited="" if column.need.key in own else "; ".join(stands.get(column.need.key, ())),
            is_missing=column.need.key in lacking,
        )
        for column in columns
    ]
    return GridRow(listing, str(listing), len(lacking), cells, list(zip(cells, columns, strict=True)))
