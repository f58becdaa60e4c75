"""Inventories as plain JSON in our words, and back.

A product is {"sku", "price", "quantity", "is_enabled", "processing_profile_id", "options"}; an option is {"property_id",
"name", "value", "value_ids", "scale_id"}, and says what the product is by one variation.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from marketplaces.adapters.etsy.mapper.inventory import Inventory, Product, PropertyValue
from marketplaces.adapters.etsy.mapper.money_words import shown as shown_money
from marketplaces.adapters.etsy.mapper.money_words import taken
from marketplaces.adapters.etsy.mapper.taxonomy import plain
from marketplaces.adapters.etsy.values import number

Shown = dict[str, Any]
_ON = {
    "price_on_property": "price_differs_by",
    "quantity_on_property": "quantity_differs_by",
    "sku_on_property": "sku_differs_by",
    "readiness_state_on_property": "processing_differs_by",
}
_COMPARED = ("sku", "price", "quantity", "is_enabled", "processing_profile_id")


def shown(inventory: Inventory) -> Shown:
    lists = {ours: [str(each) for each in inventory.lists.get(theirs, ())] for theirs, ours in _ON.items()}
    return {"products": [_product(each) for each in inventory.products], **lists}


def wanted(given: Sequence[Mapping[str, Any]]) -> tuple[Product, ...]:
    """Raises Misread for an id that is none."""
    return tuple(_wanted(each) for each in given)


def changed(before: Inventory, products: tuple[Product, ...]) -> Inventory:
    """With these products; by what they differ is worked out anew where the lists of before do not fit any more."""
    return Inventory(products, before.lists)


def differences(sent: Inventory, found: Inventory) -> list[Shown]:
    """What stands there otherwise, product by product in the order sent; [] where all was taken."""
    told = []
    for place, product in enumerate(sent.products):
        there = found.products[place] if place < len(found.products) else None
        ours, theirs = _product(product), _product(there) if there else {}
        told += [
            {"sku": product.sku, "field": name, "ours": _text(ours[name]), "theirs": _text(theirs.get(name))}
            for name in _COMPARED
            if ours[name] != theirs.get(name)
        ]
    return told


def _product(product: Product) -> Shown:
    return {
        "id": product.product_id,
        "sku": product.sku,
        "price": shown_money(product.price),
        "quantity": product.quantity,
        "is_enabled": product.is_enabled,
        "processing_profile_id": str(product.readiness_state_id) if product.readiness_state_id else None,
        "options": [
            {
                "property_id": str(each.property_id),
                "name": each.name,
                "value": ", ".join(each.values),
                "value_ids": [str(value) for value in each.value_ids],
                "scale_id": str(each.scale_id) if each.scale_id is not None else None,
            }
            for each in product.property_values
        ],
    }


def _wanted(given: Mapping[str, Any]) -> Product:
    profile = given.get("processing_profile_id")
    return Product(
        sku=str(given.get("sku") or ""),
        price=taken(given["price"]).rounded(),
        quantity=int(given["quantity"]),
        readiness_state_id=number(str(profile), "processing_profile_id") if profile else None,
        is_enabled=given.get("is_enabled") is not False,
        property_values=tuple(_option(each) for each in given.get("options") or ()),
    )


def _option(given: Mapping[str, Any]) -> PropertyValue:
    scale = given.get("scale_id")
    return PropertyValue(
        property_id=number(str(given["property_id"]), "property_id"),
        name=str(given.get("name") or ""),
        value_ids=tuple(number(str(each), "value_ids") for each in given.get("value_ids") or ()),
        values=(plain(str(given["value"])),),
        scale_id=number(str(scale), "scale_id") if scale else None,
    )


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value['amount']} {value['currency']}"
    return "" if value is None else str(value)
