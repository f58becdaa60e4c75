"""Searching and products, with their variants, costs, stock and reviews."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.money import Money, MoneyRange


@dataclass(frozen=True, slots=True)
class SupplierCategory:
    """`category_id` is "" where the supplier has no id for this level; `path` is from the root, this one's name last."""

    category_id: str
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`page` from 1. `country` (ISO 3166, two letters) is where goods are to be sent; `sort` is "", "price", "-price",
    "sold" or "newest"."""

    text: str = ""
    page: int = 1
    size: int = 20
    category_id: str = ""
    country: str = ""
    currency: str = ""
    language: str = "en"
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    sort: str = ""


@dataclass(frozen=True, slots=True)
class ProductSummary:
    """One line of a search. `sold` is as the supplier puts it ("4,000+")."""

    product_id: str
    title: str
    price: MoneyRange | None
    image_url: str = ""
    page_url: str = ""
    sku: str = ""
    category_id: str = ""
    category_name: str = ""
    sold: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`total` is None where the supplier does not say, and a lower bound where `is_total_capped`."""

    items: tuple[ProductSummary, ...]
    page: int
    has_more: bool
    total: int | None = None
    is_total_capped: bool = False


@dataclass(frozen=True, slots=True)
class StockLevel:
    """What lies in one area (a warehouse, or "" for the only figure there is).

    `total` is what the supplier offers there. `own` is what lies in its own warehouse and `maker` what the maker
    reports, None where it does not tell them apart; `is_verified` says whether the maker's figure was checked.
    """

    area_id: str
    total: int
    area_name: str = ""
    country: str = ""
    own: int | None = None
    maker: int | None = None
    is_verified: bool | None = None


@dataclass(frozen=True, slots=True)
class VariantStock:
    """All areas of one variant: an empty tuple means none left. What could not be read is not given at all."""

    variant_id: str
    levels: tuple[StockLevel, ...]


class ItemState(StrEnum):
    ON_SALE = "on_sale"
    OFF_SALE = "off_sale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Variant:
    """One buyable form of a product. `options` are (name, value) in the supplier's order.

    `order_key` is what an order has to name where that is not the id. `cost` is what we would pay now for one, without
    freight. `weight_g` in grams, sizes in millimetres. `stock` is None where this answer does not hold it.
    """

    variant_id: str
    title: str
    cost: Money | None
    sku: str = ""
    options: tuple[tuple[str, str], ...] = ()
    order_key: str = ""
    image_url: str = ""
    list_price: Money | None = None
    weight_g: Decimal | None = None
    size_mm: tuple[Decimal, Decimal, Decimal] | None = None
    ships_from: str = ""
    stock: VariantStock | None = None
    state: ItemState = ItemState.ON_SALE


@dataclass(frozen=True, slots=True)
class SupplierItem:
    """A product with all its variants. `description_html` is as received: clean it before showing it."""

    product_id: str
    title: str
    variants: tuple[Variant, ...]
    description_html: str = ""
    sku: str = ""
    images: tuple[str, ...] = ()
    category_id: str = ""
    category_name: str = ""
    brand: str = ""
    option_names: tuple[str, ...] = ()
    state: ItemState = ItemState.ON_SALE
    page_url: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    review_id: str
    text: str
    score: int | None = None
    author: str = ""
    country: str = ""
    written_on: str = ""
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewPage:
    items: tuple[Review, ...]
    page: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class OfferReading:
    """What one look at a product gave, for the regular refresh. `item` is None when the supplier says that it is gone.

    With `error` nothing was learned: all figures stay as they are.
    """

    product_id: str
    item: SupplierItem | None = None
    error: Exception | None = None
