"""The B2B service as a catalogue source: its client and its mapper behind the interface the sync knows."""

from collections.abc import Iterator

import msgspec
from django.conf import settings

from inventory.source import mapper
from inventory.source.client import InventoryAPIClient
from inventory.source.interface import ItemProblem, RawPage, SourceCategory, SourceProduct


class B2BSource:
    """A `CatalogueSource`. `currency` stands for items that name none; default is the setting B2B_CURRENCY."""

    mapper_version = mapper.MAPPER_VERSION

    def __init__(self, client: InventoryAPIClient | None = None, *, currency: str | None = None) -> None:
        self.client = client or InventoryAPIClient()
        self.currency = currency or settings.B2B_CURRENCY

    def fetch_page(self, number: int, page_size: int, site_id: int | str | None = None) -> RawPage:
        return self.client.fetch_page(number, page_size, site_id)

    def pages(self, page_size: int, site_id: int | str | None = None, start: int = 1) -> Iterator[RawPage]:
        return self.client.pages(page_size, site_id, start)

    def fetch_categories(self) -> list[msgspec.Raw]:
        return self.client.fetch_categories()

    item_id = staticmethod(mapper.item_id)

    def read_product(self, raw: bytes | msgspec.Raw) -> tuple[SourceProduct | None, list[ItemProblem]]:
        return mapper.read_product(raw, currency=self.currency)

    def read_category(self, raw: bytes | msgspec.Raw) -> tuple[SourceCategory | None, list[ItemProblem]]:
        return mapper.read_category(raw)
