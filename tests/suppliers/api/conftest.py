"""The REST API before CJ's look-alike, without its limits of rate: those have their own tests."""

import pytest

from core.simulation import SimulationServer
from suppliers.adapters.cj.simulator import CJSimulator
from suppliers.models import SupplierAccount
from tests.api_door import Api, make_key


@pytest.fixture
def cj(settings, db):
    simulator = CJSimulator()
    simulator.pushes.pause_seconds = 0
    simulator.set_rule("limit_rate", value=False)
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    with SimulationServer({"cj": simulator}) as server:
        environment = simulator.environment(server.origin("cj"))
        settings.CJ_API_URL = environment["CJ_API_URL"]
        simulator.given = environment
        yield simulator


@pytest.fixture
def account(cj):
    return SupplierAccount.objects.create(
        supplier="cj-dropshipping",
        name="CJ",
        mode="simulated",
        api_key=cj.given["CJ_API_KEY"],
        ship_to="FR",
        calls_per_second=1000,
    )


@pytest.fixture
def api(db):
    return Api(make_key("suppliers"))


@pytest.fixture
def reader(db):
    return Api(make_key("read"))


@pytest.fixture
def owner(db):
    return Api(make_key("admin"))
