"""An account at a supplier in memory, and jobs done when a test says so."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import connection

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
    return make_account()


def make_account() -> SupplierAccount:
    return SupplierAccount.objects.create(
        supplier=SLUG, name="Shelf one", state=PartnerAccount.State.OK, ship_to="FR", currency="USD"
    )


@pytest.fixture
def shared_database(transactional_db, tmp_path) -> Iterator[None]:
    """For threads that write at once: SQLite in memory lets none of them wait for another, a file does, as in production."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    file = tmp_path / "shared.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        in_memory.backup(copy)
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = in_memory, name
