"""What one chunk is about to write, as plain values: made by `diff`, carried out by `storage`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from inventory.source.interface import SourceProduct

UNKNOWN_STOCK = "unknown"  # how a staged change writes a stock that the service does not know


class Known(NamedTuple):
    """A row we have: the product's key, and the stored hash (b"" where the row needs a look whatever its hash is)."""

    product_id: int
    fingerprint: bytes


class CurrentProduct(NamedTuple):
    """A product and its external row as they stand."""

    product_id: int
    external_id: str
    title: str
    description: str
    sku: str
    price: Decimal
    currency: str
    stock: Decimal
    stock_known: bool
    unit: str
    brand: str
    category_id: int | None
    images: list[str]
    is_active: bool
    staff_fields: int
    external_sku: str
    site_id: str
    sync_status: str
    is_missing: bool
    unlinked_category: str
    fingerprint: bytes
    source_data: bytes


class NewProduct(msgspec.Struct, gc=False):
    source: SourceProduct
    raw: bytes
    fingerprint: bytes
    category_id: int | None
    unlinked_category: str


class ProductUpdate(NamedTuple):
    """All directly written columns of a product with their new values (unchanged ones as they are)."""

    product_id: int
    title: str
    description: str
    sku: str
    stock: Decimal
    stock_known: bool
    unit: str
    brand: str
    category_id: int | None
    images: list[str]
    is_active: bool


class ExternalUpdate(NamedTuple):
    product_id: int
    external_sku: str
    site_id: str
    sync_status: str
    unlinked_category: str
    fingerprint: bytes
    source_data: bytes


class StagedChange(NamedTuple):
    product_id: int
    external_id: str
    label: str
    field: str
    old: str
    new: str
    weight: float
    fingerprint: bytes
    counts_item: bool


class SoldValues(NamedTuple):
    """What decides whether and for how much a product is sold: the columns that staged changes are about."""

    product_id: int
    price: Decimal
    currency: str
    stock: Decimal
    stock_known: bool
    is_active: bool


class HistoryEntry(NamedTuple):
    product_id: int
    data: dict[str, list[Any]]


class Issue(NamedTuple):
    severity: str
    external_id: str
    field: str
    code: str
    values: dict[str, Any]
    raw: bytes


class ItemPlan(msgspec.Struct, gc=False):
    """What one item leads to. `outcome` is the count it goes under: created, updated, unchanged, errors, waiting."""

    external_id: str
    raw: bytes
    outcome: str
    new: NewProduct | None = None
    update: ProductUpdate | None = None
    external: ExternalUpdate | None = None
    staged: Sequence[StagedChange] = ()
    history: HistoryEntry | None = None
    product_id: int = 0  # of a known item that came with an error

    def failed(self) -> "ItemPlan":
        """The same item with nothing to write."""
        return ItemPlan(self.external_id, self.raw, "errors", product_id=self.product_id)


@dataclass(slots=True)
class Batch:
    """A stretch of pages to be committed together. `created` and `final_counts` are known once it is committed."""

    first_page: int
    page_count: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)
    plans: list[ItemPlan] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    created: list[int] = field(default_factory=list)
    final_counts: dict[str, int] = field(default_factory=dict)

    def count(self, outcome: str, by: int = 1) -> None:
        self.counts[outcome] = self.counts.get(outcome, 0) + by
