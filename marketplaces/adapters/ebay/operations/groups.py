"""Groups of variations as they stand at eBay."""

from collections.abc import Mapping
from typing import Any

from core.errors import NotFound
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import inventory, offers
from marketplaces.adapters.ebay.listing.settling import patiently
from marketplaces.adapters.ebay.values import Obj, obj_or_empty, rows, text, texts
from marketplaces.interface import Operation

OPERATIONS = {
    "read_group": Operation("read_group"),
    "change_group": Operation("change_group", changes=True),
    "publish_group": Operation("publish_group", changes=True),
    "withdraw_group": Operation("withdraw_group", changes=True),
}
_WORDS = {"title": "title", "subtitle": "subtitle", "description": "description"}
Values = Mapping[str, Any]


def read_group(client: EbayClient, values: Values) -> dict[str, Any]:
    """Raises NotFound."""
    return _shown(str(values["key"]), _group(client, values))


def change_group(client: EbayClient, values: Values) -> dict[str, Any]:
    """`title`, `subtitle`, `description`, `images` and `aspects` may be given. eBay replaces the whole group, so that what
    is not given is sent again as it stands."""
    key = str(values["key"])
    body = {name: value for name, value in _group(client, values).items() if name != "inventoryItemGroupKey"}
    body |= {theirs: str(values[ours]) for ours, theirs in _WORDS.items() if ours in values}
    if "images" in values:
        body["imageUrls"] = [str(each) for each in values["images"]]
    if "aspects" in values:
        body["aspects"] = {str(name): [str(each) for each in given] for name, given in values["aspects"].items()}
    patiently(lambda: inventory.put_group(client, key, body))
    return read_group(client, values)


def publish_group(client: EbayClient, values: Values) -> dict[str, Any]:
    """Published already, it stays the listing that it is."""
    found = patiently(lambda: offers.publish_group(client, str(values["key"])))
    return {"key": str(values["key"]), "listing_id": found.listing_id, "warnings": list(found.warnings)}


def withdraw_group(client: EbayClient, values: Values) -> dict[str, Any]:
    """One without a live listing is withdrawn already."""
    _group(client, values)
    try:
        patiently(lambda: offers.withdraw_group(client, str(values["key"])))
    except NotFound:
        return {"key": str(values["key"]), "was_live": False}
    return {"key": str(values["key"]), "was_live": True}


def _group(client: EbayClient, values: Values) -> Obj:
    found = inventory.get_group(client, str(values["key"]))
    if found is None:
        raise NotFound(PARTNER, "getInventoryItemGroup", message="there is no such group")
    return found


def _shown(key: str, group: Obj) -> dict[str, Any]:
    varies = obj_or_empty(group.get("variesBy"), "variesBy")
    aspects = obj_or_empty(group.get("aspects"), "aspects")
    return {
        "key": key,
        "title": text(group.get("title")),
        "subtitle": text(group.get("subtitle")),
        "description": text(group.get("description")),
        "skus": texts(group.get("variantSKUs"), "variantSKUs"),
        "images": texts(group.get("imageUrls"), "imageUrls"),
        "aspects": {name: texts(given, name) for name, given in aspects.items()},
        "varies_by": [
            {"name": text(row.get("name")), "values": texts(row.get("values"), "values")}
            for row in rows(varies.get("specifications"), "specifications")
        ],
    }
