"""An account at a supplier in memory, and jobs done when a test says so."""

from collections.abc import Iterator

import pytest

from core.models import PartnerAccount
from suppliers import registry
from suppliers.models import SupplierAccount
from tests.suppliers.catalogue.shelf import SLUG, Shelf, shelf


@pytest.fixture(name="shelf")
def shelf_fixture(settings) -> Iterator[Shelf]:
    settings.SUPPLIERS = {SLUG: "tests.suppliers.catalogue.shelf.ShelfAdapter"}
    registry.adapter_class.cache_clear()
    shelf.clear()
    yield shelf
    shelf.clear()
    registry.adapter_class.cache_clear()


@pytest.fixture
def account(db, shelf) -> SupplierAccount:
    return SupplierAccount.objects.create(
        supplier=SLUG, name="Shelf one", state=PartnerAccount.State.OK, ship_to="FR", currency="USD"
    )
