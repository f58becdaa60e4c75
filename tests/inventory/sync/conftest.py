from collections.abc import Iterator

import pytest

from core.simulation import SimulationServer
from tests.inventory.sync.shop import Shop, new_shop


@pytest.fixture
def shop(settings, db) -> Iterator[Shop]:
    """An empty shop, and settings that lead to it."""
    simulator = new_shop()
    settings.PARTNER_RETRY_BASE_SECONDS = 0.0
    with SimulationServer({"b2b": simulator}) as server:
        address = simulator.environment(server.origin("b2b"))
        settings.B2B_API_URL, settings.B2B_API_KEY = address["B2B_API_URL"], address["B2B_API_KEY"]
        yield Shop(simulator)
