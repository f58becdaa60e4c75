"""Listings as they stand at Etsy."""

from collections.abc import Mapping, Sequence

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import inventory as inventories
from marketplaces.adapters.etsy.families import listings
from marketplaces.adapters.etsy.mapper.inventory import Inventory, read_inventory
from marketplaces.adapters.etsy.mapper.listings import listing_reading
from marketplaces.adapters.etsy.values import Obj, needed_ident, number, obj
from marketplaces.interface import ListingReading


def standing(client: EtsyClient, listing_id: str) -> tuple[Obj, Inventory]:
    """The listing and its inventory, in one call. Raises NotFound."""
    number(listing_id, "the listing's number")
    found = inventories.inventory(client, listing_id)
    return obj(found.get("listing"), "listing"), read_inventory(found)


def read_listing(client: EtsyClient, listing_id: str) -> ListingReading:
    return listing_reading(*standing(client, listing_id))


def read_listings(client: EtsyClient, listing_ids: Sequence[str]) -> Mapping[str, ListingReading]:
    """By number, a hundred a call; one that is gone is missing in the answer."""
    found = {}
    for start in range(0, len(listing_ids), listings.BATCH):
        for row in listings.with_inventory(client, listing_ids[start : start + listings.BATCH]):
            inventory = listings.inventory_of(row)
            if inventory is not None:
                found[needed_ident(row, "listing_id")] = listing_reading(row, read_inventory(inventory))
    return found
