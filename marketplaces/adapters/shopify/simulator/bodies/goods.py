"""Products, stock, the shop and exports as webhooks carry them."""

from typing import Any

from marketplaces.adapters.shopify.simulator.bodies.encoding import money
from marketplaces.adapters.shopify.simulator.books.goods import Item, Level, Product, Variant
from marketplaces.adapters.shopify.simulator.books.numbers import gid
from marketplaces.adapters.shopify.simulator.books.shop import Export, Shop
from marketplaces.adapters.shopify.simulator.clock import store_time

Body = dict[str, Any]


def product_body(product: Product) -> Body:
    return {
        "id": product.number,
        "admin_graphql_api_id": gid("Product", product.number),
        "title": product.title,
        "handle": product.handle,
        "status": product.status.lower(),
        "vendor": product.vendor,
        "product_type": product.kind,
        "tags": ", ".join(sorted(product.tags)),
        "created_at": store_time(product.created),
        "updated_at": store_time(product.updated),
        "published_at": store_time(min(product.published.values(), default=None)),
        "template_suffix": None,
        "body_html": product.html,
        "options": [
            {
                "id": option.number,
                "name": option.name,
                "position": place,
                "product_id": product.number,
                "values": list(option.values),
            }
            for place, option in enumerate(product.options, 1)
        ],
        "images": [],
        "image": None,
        "media": [],
        "has_variants_that_requires_components": False,
        "category": None,
        "variants": [_variant(product, variant, place) for place, variant in enumerate(product.variants, 1)],
    }


def _variant(product: Product, variant: Variant, place: int) -> Body:
    values: list[str | None] = [*variant.values, None, None]
    return {
        "id": variant.number,
        "admin_graphql_api_id": gid("ProductVariant", variant.number),
        "product_id": product.number,
        "title": variant.title,
        "price": money(variant.price),
        "compare_at_price": money(variant.compare_at) if variant.compare_at is not None else None,
        "sku": variant.item.sku,
        "barcode": variant.barcode,
        "position": place,
        "inventory_policy": variant.policy.lower(),
        "inventory_quantity": variant.available,
        "inventory_item_id": variant.item.number,
        "old_inventory_quantity": variant.available,
        "option1": values[0],
        "option2": values[1],
        "option3": values[2],
        "taxable": variant.taxable,
        "image_id": None,
        "created_at": store_time(variant.created),
        "updated_at": store_time(variant.updated),
    }


def deleted_product_body(product: Product) -> Body:
    return {"id": product.number}


def level_body(item: Item, location: int, level: Level) -> Body:
    return {
        "inventory_item_id": item.number,
        "location_id": location,
        "available": level.available,
        "updated_at": store_time(level.updated),
        "admin_graphql_api_id": f"{gid('InventoryLevel', location)}?inventory_item_id={item.number}",
    }


def shop_body(shop: Shop) -> Body:
    return {
        "id": shop.number,
        "name": shop.domain.split(".")[0].replace("-", " ").title(),
        "email": "owner@example.com",
        "domain": shop.domain,
        "myshopify_domain": shop.domain,
        "currency": shop.currency,
        "iana_timezone": "Europe/Paris",
        "plan_name": "basic",
    }


def scopes_body(previous: frozenset[str], current: frozenset[str], when: str | None) -> Body:
    return {"id": 1, "previous": sorted(previous), "current": sorted(current), "updated_at": when}


def export_body(export: Export) -> Body:
    return {
        "admin_graphql_api_id": gid("BulkOperation", export.number),
        "completed_at": store_time(export.completed),
        "created_at": store_time(export.created),
        "error_code": None,
        "status": export.status.lower(),
        "type": "query",
    }
