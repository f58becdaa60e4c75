"""Taxonomy API: the tree of a site, suggestions, and what a category asks for. With the app's token."""

from typing import Any

from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.values import Obj, path_of, required, rows


def default_tree(client: EbayClient) -> tuple[str, str]:
    """The id and the version of the site's tree: the numbers are eBay's to change."""

    def read(given: Given) -> tuple[str, str]:
        return required(given.body, "categoryTreeId"), required(given.body, "categoryTreeVersion")

    query = {"marketplace_id": client.identity.site.code}
    return client.get(
        Family.TAXONOMY, "get_default_category_tree_id", read, operation="getDefaultCategoryTreeId", query=query
    )


def tree(client: EbayClient, tree_id: str) -> Obj:
    """The whole of it: some megabytes for a large site."""
    headers = {"Accept-Encoding": "gzip"}
    return client.send(
        "GET", Family.TAXONOMY, path_of("category_tree", tree_id), _whole, operation="getCategoryTree", headers=headers
    )


def suggestions(client: EbayClient, tree_id: str, words: str) -> list[Obj]:
    """The likeliest first; 204, an empty answer, where there is none."""
    return _rows(client, tree_id, "get_category_suggestions", "categorySuggestions", "getCategorySuggestions", q=words)


def aspects(client: EbayClient, tree_id: str, category_id: str) -> list[Obj]:
    """Raises NotFound for a category that the tree does not have, Rejected for one that is no leaf."""
    path, operation = "get_item_aspects_for_category", "getItemAspectsForCategory"
    return _rows(client, tree_id, path, "aspects", operation, category_id=category_id)


def expired(client: EbayClient, tree_id: str) -> list[Obj]:
    """Categories that are gone, with what stands for them now."""
    return _rows(client, tree_id, "get_expired_categories", "expiredCategories", "getExpiredCategories")


def _rows(client: EbayClient, tree_id: str, path: str, name: str, operation: str, **query: Any) -> list[Obj]:
    return client.get(
        Family.TAXONOMY,
        path_of("category_tree", tree_id, path),
        lambda given: rows(given.body.get(name), name),
        operation=operation,
        query=query or None,
    )


def _whole(given: Given) -> Obj:
    return given.body
