"""Products with their offerings, as they are read: with keys that must not be written back."""

from typing import Any

from marketplaces.adapters.etsy.simulator.books import money
from marketplaces.adapters.etsy.simulator.books.listings import Listing, Offering, Product, PropertyValue
from marketplaces.adapters.etsy.simulator.books.shop import Shop


def inventory_view(shop: Shop, listing: Listing, *, deleted: bool = False) -> dict[str, Any]:
    gone = listing.deleted_products if deleted else []
    return {
        "products": [product_view(shop, one) for one in listing.products]
        + [product_view(shop, one, deleted=True) for one in gone],
        "price_on_property": listing.price_on,
        "quantity_on_property": listing.quantity_on,
        "sku_on_property": listing.sku_on,
        "readiness_state_on_property": listing.readiness_on,
    }


def product_view(shop: Shop, product: Product, *, deleted: bool = False) -> dict[str, Any]:
    return {
        "product_id": product.product_id,
        "sku": product.sku,
        "is_deleted": deleted,
        "offerings": [offering_view(shop, product.offering, deleted=deleted)],
        "property_values": [value_view(one) for one in product.property_values],
    }


def offering_view(shop: Shop, offering: Offering, *, deleted: bool = False) -> dict[str, Any]:
    return {
        "offering_id": offering.offering_id,
        "quantity": offering.quantity,
        "is_enabled": offering.is_enabled,
        "is_deleted": deleted,
        "price": money.shown(offering.price, shop.currency, shop.rules.divisor),
        "readiness_state_id": offering.readiness_state_id,
    }


def value_view(value: PropertyValue) -> dict[str, Any]:
    return {
        "property_id": value.property_id,
        "property_name": value.name,
        "scale_id": value.scale_id,
        "scale_name": value.scale_name,
        "value_ids": value.value_ids,
        "values": value.values,
    }
