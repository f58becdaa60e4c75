"""Goods put on the shelves without the API: for demonstrations and tests."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marketplaces.adapters.shopify.simulator.books.goods import (
    DEFAULT_OPTION,
    DEFAULT_VALUE,
    Image,
    Item,
    Level,
    Option,
    Product,
    Variant,
)
from marketplaces.adapters.shopify.simulator.books.shop import Shop


def stock_product(shop: Shop, given: Mapping[str, Any]) -> Product:
    """`given` is {title, handle, vendor, status, tags, images, options: [names], variants: [{sku, price, values,
    quantity, compare_at, barcode, grams, tracked}]}; one of `sku` and `price` at the top is a single variant.
    """
    now = shop.clock.now()
    title = str(given["title"])
    product = Product(
        shop.numbers.take("Product"),
        free_handle(shop, str(given.get("handle") or title)),
        title,
        now,
        now,
        status=str(given.get("status", "ACTIVE")),
        html=str(given.get("html", "")),
        vendor=str(given.get("vendor", shop.domain.split(".")[0])),
        kind=str(given.get("kind", "")),
        tags=list(given.get("tags", ())),
    )
    names = list(given.get("options") or [DEFAULT_OPTION])
    product.options = [Option(shop.numbers.take("ProductOption"), name) for name in names]
    rows = given.get("variants") or [{key: given[key] for key in ("sku", "price", "quantity") if key in given}]
    for row in rows:
        product.variants.append(_variant(shop, product, row))
    product.images = [Image(shop.numbers.take("MediaImage"), str(url)) for url in given.get("images", ())]
    product.published = {place.number: now for place in shop.publications} if given.get("published", True) else {}
    shop.products[product.number] = product
    return product


def _variant(shop: Shop, product: Product, row: Mapping[str, Any]) -> Variant:
    now = shop.clock.now()
    values = tuple(row.get("values") or (DEFAULT_VALUE,))
    for option, value in zip(product.options, values, strict=True):
        if value not in option.values:
            option.values[value] = shop.numbers.take("ProductOptionValue")
    item = Item(shop.numbers.take("InventoryItem"), row.get("sku"), tracked=bool(row.get("tracked", True)))
    item.grams = int(row.get("grams", 0))
    item.levels[shop.locations[0].number] = Level(int(row.get("quantity", 0)), now, now)
    compare_at = row.get("compare_at")
    return Variant(
        shop.numbers.take("ProductVariant"),
        product,
        item,
        values,
        Decimal(str(row.get("price", "0.00"))),
        now,
        now,
        compare_at=Decimal(str(compare_at)) if compare_at is not None else None,
        barcode=row.get("barcode"),
    )


def free_handle(shop: Shop, wanted: str) -> str:
    """As Shopify does it: the words with hyphens, a number behind where it is taken."""
    words = "".join(sign if sign.isalnum() else " " for sign in wanted.lower()).split()
    handle = base = "-".join(words) or "product"
    taken, number = {product.handle for product in shop.products.values()}, 1
    while handle in taken:
        handle, number = f"{base}-{number}", number + 1
    return handle
