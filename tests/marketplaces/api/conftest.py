"""The REST API before the small marketplace."""

import pytest

from tests.api_door import Api, make_key
from tests.marketplaces.selling.conftest import account, big, big_account, market, rule

__all__ = ["account", "big", "big_account", "market", "rule"]


@pytest.fixture
def api(db):
    return Api(make_key("marketplaces"))


@pytest.fixture
def reader(db):
    return Api(make_key("read"))


@pytest.fixture
def owner(db):
    return Api(make_key("admin"))
