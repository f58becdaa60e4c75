"""Staff's word on which category of a marketplace stands for which of ours, each change written down; what a category asks
for is read by a job as soon as one is chosen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from core.history import record
from inventory.models import Category
from marketplaces.actions.categories.needs import start_reading_needs
from marketplaces.models import CategoryMapping
from marketplaces.models.categories import MappingState

SURE_ENOUGH = 90  # per cent, from which suggestions are accepted in one go
CHANGED = "category_mapping.changed"


def set_mapping(
    marketplace: str,
    site: str,
    category: Category,
    theirs: str,
    by: str,
    *,
    path: str = "",
    attributes: Mapping[str, Any] | None = None,
) -> CategoryMapping:
    """Has this category of ours stand for that one of theirs, from now on and for what is below it. `attributes` None:
    those that were there stay."""
    values: dict[str, Any] = {"theirs": theirs, "theirs_path": path, "state": MappingState.MAPPED, "score": None}
    if attributes is not None:
        values["attributes"] = dict(attributes)
    with transaction.atomic():
        row, _made = CategoryMapping.objects.update_or_create(
            marketplace=marketplace, site=site, category=category, defaults=values
        )
        _note(row, by)
        start_reading_needs(marketplace, site, [theirs], by)
    return row


def set_many(
    marketplace: str, site: str, categories: Iterable[Category], theirs: str, by: str, *, path: str = ""
) -> int:
    return len([set_mapping(marketplace, site, category, theirs, by, path=path) for category in categories])


def clear(marketplace: str, site: str, category_ids: Sequence[int], by: str) -> int:
    """They follow the nearest mapped category above them again. How many had a mapping or a suggestion."""
    rows = CategoryMapping.objects.filter(marketplace=marketplace, site=site, category__in=category_ids)
    with transaction.atomic():
        chosen = list(rows)
        for row in chosen:
            record(row, "category_mapping.cleared", by=by, data={"theirs": row.theirs})
        rows.delete()
    return len(chosen)


def accept(rows: Iterable[CategoryMapping], by: str) -> int:
    """Makes suggestions mappings. How many there were."""
    chosen = [row for row in rows if row.state == MappingState.SUGGESTED]
    with transaction.atomic():
        for row in chosen:
            row.state = MappingState.MAPPED
            row.save(update_fields=["state", "updated_at"])
            _note(row, by)
        by_place: dict[tuple[str, str], list[str]] = {}
        for row in chosen:
            by_place.setdefault((row.marketplace, row.site), []).append(row.theirs)
        for (marketplace, site), theirs in by_place.items():
            start_reading_needs(marketplace, site, theirs, by)
    return len(chosen)


def accept_sure(marketplace: str, site: str, by: str, least: int = SURE_ENOUGH) -> int:
    """Accepts all suggestions that are at least so sure."""
    rows = CategoryMapping.objects.filter(
        marketplace=marketplace, site=site, state=MappingState.SUGGESTED, score__gte=least
    )
    return accept(rows, by)


def _note(row: CategoryMapping, by: str) -> None:
    record(row, CHANGED, by=by, data={"theirs": row.theirs, "path": row.theirs_path})
