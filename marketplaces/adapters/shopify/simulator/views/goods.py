"""Products, variants and stock as GraphQL shows them."""

from typing import Any

from marketplaces.adapters.shopify.simulator.books.goods import (
    Image,
    Item,
    Level,
    Metafield,
    Option,
    Product,
    Variant,
)
from marketplaces.adapters.shopify.simulator.books.numbers import gid, number_in
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Shown
from marketplaces.adapters.shopify.simulator.graphql.execution import FieldError
from marketplaces.adapters.shopify.simulator.views.money import money
from marketplaces.adapters.shopify.simulator.views.places import show_location, show_publication

QUANTITIES = ("available", "committed", "damaged", "incoming", "on_hand", "quality_control", "reserved", "safety_stock")
OWN_NAMESPACE = "app--1"


def show_product(shop: Shop, product: Product) -> Shown:
    published = [place for place in shop.publications if place.number in product.published]
    return {
        "__typename": "Product",
        "__sort": (product.updated.isoformat(), product.number),
        "id": gid("Product", product.number),
        "legacyResourceId": product.number,
        "handle": product.handle,
        "title": product.title,
        "descriptionHtml": product.html,
        "vendor": product.vendor,
        "productType": product.kind,
        "status": product.status,
        "tags": sorted(product.tags),
        "createdAt": product.created,
        "updatedAt": product.updated,
        "publishedAt": min(product.published.values(), default=None),
        "totalInventory": sum(variant.available for variant in product.variants if variant.item.tracked),
        "tracksInventory": any(variant.item.tracked for variant in product.variants),
        "hasOnlyDefaultVariant": product.has_only_default,
        "isGiftCard": False,
        "onlineStoreUrl": f"https://{shop.domain}/products/{product.handle}" if published else None,
        "variantsCount": _count(len(product.variants)),
        "mediaCount": _count(len(product.images)),
        "seo": {"title": product.seo.get("title"), "description": product.seo.get("description")},
        "options": lambda call, args: [_option(product, o, i) for i, o in enumerate(product.options, 1)],
        "variants": lambda call, args: [show_variant(shop, variant) for variant in product.variants],
        "media": lambda call, args: [_image(image) for image in product.images],
        "metafield": lambda call, args: metafield_of(product.metafields, args),
        "metafields": lambda call, args: metafields(product.metafields, args),
        "availablePublicationsCount": _count(len(published) if product.status == "ACTIVE" else 0),
        "resourcePublicationsCount": _count(len(published)),
        "publishedOnPublication": lambda call, args: (
            number_in(args["publicationId"], "Publication") in product.published
        ),
        "resourcePublicationsV2": lambda call, args: [
            {
                "isPublished": True,
                "publishDate": product.published[place.number],
                "publication": show_publication(place),
            }
            for place in published
        ],
    }


def show_variant(shop: Shop, variant: Variant) -> Shown:
    product = variant.product
    names = [option.name for option in product.options]
    return {
        "__typename": "ProductVariant",
        "__sort": (variant.number,),
        "id": gid("ProductVariant", variant.number),
        "legacyResourceId": variant.number,
        "title": variant.title,
        "displayName": f"{product.title} - {variant.title}",
        "sku": variant.item.sku,
        "barcode": variant.barcode,
        "price": variant.price,
        "compareAtPrice": variant.compare_at,
        "position": product.variants.index(variant) + 1 if variant in product.variants else 0,
        "taxable": variant.taxable,
        "availableForSale": not variant.item.tracked or variant.policy == "CONTINUE" or variant.available > 0,
        "inventoryQuantity": variant.available,
        "inventoryPolicy": variant.policy,
        "createdAt": variant.created,
        "updatedAt": variant.updated,
        "selectedOptions": [{"name": n, "value": v} for n, v in zip(names, variant.values, strict=False)],
        "product": lambda call, args: show_product(shop, product),
        "inventoryItem": lambda call, args: show_item(shop, variant),
        "media": [],
    }


