"""The commits before money is spent survive a power cut."""

import pytest
from django.db import connection, transaction

from core.durable import durable_commits

FULL = 2


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's commits always do")
@pytest.mark.django_db(transaction=True)
def test_sqlite_waits_for_the_disk_within_and_as_before_after_it():
    before = level()
    with durable_commits(), transaction.atomic():
        assert level() == FULL
    assert level() == before


@pytest.mark.django_db
def test_inside_of_a_transaction_it_changes_nothing():
    before = connection.vendor == "sqlite" and level()
    with durable_commits():
        assert (connection.vendor == "sqlite" and level()) == before


def level():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA synchronous").fetchone()[0]
