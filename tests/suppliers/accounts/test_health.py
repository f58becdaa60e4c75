"""How an account is, noted after its calls and asked before its jobs."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.account_health import at_work, needs_reconnect, note_failure, note_ok, require_ready
from core.errors import AuthFailed, HeldBack, PartnerDown, Rejected
from core.jobs import Reschedule
from core.models import Event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def down(code=""):
    return PartnerDown("cj-dropshipping", "search", message="bad gateway", code=code)


def refused():
    return AuthFailed("cj-dropshipping", "search", message="the key is wrong", code="1600005")


def test_the_first_good_call_connects_a_new_account(make_account, clock):
    account = make_account()
    note_ok(account)
    account.refresh_from_db()
    assert (account.state, account.last_ok_at) == ("ok", NOON)
    assert Event.objects.get(kind="supplier_account.ok").data["code"] == "connected"


def test_good_calls_are_noted_once_a_minute(make_account, clock, django_assert_num_queries):
    account = make_account(state="ok", last_ok_at=NOON)
    with django_assert_num_queries(0):
        clock.shift(59)
        note_ok(account)
    clock.shift(1)
    note_ok(account)
    account.refresh_from_db()
    assert account.last_ok_at == NOON + MINUTE


def test_a_good_call_after_a_failed_one_is_noted_at_once(make_account, clock):
    account = make_account(state="ok", last_ok_at=NOON)
    clock.shift(1)
    note_failure(account, down())
    clock.shift(1)
    note_ok(account)
    account.refresh_from_db()
    assert (account.last_error_at, account.last_ok_at) == (NOON + SECOND, NOON + 2 * SECOND)


def test_a_failed_call_is_noted_with_its_code_and_its_words(make_account, clock):
    account = make_account(state="ok")
    note_failure(account, Rejected("cj-dropshipping", "search", message="no such country", code="1605002"))
    account.refresh_from_db()
    assert (account.last_error_at, account.last_error_code) == (NOON, "1605002")
    assert account.last_error == "cj-dropshipping, search: no such country"
    assert account.state == "ok"


def test_the_same_failure_again_is_noted_once_a_minute_and_another_at_once(
    make_account, clock, django_assert_num_queries
):
    account = make_account(state="ok")
    note_failure(account, down())
    with django_assert_num_queries(0):
        clock.shift(59)
        note_failure(account, down())
    note_failure(account, down("1600000"))
    account.refresh_from_db()
    assert (account.last_error_at, account.last_error_code) == (NOON + 59 * SECOND, "1600000")


def test_what_our_own_limits_hold_back_is_no_failure_of_the_account(make_account):
    account = make_account(state="ok")
    note_failure(account, HeldBack("cj-dropshipping", "search", retry_after=9))
    account.refresh_from_db()
    assert (account.last_error_at, account.last_error_code) == (None, "")


def test_a_refused_key_pauses_the_account_with_the_reason(make_account):
    account = make_account(state="ok")
    note_failure(account, refused())
    account.refresh_from_db()
    assert (account.state, account.state_reason) == ("needs_reconnect", "the key is wrong")


def test_an_account_that_staff_have_paused_stays_paused(make_account):
    account = make_account(state="paused", state_reason="holidays")
    assert needs_reconnect(account, "the key is wrong", by="test") is False
    account.refresh_from_db()
    assert (account.state, account.state_reason) == ("paused", "holidays")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "paused", "state_reason": "holidays"}, "CJ main: paused (holidays)"),
        ({"state": "needs_reconnect"}, "CJ main: must be authorised again"),
        ({"state": "ok", "is_active": False}, "CJ main: switched off"),
    ],
)
def test_jobs_of_an_account_that_is_not_ready_wait(make_account, values, words):
    with pytest.raises(Reschedule) as wait:
        require_ready(make_account(**values))
    assert (str(wait.value), wait.value.seconds) == (words, 60)


@pytest.mark.parametrize("state", ["new", "ok"])
def test_a_new_account_and_one_in_order_are_ready(make_account, state):
    account = make_account(state=state)
    with at_work(account):
        pass
    account.refresh_from_db()
    assert account.state == "ok"


def test_work_that_is_refused_waits_and_work_that_fails_is_raised(make_account):
    account = make_account(state="ok")
    with pytest.raises(PartnerDown), at_work(account):
        raise down()
    with pytest.raises(Reschedule, match="the key is wrong"), at_work(account):
        raise refused()
    account.refresh_from_db()
    assert (account.state, account.last_error_code) == ("needs_reconnect", "1600005")
