"""productSet: one product as it shall be; lists that are given replace those that were."""

import copy
from typing import Any

from marketplaces.adapters.shopify.simulator.acts.describing import (
    describe_variant,
    option_values,
    put_stock,
    twice,
)
from marketplaces.adapters.shopify.simulator.acts.goods import describe, new_product, new_variant
from marketplaces.adapters.shopify.simulator.bodies.goods import product_body
from marketplaces.adapters.shopify.simulator.books.goods import (
    DEFAULT_OPTION,
    DEFAULT_VALUE,
    Image,
    Option,
    Product,
    Variant,
)
from marketplaces.adapters.shopify.simulator.books.numbers import number_in
from marketplaces.adapters.shopify.simulator.books.shop import Job, SetOperation, Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Refused, Shown, root
from marketplaces.adapters.shopify.simulator.reads.goods import identified, show_operation
from marketplaces.adapters.shopify.simulator.views.goods import show_product

MOST_VARIANTS = 2048


@root("productSet", "write_products")
def product_set(call: Call, args: Args) -> Shown:
    """Synchronous unless `synchronous: false`; then an operation is to be polled."""
    shop = call.shop
    if args.get("synchronous") is not False:
        return {"product": show_product(shop, set_product(shop, args))}
    number = shop.numbers.take("ProductSetOperation")

    def work() -> None:
        try:
            operation.product = set_product(shop, args)
        except Refused as no:
            operation.errors = [no.error]

    operation = SetOperation(number, Job("", shop.rules.job_polls, work))
    shop.operations[number] = operation
    return {"productSetOperation": show_operation(shop, number)}


def set_product(shop: Shop, args: Args) -> Product:
    """Raises Refused, and then nothing was changed."""
    given, by = args["input"], args.get("identifier") or {}
    if by and given.get("id"):
        raise Refused("The id field is not allowed if identifier is provided.", ["input", "id"], "ID_NOT_ALLOWED")
    by = by or {"id": given.get("id")}
    old = identified(shop, by)
    if old is None and by.get("id"):
        raise Refused("Product does not exist", ["input"], "PRODUCT_DOES_NOT_EXIST")
    before = copy.deepcopy(shop.numbers.following)
    try:
        product = _written(shop, copy.deepcopy(old), given, by)
    except Refused:
        shop.numbers.following = before
        raise
    shop.products[product.number] = product
    shop.emit("products/update" if old else "products/create", product_body(product))
    return product


def _written(shop: Shop, product: Product | None, given: Args, by: Args) -> Product:
    handle = {"handle": by["handle"]} if by.get("handle") and not given.get("handle") else {}
    is_new = product is None
    product = product or new_product(shop, given | handle, ["input"])
    if given.get("metafields") is not None:
        product.metafields = []
    describe(shop, product, given)
    if given.get("files") is not None:
        product.images = [_image(shop, row) for row in given["files"]]
    options, variants = given.get("productOptions"), given.get("variants")
    if variants is not None and options is None:
        text = "Product options input is required when updating variants"
        raise Refused(text, ["input", "productOptions"], "PRODUCT_OPTIONS_INPUT_MISSING")
    if options is not None and variants is None and not is_new:
        text = "Variants input is required when updating product options"
        raise Refused(text, ["input", "variants"], "VARIANTS_INPUT_MISSING")
    if options is not None:
        product.options = [_option(shop, product, row) for row in options]
    if variants is not None:
        product.variants = _variants(shop, product, variants)
    if not product.variants:
        _only_variant(shop, product)
    product.updated = shop.clock.now()
    return product


def _image(shop: Shop, row: Args) -> Image:
    if not row.get("originalSource") and not row.get("id"):
        raise Refused("Original source can't be blank", ["input", "files"], "INVALID_INPUT")
    number = number_in(row["id"], "MediaImage") if row.get("id") else shop.numbers.take("MediaImage")
    return Image(number, str(row.get("originalSource")), row.get("alt"))


def _option(shop: Shop, product: Product, row: Args) -> Option:
    """The option of that name with the values that are named; known ones keep their ids. Raises Refused."""
    names = [value.get("name") for value in row.get("values") or ()]
    if not row.get("name") or not names or not all(names):
        raise Refused("Option values are missing", ["input", "productOptions"], "OPTION_VALUES_MISSING")
    if len(set(names)) < len(names):
        raise Refused("Option values must be unique", ["input", "productOptions"], "DUPLICATED_OPTION_VALUE")
    old = next((one for one in product.options if one.name == row["name"]), None)
    number = old.number if old else shop.numbers.take("ProductOption")
    known: dict[str, Any] = old.values if old else {}
    return Option(number, row["name"], {n: known.get(n) or shop.numbers.take("ProductOptionValue") for n in names})


def _variants(shop: Shop, product: Product, rows: list[Args]) -> list[Variant]:
    """Those that are listed, the old ones by id or by their values; the others are gone. Raises Refused."""
    if len(rows) > MOST_VARIANTS:
        raise Refused("Variants over limit", ["input", "variants"], "VARIANTS_OVER_LIMIT")
    found: list[Variant] = []
    for i, row in enumerate(rows):
        where = ["input", "variants", str(i)]
        values = option_values(product, row["optionValues"], where, "OPTION_DOES_NOT_EXIST")
        for option, value in zip(product.options, values, strict=True):
            if value not in option.values:
                text = f"Option value '{value}' does not exist"
                raise Refused(text, [*where, "optionValues"], "OPTION_VALUE_DOES_NOT_EXIST")
        if any(other.values == values for other in found):
            raise twice(values, where, "INVALID_VARIANT")
        variant = _known(product, row, values, where) or new_variant(shop, product, values)
        variant.values, variant.product = values, product
        describe_variant(shop, variant, row, where, "INVALID_VARIANT")
        for stock in row.get("inventoryQuantities") or ():
            at = [*where, "inventoryQuantities"]
            put_stock(shop, variant.item, stock["locationId"], stock["quantity"], stock["name"], at, "INVALID_VARIANT")
        found.append(variant)
    return found


def _known(product: Product, row: Args, values: tuple[str, ...], where: list[str]) -> Variant | None:
    if row.get("id"):
        number = number_in(row["id"], "ProductVariant")
        known = next((one for one in product.variants if one.number == number), None)
        if known is None:
            raise Refused("Product variant does not exist", [*where, "id"], "PRODUCT_VARIANT_DOES_NOT_EXIST")
        return known
    return next((one for one in product.variants if one.values == values), None)


def _only_variant(shop: Shop, product: Product) -> None:
    if not product.options:
        values = {DEFAULT_VALUE: shop.numbers.take("ProductOptionValue")}
        product.options = [Option(shop.numbers.take("ProductOption"), DEFAULT_OPTION, values)]
    first = tuple(next(iter(option.values)) for option in product.options)
    product.variants = [new_variant(shop, product, first)]
