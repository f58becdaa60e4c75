"""The laboratory, logged in as the seller of an account that is ready to sell."""

from collections.abc import Iterator

import pytest

from core.simulation import SimulationServer
from marketplaces.adapters.ebay.simulator import EbaySimulator
from tests.marketplaces.ebay_simulator.laboratory import Laboratory, Sink


@pytest.fixture
def bare() -> Iterator[Laboratory]:
    """Not logged in."""
    simulator, sink = EbaySimulator(), Sink()
    with SimulationServer({"ebay": simulator, "hub": sink}) as server:
        yield Laboratory(simulator, server, sink)


@pytest.fixture
def lab(bare: Laboratory) -> Laboratory:
    bare.log_in()
    return bare
