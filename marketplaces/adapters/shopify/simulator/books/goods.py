"""Products, variants and what lies where."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

DEFAULT_OPTION, DEFAULT_VALUE = "Title", "Default Title"


@dataclass
class Location:
    number: int
    name: str
    active: bool = True
    fulfills_online: bool = True
    country: str = "FR"


@dataclass
class Publication:
    number: int
    title: str


@dataclass
class Level:
    """What lies at one location; on hand is available and committed together."""

    available: int
    created: datetime
    updated: datetime
    committed: int = 0
    active: bool = True

    @property
    def on_hand(self) -> int:
        return self.available + self.committed


@dataclass
class Item:
    """The stock-keeping side of a variant; `levels` by location."""

    number: int
    sku: str | None = None
    tracked: bool = False
    cost: Decimal | None = None
    requires_shipping: bool = True
    grams: int = 0
    country: str | None = None
    tariff: str | None = None
    levels: dict[int, Level] = field(default_factory=dict)


@dataclass
class Metafield:
    number: int
    namespace: str
    key: str
    value: str
    type: str
    created: datetime
    updated: datetime


@dataclass
class Option:
    """`values` by name, with their ids."""

    number: int
    name: str
    values: dict[str, int] = field(default_factory=dict)


@dataclass
class Image:
    number: int
    url: str
    alt: str | None = None


@dataclass
class Variant:
    """`values` are those of the product's options, in their order."""

    number: int
    product: "Product"
    item: Item
    values: tuple[str, ...]
    price: Decimal
    created: datetime
    updated: datetime
    compare_at: Decimal | None = None
    barcode: str | None = None
    policy: str = "DENY"
    taxable: bool = True

    @property
    def title(self) -> str:
        return " / ".join(self.values)

    @property
    def available(self) -> int:
        return sum(level.available for level in self.item.levels.values() if level.active)


@dataclass
class Product:
    number: int
    handle: str
    title: str
    created: datetime
    updated: datetime
    status: str = "ACTIVE"
    html: str = ""
    vendor: str = ""
    kind: str = ""
    tags: list[str] = field(default_factory=list)
    seo: dict[str, Any] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    metafields: list[Metafield] = field(default_factory=list)
    published: dict[int, datetime] = field(default_factory=dict)  # by publication

    @property
    def has_only_default(self) -> bool:
        return [variant.values for variant in self.variants] == [(DEFAULT_VALUE,)]
