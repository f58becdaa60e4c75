"""How chunks reach the database: set-based SQL, one implementation a database behind `interface.CatalogueStorage`."""

from django.db import connection

from inventory.sync.storage.interface import CatalogueStorage


def catalogue_storage() -> CatalogueStorage:
    """The storage for the database of the settings."""
    if connection.vendor == "postgresql":
        from inventory.sync.storage.postgres import PostgresStorage  # loads psycopg, which SQLite installs do without

        return PostgresStorage()
    from inventory.sync.storage.sqlite import SqliteStorage

    return SqliteStorage()


__all__ = ["CatalogueStorage", "catalogue_storage"]
