"""The laboratory, logged in, without limits of rate: those have their own tests."""

from collections.abc import Iterator

import pytest

from core.simulation import SimulationServer
from suppliers.adapters.cj.simulator import CJSimulator
from tests.suppliers.cj_simulator.laboratory import Laboratory, Sink


@pytest.fixture
def bare() -> Iterator[Laboratory]:
    """Not logged in, all limits on."""
    simulator, sink = CJSimulator(), Sink()
    simulator.pushes.pause_seconds = 0
    with SimulationServer({"cj": simulator, "hub": sink}) as server:
        yield Laboratory(simulator, server, sink)


@pytest.fixture
def lab(bare: Laboratory) -> Laboratory:
    bare.simulator.set_rule("limit_rate", value=False)
    bare.login()
    return bare
