"""The laboratory, connected, with goods in the shop."""

from collections.abc import Iterator

import pytest

from core.simulation import SimulationServer
from marketplaces.adapters.etsy.simulator import EtsySimulator
from tests.marketplaces.etsy_simulator.laboratory import GOODS, Laboratory, Sink


@pytest.fixture
def bare() -> Iterator[Laboratory]:
    """Without a token."""
    simulator, sink = EtsySimulator(listings=GOODS), Sink()
    with SimulationServer({"etsy": simulator, "hub": sink}) as server:
        yield Laboratory(simulator, server, sink)


@pytest.fixture
def lab(bare: Laboratory) -> Laboratory:
    bare.token = str(bare.simulator.connect()["access_token"])
    return bare
