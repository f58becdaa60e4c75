"""The shared limit: what the partner asks of one client holds for all clients of the account."""

import time
from uuid import uuid4

import pytest

from core.errors import RateLimited
from core.http import Verdict
from core.ratelimit import RateLimit
from tests.core.http import scripted_server as will

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    """An account of its own for each test: what Redis keeps of a limit outlives the test's transaction."""
    return f"acme:{uuid4().hex}"


def test_a_wait_asked_of_one_client_holds_for_every_other_of_the_account(make_client, server, account):
    limit = RateLimit(account, per_second=50)
    server.will(will.answer(200), will.answer(429, b"", retry_after="120"))
    one, other = make_client(rate=limit), make_client(rate=limit)
    one.get("a", operation="probe")
    with pytest.raises(RateLimited):
        one.get("b", operation="probe")
    with pytest.raises(RateLimited, match="waiting, as the partner's limit asks") as raised:
        other.get("c", operation="probe")
    assert 118 < raised.value.retry_after <= 120
    assert len(server.received) == 2


def test_another_account_does_not_wait(make_client, server, account):
    server.will(will.answer(429, b"", retry_after="120"), will.answer(200))
    with pytest.raises(RateLimited):
        make_client(rate=RateLimit(account, per_second=50)).get("a", operation="probe")
    assert make_client(rate=RateLimit(f"{account}-second", per_second=50)).get("b", operation="probe").status == 200


def test_calls_keep_the_distance_of_the_limit(make_client, server, account):
    server.will(will.answer())
    client = make_client(rate=RateLimit(account, per_second=10))
    started = time.monotonic()
    for _ in range(4):
        client.get("a", operation="probe")
    assert 0.28 < time.monotonic() - started < 1.5


def test_each_new_attempt_takes_its_own_slot(make_client, server, account):
    server.will(will.answer(502), will.answer(502), will.answer(200))
    client = make_client(rate=RateLimit(account, per_second=10))
    started = time.monotonic()
    assert client.get("a", operation="probe").attempts == 3
    assert time.monotonic() - started > 0.18


def test_too_long_a_queue_is_raised_not_slept(make_client, server, account):
    server.will(will.answer())
    client = make_client(rate=RateLimit(account, per_second=0.1))
    client.get("a", operation="probe")
    started = time.monotonic()
    with pytest.raises(RateLimited) as raised:
        client.get("b", operation="probe")
    assert 9 < raised.value.retry_after <= 10
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(("said", "header", "waited"), [(1.0, "120", 120), (300.0, "120", 300), (None, "120", 120)])
def test_of_two_waits_that_a_partner_asks_for_the_longer_is_kept(make_client, server, said, header, waited):
    server.will(will.answer(429, b"", retry_after=header))
    client = make_client(status_errors=lambda _answer: Verdict(RateLimited, "slow down", retry_after=said))
    with pytest.raises(RateLimited) as raised:
        client.get("a", operation="probe")
    assert raised.value.retry_after == waited
