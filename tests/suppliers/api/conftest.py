"""The REST API before CJ's look-alike."""

import pytest

from tests.api_door import Api, make_key
from tests.suppliers.at_cj import account, cj

__all__ = ["account", "cj"]


@pytest.fixture
def api(db):
    return Api(make_key("suppliers"))


@pytest.fixture
def reader(db):
    return Api(make_key("read"))


@pytest.fixture
def owner(db):
    return Api(make_key("admin"))
