"""The contestants run side by side in one session: what the product needs must not reach the others."""

from types import SimpleNamespace

import pytest

from tests.bench.product import Product

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("database", ["pg", "sqlite"])
def test_the_yardsticks_own_contestants_keep_their_settings(database):
    run = SimpleNamespace(
        PG={"user": "hub", "host": "127.0.0.1", "port": "1", "dbname": "bench"}, SQLITE_PATH="b.sqlite3"
    )
    environment = Product(run, database).environment
    assert "DJANGO_SETTINGS_MODULE" not in environment
    assert environment["B2B_API_KEY"] == "bench-key"
