"""A client with its account's circuit breaker, and with several limits at once."""

import time
from uuid import uuid4

import pytest

from core import breaker
from core.breaker import BreakerOpen
from core.errors import HeldBack, PartnerDown, RateLimited
from core.models import CircuitBreaker
from core.ratelimit import RateLimit
from tests.core.http import scripted_server as will

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    return f"acme:{uuid4().hex}"


def test_an_open_breaker_sends_nothing(make_client, server, key):
    server.will(*[will.answer(502)] * 10, will.answer(200))
    client = make_client(breaker=key)
    for _ in range(10):
        with pytest.raises(PartnerDown):
            client.get("a", operation="probe", attempts=1)
    with pytest.raises(BreakerOpen) as held:
        client.get("a", operation="probe")
    assert 55 < held.value.retry_after <= 60
    assert len(server.received) == 10
    breaker.close_now(key, "aminata")
    assert client.get("a", operation="probe").status == 200


def test_each_attempt_counts(make_client, server, key):
    server.will(*[will.answer(502)] * 4)
    with pytest.raises(PartnerDown):
        make_client(breaker=key).get("a", operation="probe", attempts=4)
    assert breaker.reading(key).failures == 4


def test_a_lost_line_counts_and_a_refusal_does_not(make_client, server, key):
    server.will(will.answer(404), will.reset)
    client = make_client(breaker=key)
    for _ in range(2):
        with pytest.raises(Exception, match="acme"):
            client.get("a", operation="probe", attempts=1)
    found = breaker.reading(key)
    assert (found.calls, found.failures) == (2, 1)


def test_a_probe_that_our_own_limit_keeps_back_does_not_block_the_next(make_client, server, key):
    server.will(will.answer(200))
    row = CircuitBreaker.objects.create(key=key, window_started_at="2026-01-01T00:00Z", open_until="2026-01-01T00:01Z")
    limit = RateLimit(key, per_second=0.01)
    make_client(rate=limit).get("a", operation="probe")
    with pytest.raises(HeldBack):
        make_client(rate=limit, breaker=key).get("b", operation="probe")
    row.refresh_from_db()
    assert row.probe_at is None


def test_the_slowest_of_several_limits_sets_the_pace(make_client, server, key):
    server.will(will.answer())
    client = make_client(rate=[RateLimit(f"{key}:own", per_second=10), RateLimit(f"{key}:address", per_second=1000)])
    started = time.monotonic()
    for _ in range(4):
        client.get("a", operation="probe")
    assert 0.28 < time.monotonic() - started < 1.5


def test_a_limit_shared_with_other_accounts_holds_for_all_of_them(make_client, server, key):
    server.will(will.answer())
    address = RateLimit(f"{key}:address", per_second=10)
    one, other = (make_client(rate=[RateLimit(f"{key}:{name}", per_second=1000), address]) for name in "ab")
    started = time.monotonic()
    for client in (one, other, one, other):
        client.get("a", operation="probe")
    assert time.monotonic() - started > 0.28


def test_a_ban_is_the_accounts_own_and_stops_no_other(make_client, server, key):
    server.will(will.answer(429, b"", retry_after="120"), will.answer(200))
    address = RateLimit(f"{key}:address", per_second=1000)
    one, other = (make_client(rate=[RateLimit(f"{key}:{name}", per_second=1000), address]) for name in "ab")
    with pytest.raises(RateLimited):
        one.get("a", operation="probe")
    with pytest.raises(HeldBack):
        one.get("a", operation="probe")
    assert other.get("a", operation="probe").status == 200
