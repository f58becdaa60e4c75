import pytest
from django.contrib.auth.models import User
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss", password="a-long-test-password")


@pytest.fixture
def page(client, boss):
    client.force_login(boss)
    return client
