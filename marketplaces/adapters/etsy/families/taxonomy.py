"""Seller Taxonomy: the tree of categories, and what a listing in one of them can say. Kept for a day: the tree is large,
and it changes rarely."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families.listings import page_rows
from marketplaces.adapters.etsy.values import Obj

KEPT_SECONDS = 86_400


def nodes(client: EtsyClient) -> list[Obj]:
    """The whole tree."""
    return _kept("nodes", lambda: client.get("seller-taxonomy/nodes", "getSellerTaxonomyNodes", page_rows))


def properties(client: EtsyClient, taxonomy_id: int) -> list[Obj]:
    path = f"seller-taxonomy/nodes/{taxonomy_id}/properties"
    return _kept(f"properties:{taxonomy_id}", lambda: client.get(path, "getPropertiesByTaxonomyId", page_rows))


def _kept(name: str, ask: Callable[[], list[Obj]]) -> list[Obj]:
    """Of the Etsy that the settings lead to."""
    place = hashlib.sha256(settings.ETSY_API_URL.encode()).hexdigest()[:12]
    key = f"etsy:{place}:taxonomy:{name}"
    found: list[Obj] | None = cache.get(key)
    if found is None:
        found = ask()
        cache.set(key, found, KEPT_SECONDS)
    return found
