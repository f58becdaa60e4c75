"""Fixtures for the console and the API before CJ's look-alike, without its limits of rate: those have their own tests."""

import pytest

from core.simulation import SimulationServer
from suppliers.adapters.cj.simulator import CJSimulator
from suppliers.models import SupplierAccount
from tests.suppliers.unhurried import cj_unhurried


@pytest.fixture
def cj(settings, db):
    simulator = CJSimulator()
    simulator.pushes.pause_seconds = 0
    simulator.set_rule("limit_rate", value=False)
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    with cj_unhurried(), SimulationServer({"cj": simulator}) as server:
        simulator.given = simulator.environment(server.origin("cj"))
        settings.CJ_API_URL = simulator.given["CJ_API_URL"]
        yield simulator


@pytest.fixture
def account(cj):
    return SupplierAccount.objects.create(
        supplier="cj-dropshipping",
        name="CJ main",
        mode="simulated",
        api_key=cj.given["CJ_API_KEY"],
        ship_to="FR",
        calls_per_second=1000,
    )
