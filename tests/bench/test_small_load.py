"""A short load on a real hub: every request is answered, nothing that was answered well is lost, and a broker that is
frozen fails no webhook."""

import os

import pytest

from tests.bench import load
from tests.bench.growth_rows import Size
from tests.bench.load_clients import CONSOLE, MIX, READ, WEBHOOK, WRITE
from tests.faults.processes import Databases

pytestmark = pytest.mark.bench

SIZE = Size(products=50, orders=20, events=100)
SECONDS, CLIENTS = 4.0, 4
LONGEST_WAIT = 2.0  # seconds; the frozen broker itself costs a request 0.3


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    url = os.environ.get("DATABASE_URL", "")
    folder = tmp_path_factory.mktemp("load")
    databases = Databases(url if url.startswith("postgres") else "sqlite", folder)
    yield load.measure(databases, folder, SECONDS, CLIENTS, SIZE)
    databases.drop_all()


def test_all_requests_are_answered_and_what_was_taken_is_kept(outcome):
    failed = {name: stretch.failed for name, stretch in outcome.stretches.items() if stretch.errors}
    assert failed == {}
    assert outcome.lost == 0
    answers = outcome.stretches["all at once"].answers
    assert {kind for kind in (WEBHOOK, READ, WRITE, CONSOLE) if not answers[kind]} == set()
    assert set(answers) == set(MIX)


def test_a_frozen_broker_fails_no_webhook_and_holds_none_up_for_long(outcome):
    name = "broker frozen" if "broker frozen" in outcome.stretches else "webhooks"  # SQLite has no broker
    stretch = outcome.stretches[name]
    assert stretch.errors == 0
    assert stretch.p(WEBHOOK, 0.99) < LONGEST_WAIT


def test_the_report_has_a_line_for_each_kind_and_the_frozen_ratio_where_there_is_a_broker(outcome):
    told = load.report(outcome)
    assert told.count("\n") >= len(set(MIX)) + 1
    assert ("p99 of a webhook with the broker frozen" in told) == ("broker frozen" in outcome.stretches)
    assert told.endswith("answered well and not kept: 0")
