import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError

from core.api.errors import is_database_away


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError('connection to server at "10.0.0.3" failed'), True),
        (InterfaceError("connection already closed"), True),
        (OperationalError("no such table: inventory_product"), False),
        (ProgrammingError('relation "inventory_product" does not exist'), False),
        (ValueError("10"), False),
        (None, False),
    ],
)
def test_what_counts_as_a_database_that_is_away(error, away):
    assert is_database_away(error) is away
