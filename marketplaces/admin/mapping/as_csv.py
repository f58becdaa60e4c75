"""Mappings as a file: one line a category of ours."""

from collections.abc import Iterator, Sequence
from typing import Any

from marketplaces.actions.categories.kept import paths
from marketplaces.admin.mapping.rows import Row
from marketplaces.models import CategoryMapping

HEADER = ("marketplace", "site", "category", "path", "products", "theirs", "theirs_path", "state")


def export_cells(marketplace: str, site: str, rows: Sequence[Row]) -> Iterator[list[Any]]:
    ours = paths()
    for row in rows:
        yield [
            marketplace,
            site,
            row.category.pk,
            ours.get(row.category.pk, row.category.name),
            row.products,
            row.row.theirs if row.row else "",
            row.row.theirs_path if row.row else "",
            row.state,
        ]


def mapping_cells(keys: list[Any]) -> Iterator[list[Any]]:
    """Of mappings by their own keys, with no count of products."""
    ours = paths()
    for row in CategoryMapping.objects.filter(pk__in=keys).select_related("category").order_by("pk"):
        path = ours.get(row.category_id, row.category.name)
        yield [row.marketplace, row.site, row.category_id, path, "", row.theirs, row.theirs_path, row.state]
