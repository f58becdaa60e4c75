"""Listing Inventory: products, what they differ in, prices and quantities; replaced as a whole."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.values import Obj, obj, rows

MOST_VARIATIONS = 3


def inventory(client: EtsyClient, listing_id: str) -> Obj:
    """With the listing itself under `listing`: both in one call."""
    path = f"listings/{listing_id}/inventory"
    return client.get(path, "getListingInventory", _inventory, {"includes": "Listing"})


def replace(client: EtsyClient, listing_id: str, body: Mapping[str, Any], variations: int) -> Obj:
    """What is left out is removed. A listing with three variations must be announced."""
    params = {"max_variations_supported": MOST_VARIATIONS} if variations >= MOST_VARIATIONS else None
    path = f"listings/{listing_id}/inventory"
    return client.json("PUT", path, "updateListingInventory", dict(body), _inventory, repeatable=True, params=params)


def _inventory(given: Any) -> Obj:
    found = obj(given, "the inventory")
    rows(found.get("products"), "products")
    return found
