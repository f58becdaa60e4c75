import pytest

from tests.orders.at_cj import AtCJ
from tests.orders.following.stage import Stage
from tests.suppliers.cj.conftest import make_account, wire

__all__ = ["make_account", "wire"]


@pytest.fixture
def cj(settings, db):
    with AtCJ(settings) as place:
        yield place


@pytest.fixture
def stage(settings, cj):
    with Stage(settings, cj) as stage:
        yield stage
