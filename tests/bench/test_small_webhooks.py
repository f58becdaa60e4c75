"""A small size of the webhook bench: nothing is refused or lost, and a broker that does not answer delays nobody."""

import os

import pytest

from tests.bench.webhooks import BROKERS, run
from tests.faults.sender import percentile

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("broker", BROKERS)
def test_every_push_is_answered_within_a_second_whatever_the_broker_does(broker):
    server = os.environ.get("DATABASE_URL", "")
    (line,) = run([server if server.startswith("postgres") else "sqlite"], [broker], count=100, per_second=25)
    assert (line.refused, line.stored, line.unprocessed) == (0, 100, 0)
    assert percentile(line.answers, 0.99) < 1.0
