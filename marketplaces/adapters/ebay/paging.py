"""Lists to their last page: `next` is followed, never computed, and only on the configured host."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.values import Obj, rows, text

T = TypeVar("T")
MOST_PAGES = 1000


def page(
    client: EbayClient,
    family: Family,
    path: str,
    name: str,
    *,
    operation: str,
    query: Mapping[str, Any] | None = None,
    as_app: bool | None = None,
) -> tuple[list[Obj], str]:
    """The entries of one page, and the path of the next one, "" after the last. An empty page is the last, and so is one
    whose `next` is itself. 204 is an empty list."""

    def read(given: Given) -> tuple[list[Obj], str]:
        return rows(given.body.get(name), name), text(given.body.get("next"))

    found, url = client.get(family, path, read, operation=operation, query=query, as_app=as_app)
    following = client.follow(family, url) if url and found else ""
    return found, "" if following == path else following


def all_rows(
    client: EbayClient,
    family: Family,
    path: str,
    name: str,
    *,
    operation: str,
    query: Mapping[str, Any] | None = None,
    as_app: bool | None = None,
) -> list[Obj]:
    """All entries. Stops where a page comes a second time."""
    found, following = page(client, family, path, name, operation=operation, query=query, as_app=as_app)
    seen: set[str] = set()
    while following and following not in seen and len(seen) < MOST_PAGES:
        seen.add(following)
        more, following = page(client, family, following, name, operation=operation, as_app=as_app)
        found += more
    return found


def first_of(read: Callable[[Obj], T]) -> Callable[[Given], T]:
    """Reads the body itself."""
    return lambda given: read(given.body)
