import pytest

from core.simulation import SimulationServer
from suppliers.adapters.cj.simulator import CJSimulator
from suppliers.adapters.cj.simulator.catalogue import Catalogue
from suppliers.models import SupplierAccount
from tests.suppliers.unhurried import cj_unhurried


@pytest.fixture
def cj(settings, monkeypatch):
    """CJ's look-alike on a real connection; the settings lead to it. It counts no calls, so none is waited with."""
    monkeypatch.setattr("core.http.client.sleep", lambda seconds: None)
    simulator = CJSimulator(Catalogue(5), limit_rate=False)
    with cj_unhurried(), SimulationServer({"cj": simulator}) as server:
        simulator.settings = simulator.environment(server.origin("cj"))
        settings.CJ_API_URL = simulator.settings["CJ_API_URL"]
        simulator.key, simulator.email = simulator.settings["CJ_API_KEY"], simulator.settings["CJ_EMAIL"]
        yield simulator


@pytest.fixture
def environment(settings):
    """Sets what the environment says of CJ's account."""

    def say(**values):
        known = {"api_url": settings.CJ_API_URL, "tier": "free"}
        settings.SUPPLIER_ENVIRONMENT = {"cj-dropshipping": known | values}

    say()
    return say


@pytest.fixture
def make_account(db):
    def make(**values):
        given = {"name": "CJ main", "supplier": "cj-dropshipping", "calls_per_second": 100.0}
        return SupplierAccount.objects.create(**given | values)

    return make
