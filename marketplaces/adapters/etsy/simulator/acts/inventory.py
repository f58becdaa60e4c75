"""The inventory of a listing: read, and replaced as a whole."""

import json
from typing import Any

from marketplaces.adapters.etsy.simulator.acts.listings import listing_of
from marketplaces.adapters.etsy.simulator.acts.replacing import replacement
from marketplaces.adapters.etsy.simulator.books.listings import Listing, Product
from marketplaces.adapters.etsy.simulator.calls import Call, Refused, bad, missing, operation
from marketplaces.adapters.etsy.simulator.fields import choice, flag, text
from marketplaces.adapters.etsy.simulator.views.inventory import inventory_view, offering_view, product_view
from marketplaces.adapters.etsy.simulator.views.listings import listing_view


@operation(
    "getListingInventory",
    "GET /listings/{listing_id}/inventory",
    "listings_r",
    query={"show_deleted": flag(), "includes": text()},
)
def get_inventory(call: Call) -> dict[str, Any]:
    listing = listing_of(call)
    if not listing.has_inventory:
        raise Refused(422, "The listing has no inventory records")
    shown = inventory_view(call.shop, listing, deleted=call.query.get("show_deleted", False))
    return shown | ({"listing": listing_view(call.shop, listing)} if call.query.get("includes") == "Listing" else {})


@operation(
    "updateListingInventory",
    "PUT /listings/{listing_id}/inventory",
    "listings_w",
    json=True,
    query={"max_variations_supported": choice("2", "3")},
)
def put_inventory(call: Call) -> dict[str, Any]:
    """What is left out is removed. Products with the same values keep their ids."""
    shop, listing = call.shop, listing_of(call)
    most = int(call.query.get("max_variations_supported", "2"))
    if len(listing.property_ids) > most:
        raise bad("The listing has 3 variations: max_variations_supported=3 is required")
    made = replacement(shop, listing, call.body, most)
    _check_variation_images(call, listing)
    kept = {product.combination for product in made.products}
    listing.deleted_products += [one for one in listing.products if one.combination not in kept]
    listing.products, listing.has_inventory = made.products, True
    listing.price_on, listing.quantity_on = made.price_on, made.quantity_on
    listing.sku_on, listing.readiness_on = made.sku_on, made.readiness_on
    shop.touch(listing)
    return inventory_view(shop, listing)


def _check_variation_images(call: Call, listing: Listing) -> None:
    """A variation's picture that was deleted stands in the way."""
    there = {image.image_id for image in listing.images}
    for row in listing.variation_images:
        if row["image_id"] not in there:
            raise bad(f"Image id {row['image_id']} is invalid")


@operation("getListingProduct", "GET /listings/{listing_id}/inventory/products/{product_id}", "listings_r")
def get_product(call: Call) -> dict[str, Any]:
    return product_view(call.shop, _product(call))


@operation("getListingOffering", "GET /listings/{listing_id}/products/{product_id}/offerings/{product_offering_id}")
def get_offering(call: Call) -> dict[str, Any]:
    offering = _product(call).offering
    if offering.offering_id != int(call.ids["product_offering_id"]):
        raise missing("Offering")
    return offering_view(call.shop, offering)


def _product(call: Call) -> Product:
    found = listing_of(call).product_of(product_id=int(call.ids["product_id"]))
    if found is None:
        raise missing("Product")
    return found


@operation("getListingVariationImages", "GET /shops/{shop_id}/listings/{listing_id}/variation-images")
def get_variation_images(call: Call) -> dict[str, Any]:
    return _variation_images(listing_of(call))


@operation(
    "updateVariationImages", "POST /shops/{shop_id}/listings/{listing_id}/variation-images", "listings_w", json=True
)
def put_variation_images(call: Call) -> dict[str, Any]:
    """Replaces them all; one property only."""
    listing, rows = listing_of(call), call.body.get("variation_images")
    keys = {"property_id", "value_id", "image_id"}
    if not isinstance(rows, list) or not all(isinstance(row, dict) and set(row) == keys for row in rows):
        raise bad(f"variation_images must be an array of {json.dumps(sorted(keys))}")
    if len({row["property_id"] for row in rows}) > 1:
        raise bad("Variation images can be set for one property only")
    there = {image.image_id for image in listing.images}
    for row in rows:
        if row["image_id"] not in there:
            raise bad(f"Image id {row['image_id']} is invalid")
        if _value_text(listing, row) is None:
            raise bad(f"Value id {row['value_id']} is no value of property {row['property_id']}")
    listing.variation_images = rows
    return _variation_images(listing)


def _variation_images(listing: Listing) -> dict[str, Any]:
    rows = [row | {"value": _value_text(listing, row)} for row in listing.variation_images]
    return {"count": len(rows), "results": rows}


def _value_text(listing: Listing, row: dict[str, int]) -> str | None:
    for product in listing.products:
        for value in product.property_values:
            if value.property_id == row["property_id"] and row["value_id"] in value.value_ids:
                return value.values[value.value_ids.index(row["value_id"])]
    return None
