"""Reading connections to their end."""

from collections.abc import Mapping
from typing import Any

from core.errors import BadPayload
from marketplaces.adapters.shopify.client import ShopifyClient
from marketplaces.adapters.shopify.client.answers import Given
from marketplaces.adapters.shopify.errors import PARTNER
from marketplaces.adapters.shopify.values import Obj, next_cursor, nodes, obj, obj_or_none

MOST_PAGES = 250
Page = tuple[list[Obj], str]


def all_nodes(client: ShopifyClient, file: str, name: str, variables: Mapping[str, Any]) -> list[Obj]:
    """The entries of the connection `name` at the root, all pages."""
    return _walk(client, file, variables, lambda given: page_of(given.data, name), "")


def rest(
    client: ShopifyClient, file: str, parent: str, name: str, variables: Mapping[str, Any], cursor: str
) -> list[Obj]:
    """The entries after `cursor` of the connection `name` of the root field `parent`; none without a cursor."""

    def read(given: Given) -> Page:
        found = obj_or_none(given.data.get(parent), parent)
        return ([], "") if found is None else page_of(found, name)  # gone between two pages

    return _walk(client, file, variables, read, cursor) if cursor else []


def page_of(parent: Obj, name: str) -> Page:
    connection = obj(parent.get(name), name)
    return nodes(connection, name), next_cursor(connection, name)


def _walk(client: ShopifyClient, file: str, variables: Mapping[str, Any], read: Any, cursor: str) -> list[Obj]:
    found: list[Obj] = []
    seen = {cursor}
    for _ in range(MOST_PAGES):
        page, cursor = client.ask(file, {**variables, "after": cursor or None}, read)
        found += page
        if not cursor:
            return found
        if cursor in seen:
            break
        seen.add(cursor)
    raise BadPayload(PARTNER, file, message="the pages do not come to an end")
