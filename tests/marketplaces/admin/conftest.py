"""The console before the small marketplace."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from tests.marketplaces.selling.conftest import account, big, big_account, market, rule

__all__ = ["account", "big", "big_account", "market", "rule"]


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def page(client, db):
    client.force_login(User.objects.create_superuser("boss", password="a-long-test-password"))
    return client
