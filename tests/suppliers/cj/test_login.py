"""One token pair for each account: kept, refreshed, and fetched anew only when nothing else is left."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.calllog import CallLog
from core.errors import AuthFailed, BadPayload, HeldBack, RateLimited
from suppliers.adapters.cj.adapter import CJAdapter
from suppliers.models import SupplierAccount
from tests.suppliers.cj.conftest import KEY, refusal
from tests.suppliers.cj.orders import CJ_ID, created, order_request

LOG_IN, REFRESH = "POST authentication/getAccessToken", "POST authentication/refreshAccessToken"
BALANCE = "GET shopping/pay/getBalance"
MONEY = {"amount": 1, "freezeAmount": 0}
INVALID = refusal(1600001, "Invalid API key or access token")


def pair(number, **more):
    return {
        "accessToken": f"access-{number}",
        "accessTokenExpiryDate": "2099-01-15T10:00:00+08:00",
        "refreshToken": f"refresh-{number}",
        "refreshTokenExpiryDate": "2099-06-29T10:00:00+08:00",
        "createDate": "2098-12-31T10:00:00+08:00",
    } | more


def stored(account):
    return SupplierAccount.objects.get(pk=account.pk)


@pytest.fixture
def new_account(make_account):
    return make_account(
        state=SupplierAccount.State.NEW,
        access_token="",
        refresh_token="",
        access_expires_at=None,
        refresh_expires_at=None,
        webhook_key="",
        remote_id="",
        token_version=0,
    )


def test_the_first_call_logs_in_with_the_whole_key_and_keeps_the_pair(wire, new_account, open_cj):
    wire.says(pair(1, openId=9007199254740993), MONEY)
    open_cj(new_account).balance()
    assert wire.calls == [LOG_IN, BALANCE]
    assert wire.sent(0) == {"apiKey": KEY}
    assert wire.header("cj-access-token", 0) is None
    assert wire.header("cj-access-token", 1) == "access-1"
    row = stored(new_account)
    assert (row.access_token.reveal(), row.refresh_token.reveal()) == ("access-1", "refresh-1")


def test_the_open_id_is_kept_as_text_with_every_digit(wire, new_account, open_cj):
    """Pitfalls 8 and 22: it is the key of the signature, and CJ sends a number."""
    wire.says(pair(1, openId=9007199254740993), MONEY)
    open_cj(new_account).balance()
    row = stored(new_account)
    assert (row.webhook_key.reveal(), row.remote_id) == ("9007199254740993", "")


def test_lives_are_those_of_the_answer(wire, new_account, open_cj):
    ends = {"accessTokenExpiryDate": "2031-01-15T10:00:00+08:00", "refreshTokenExpiryDate": "2032-06-29T10:00:00+08:00"}
    wire.says(pair(1, openId=1, **ends), MONEY)
    open_cj(new_account).balance()
    row = stored(new_account)
    assert row.access_expires_at == datetime(2031, 1, 15, 2, tzinfo=UTC)
    assert row.refresh_expires_at == datetime(2032, 6, 29, 2, tzinfo=UTC)


def test_a_restart_does_not_log_in(wire, new_account, open_cj):
    """Pitfall 2."""
    wire.says(pair(1, openId=1), MONEY)
    open_cj(new_account).balance()
    open_cj(stored(new_account)).balance()
    assert wire.calls == [LOG_IN, BALANCE, BALANCE]


def test_a_token_near_its_end_is_refreshed_not_fetched(wire, make_account, open_cj):
    account = make_account(access_expires_at=timezone.now() - timedelta(hours=1))
    wire.says(pair(2), MONEY)
    open_cj(account).balance()
    assert wire.calls == [REFRESH, BALANCE]
    assert wire.sent(0) == {"refreshToken": "refresh-1"}
    assert wire.header("cj-access-token", 1) == "access-2"


def test_a_refresh_keeps_the_open_id_that_it_does_not_name(wire, make_account, open_cj):
    account = make_account(access_expires_at=timezone.now() - timedelta(hours=1))
    wire.says(pair(2), MONEY)
    open_cj(account).balance()
    assert stored(account).webhook_key.reveal() == "20011"


def test_a_dead_refresh_token_leads_to_one_login(wire, make_account, open_cj):
    account = make_account(access_expires_at=timezone.now() - timedelta(hours=1))
    wire.says(refusal(1600003, "Refresh token is failure"), pair(2, openId=20011), MONEY)
    open_cj(account).balance()
    assert wire.calls == [REFRESH, LOG_IN, BALANCE]


def test_a_refresh_token_past_its_end_is_not_tried(wire, make_account, open_cj):
    past = timezone.now() - timedelta(hours=1)
    account = make_account(access_expires_at=past, refresh_expires_at=past)
    wire.says(pair(2, openId=20011), MONEY)
    open_cj(account).balance()
    assert wire.calls == [LOG_IN, BALANCE]


@pytest.mark.parametrize("code", [1600001, 1600002, 1600004, 1600008])
def test_a_refused_token_is_refreshed_once_and_the_call_repeated(wire, cj, code):
    wire.says(refusal(code), pair(2), MONEY)
    assert str(cj.balance().available) == "1.00 USD"
    assert wire.calls == [BALANCE, REFRESH, BALANCE]
    assert [wire.header("cj-access-token", number) for number in (0, 2)] == ["access-1", "access-2"]


class AnotherProcess(CallLog):
    """Stores a newer pair in the very moment in which our call was refused."""

    def __init__(self, account):
        super().__init__(mode="none")
        self._account = account

    def record(self, call):
        row = stored(self._account)
        row.access_token, row.token_version = "access-of-another", row.token_version + 1
        row.save(update_fields=["access_token", "token_version"])


def test_the_pair_of_another_process_is_used_before_any_is_asked_for(wire, account):
    """Pitfall 2: read the stored pair again first."""
    wire.says(INVALID, MONEY)
    with CJAdapter(account, log=AnotherProcess(account)) as cj:
        assert str(cj.balance().available) == "1.00 USD"
    assert wire.calls == [BALANCE, BALANCE]
    assert wire.header("cj-access-token") == "access-of-another"


def test_when_the_refreshed_token_is_refused_too_we_log_in_once_and_then_give_up(wire, cj):
    wire.says(INVALID, pair(2), INVALID, pair(3, openId=20011), INVALID)
    with pytest.raises(AuthFailed) as raised:
        cj.balance()
    assert raised.value.code == "1600001"
    assert wire.calls == [BALANCE, REFRESH, BALANCE, LOG_IN, BALANCE]


def test_a_login_that_did_not_help_is_not_made_twice(wire, make_account, open_cj):
    account = make_account(refresh_token="", refresh_expires_at=None)
    wire.says(INVALID, pair(2, openId=20011), INVALID)
    with pytest.raises(AuthFailed):
        open_cj(account).balance()
    assert wire.calls == [BALANCE, LOG_IN, BALANCE]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1600005, "the API key is not one that CJ knows"),
        (1600006, "developer account"),
        (1600007, "another developer"),
        (1601000, "does not know this user"),
    ],
)
def test_a_key_that_cj_refuses_stops_with_cjs_own_words(wire, new_account, open_cj, code, words):
    """Pitfall 1: the message and the request id of CJ are shown."""
    wire.says(refusal(code, "APIkey is wrong, please check"))
    with pytest.raises(AuthFailed) as raised:
        open_cj(new_account).connect()
    assert words in raised.value.message
    assert "APIkey is wrong, please check" in raised.value.message
    assert (raised.value.code, raised.value.request_id) == (str(code), "r-9")
    assert wire.calls == [LOG_IN]


def test_a_ban_on_logging_in_holds_for_its_seconds_and_for_everybody(wire, new_account, open_cj):
    """Pitfall 2: "1 time/300 second"."""
    wire.says(refusal(1600200, "Too Many Requests, QPS limit is 1 time/300 second", status=429))
    with pytest.raises(RateLimited) as raised:
        open_cj(new_account).connect()
    assert raised.value.retry_after == 300
    with pytest.raises(HeldBack) as held:
        open_cj(stored(new_account)).connect()
    assert 290 < held.value.retry_after <= 301
    assert wire.calls == [LOG_IN]


def test_the_first_call_after_a_login_keeps_its_distance(wire, make_account, open_cj):
    account = make_account(access_token="", refresh_token="", calls_per_second=2.0)
    wire.says(pair(1, openId=20011), MONEY)
    started = time.monotonic()
    open_cj(account).balance()
    assert 0.5 < time.monotonic() - started < 3


def test_a_ban_on_logging_in_does_not_stop_calls_that_have_a_token(wire, make_account, open_cj, cj):
    account = make_account(name="CJ two", access_token="", refresh_token="")
    wire.says(refusal(1600200, "1 time/300 second", status=429), MONEY)
    with pytest.raises(RateLimited):
        open_cj(account).connect()
    row = stored(account)
    row.access_token, row.token_version = "access-9", 9
    row.access_expires_at = timezone.now() + timedelta(days=1)
    row.save(update_fields=["access_token", "access_expires_at", "token_version"])
    assert str(open_cj(row).balance().available) == "1.00 USD"


def test_an_order_refused_for_its_token_was_not_made_and_goes_out_again_with_the_new_one(wire, cj):

    wire.says(INVALID, pair(2), created())
    assert cj.create_order(order_request()).order_ids == (CJ_ID,)


def test_a_login_without_a_date_is_not_believed(wire, new_account, open_cj):

    wire.says(pair(1, openId=1, accessTokenExpiryDate=None))
    with pytest.raises(BadPayload, match="accessTokenExpiryDate"):
        open_cj(new_account).balance()
    assert stored(new_account).access_token.reveal() == ""


def test_the_platform_token_goes_along_where_there_is_one(wire, make_account, open_cj):
    wire.says(MONEY)
    open_cj(make_account(platform_token="platform-1")).balance()
    assert wire.header("platformtoken") == "platform-1"
