"""Listing: drafts, changes, states, properties."""

from collections.abc import Mapping, Sequence
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.client.encoding import FormValue
from marketplaces.adapters.etsy.families.paging import Page, page_of
from marketplaces.adapters.etsy.values import Misread, Obj, needed_ident, obj, rows

BATCH = 100
STATES = ("active", "inactive", "draft", "expired", "sold_out")


def create_draft(client: EtsyClient, values: Mapping[str, FormValue]) -> Obj:
    """Sent once: Etsy knows no key by which a second one would be the first."""
    return client.form("POST", client.shop("listings"), "createDraftListing", values, _listing, repeatable=False)


def update(client: EtsyClient, listing_id: str, values: Mapping[str, FormValue]) -> Obj:
    """PATCH. Price, quantity and SKU are no fields of it: Etsy would answer 200 and do nothing."""
    path = client.shop(f"listings/{listing_id}")
    return client.form("PATCH", path, "updateListing", values, _listing, repeatable=True)


def activate(client: EtsyClient, listing_id: str) -> Obj:
    """Sent once: of one that is not on sale Etsy takes a fee each time."""
    path = client.shop(f"listings/{listing_id}")
    return client.form("PATCH", path, "updateListing", {"state": "active"}, _listing, repeatable=False)


def listing(client: EtsyClient, listing_id: str) -> Obj:
    return client.get(f"listings/{listing_id}", "getListing", _listing)


def of_shop(client: EtsyClient, state: str, limit: int, offset: int) -> Page:
    """One state a call: without one Etsy shows the active ones alone. The order is of no use."""
    params = {"state": state, "limit": limit, "offset": offset}
    return client.get(client.shop("listings"), "getListingsByShop", page_of, params)


def with_inventory(client: EtsyClient, listing_ids: Sequence[str]) -> list[Obj]:
    """Up to a hundred, each with its inventory; those that are gone are left out."""
    params = {"listing_ids": ",".join(listing_ids[:BATCH])}
    path = "listings/batch/inventory"
    return client.get(path, "getListingsInventoryByListingIds", page_rows, params)


def page_rows(given: Any) -> list[Obj]:
    return page_of(given).rows


def delete(client: EtsyClient, listing_id: str) -> None:
    client.delete(f"listings/{listing_id}", "deleteListing")


def set_property(client: EtsyClient, listing_id: str, property_id: str, values: Mapping[str, FormValue]) -> Obj:
    path = client.shop(f"listings/{listing_id}/properties/{property_id}")
    return client.form("PUT", path, "updateListingProperty", values, _object, repeatable=True)


def properties(client: EtsyClient, listing_id: str) -> list[Obj]:
    path = client.shop(f"listings/{listing_id}/properties")
    return client.get(path, "getListingProperties", page_rows)


def _listing(given: Any) -> Obj:
    found = obj(given, "the listing")
    needed_ident(found, "listing_id")
    return found


def _object(given: Any) -> Obj:
    return obj(given, "the answer")


def inventory_of(node: Obj) -> Obj | None:
    """Null where a listing has no records of one."""
    found = node.get("inventory")
    if found is None:
        return None
    if isinstance(found, list):
        raise Misread("inventory is a list")
    rows(obj(found, "inventory").get("products"), "products")
    return obj(found, "inventory")
