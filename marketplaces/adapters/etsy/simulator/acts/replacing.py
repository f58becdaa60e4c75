"""A whole inventory as it was sent, read by a white list of keys and checked against all the rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from marketplaces.adapters.etsy.simulator.acts.variations import property_value
from marketplaces.adapters.etsy.simulator.books.listings import Listing, Offering, Product
from marketplaces.adapters.etsy.simulator.books.money import MOST_PRICE, least_price
from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.calls import bad

MOST_QUANTITY, MOST_VALUES, MOST_PRODUCTS, MOST_PRODUCTS_ON_ALL = 999, 70, 2500, 400
ON = ("price_on_property", "quantity_on_property", "sku_on_property", "readiness_state_on_property")
FIELDS = ("price", "quantity", "sku", "readiness_state_id")  # in the order of these lists
TOP_KEYS = frozenset(("products", *ON))
PRODUCT_KEYS = frozenset(("sku", "property_values", "offerings"))
OFFERING_KEYS = frozenset(("price", "quantity", "is_enabled", "readiness_state_id"))
THREE = 3


@dataclass
class Replacement:
    products: list[Product]
    price_on: list[int] = field(default_factory=list)
    quantity_on: list[int] = field(default_factory=list)
    sku_on: list[int] = field(default_factory=list)
    readiness_on: list[int] = field(default_factory=list)

    @property
    def lists(self) -> tuple[list[int], ...]:
        return self.price_on, self.quantity_on, self.sku_on, self.readiness_on


def replacement(shop: Shop, listing: Listing, body: dict[str, Any], most_variations: int) -> Replacement:
    """Raises Refused for the first rule that is broken; nothing of the listing is changed."""
    check_keys(body, TOP_KEYS)
    rows = body.get("products")
    if not isinstance(rows, list) or not rows:
        raise bad("Missing input parameter: [products]")
    made = Replacement([_product(shop, listing, row) for row in rows], *(_ids(body, name) for name in ON))
    properties = _check_properties(made.products, most_variations)
    _check_sizes(made, properties)
    for name, ids in zip(ON, made.lists, strict=True):
        if ids != [one for one in properties if one in ids]:
            raise bad(f"{name}: property IDs must be in the same order as in products")
    _check_agreement(made)
    if not any(product.offering.for_sale for product in made.products):
        raise bad("At least one enabled offering must have a quantity greater than 0")
    return made


def check_keys(given: dict[str, Any], allowed: Iterable[str]) -> None:
    if unknown := sorted(set(given) - set(allowed)):
        raise bad(f"Invalid keys: {', '.join(unknown)}")


def _ids(body: dict[str, Any], name: str) -> list[int]:
    ids = body.get(name) or []
    if not isinstance(ids, list) or not all(isinstance(one, int) for one in ids):
        raise bad(f"{name} must be an array of property IDs")
    return ids


def _product(shop: Shop, listing: Listing, row: Any) -> Product:
    if not isinstance(row, dict):
        raise bad("products must be an array of objects")
    check_keys(row, PRODUCT_KEYS)
    given = row.get("property_values") or []
    if not isinstance(given, list):
        raise bad("property_values must be an array")
    values = [property_value(shop, listing, one) for one in given]
    offering, sku = _offering(shop, row.get("offerings")), row.get("sku") or ""
    if not isinstance(sku, str):
        raise bad("Expected string value for 'sku'")
    made = Product(0, offering, sku, values)
    before = next((one for one in listing.products if one.combination == made.combination), None)
    made.product_id = before.product_id if before else shop.take("product")
    offering.offering_id = before.offering.offering_id if before else shop.take("offering")
    return made


def _offering(shop: Shop, rows: Any) -> Offering:
    if not isinstance(rows, list):
        raise bad("Expected float value for 'price' (got NULL)")
    if len(rows) != 1 or not isinstance(rows[0], dict):
        raise bad("A product must have exactly one offering")
    given = rows[0]
    check_keys(given, OFFERING_KEYS)
    for name in sorted(OFFERING_KEYS):
        if name not in given:
            raise bad(f"Missing input parameter: [{name}]")
    if not isinstance(given["is_enabled"], bool):
        raise bad("Expected bool value for 'is_enabled'")
    readiness = given["readiness_state_id"]
    if readiness is not None and readiness not in shop.books.readiness:
        raise bad(f"Invalid readiness_state_id: {readiness}")
    return Offering(0, _price(shop, given["price"]), _quantity(given["quantity"]), given["is_enabled"], readiness)


def _price(shop: Shop, given: Any) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, (int, float, Decimal)):
        raise bad(f"Expected float value for 'price' (got {'NULL' if given is None else type(given).__name__})")
    price, least = Decimal(str(given)), least_price(shop.currency)
    if not least <= price <= MOST_PRICE:
        raise bad(f"price must be between {least} and {MOST_PRICE} {shop.currency}")
    return price


def _quantity(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise bad("Expected int value for 'quantity'")
    if not 0 <= given <= MOST_QUANTITY:
        raise bad(f"quantity must be between 0 and {MOST_QUANTITY}")
    return given


def _check_properties(products: list[Product], most: int) -> list[int]:
    """The ids of the variations, which are the same for all products and in the same order."""
    ids = [one.property_id for one in products[0].property_values]
    if len(ids) > most:
        raise bad(f"A listing cannot have more than {most} variations")
    if len(set(ids)) < len(ids):
        raise bad("A property ID can be used once only")
    if any([one.property_id for one in product.property_values] != ids for product in products):
        raise bad("All products must have the same properties in the same order")
    if len({product.combination for product in products}) < len(products):
        raise bad("Two products have the same property values")
    return ids


def _check_sizes(made: Replacement, properties: list[int]) -> None:
    for place in range(len(properties)):
        if len({tuple(one.property_values[place].values) for one in made.products}) > MOST_VALUES:
            raise bad(f"values cannot be more than {MOST_VALUES} items")
    names_all = any(len(ids) == THREE for ids in made.lists)
    most = MOST_PRODUCTS_ON_ALL if names_all else MOST_PRODUCTS
    if len(made.products) > most:
        raise bad(f"products cannot be more than {most} items")


def _check_agreement(made: Replacement) -> None:
    """Products that share the values of the properties a field depends on have the same value of that field."""
    for name, ids in zip(FIELDS, made.lists, strict=True):
        seen: dict[Any, Any] = {}
        for product in made.products:
            value = product.sku if name == "sku" else getattr(product.offering, name)
            key = tuple(tuple(one.values) for one in product.property_values if one.property_id in ids)
            if seen.setdefault(key, value) != value:
                raise bad(f"{name} is not compatible with the values in *_on_property")
