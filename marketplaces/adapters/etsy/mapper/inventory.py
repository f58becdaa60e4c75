"""Inventories: read, changed as a whole, and written back by a white list of keys.

Etsy replaces everything with each PUT, refuses keys it only shows (`product_id`, `scale_name`, …), wants a price as a
number where it gives Money, and refuses an inventory with no unit for sale. So what sells nothing is put to sleep: the
listing is made inactive and its inventory holds one single unit. A listing that is inactive with more than that was
taken off sale by a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.money import Money
from marketplaces.adapters.etsy.values import Misread, Obj, coins, ident, money, needed_ident, rows, text, texts

MOST_QUANTITY = 999
ASLEEP_UNITS = 1
_LISTS = ("price_on_property", "quantity_on_property", "sku_on_property", "readiness_state_on_property")


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """What one product is by one variation: numbers mean what the taxonomy says they mean, never what they look like."""

    property_id: int
    name: str
    value_ids: tuple[int, ...]
    values: tuple[str, ...]
    scale_id: int | None = None

    def body(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "property_id": self.property_id,
            "value_ids": list(self.value_ids),
            "values": list(self.values),
        }
        if self.name:
            shown["property_name"] = self.name
        if self.scale_id is not None:
            shown["scale_id"] = self.scale_id
        return shown


@dataclass(frozen=True, slots=True)
class Product:
    """One sellable form. `product_id` "" for one that is not there yet."""

    sku: str
    price: Money
    quantity: int
    readiness_state_id: int | None
    product_id: str = ""
    is_enabled: bool = True
    property_values: tuple[PropertyValue, ...] = ()

    @property
    def for_sale(self) -> int:
        return self.quantity if self.is_enabled else 0

    def body(self) -> dict[str, Any]:
        offering = {
            "price": coins(self.price),
            "quantity": min(max(self.quantity, 0), MOST_QUANTITY),
            "is_enabled": self.is_enabled,
            "readiness_state_id": self.readiness_state_id,
        }
        values = [value.body() for value in self.property_values]
        return {"sku": self.sku, "property_values": values, "offerings": [offering]}


@dataclass(frozen=True, slots=True)
class Inventory:
    """`lists` are the properties by which price, quantity, SKU and processing differ, as they stand there."""

    products: tuple[Product, ...]
    lists: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def units(self) -> int:
        return sum(product.for_sale for product in self.products)

    @property
    def property_ids(self) -> tuple[int, ...]:
        """In the order in which the products name them: Etsy wants the lists in the same."""
        return tuple(value.property_id for value in self.products[0].property_values) if self.products else ()

    def by_id(self, product_id: str) -> Product | None:
        return next((product for product in self.products if product.product_id == product_id), None)

    def with_products(self, changed: Mapping[str, Product]) -> "Inventory":
        """By `product_id`."""
        return replace(self, products=tuple(changed.get(one.product_id, one) for one in self.products))

    def asleep(self) -> "Inventory":
        """One unit of the first product, none of the others."""
        first = True
        products = []
        for product in self.products:
            products.append(
                replace(product, quantity=ASLEEP_UNITS if first else 0, is_enabled=first or product.is_enabled)
            )
            first = False
        return replace(self, products=tuple(products))

    def body(self) -> dict[str, Any]:
        return {"products": [product.body() for product in self.products], **self._lists()}

    def _lists(self) -> dict[str, list[int]]:
        """What differs must be listed, and by all properties, so that each product may have its own. Quantities always
        are: unlisted ones would be one common stock."""
        ids = self.property_ids
        prices = {product.price.amount for product in self.products}
        skus = {product.sku for product in self.products}
        readiness = {product.readiness_state_id for product in self.products}
        differs = {
            "price_on_property": len(prices) > 1,
            "quantity_on_property": True,
            "sku_on_property": len(skus) > 1,
            "readiness_state_on_property": len(readiness) > 1,
        }
        found = {}
        for name in _LISTS:
            kept = [number for number in ids if number in self.lists.get(name, ())]
            found[name] = list(ids) if differs[name] and not self._is_enough(name, kept) else kept
        return found

    def _is_enough(self, name: str, kept: list[int]) -> bool:
        """Whether products that share the values of these properties share the figure as well."""
        if not kept:
            return False
        seen: dict[tuple[tuple[str, ...], ...], object] = {}
        for product in self.products:
            key = tuple(value.values for value in product.property_values if value.property_id in kept)
            if seen.setdefault(key, _figure(product, name)) != _figure(product, name):
                return False
        return True


def _figure(product: Product, name: str) -> object:
    figures: dict[str, object] = {
        "price_on_property": product.price.amount,
        "quantity_on_property": product.quantity,
        "sku_on_property": product.sku,
        "readiness_state_on_property": product.readiness_state_id,
    }
    return figures[name]


def read_inventory(node: Obj) -> Inventory:
    """What is deleted is left out."""
    products = [_product(row) for row in rows(node.get("products"), "products") if row.get("is_deleted") is not True]
    lists = {name: _ids(node.get(name)) for name in _LISTS}
    return Inventory(tuple(products), lists)


def _product(node: Obj) -> Product:
    offerings = [row for row in rows(node.get("offerings"), "offerings") if row.get("is_deleted") is not True]
    if not offerings:
        raise Misread("a product has no offering")
    offering = offerings[0]
    price, quantity = money(offering.get("price"), "price"), offering.get("quantity")
    if price is None or isinstance(quantity, bool) or not isinstance(quantity, int):
        raise Misread("an offering has no price or no quantity")
    readiness = ident(offering.get("readiness_state_id"))
    return Product(
        sku=text(node.get("sku")),
        price=price,
        quantity=quantity,
        readiness_state_id=int(readiness) if readiness else None,
        product_id=needed_ident(node, "product_id"),
        is_enabled=offering.get("is_enabled") is not False,
        property_values=tuple(_value(row) for row in rows(node.get("property_values"), "property_values")),
    )


def _value(node: Obj) -> PropertyValue:
    scale = ident(node.get("scale_id"))
    return PropertyValue(
        property_id=int(needed_ident(node, "property_id")),
        name=text(node.get("property_name")),
        value_ids=_ids(node.get("value_ids")),
        values=texts(node.get("values")),
        scale_id=int(scale) if scale else None,
    )


def _ids(value: Any) -> tuple[int, ...]:
    return tuple(int(found) for item in value if (found := ident(item))) if isinstance(value, list) else ()
