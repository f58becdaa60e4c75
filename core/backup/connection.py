"""A second connection, beside the one that the hub works on: to a copy, or to the same database in a transaction of its
own, and what is found there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.recorder import MigrationRecorder

from core.keys.usage import CANARIES, keys_in_use


@contextmanager
def another_connection(**changes: Any) -> Iterator[str]:
    """The alias of a connection with the hub's own settings and these changes, for this thread and this block."""
    alias = f"backup-{uuid4().hex}"
    connections.databases[alias] = {**connections[DEFAULT_DB_ALIAS].settings_dict, **changes}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def rows_per_table(alias: str) -> dict[str, int]:
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own name
            counts[table] = int(cursor.fetchone()[0])
    return counts


def migrations_of(alias: str) -> dict[str, list[str]]:
    """App -> names of the migrations that were applied there, in order."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connections[alias]).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def keys_needed(alias: str) -> dict[str, int]:
    """Fingerprint -> how many stored secrets need that key; 0 for one that only its canary needs."""
    needed: dict[str, int] = {}
    for use in keys_in_use(alias):
        needed[use.fingerprint] = needed.get(use.fingerprint, 0) + (0 if use.place == CANARIES else use.count)
    return needed
