"""Commits that survive a power cut."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_FULL = 2


@contextmanager
def durable_commits() -> Iterator[None]:
    """What is committed within is on the disk when the commit returns. PostgreSQL does that by itself. SQLite with a
    write-ahead log may lose the last commits when the power fails (`synchronous=NORMAL`): not these. Enter it outside of
    any transaction; inside of one it changes nothing."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    before = _synchronous()
    _set(max(before, _FULL))
    try:
        yield
    finally:
        _set(before)


def _synchronous() -> int:
    with connection.cursor() as cursor:
        row = cursor.execute("PRAGMA synchronous").fetchone()
    return int(row[0])


def _set(level: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level:d}")
