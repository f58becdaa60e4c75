"""A listing with its pictures, its products (one for each combination of variations) and their offerings."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

LIFE_SECONDS = 120 * 86_400  # "four months"
STATES = ("draft", "active", "inactive", "sold_out", "expired")


@dataclass
class PropertyValue:
    """`value_ids` and `values` go together, one by one."""

    property_id: int
    name: str
    values: list[str]
    value_ids: list[int]
    scale_id: int | None = None
    scale_name: str | None = None


@dataclass
class Offering:
    offering_id: int
    price: Decimal
    quantity: int
    is_enabled: bool = True
    readiness_state_id: int | None = None

    @property
    def for_sale(self) -> int:
        return self.quantity if self.is_enabled else 0


@dataclass
class Product:
    product_id: int
    offering: Offering
    sku: str = ""
    property_values: list[PropertyValue] = field(default_factory=list)

    @property
    def combination(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        return tuple((one.property_id, tuple(one.values)) for one in self.property_values)


@dataclass
class Image:
    """`reads_left` is how often it is shown without its size: that is found out later. Bytes are not kept."""

    image_id: int
    listing_id: int
    created: int
    filename: str
    size_bytes: int
    alt_text: str = ""
    width: int = 2000
    height: int = 2000
    reads_left: int = 0


@dataclass
class Listing:
    """`facts` are the plain fields of the API, by its names. `images` is in the order of their ranks.

    Without `has_inventory` its inventory cannot be read until one is written: such listings are old ones.
    """

    listing_id: int
    created: int
    updated: int
    facts: dict[str, Any]
    products: list[Product]
    state: str = "draft"
    state_since: int | None = None
    ends: int = 0
    published: int | None = None
    frozen: bool = False
    has_file: bool = False
    has_inventory: bool = True
    price_on: list[int] = field(default_factory=list)
    quantity_on: list[int] = field(default_factory=list)
    sku_on: list[int] = field(default_factory=list)
    readiness_on: list[int] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    attributes: dict[int, PropertyValue] = field(default_factory=dict)
    translations: dict[str, dict[str, Any]] = field(default_factory=dict)
    variation_images: list[dict[str, int]] = field(default_factory=list)
    deleted_products: list[Product] = field(default_factory=list)

    @property
    def quantity(self) -> int:
        return sum(product.offering.for_sale for product in self.products)

    @property
    def price(self) -> Decimal:
        return min(product.offering.price for product in self.products)

    @property
    def property_ids(self) -> list[int]:
        return [one.property_id for one in self.products[0].property_values]

    @property
    def is_physical(self) -> bool:
        return bool(self.facts["listing_type"] != "download")

    def product_of(self, sku: str = "", product_id: int = 0) -> Product | None:
        rows = (one for one in self.products if (one.product_id == product_id if product_id else one.sku == sku))
        return next(rows, None)
