"""Inventory items: written whole or not at all, read back by SKU or in pages."""

import re
from functools import partial

from core.simulation import is_loopback
from marketplaces.adapters.ebay.simulator.acts.families import INVENTORY
from marketplaces.adapters.ebay.simulator.books.goods import Item, quantity_in
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.paging import by_pages
from marketplaces.adapters.ebay.simulator.revising import revise_sku

SKU = re.compile(r"[A-Za-z0-9_\-.]{1,50}")
KNOWN = {"availability", "condition", "conditionDescription", "conditionDescriptors", "packageWeightAndSize", "product"}


def held_sku(call: Call) -> list[str]:
    return [f"sku:{call.path['sku']}"]


@INVENTORY.put("/inventory_item/{sku}", "createOrReplaceInventoryItem", language=True, keys=held_sku)
def put_item(call: Call) -> Answer:
    """201 for a new SKU, 204 for a replaced one, whose former body is gone."""
    locale = call.headers["content-language"].replace("-", "_")
    is_new = write_item(call.seller, call.path["sku"], locale, call.body)
    return Answer(201, {}) if is_new else Answer(204)


def write_item(seller: Seller, sku: str, locale: str, body: Body) -> bool:
    """Replaces the item; a live listing follows. Whether the SKU is new. Raises Refused."""
    if not SKU.fullmatch(sku):
        raise Refused(25707, "Invalid sku. sku has to be alphanumeric with upto 50 characters in length")
    _check(body)
    kept = {name: value for name, value in body.items() if name in KNOWN}
    old = seller.items.get(sku)
    if old is None:
        seller.items[sku] = Item(sku, locale, kept, seller.clock.now())
    else:
        revise_sku(seller, sku)
        old.locale, old.body = locale, kept
        seller.recount_sku(sku)
    seller.note("item", sku=sku)
    return old is None


def _check(body: Body) -> None:
    quantity = quantity_in(body)
    if quantity is not None and quantity < 0:
        raise Refused(25004, "Invalid quantity. It has to be 0 or more.")
    product = body.get("product") or {}
    for url in product.get("imageUrls") or []:
        if not url.startswith("https://") and not is_loopback(url):
            raise Refused(25014, f"Invalid pictures. {url} is not https.", additionalInfo=url)
    if len(product.get("imageUrls") or []) > 24:  # noqa: PLR2004 - eBay's limit
        raise Refused(25014, "Invalid pictures. There are more than 24.")
    for name, values in (product.get("aspects") or {}).items():
        if not isinstance(values, list) or any(len(value) > 65 for value in values):  # noqa: PLR2004 - eBay's limit
            raise Refused(25022, f"Invalid attribute. {name}", fieldName=name)


@INVENTORY.get("/inventory_item/{sku}", "getInventoryItem")
def get_item(call: Call) -> Answer:
    return Answer(200, item_body(call.seller, item_of(call.seller, call.path["sku"])))


def item_of(seller: Seller, sku: str) -> Item:
    """Raises Refused with 25710."""
    if sku not in seller.items:
        raise Refused(25710, "We didn't find the resource/entity you are requesting. Please verify the request", 404)
    return seller.items[sku]


def item_body(seller: Seller, item: Item) -> Body:
    body = {"sku": item.sku, "locale": item.locale, **item.body}
    if group := seller.group_of(item.sku):
        body["inventoryItemGroupKeys"] = body["groupIds"] = [group]
    return body


@INVENTORY.get("/inventory_item", "getInventoryItems")
def get_items(call: Call) -> Answer:
    items = list(call.seller.items.values())
    page = by_pages(call, "inventoryItems", items, default=25, most=200, render=partial(item_body, call.seller))
    return Answer(200, page)


@INVENTORY.delete("/inventory_item/{sku}", "deleteInventoryItem", keys=held_sku)
def delete_item(call: Call) -> Answer:
    """Ends the single listings of the SKU and deletes its offers with it."""
    seller, sku = call.seller, call.path["sku"]
    item_of(seller, sku)
    for offer in seller.offers_of(sku):
        listing = seller.listing_of(offer)
        if listing and listing.is_open and not listing.group:
            seller.end(listing, "ENDED")
        seller.drop_offer(offer)
    if key := seller.group_of(sku):
        group = seller.groups[key]
        seller.set_group(key, group | {"variantSKUs": [each for each in group["variantSKUs"] if each != sku]})
    del seller.items[sku]
    return Answer(204)


@INVENTORY.put(
    "/inventory_item/{sku}/product_compatibility", "createOrReplaceProductCompatibility", language=True, keys=held_sku
)
def put_compatibility(call: Call) -> Answer:
    item = item_of(call.seller, call.path["sku"])
    is_new, item.compatibility = item.compatibility is None, {"sku": item.sku, **call.body}
    return Answer(201, {}) if is_new else Answer(204)


@INVENTORY.get("/inventory_item/{sku}/product_compatibility", "getProductCompatibility")
def get_compatibility(call: Call) -> Answer:
    item = item_of(call.seller, call.path["sku"])
    if item.compatibility is None:
        raise Refused(25710, "We didn't find the resource/entity you are requesting. Please verify the request", 404)
    return Answer(200, item.compatibility)


@INVENTORY.delete("/inventory_item/{sku}/product_compatibility", "deleteProductCompatibility", keys=held_sku)
def delete_compatibility(call: Call) -> Answer:
    item_of(call.seller, call.path["sku"]).compatibility = None
    return Answer(204)
