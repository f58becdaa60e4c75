"""Suppliers in memory for tests of orders that need more than one, and a database that threads may share."""

from collections.abc import Iterator

import pytest

from suppliers import registry
from tests.orders.planning.desk import ADAPTERS, Desk, desk
from tests.suppliers.catalogue.conftest import shared_database

__all__ = ["shared_database"]


@pytest.fixture(name="desk")
def desk_fixture(settings) -> Iterator[Desk]:
    """Both suppliers of the settings answer from memory; a dollar is 0.90 euros."""
    settings.SUPPLIERS = {**settings.SUPPLIERS, **ADAPTERS}
    settings.EXCHANGE_RATES = ["USD/EUR=0.90"]
    registry.adapter_class.cache_clear()
    desk.clear()
    yield desk
    desk.clear()
    registry.adapter_class.cache_clear()
