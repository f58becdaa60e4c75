"""Two suppliers in memory that quote freight: tests say how, and read what they were asked."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from core.errors import PartnerError  # noqa: TC001
from core.money import Money
from suppliers.interface import (
    AccountInfo,
    Capability,
    FreightRequest,
    OfferReading,
    Quote,
    SearchPage,
    SearchQuery,
    SupplierAdapter,
    SupplierItem,
    VariantStock,
)
from suppliers.models import SupplierAccount

ADAPTERS = {
    "cj-dropshipping": "tests.orders.planning.desk.DeskAdapter",
    "aliexpress": "tests.orders.planning.desk.AtticAdapter",
}


class Desk:
    """What both answer: `freight` by country, in dollars; for goods that are in `not_sent` nothing."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.freight: dict[str, list[Quote]] = {"FR": [by_post()]}
        self.not_sent: set[str] = set()
        self.error: PartnerError | None = None
        self.asked: list[tuple[str, FreightRequest]] = []


class DeskAdapter(SupplierAdapter):
    slug = "cj-dropshipping"
    title = "Desk"
    capabilities = frozenset({Capability.ORDER})

    def __init__(self, account: SupplierAccount, **_: Any) -> None:
        self._account = account

    def close(self) -> None: ...

    def connect(self) -> AccountInfo:
        return AccountInfo("1")

    def search(self, query: SearchQuery) -> SearchPage:
        raise self._unsupported("search")

    def product(self, product_id: str, country: str = "", currency: str = "") -> SupplierItem:
        raise self._unsupported("product")

    def stock(self, product_id: str) -> list[VariantStock]:
        raise self._unsupported("stock")

    def variant_stock(self, variant_id: str, product_id: str = "") -> VariantStock:
        raise self._unsupported("stock")

    def refresh(self, product_ids: Sequence[str], country: str = "", currency: str = "") -> Iterator[OfferReading]:
        raise self._unsupported("refresh")

    def quote(self, request: FreightRequest) -> list[Quote]:
        desk.asked.append((self.slug, request))
        if desk.error is not None:
            raise desk.error
        if any(parcel.variant_id in desk.not_sent for parcel in request.items):
            return []
        return desk.freight.get(request.country, [])


class AtticAdapter(DeskAdapter):
    slug = "aliexpress"
    title = "Attic"


def by_post(price: str = "3.00", service: str = "POST", days: int = 12) -> Quote:
    return Quote(service, "By post", Money(Decimal(price), "USD"), min_days=7, max_days=days, origin="CN")


desk = Desk()
