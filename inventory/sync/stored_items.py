"""Items that we have received before, read again by today's mapper. Fetches nothing and needs no key."""

import msgspec
from django.conf import settings

from inventory.source import mapper
from inventory.source.interface import ItemProblem, SourceCategory, SourceProduct


class StoredItems:
    """The reading half of a catalogue source."""

    mapper_version = mapper.MAPPER_VERSION

    def item_id(self, raw: bytes | msgspec.Raw) -> str | None:
        return mapper.item_id(raw)

    def read_product(self, raw: bytes | msgspec.Raw) -> tuple[SourceProduct | None, list[ItemProblem]]:
        return mapper.read_product(raw, currency=settings.B2B_CURRENCY)

    def read_category(self, raw: bytes | msgspec.Raw) -> tuple[SourceCategory | None, list[ItemProblem]]:
        return mapper.read_category(raw)
