"""Variants of one product, many at once."""

from marketplaces.adapters.shopify.simulator.acts.describing import (
    describe_variant,
    option_values,
    put_stock,
    twice,
)
from marketplaces.adapters.shopify.simulator.acts.goods import changed, find_product, new_variant
from marketplaces.adapters.shopify.simulator.books.goods import Product, Variant
from marketplaces.adapters.shopify.simulator.books.numbers import number_in
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Refused, Shown, error, root
from marketplaces.adapters.shopify.simulator.views.goods import show_product, show_variant

GONE = "PRODUCT_DOES_NOT_EXIST"


@root("productVariantsBulkCreate", "write_products")
def bulk_create(call: Call, args: Args) -> Shown:
    """All or none. The standalone variant goes where it is asked for, or where it is only the default title."""
    shop, product = call.shop, find_product(call.shop, args["productId"], ["productId"], GONE)
    strategy = args.get("strategy") or "DEFAULT"
    standalone = len(product.variants) == 1
    removes = standalone and (
        strategy == "REMOVE_STANDALONE_VARIANT" or (strategy == "DEFAULT" and product.has_only_default)
    )
    kept = [] if removes else product.variants
    made: list[Variant] = []
    for i, row in enumerate(args["variants"]):
        where = ["variants", str(i)]
        values = option_values(product, row.get("optionValues") or [], where, "NEED_TO_ADD_OPTION_VALUES")
        if any(other.values == values for other in [*kept, *made]):
            raise twice(values, where, "VARIANT_ALREADY_EXISTS")
        made.append(_made(shop, product, row, values, where))
    for variant in made:
        for option, value in zip(product.options, variant.values, strict=True):
            if value not in option.values:
                option.values[value] = shop.numbers.take("ProductOptionValue")
    product.variants = [*kept, *made]
    changed(shop, product)
    return {
        "product": show_product(shop, product),
        "productVariants": [show_variant(shop, variant) for variant in made],
    }


def _made(shop: Shop, product: Product, row: Args, values: tuple[str, ...], where: list[str]) -> Variant:
    variant = new_variant(shop, product, values)
    describe_variant(shop, variant, row, where, "INVALID")
    for stock in row.get("inventoryQuantities") or ():
        at, code = [*where, "inventoryQuantities"], "TRACKED_VARIANT_LOCATION_NOT_FOUND"
        put_stock(shop, variant.item, stock["locationId"], stock["availableQuantity"], "available", at, code)
    return variant


@root("productVariantsBulkUpdate", "write_products")
def bulk_update(call: Call, args: Args) -> Shown:
    """All or none, unless partial updates are allowed."""
    shop, product = call.shop, find_product(call.shop, args["productId"], ["productId"], GONE)
    errors, good = [], []
    for i, row in enumerate(args["variants"]):
        try:
            good.append((_updatable(product, row, ["variants", str(i)]), row, i))
        except Refused as no:
            errors.append(no.error)
    if errors and not args.get("allowPartialUpdates"):
        return {"product": show_product(shop, product), "userErrors": errors}
    for variant, row, i in good:
        describe_variant(shop, variant, row, ["variants", str(i)], "INVALID_VALUE")
        if row.get("optionValues"):
            variant.values = option_values(product, row["optionValues"], ["variants", str(i)], "OPTION_DOES_NOT_EXIST")
    changed(shop, product)
    shown = [show_variant(shop, variant) for variant, _, _ in good]
    return {"product": show_product(shop, product), "productVariants": shown, "userErrors": errors}


def _updatable(product: Product, row: Args, where: list[str]) -> Variant:
    """Raises Refused."""
    if not row.get("id"):
        raise Refused("Product variant ID is missing", [*where, "id"], "PRODUCT_VARIANT_ID_MISSING")
    number = number_in(row["id"], "ProductVariant")
    found = next((variant for variant in product.variants if variant.number == number), None)
    if found is None:
        raise Refused("Product variant does not exist", [*where, "id"], "PRODUCT_VARIANT_DOES_NOT_EXIST")
    if row.get("inventoryQuantities"):
        text = "Inventory quantities can only be provided during create."
        raise Refused(text, [*where, "inventoryQuantities"], "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE")
    if row.get("price") is not None and row["price"] < 0:
        raise Refused("Price must be greater than or equal to 0", [*where, "price"], "NEGATIVE_PRICE_VALUE")
    return found


@root("productVariantsBulkDelete", "write_products")
def bulk_delete(call: Call, args: Args) -> Shown:
    shop, product = call.shop, find_product(call.shop, args["productId"], ["productId"], GONE)
    numbers = [number_in(identity, "ProductVariant") for identity in args["variantsIds"]]
    known = {variant.number for variant in product.variants}
    errors = [
        error("At least one variant does not belong to the product", ["variantsIds", str(i)])
        for i, number in enumerate(numbers)
        if number not in known
    ]
    if not errors:
        product.variants = [variant for variant in product.variants if variant.number not in numbers]
        changed(shop, product)
    return {"product": show_product(shop, product), "userErrors": errors}
