"""What a catalogue source gives the sync: pages of raw items, and items in our words. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, Protocol

import msgspec

Severity = Literal["error", "warning"]


class ItemProblem(msgspec.Struct, frozen=True):
    """Why an item cannot be taken ("error"), or what was done about an oddity in it ("warning").

    `code` names the cause and `values` its facts, as plain JSON; the words are made where it is shown. `field` is our
    name of the field, "" for the item as a whole.
    """

    external_id: str
    field: str
    code: str
    values: Mapping[str, str | int] = {}
    severity: Severity = "error"


class SourceProduct(msgspec.Struct, frozen=True, gc=False):
    """A product as the source describes it, checked against the limits of our columns.

    `title` "" and `price` None mean that the source gave none (a warning says so): what that means depends on whether
    the product is already known, which the source cannot know. `stock` None: the source does not know; otherwise never
    negative, whole unless `unit` is set ("kg", "g": sold by weight). `sku`, `brand`, `unit`, `site_id`, `updated_at`
    and the category's id and name are "" when not given. `category_name` helps only where there is no id.
    """

    external_id: str
    title: str
    description: str
    sku: str
    price: Decimal | None
    currency: str
    stock: Decimal | None
    unit: str
    brand: str
    category_external_id: str
    category_name: str
    images: list[str]
    is_active: bool
    site_id: str
    updated_at: str


class SourceCategory(msgspec.Struct, frozen=True, gc=False):
    """A category as the source describes it. `parent_external_id` "" is a root; ids are text."""

    external_id: str
    name: str
    slug: str
    description: str
    parent_external_id: str
    image_url: str
    is_active: bool
    site_id: str


class RawPage(msgspec.Struct, frozen=True):
    """One page of a list, its items still the bytes that came.

    `next_page` is the number to ask for next, None at the end. `count` is the service's own figure for the whole list:
    informational, it may change from page to page. `is_past_end` marks the empty page that stands for the service's
    "no such page" answer.
    """

    number: int
    items: list[msgspec.Raw]
    next_page: int | None
    count: int | None = None
    is_past_end: bool = False


class ItemReader(Protocol):
    """Reads items, wherever they come from. Reading an item never raises."""

    mapper_version: int

    def item_id(self, raw: bytes | msgspec.Raw) -> str | None: ...

    def read_product(self, raw: bytes | msgspec.Raw) -> tuple[SourceProduct | None, list[ItemProblem]]: ...

    def read_category(self, raw: bytes | msgspec.Raw) -> tuple[SourceCategory | None, list[ItemProblem]]: ...


class CatalogueSource(ItemReader, Protocol):
    """Where a catalogue comes from. Fetching may raise InventoryAPIError."""

    def fetch_page(self, number: int, page_size: int, site_id: int | str | None = None) -> RawPage: ...

    def pages(self, page_size: int, site_id: int | str | None = None, start: int = 1) -> Iterator[RawPage]: ...

    def fetch_categories(self) -> list[msgspec.Raw]: ...