def show_item(shop: Shop, variant: Variant) -> Shown:
    item = variant.item

    def levels(call: Call, args: Args) -> list[Shown]:
        return [
            show_level(shop, variant, number, level)
            for number, level in item.levels.items()
            if level.active or args.get("includeInactive")
        ]

    def level_at(call: Call, args: Args) -> Any:
        number = number_in(args["locationId"], "Location")
        level = item.levels.get(number)
        shown = level and (level.active or args.get("includeInactive"))
        return show_level(shop, variant, number, level) if level and shown else None

    return {
        "__typename": "InventoryItem",
        "__sort": (item.number,),
        "id": gid("InventoryItem", item.number),
        "legacyResourceId": item.number,
        "sku": item.sku,
        "tracked": item.tracked,
        "requiresShipping": item.requires_shipping,
        "unitCost": money(item.cost, shop.currency) if item.cost is not None else None,
        "countryCodeOfOrigin": item.country,
        "harmonizedSystemCode": item.tariff,
        "createdAt": variant.created,
        "updatedAt": variant.updated,
        "measurement": _measurement(item),
        "variant": lambda call, args: show_variant(shop, variant),
        "locationsCount": _count(len(item.levels)),
        "inventoryLevel": level_at,
        "inventoryLevels": levels,
    }


def show_level(shop: Shop, variant: Variant, number: int, level: Level) -> Shown:
    place = shop.location(number)
    known = {"available": level.available, "committed": level.committed, "on_hand": level.on_hand}

    def quantities(call: Call, args: Args) -> list[Shown]:
        if wrong := [name for name in args["names"] if name not in QUANTITIES]:
            raise FieldError(f"The quantity name {wrong[0]} is not valid", "INVALID_FIELD_ARGUMENTS")
        return [
            {
                "id": f"{gid('InventoryQuantity', variant.item.number)}?name={name}",
                "name": name,
                "quantity": known.get(name, 0),
                "updatedAt": level.updated,
            }
            for name in args["names"]
        ]

    return {
        "__typename": "InventoryLevel",
        "__sort": (number,),
        "id": level_id(number, variant.item),
        "isActive": level.active,
        "createdAt": level.created,
        "updatedAt": level.updated,
        "item": lambda call, args: show_item(shop, variant),
        "location": lambda call, args: show_location(place) if place else None,
        "quantities": quantities,
    }


def level_id(location: int, item: Item) -> str:
    return f"{gid('InventoryLevel', location)}?inventory_item_id={item.number}"


def namespace(given: str | None) -> str:
    """`$app:hub` and nothing at all stand for the app's own, which is written with its number."""
    own, _, rest = (given or "$app").partition(":")
    return (f"{OWN_NAMESPACE}--{rest}" if rest else OWN_NAMESPACE) if own == "$app" else str(given)


def metafield_of(fields: list[Metafield], args: Args) -> Shown | None:
    wanted = (namespace(args.get("namespace")), args["key"])
    return next((show_metafield(field) for field in fields if (field.namespace, field.key) == wanted), None)


def metafields(fields: list[Metafield], args: Args) -> list[Shown]:
    space, keys = args.get("namespace") and namespace(args["namespace"]), args.get("keys")
    return [
        show_metafield(field)
        for field in fields
        if space in (None, field.namespace)
        and (not keys or field.key in keys or f"{field.namespace}.{field.key}" in keys)
    ]


def show_metafield(field: Metafield) -> Shown:
    return {
        "__typename": "Metafield",
        "id": gid("Metafield", field.number),
        "legacyResourceId": field.number,
        "namespace": field.namespace,
        "key": field.key,
        "value": field.value,
        "type": field.type,
        "createdAt": field.created,
        "updatedAt": field.updated,
    }


def _option(product: Product, option: Option, position: int) -> Shown:
    used = {variant.values[position - 1] for variant in product.variants if len(variant.values) >= position}
    return {
        "__typename": "ProductOption",
        "id": gid("ProductOption", option.number),
        "name": option.name,
        "position": position,
        "values": [name for name in option.values if name in used],
        "optionValues": [
            {"id": gid("ProductOptionValue", number), "name": name, "hasVariants": name in used}
            for name, number in option.values.items()
        ],
    }


def _image(image: Image) -> Shown:
    return {
        "__typename": "MediaImage",
        "id": gid("MediaImage", image.number),
        "alt": image.alt,
        "mediaContentType": "IMAGE",
        "status": "READY",
        "image": {
            "id": gid("ImageSource", image.number),
            "url": image.url,
            "altText": image.alt,
            "width": None,
            "height": None,
        },
    }


def _measurement(item: Item) -> Shown:
    return {
        "id": gid("InventoryItemMeasurement", item.number),
        "weight": {"value": float(item.grams), "unit": "GRAMS"},
    }


def _count(number: int) -> Shown:
    return {"count": number, "precision": "EXACT"}
