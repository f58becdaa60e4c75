"""When an account is left alone, for how long, and how it is tried again."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core import breaker
from core.breaker import BreakerOpen
from core.errors import AuthFailed, BadPayload, NotFound, OutcomeUnknown, PartnerDown, RateLimited, Rejected, TimedOut
from core.models import CircuitBreaker, Event

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = "acme:7"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def call(error=None):
    leave = breaker.ask(KEY, "acme", "probe")
    breaker.note(leave, error("acme", "probe") if error else None)


def calls(number, error=None):
    for _ in range(number):
        call(error)


def is_open():
    found = breaker.reading(KEY)
    return found is not None and found.is_open


def opened():
    calls(10, PartnerDown)


@pytest.mark.parametrize("error", [PartnerDown, TimedOut, OutcomeUnknown, BadPayload])
def test_ten_failures_within_a_minute_open_it(error):
    calls(9, error)
    assert not is_open()
    call(error)
    with pytest.raises(BreakerOpen, match="left alone after many failures") as held:
        call()
    assert held.value.retry_after == 60
    event = Event.objects.get(kind="circuit_breaker.opened")
    assert event.data == {"seconds": 60.0, "times": 1}


@pytest.mark.parametrize("error", [Rejected, NotFound, AuthFailed, RateLimited])
def test_what_the_partner_refuses_is_no_failure(error):
    calls(30, error)
    assert not is_open()


def test_ten_failures_among_more_good_calls_leave_it_closed():
    calls(11)
    calls(10, PartnerDown)
    assert not is_open()
    assert breaker.reading(KEY).calls == 21
    call(PartnerDown)
    assert is_open()  # 11 of 22


def test_good_calls_of_more_than_a_minute_ago_outweigh_no_failures(clock, monkeypatch):
    calls(30)  # the first is written down, the others are kept for a moment
    long_ago = time.monotonic()
    clock.shift(timedelta(minutes=2))
    monkeypatch.setattr(time, "monotonic", lambda: long_ago + 120)
    calls(10, PartnerDown)
    assert is_open()


def test_failures_of_more_than_a_minute_ago_do_not_count(clock):
    calls(9, PartnerDown)
    clock.shift(61)
    calls(9, PartnerDown)
    assert not is_open()
    call(PartnerDown)
    assert is_open()


def test_after_the_cool_down_one_call_goes_out_and_the_others_wait(clock):
    opened()
    clock.shift(60)
    probe = breaker.ask(KEY, "acme", "probe")
    assert probe.is_probe
    with pytest.raises(BreakerOpen) as held:
        call()
    assert held.value.retry_after == 5
    breaker.note(probe, None)
    assert not is_open()
    call()


def test_a_refusal_for_reasons_of_business_closes_it_as_well(clock):
    opened()
    clock.shift(60)
    call(Rejected)
    assert not is_open()


def test_each_failed_probe_doubles_the_cool_down_up_to_a_quarter_of_an_hour(clock):
    opened()
    waits = []
    for _ in range(6):
        with pytest.raises(BreakerOpen) as held:
            call()
        waits.append(held.value.retry_after)
        clock.shift(held.value.retry_after)
        call(TimedOut)
    assert waits == [60, 120, 240, 480, 900, 900]


def test_a_closed_one_starts_again_at_a_minute(clock):
    opened()
    clock.shift(60)
    call(PartnerDown)
    clock.shift(120)
    call()
    opened()
    with pytest.raises(BreakerOpen) as held:
        call()
    assert held.value.retry_after == 60


def test_a_call_sent_before_it_opened_neither_closes_nor_lengthens_it():
    late_good, late_bad = (breaker.ask(KEY, "acme", "probe") for _ in range(2))
    opened()
    breaker.note(late_good, None)
    breaker.note(late_bad, PartnerDown("acme", "probe"))
    found = breaker.reading(KEY)
    assert (found.open_until, found.times_opened) == (NOON + timedelta(seconds=60), 1)


def test_a_probe_that_was_not_sent_leaves_its_place_to_the_next(clock):
    opened()
    clock.shift(60)
    breaker.hand_back(breaker.ask(KEY, "acme", "probe"))
    assert breaker.ask(KEY, "acme", "probe").is_probe


def test_the_probe_of_a_process_that_died_is_replaced(clock):
    opened()
    clock.shift(60)
    breaker.ask(KEY, "acme", "probe")
    clock.shift(121)
    assert breaker.ask(KEY, "acme", "probe").is_probe


def test_staff_close_it_at_once():
    opened()
    assert breaker.close_now(KEY, "aminata") is True
    call()
    assert Event.objects.get(kind="circuit_breaker.closed").actor == "aminata"
    assert breaker.close_now(KEY, "aminata") is False


def test_one_account_does_not_close_the_door_to_another():
    opened()
    assert breaker.ask("acme:8", "acme", "probe") == breaker.Pass("acme:8")


def test_no_key_no_breaker():
    for _ in range(20):
        breaker.note(breaker.ask("", "acme", "probe"), PartnerDown("acme", "probe"))
    assert not CircuitBreaker.objects.exists()


def test_good_calls_are_written_down_seldom(django_assert_num_queries):
    call()
    with django_assert_num_queries(5):  # one look a call
        calls(5)


def test_a_clock_set_back_does_not_keep_it_open_until_it_has_caught_up(clock):
    opened()
    clock.shift(timedelta(hours=-2))
    assert breaker.ask(KEY, "acme", "probe").is_probe
