"""The console before CJ's look-alike."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from tests.suppliers.at_cj import account, cj

__all__ = ["account", "cj"]


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def page(client, db):
    client.force_login(User.objects.create_superuser("boss", password="a-long-test-password"))
    return client
