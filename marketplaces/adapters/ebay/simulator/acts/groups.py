"""Inventory item groups: what varies, and between which SKUs."""

from itertools import pairwise

from marketplaces.adapters.ebay.simulator.acts.families import INVENTORY
from marketplaces.adapters.ebay.simulator.books.goods import Item
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused
from marketplaces.adapters.ebay.simulator.categories.trees import CATEGORIES

PICTURES = 12


def _held(call: Call) -> list[str]:
    members = (call.body or {}).get("variantSKUs") or []
    return [f"group:{call.path['inventoryItemGroupKey']}", *(f"sku:{sku}" for sku in members)]


@INVENTORY.put(
    "/inventory_item_group/{inventoryItemGroupKey}", "createOrReplaceInventoryItemGroup", language=True, keys=_held
)
def put_group(call: Call) -> Answer:
    seller, key, body = call.seller, call.path["inventoryItemGroupKey"], dict(call.body)
    members = body.get("variantSKUs") or []
    if not members:
        raise Refused(25002, "Any User error. variantSKUs is missing.", name="variantSKUs")
    for sku in members:
        _check_member(seller, key, sku)
    if len(body.get("imageUrls") or []) > PICTURES:
        raise Refused(25014, f"Invalid pictures. A group has {PICTURES} at most.")
    _check_variation(seller, members, body.get("variesBy") or {})
    _check_removed(seller, key, members)
    is_new = key not in seller.groups
    seller.set_group(key, body | {"inventoryItemGroupKey": key})
    return Answer(201, {}) if is_new else Answer(204)


def _check_member(seller: Seller, key: str, sku: str) -> None:
    if sku not in seller.items:
        raise Refused(25702, f"SKU {sku} is not available in the system", additionalInfo=sku)
    if (other := seller.group_of(sku)) and other != key:
        text = f"The following SKU is already a member of another group. SKU : {sku} groupId : {other}"
        raise Refused(25703, text, sku=sku, inventoryItemGroupKey=other)
    for offer in seller.offers_of(sku):
        listing = seller.listing_of(offer)
        if listing and listing.is_open and not listing.group:
            text = f"The following SKU is already listed as a single SKU listing. SKU : {sku} Listing ID : {listing.number}"
            raise Refused(25704, text, sku=sku, listingId=listing.number)


def _check_variation(seller: Seller, members: list[str], varies: Body) -> None:
    """The values have to be exactly those of the members, of aspects that may vary."""
    wanted = {row["name"]: set(row["values"]) for row in varies.get("specifications") or []}
    fixed = {
        a.called(lang) for c in CATEGORIES.values() for a in c.aspects for lang in ("en", "de", "fr") if not a.varies
    }
    for name in wanted:
        if name in fixed:
            raise Refused(25013, f"Invalid data. {name} is not allowed as a variation specific.", fieldName=name)
    items = [seller.items[sku] for sku in members]
    for name, values in wanted.items():
        if values != {value for item in items for value in _values(item, name)}:
            text = f"Invalid data. The values of {name} are not those of the variations."
            raise Refused(25013, text, fieldName=name)
    combinations = sorted(tuple(tuple(_values(item, name)) for name in sorted(wanted)) for item in items)
    if wanted and any(one == other for one, other in pairwise(combinations)):
        raise Refused(25013, "Invalid data. Two variations have the same values.", fieldName="variesBy")


def _values(item: Item, name: str) -> list[str]:
    return list((item.product.get("aspects") or {}).get(name, []))


def _check_removed(seller: Seller, key: str, members: list[str]) -> None:
    """One that was sold stays: its quantity can be 0."""
    for sku in seller.groups.get(key, {}).get("variantSKUs", []):
        if sku not in members and any(offer.sold for offer in seller.offers_of(sku)):
            raise Refused(25013, f"Invalid data. {sku} has sales and cannot be removed.", sku=sku)


@INVENTORY.get("/inventory_item_group/{inventoryItemGroupKey}", "getInventoryItemGroup")
def get_group(call: Call) -> Answer:
    return Answer(200, group_of(call.seller, call.path["inventoryItemGroupKey"]))


def group_of(seller: Seller, key: str) -> Body:
    """Raises Refused with 25705."""
    if key not in seller.groups:
        text = f"The Inventory Item Group named {key} could not be found or is not available in the system."
        raise Refused(25705, text, 404)
    return seller.groups[key]


@INVENTORY.delete("/inventory_item_group/{inventoryItemGroupKey}", "deleteInventoryItemGroup")
def delete_group(call: Call) -> Answer:
    """Its listings end; the items and offers stay."""
    seller, key = call.seller, call.path["inventoryItemGroupKey"]
    group_of(seller, key)
    for listing in seller.listings.values():
        if listing.group == key and listing.is_open:
            seller.end(listing, "ENDED")
    seller.set_group(key, None)
    return Answer(204)
