"""A supplier in memory, for what does not depend on any real one's form: tests fill its shelf and read its calls."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.calllog import CallLog
from core.errors import NotFound, PartnerError
from core.money import Money
from suppliers.interface import (
    AccountInfo,
    FreightRequest,
    OfferReading,
    ProductSummary,
    Quote,
    SearchPage,
    SearchQuery,
    StockLevel,
    SupplierAdapter,
    SupplierItem,
    Variant,
    VariantStock,
)
from suppliers.models import SupplierAccount

SLUG = "shelf"


class Shelf:
    """What the supplier sells, how it answers, what it was asked. One for the whole process; `clear` it for each test."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.items: dict[str, SupplierItem] = {}
        self.freight: dict[str, list[Quote]] = {}
        self.errors: dict[str, Exception] = {}  # by product: what a refresh or a look at it gives
        self.freight_error: PartnerError | None = None
        self.stops_at: tuple[str, PartnerError] | None = None  # a refresh breaks off before this product
        self.calls: list[tuple[Any, ...]] = []

    def change(self, product_id: str, variant_id: str, **values: Any) -> None:
        item = self.items[product_id]
        variants = tuple(
            replace(variant, **values) if variant.variant_id == variant_id else variant for variant in item.variants
        )
        self.items[product_id] = replace(item, variants=variants)


shelf = Shelf()


class ShelfAdapter(SupplierAdapter):
    slug = SLUG
    title = "Shelf"

    def __init__(self, account: SupplierAccount, *, log: CallLog | None = None) -> None:
        self._account = account

    def close(self) -> None: ...

    def connect(self) -> AccountInfo:
        return AccountInfo("1")

    def search(self, query: SearchQuery) -> SearchPage:
        shelf.calls.append(("search", query.text))
        found = tuple(
            ProductSummary(item.product_id, item.title, None)
            for item in shelf.items.values()
            if query.text.lower() in item.title.lower()
        )
        return SearchPage(found, query.page, has_more=False, total=len(found))

    def product(self, product_id: str, country: str = "", currency: str = "") -> SupplierItem:
        shelf.calls.append(("product", product_id, country, currency))
        if product_id in shelf.errors:
            raise shelf.errors[product_id]
        if product_id not in shelf.items:
            raise NotFound(SLUG, "product")
        return shelf.items[product_id]

    def stock(self, product_id: str) -> list[VariantStock]:
        shelf.calls.append(("stock", product_id))
        return [variant.stock for variant in shelf.items[product_id].variants if variant.stock is not None]

    def variant_stock(self, variant_id: str, product_id: str = "") -> VariantStock:
        return next(each for each in self.stock(product_id) if each.variant_id == variant_id)

    def refresh(self, product_ids: Sequence[str], country: str = "", currency: str = "") -> Iterator[OfferReading]:
        for product_id in product_ids:
            if shelf.stops_at is not None and shelf.stops_at[0] == product_id:
                raise shelf.stops_at[1]
            shelf.calls.append(("refresh", product_id))
            if product_id in shelf.errors:
                yield OfferReading(product_id, error=shelf.errors[product_id])
            else:
                yield OfferReading(product_id, shelf.items.get(product_id))

    def quote(self, request: FreightRequest) -> list[Quote]:
        shelf.calls.append(("quote", request.country, request.items[0].variant_id))
        if shelf.freight_error is not None:
            raise shelf.freight_error
        return shelf.freight.get(request.country, [])


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def level(total: int, area: str = "1", **values: Any) -> StockLevel:
    return StockLevel(area, total, **{"area_name": f"Warehouse {area}", "country": "CN", **values})


def variant(number: str, cost: str | None = "5.00", *levels: StockLevel, **values: Any) -> Variant:
    """Ten in one area, unless said otherwise; `stock=None` for a supplier that does not tell it along."""
    stock = VariantStock(number, levels or (level(10),))
    defaults: dict[str, Any] = {"sku": f"S-{number}", "weight_g": Decimal(200), "stock": stock}
    return Variant(number, f"Variant {number}", usd(cost) if cost else None, **{**defaults, **values})


def cat_bed(**values: Any) -> SupplierItem:
    """A bed for cats in two colours, v1 and v2."""
    defaults: dict[str, Any] = {
        "product_id": "p1",
        "title": "Cat bed",
        "description_html": "<p>Soft.</p><script>alert(1)</script>",
        "images": ("https://pictures.example/bed.jpg",),
        "option_names": ("Color",),
        "brand": "Purr",
        "variants": (
            variant("v1", "5.00", options=(("Color", "Grey"),), image_url="https://pictures.example/grey.jpg"),
            variant("v2", "7.50", options=(("Color", "Blue"),)),
        ),
    }
    item = SupplierItem(**{**defaults, **values})
    shelf.items[item.product_id] = item
    return item


def by_post(price: str = "3.00", currency: str = "USD") -> Quote:
    return Quote("POST", "By post", Money(Decimal(price), currency), min_days=7, max_days=12, is_tracked=True)
