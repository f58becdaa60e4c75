"""Pages by limit and offset."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketplaces.adapters.etsy.values import Misread, Obj, obj, rows

LARGEST = 100
FURTHEST_OFFSET = 12_000  # beyond it Etsy refuses: the window is made narrower instead


@dataclass(frozen=True, slots=True)
class Page:
    """`count` is Etsy's own word for how many there are; it is off while rows change."""

    rows: list[Obj]
    count: int


def page_of(given: Any) -> Page:
    found = obj(given, "the page")
    count = found.get("count")
    if isinstance(count, bool) or not isinstance(count, int):
        raise Misread("count is no number")
    return Page(rows(found.get("results"), "results"), count)


def all_rows(read: Callable[[int, int], Page], key: str) -> list[Obj]:
    """To the last page, by `read(limit, offset)`; each row once by its `key`, since pages of changing data repeat some.
    A short page is the last one, whatever the count says."""
    found: dict[Any, Obj] = {}
    for offset in range(0, FURTHEST_OFFSET + 1, LARGEST):
        page = read(LARGEST, offset)
        found.update({row.get(key): row for row in page.rows})
        if len(page.rows) < LARGEST:
            break
    return list(found.values())
