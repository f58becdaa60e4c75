"""`aliexpress.ds.category.get`: one flat list in which each level names its parent."""

from suppliers.adapters.aliexpress.envelope import Body, result_of
from suppliers.adapters.aliexpress.reading import Json, Unreadable, objects, text
from suppliers.interface import SupplierCategory

DEEPEST = 20  # a chain of parents that is longer goes in a circle


def read_categories(body: Body) -> list[SupplierCategory]:
    """All levels with their paths from the root. A parent that is not in the list ends the path there."""
    result = result_of(body)
    if not isinstance(result, dict):
        raise Unreadable("categories without a result")
    rows = {found: row for row in objects(result.get("categories"), "category_id") if (found := _id(row))}
    return [
        SupplierCategory(category_id, text(row.get("category_name")), _path(category_id, rows))
        for category_id, row in rows.items()
    ]


def _id(row: Json) -> str:
    return text(row.get("category_id"))


def _path(category_id: str, rows: dict[str, Json]) -> tuple[str, ...]:
    names: list[str] = []
    while category_id in rows and len(names) < DEEPEST:
        row = rows[category_id]
        names.append(text(row.get("category_name")))
        category_id = text(row.get("parent_category_id"))
    return tuple(reversed(names))
