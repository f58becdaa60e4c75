"""What the mapping page shows of each of our categories on one marketplace's site."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.models import Category
from marketplaces.actions.categories.kept import CategoryBook, NeedsBook, products_by_category
from marketplaces.actions.publishing import attributes
from marketplaces.models import CategoryMapping
from marketplaces.models.categories import MappingState

MAPPED, INHERITED, SUGGESTED, RETIRED, MISSING = "mapped", "inherited", "suggested", "retired", "missing"
STATES: dict[str, Any] = {
    MISSING: _("Waiting"),
    SUGGESTED: _("Suggested"),
    RETIRED: _("Retired there"),
    INHERITED: _("Inherited"),
    MAPPED: _("Mapped"),
    "all": _("All"),
}


@dataclass(frozen=True)
class Row:
    """`row` is this category's own mapping or suggestion, `origin` the name of the category whose mapping it inherits.
    `covered` of `required` attributes have a value to begin with; None where the needs are not known."""

    category: Category
    products: int
    state: str
    row: CategoryMapping | None
    place: CategoryMapping | None
    origin: str
    required: int | None
    covered: int


def rows_of(book: CategoryBook, waiting: Mapping[int | None, int] | None = None) -> list[Row]:
    """All of our categories in the order of their tree. Four queries."""
    numbers = products_by_category() if waiting is None else waiting
    needs = NeedsBook(book.marketplace, book.site, [row.theirs for row in book.rows.values()])
    categories = list(Category.objects.order_by("tree_position", "pk"))
    names = {category.pk: category.name for category in categories}
    return [_row(category, numbers.get(category.pk, 0), book, needs, names) for category in categories]


def chosen(rows: list[Row], state: str) -> list[Row]:
    """Those of one tab. What waits or was suggested comes by the number of products, the rest as the tree stands.

    Waiting is only what has products of its own."""
    if state == "all":
        return rows
    found = [row for row in rows if row.state == state and (state != MISSING or row.products)]
    by_number = state in {MISSING, SUGGESTED, RETIRED}
    return sorted(found, key=lambda row: -row.products) if by_number else found


def _row(category: Category, products: int, book: CategoryBook, needs: NeedsBook, names: Mapping[int, str]) -> Row:
    own, place = book.rows.get(category.pk), book.place(category.pk)
    known = needs.of(place.mapping.theirs) if place is not None else None
    begins = attributes.merged(place.mapping.attributes) if place is not None else {}
    required = known.required() if known is not None else None
    return Row(
        category=category,
        products=products,
        state=_state(own, is_inherited=place is not None and place.origin != category.pk),
        row=own,
        place=place.mapping if place is not None else None,
        origin=names.get(place.origin, "") if place is not None and place.origin != category.pk else "",
        required=None if required is None else len(required),
        covered=sum(bool(begins.get(need.key)) for need in required or ()),
    )


def _state(own: CategoryMapping | None, *, is_inherited: bool) -> str:
    if own is not None:
        return {MappingState.MAPPED: MAPPED, MappingState.SUGGESTED: SUGGESTED, MappingState.RETIRED: RETIRED}[
            MappingState(own.state)
        ]
    return INHERITED if is_inherited else MISSING
