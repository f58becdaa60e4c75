"""A variant's own fields, as productSet and the bulk mutations give them."""

from decimal import Decimal

from marketplaces.adapters.shopify.simulator.books.goods import Item, Level, Product, Variant
from marketplaces.adapters.shopify.simulator.books.numbers import number_in
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Refused

GRAMS = {
    "GRAMS": Decimal(1),
    "KILOGRAMS": Decimal(1000),
    "OUNCES": Decimal("28.349523125"),
    "POUNDS": Decimal("453.59237"),
}
PLAIN = {"barcode": "barcode", "compareAtPrice": "compare_at", "inventoryPolicy": "policy", "taxable": "taxable"}


def describe_variant(shop: Shop, variant: Variant, given: Args, where: list[str], code: str | None) -> None:
    """Raises Refused."""
    price = given.get("price")
    if price is not None and price < 0:
        raise Refused("Price must be greater than or equal to 0", [*where, "price"], code)
    variant.price = variant.price if price is None else price
    for name, own in PLAIN.items():
        if name in given and (given[name] is not None or name in ("barcode", "compareAtPrice")):
            setattr(variant, own, given[name])
    if given.get("sku") is not None:
        variant.item.sku = given["sku"]
    describe_item(variant.item, given.get("inventoryItem") or {})
    variant.updated = shop.clock.now()


def describe_item(item: Item, given: Args) -> None:
    plain = {"countryCodeOfOrigin": "country", "harmonizedSystemCode": "tariff", "cost": "cost", "sku": "sku"}
    for name, own in plain.items():
        if name in given:
            setattr(item, own, given[name])
    if given.get("tracked") is not None:
        item.tracked = given["tracked"]
    if given.get("requiresShipping") is not None:
        item.requires_shipping = given["requiresShipping"]
    weight = (given.get("measurement") or {}).get("weight")
    if weight:
        item.grams = int(Decimal(str(weight["value"])) * GRAMS[weight["unit"]])


def put_stock(shop: Shop, item: Item, location: str, quantity: int, name: str, where: list[str], code: str) -> None:
    """Makes the level active where it was not. Raises Refused."""
    place = shop.location(number_in(location, "Location"))
    if place is None:
        raise Refused("Location does not exist", where, code)
    now = shop.clock.now()
    level = item.levels.setdefault(place.number, Level(0, now, now))
    level.active, level.updated = True, now
    level.available = quantity - (level.committed if name == "on_hand" else 0)


def option_values(product: Product, given: list[Args], where: list[str], code: str) -> tuple[str, ...]:
    """The values in the order of the product's options, by name or id. Raises Refused."""
    found: dict[str, str] = {}
    for row in given:
        option = next(
            (
                one
                for one in product.options
                if one.name == row.get("optionName") or one.number == number_in(row.get("optionId") or "")
            ),
            None,
        )
        if option is None:
            raise Refused("Option does not exist", [*where, "optionValues"], code)
        by_id = next((name for name, n in option.values.items() if n == number_in(row.get("id") or "")), None)
        name = row.get("name") or by_id
        if name is None:
            raise Refused("Option value does not exist", [*where, "optionValues"], code)
        found[option.name] = name
    missing = [option.name for option in product.options if option.name not in found]
    if missing:
        raise Refused(f"You need to add option values for {missing[0]}", [*where, "optionValues"], code)
    return tuple(found[option.name] for option in product.options)


def twice(values: tuple[str, ...], where: list[str], code: str) -> Refused:
    text = f"The variant '{' / '.join(values)}' already exists. Please change at least one option value."
    return Refused(text, where, code)
