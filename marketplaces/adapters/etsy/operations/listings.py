"""Listings beyond publishing: found, renewed, deleted, and their inventories replaced as a whole."""

from collections.abc import Mapping
from typing import Any

from core.errors import Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.families import inventory as inventories
from marketplaces.adapters.etsy.families import listings as family
from marketplaces.adapters.etsy.families.paging import FURTHEST_OFFSET, LARGEST
from marketplaces.adapters.etsy.listing.reading import standing
from marketplaces.adapters.etsy.mapper import inventory as mapper
from marketplaces.adapters.etsy.mapper.inventory import Inventory
from marketplaces.adapters.etsy.mapper.inventory_words import changed, differences, shown, wanted
from marketplaces.adapters.etsy.mapper.listings import ACTIVE, RENEWED_FOR_A_FEE
from marketplaces.adapters.etsy.mapper.money_words import shown as shown_money
from marketplaces.adapters.etsy.operations.making import deleted, require_currency
from marketplaces.adapters.etsy.values import Obj, needed_ident, number, text
from marketplaces.interface import Operation

OPERATIONS = {
    "find_listings": Operation("find_listings"),
    "renew_listing": Operation("renew_listing", changes=True, costs_fee=True),
    "delete_listing": Operation("delete_listing", changes=True),
    "read_inventory": Operation("read_inventory"),
    "replace_inventory": Operation("replace_inventory", changes=True),
}
Values = Mapping[str, Any]


def find_listings(client: EtsyClient, values: Values) -> dict[str, Any]:
    """One page of what is on sale, a row for each variant: `cursor` "" for the first page, None in the answer after the
    last."""
    offset = int(values.get("cursor") or 0)
    page = family.of_shop(client, ACTIVE, LARGEST, offset)
    numbers = [needed_ident(row, "listing_id") for row in page.rows]
    rows = family.with_inventory(client, numbers) if numbers else []
    following = offset + LARGEST
    is_last = len(page.rows) < LARGEST or following > FURTHEST_OFFSET
    return {"items": [item for row in rows for item in _items(row)], "cursor": None if is_last else str(following)}


def renew_listing(client: EtsyClient, values: Values) -> dict[str, Any]:
    """Etsy takes its fee. What is on sale already is left as it is; what nothing is left of has to get stock first."""
    listing_id = _listing(values)
    node, inventory = standing(client, listing_id)
    state = text(node.get("state"))
    if state == ACTIVE:
        return {"listing_id": listing_id, "state": state, "is_renewed": False}
    if state not in RENEWED_FOR_A_FEE:
        words = f"the listing is {state or 'in no known state'} at Etsy: only an expired or sold out one is renewed"
        raise Rejected(PARTNER, "updateListing", message=words, code="not_renewable")
    if inventory.units <= 0:
        words = "nothing of it is in stock: replace its inventory first"
        raise Rejected(PARTNER, "updateListing", message=words, code="no_stock")
    made = family.activate(client, listing_id)
    return {"listing_id": listing_id, "state": text(made.get("state")), "is_renewed": True}


def delete_listing(client: EtsyClient, values: Values) -> dict[str, Any]:
    """For good, with its statistics and its address."""
    listing_id = _listing(values)
    return deleted(listing_id, lambda: family.delete(client, listing_id))


def read_inventory(client: EtsyClient, values: Values) -> dict[str, Any]:
    listing_id = _listing(values)
    return _told(listing_id, *standing(client, listing_id))


def replace_inventory(client: EtsyClient, values: Values) -> dict[str, Any]:
    """All of it, and read back: `differences` are what Etsy answered 200 for and did not take. What is not named would
    vanish with its history, so fewer products than stand there are refused unless `allow_fewer` says so."""
    listing_id = _listing(values)
    require_currency(client, "updateListingInventory", {row["price"]["currency"] for row in values["products"]})
    _node, before = standing(client, listing_id)
    after = changed(before, wanted(values["products"]))
    _require_no_fewer(before, after, allow_fewer=bool(values.get("allow_fewer")))
    inventories.replace(client, listing_id, after.body(), len(after.property_ids))
    node, found = standing(client, listing_id)
    return {**_told(listing_id, node, found), "differences": differences(after, found)}


def _told(listing_id: str, node: Obj, inventory: Inventory) -> dict[str, Any]:
    return {"listing_id": listing_id, "state": text(node.get("state")), **shown(inventory)}


def _require_no_fewer(before: Inventory, after: Inventory, *, allow_fewer: bool) -> None:
    if len(after.products) < len(before.products) and not allow_fewer:
        words = f"products: {len(before.products)} stand there and {len(after.products)} were given; say allow_fewer"
        raise Rejected(PARTNER, "updateListingInventory", message=words, code="fewer_products")


def _items(row: Obj) -> list[dict[str, Any]]:
    listing_id, found = needed_ident(row, "listing_id"), family.inventory_of(row)
    return [
        {
            "listing_id": listing_id,
            "title": text(row.get("title")),
            "group": "",
            "sku": product.sku,
            "variant_id": product.product_id,
            "offer_id": listing_id,
            "is_live": text(row.get("state")) == ACTIVE,
            "price": shown_money(product.price),
            "quantity": product.for_sale,
        }
        for product in (mapper.read_inventory(found).products if found else ())
    ]


def _listing(values: Values) -> str:
    return str(number(str(values["listing_id"]), "listing_id"))
