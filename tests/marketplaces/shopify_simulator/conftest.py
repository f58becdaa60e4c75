"""The laboratory, logged in, with goods on the shelves."""

from collections.abc import Iterator

import pytest

from core.simulation import SimulationServer
from marketplaces.adapters.shopify.simulator import ShopifySimulator
from tests.marketplaces.shopify_simulator.laboratory import GOODS, Laboratory, Sink


@pytest.fixture
def bare() -> Iterator[Laboratory]:
    """Not logged in."""
    simulator, sink = ShopifySimulator(products=GOODS), Sink()
    with SimulationServer({"shopify": simulator, "hub": sink}) as server:
        yield Laboratory(simulator, server, sink)


@pytest.fixture
def lab(bare: Laboratory) -> Laboratory:
    bare.log_in()
    return bare
