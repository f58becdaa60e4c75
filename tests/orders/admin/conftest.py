"""The console before orders in every stage."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def page(client, db):
    client.force_login(User.objects.create_superuser("boss", password="a-long-test-password"))
    return client
