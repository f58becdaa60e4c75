"""Categories of the account's site. The tree is some megabytes: it is kept by its version, which is asked for now and
then, and 5,000 calls a day are all that the app has."""

import json
import zlib

from django.core.cache import cache

from core.errors import NotFound
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import metadata, taxonomy
from marketplaces.adapters.ebay.mapper.taxonomy import (
    Node,
    attribute_need,
    category,
    children_of,
    conditions,
    flat,
    regulations,
    suggested,
)
from marketplaces.adapters.ebay.values import required
from marketplaces.interface import CategoryNeeds, RemoteCategory

VERSION_SECONDS = 6 * 3600
TREE_SECONDS = 30 * 24 * 3600


def tree_of(client: EbayClient) -> tuple[str, str]:
    """The id and the version of the site's tree."""
    key = f"ebay:tree-version:{client.identity.site.code}"
    kept = cache.get(key)
    if kept:
        return kept[0], kept[1]
    found = taxonomy.default_tree(client)
    cache.set(key, found, VERSION_SECONDS)
    return found


def nodes(client: EbayClient) -> list[Node]:
    tree_id, version = tree_of(client)
    key = f"ebay:tree:{tree_id}:{version}"
    kept = cache.get(key)
    if kept is not None:
        return [(row[0], row[1], row[2], row[3]) for row in json.loads(zlib.decompress(kept))]
    found = flat(taxonomy.tree(client, tree_id))
    cache.set(key, zlib.compress(json.dumps(found).encode()), TREE_SECONDS)
    return found


def suggest(client: EbayClient, words: str) -> tuple[RemoteCategory, ...]:
    """eBay's sandbox names the same ones whatever is asked."""
    if not words.strip():
        return ()
    tree_id, _version = tree_of(client)
    return tuple(suggested(row) for row in taxonomy.suggestions(client, tree_id, words.strip()))


def below(client: EbayClient, category_id: str) -> tuple[RemoteCategory, ...]:
    """Raises NotFound for a category that is not in the tree."""
    found = nodes(client)
    if category_id:
        category_of(client, category_id)
    return children_of(found, category_id)


def category_of(client: EbayClient, category_id: str) -> RemoteCategory:
    """Raises NotFound."""
    by_id = {node[0]: node for node in nodes(client)}
    if category_id not in by_id:
        raise NotFound(PARTNER, "read a category", message="the national site has no such category")
    return category(by_id, by_id[category_id])


def needs_of(client: EbayClient, category_id: str) -> CategoryNeeds:
    """Three calls: aspects, conditions, and what the law wants. Keep it."""
    tree_id, version = tree_of(client)
    aspects = taxonomy.aspects(client, tree_id, category_id)
    wanted, required_ones = regulations(metadata.regulatory_policies(client, category_id), category_id)
    return CategoryNeeds(
        category_id=category_id,
        attributes=tuple(attribute_need(row) for row in aspects),
        conditions=conditions(metadata.condition_policies(client, category_id), category_id),
        regulations=wanted,
        required_regulations=required_ones,
        version=version,
    )


def expired(client: EbayClient) -> dict[str, str]:
    """Categories that are gone -> what stands for each now."""
    tree_id, _version = tree_of(client)
    found = taxonomy.expired(client, tree_id)
    return {required(row, "fromCategoryId"): required(row, "toCategoryId") for row in found}
