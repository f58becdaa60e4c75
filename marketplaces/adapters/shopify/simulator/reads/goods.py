"""Reading products, variants and stock."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from marketplaces.adapters.shopify.simulator.books.goods import Product, Variant
from marketplaces.adapters.shopify.simulator.books.numbers import number_in
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Shown, root
from marketplaces.adapters.shopify.simulator.searching import matching
from marketplaces.adapters.shopify.simulator.views.goods import (
    namespace,
    show_item,
    show_level,
    show_product,
    show_variant,
)

PRODUCT_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "updated_at": lambda product: product.updated,
    "created_at": lambda product: product.created,
    "id": lambda product: product.number,
    "handle": lambda product: product.handle,
    "title": lambda product: product.title,
    "vendor": lambda product: product.vendor,
    "product_type": lambda product: product.kind,
    "status": lambda product: product.status,
    "tag": lambda product: product.tags,
    "sku": lambda product: [variant.item.sku for variant in product.variants if variant.item.sku],
    "barcode": lambda product: [variant.barcode for variant in product.variants if variant.barcode],
}
VARIANT_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "updated_at": lambda variant: variant.updated,
    "id": lambda variant: variant.number,
    "sku": lambda variant: variant.item.sku,
    "barcode": lambda variant: variant.barcode,
    "product_id": lambda variant: variant.product.number,
    "title": lambda variant: variant.title,
}
SORTS: Mapping[str, Callable[[Product], Any]] = {
    "UPDATED_AT": lambda product: product.updated.isoformat(),
    "CREATED_AT": lambda product: product.created.isoformat(),
    "TITLE": lambda product: product.title.lower(),
    "VENDOR": lambda product: product.vendor.lower(),
}


@root("product", "read_products")
def product(call: Call, args: Args) -> Shown | None:
    found = call.shop.products.get(number_in(args["id"], "Product"))
    return show_product(call.shop, found) if found else None


@root("productByIdentifier", "read_products")
def product_by_identifier(call: Call, args: Args) -> Shown | None:
    found = identified(call.shop, args["identifier"])
    return show_product(call.shop, found) if found else None


def identified(shop: Shop, by: Mapping[str, Any]) -> Product | None:
    """By id, by handle, or by a metafield whose value is the key."""
    if by.get("id"):
        return shop.products.get(number_in(by["id"], "Product"))
    if by.get("handle"):
        return next((one for one in shop.products.values() if one.handle == by["handle"]), None)
    wanted = by.get("customId") or {}
    key = (namespace(wanted.get("namespace")), wanted.get("key"), wanted.get("value"))
    for one in shop.products.values():
        if any((field.namespace, field.key, field.value) == key for field in one.metafields):
            return one
    return None


@root("products", "read_products")
def products(call: Call, args: Args) -> list[Shown]:
    sort: Callable[[Product], Any] = SORTS.get(str(args.get("sortKey")), lambda one: "")
    rows = matching(call, "products", args.get("query"), PRODUCT_FIELDS, call.shop.products.values())
    rows.sort(key=lambda one: (sort(one), one.number))
    return [{"__sort": (sort(one), one.number), "__show": partial(show_product, call.shop, one)} for one in rows]


@root("productsCount", "read_products")
def products_count(call: Call, args: Args) -> Shown:
    rows = matching(call, "productsCount", args.get("query"), PRODUCT_FIELDS, call.shop.products.values())
    return {"count": len(rows), "precision": "EXACT"}


@root("productVariant", "read_products")
def product_variant(call: Call, args: Args) -> Shown | None:
    found = call.shop.variant(number_in(args["id"], "ProductVariant"))
    return show_variant(call.shop, found) if found else None


@root("productVariants", "read_products")
def product_variants(call: Call, args: Args) -> list[Shown]:
    rows = matching(call, "productVariants", args.get("query"), VARIANT_FIELDS, call.shop.variants())
    rows.sort(key=lambda one: one.number)
    return [{"__sort": (one.number,), "__show": partial(show_variant, call.shop, one)} for one in rows]


@root("productOperation", "read_products")
def product_operation(call: Call, args: Args) -> Shown | None:
    found = call.shop.operations.get(number_in(args["id"], "ProductSetOperation"))
    if found is None:
        return None
    found.job.poll()
    return show_operation(call.shop, found.number)


def show_operation(shop: Shop, number: int) -> Shown:
    found = shop.operations[number]
    made = found.product if found.job.done else None
    status = "COMPLETE" if found.job.done else "CREATED" if found.job.polls_left == shop.rules.job_polls else "ACTIVE"
    return {
        "__typename": "ProductSetOperation",
        "id": f"gid://shopify/ProductSetOperation/{number}",
        "status": status,
        "product": lambda call, args: show_product(shop, made) if made else None,
        "userErrors": found.errors if found.job.done else [],
    }


@root("inventoryItem", "read_inventory")
def inventory_item(call: Call, args: Args) -> Shown | None:
    found = call.shop.variant_of_item(number_in(args["id"], "InventoryItem"))
    return show_item(call.shop, found) if found else None


@root("inventoryLevel", "read_inventory")
def inventory_level(call: Call, args: Args) -> Shown | None:
    found: Variant | None = call.shop.variant_of_item(int(args["id"].rpartition("=")[2] or 0))
    place = number_in(args["id"], "InventoryLevel")
    level = found.item.levels.get(place) if found else None
    return show_level(call.shop, found, place, level) if found and level else None
