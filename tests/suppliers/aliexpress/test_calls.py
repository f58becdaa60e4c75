"""How calls are made: signed as they are sent, with the account's token, at the app's pace."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core import budget
from core.calllog import CallLog
from core.crypto import Secret
from core.errors import AuthFailed, BadPayload, HeldBack, PartnerDown, RateLimited, Rejected
from core.models import ApiCall
from suppliers.adapters.aliexpress.adapter import AliExpressAdapter
from suppliers.adapters.aliexpress.signing import sign
from suppliers.interface import FreightRequest, Parcel, SearchQuery
from suppliers.models import SupplierAccount
from tests.core.http import scripted_server as will
from tests.suppliers.aliexpress.conftest import APP_SECRET, sent_by

EMPTY = {"aliexpress_ds_text_search_response": {"code": "00", "data": {"totalCount": 0, "products": {}}}}
NO_TOKEN = {"error_response": {"type": "ISV", "code": "IllegalAccessToken", "msg": "expired", "request_id": "r"}}


def ban(seconds):
    text = f"Api access frequency exceeds the limit. this ban will last {seconds} seconds"
    return {"error_response": {"type": "ISV", "code": "ApiCallLimit", "msg": text, "request_id": "r"}}


def refreshed(**changes):
    now = int(timezone.now().timestamp() * 1000)
    given = {"access_token": "access-canary-2", "expire_time": now + 86_400_000, "code": "0"} | changes
    return {name: value for name, value in given.items() if value is not None}


def search(adapter, text="lamp"):
    return adapter.search(SearchQuery(text))


def set_account(account, **values):
    for name, value in values.items():
        setattr(account, name, value)
    account.save(update_fields=list(values))


def test_a_call_goes_to_sync_as_a_form_with_the_token_as_session(adapter, answers, server, account):
    """pitfall 25: the token is sent, once, under the name that /sync reads."""
    answers(EMPTY)
    search(adapter)
    call = sent_by(server)[0]
    assert call.path == "/sync"
    assert server.received[0].headers["content-type"] == "application/x-www-form-urlencoded;charset=utf-8"
    assert call.form["session"] == "access-canary-1"
    assert "access_token" not in call.form
    assert (call.form["app_key"], call.form["sign_method"]) == (account.api_key.reveal(), "sha256")
    assert abs(int(call.form["timestamp"]) / 1000 - time.time()) < 30


@pytest.mark.parametrize("text", ["lamp", "pêche 猫 + & = %20", 'a "quoted" {json}'])
def test_what_arrives_is_what_was_signed(adapter, answers, server, text):
    """pitfall 24."""
    answers(EMPTY)
    search(adapter, text)
    form = sent_by(server)[0].form
    assert form["keyWord"] == text
    assert form.pop("sign") == sign(Secret(APP_SECRET), form)


def test_a_json_value_is_signed_as_the_text_that_is_sent(adapter, answers, server):
    answers({"aliexpress_ds_freight_query_response": {"result": {"success": True, "delivery_options": {}}}})
    adapter.quote(FreightRequest("FR", (Parcel("2", 1, "1"),)))
    form = sent_by(server)[0].form
    assert json.loads(form["queryDeliveryReq"])["quantity"] == "1"
    assert form.pop("sign") == sign(Secret(APP_SECRET), form)


def test_no_empty_value_is_sent(adapter, answers, server):
    answers(EMPTY)
    search(adapter)
    form = sent_by(server)[0].form
    assert [name for name, value in form.items() if not value] == []
    assert {"categoryId", "sortBy"} & set(form) == set()


def test_a_token_that_is_not_accepted_is_renewed_once_and_the_call_repeated(adapter, answers, server, account):
    answers(NO_TOKEN, refreshed(refresh_token="refresh-canary-2"), EMPTY)
    assert search(adapter).total == 0
    first, renewal, second = sent_by(server)
    assert (first.path, renewal.path, second.path) == ("/sync", "/rest/auth/token/refresh", "/sync")
    assert renewal.form["refresh_token"] == "refresh-canary-1"
    assert renewal.form.pop("sign") == sign(Secret(APP_SECRET), renewal.form, "/auth/token/refresh")
    assert {"session", "method"} & set(renewal.form) == set()
    assert second.form["session"] == "access-canary-2"
    account.refresh_from_db()
    assert account.refresh_token.reveal() == "refresh-canary-2"


def test_a_second_refusal_of_a_token_goes_out(adapter, answers, server):
    answers(NO_TOKEN, refreshed(), NO_TOKEN)
    with pytest.raises(AuthFailed) as raised:
        search(adapter)
    assert raised.value.code == "IllegalAccessToken"
    assert len(server.received) == 3


@pytest.mark.parametrize("code", ["IncompleteSignature", "25"])
def test_a_wrong_signature_is_no_reason_to_renew_the_token(adapter, answers, server, code):
    answers({"error_response": {"type": "ISV", "code": code, "msg": "signature"}})
    with pytest.raises(AuthFailed, match="check the app secret"):
        search(adapter)
    assert len(server.received) == 1


def test_the_old_refresh_token_is_kept_where_none_comes_back(adapter, answers, account):
    """pitfall 27: it was nulled, and a month later everything stopped."""
    end = account.refresh_expires_at
    answers(NO_TOKEN, refreshed(), EMPTY)
    search(adapter)
    account.refresh_from_db()
    assert (account.access_token.reveal(), account.refresh_token.reveal()) == ("access-canary-2", "refresh-canary-1")
    assert account.refresh_expires_at == end


def test_the_end_of_the_authorisation_is_the_one_they_name(adapter, answers, account):
    """pitfall 27: it is counted from a person's consent and does not move with a renewal."""
    answers(NO_TOKEN, refreshed(refresh_token_valid_time=1830000000000, refresh_expires_in=99), EMPTY)
    search(adapter)
    account.refresh_from_db()
    assert account.refresh_expires_at == datetime.fromtimestamp(1830000000, UTC)


def test_a_pair_that_cannot_be_renewed_needs_a_person_at_its_end(adapter, answers, server, account):
    answers(NO_TOKEN, refreshed(refresh_token="useless", refresh_expires_in=0, refresh_token_valid_time=None), EMPTY)
    search(adapter)
    account.refresh_from_db()
    assert account.refresh_expires_at <= timezone.now()
    SupplierAccount.objects.update(access_expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(AuthFailed, match="a person has to authorise it again"):
        search(adapter)
    account.refresh_from_db()
    assert account.state == "needs_reconnect"
    assert len(server.received) == 3


def test_after_the_end_of_the_authorisation_nobody_is_asked(adapter, server, account):
    past = timezone.now() - timedelta(days=1)
    SupplierAccount.objects.update(access_expires_at=past, refresh_expires_at=past)
    with pytest.raises(AuthFailed, match="the authorisation ended at"):
        search(adapter)
    assert server.received == []


def test_an_account_that_was_never_authorised_says_so(adapter, server, account):
    SupplierAccount.objects.update(access_token="", refresh_token="", access_expires_at=None)
    with pytest.raises(AuthFailed, match="not authorised yet"):
        search(adapter)
    assert server.received == []


def test_a_refused_renewal_needs_a_person(adapter, answers, account):
    answers(NO_TOKEN, {"type": "ISV", "code": "InvalidRefreshToken", "message": "no", "request_id": "r"})
    with pytest.raises(AuthFailed, match="authorise it again") as raised:
        search(adapter)
    assert raised.value.code == "InvalidRefreshToken"
    account.refresh_from_db()
    assert account.state == "needs_reconnect"


def test_a_clock_that_is_wrong_does_not_ask_for_a_person(adapter, answers, account):
    answers(NO_TOKEN, {"type": "ISV", "code": "InvalidTimestamp", "message": "no", "request_id": "r"})
    with pytest.raises(Rejected, match="check this machine's clock"):
        search(adapter)
    account.refresh_from_db()
    assert account.state == "ok"


@pytest.mark.parametrize(
    ("missing", "words"), [("api_key", "app key is missing"), ("api_secret", "app secret is missing")]
)
def test_without_key_or_secret_nothing_is_sent(server, account, missing, words):
    set_account(account, **{missing: Secret("")})
    with AliExpressAdapter(account) as adapter, pytest.raises(AuthFailed, match=words):
        adapter.connect()
    assert server.received == []


def test_a_ban_of_a_second_is_waited_for(adapter, answers, server):
    answers(ban(1), EMPTY)
    started = time.monotonic()
    assert search(adapter).total == 0
    assert time.monotonic() - started >= 1.0


def test_a_ban_of_hours_stops_every_account_of_the_app_at_once(adapter, answers, server, account):
    """pitfall 40: nobody hammers until midnight in Beijing."""
    answers(ban(43200))
    with pytest.raises(RateLimited) as raised:
        search(adapter)
    assert raised.value.retry_after == 43200.0
    second = SupplierAccount.objects.create(
        name="Second", supplier="aliexpress", api_key=account.api_key, api_secret=Secret(APP_SECRET), state="ok",
        access_token=Secret("t"), access_expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    with AliExpressAdapter(second) as other, pytest.raises(HeldBack) as held:
        search(other)
    assert 43100 < held.value.retry_after <= 43200
    with pytest.raises(HeldBack):
        search(adapter)
    assert len(server.received) == 1
    assert budget.reading("aliexpress", account.account_id, "calls").exhausted_until > timezone.now()


def test_another_app_is_not_stopped_by_it(adapter, answers, account, server):
    answers(ban(43200), EMPTY)
    with pytest.raises(RateLimited):
        search(adapter)
    other = SupplierAccount.objects.create(
        name="Other", supplier="aliexpress", api_key=Secret(f"9{account.api_key.reveal()}"), state="ok",
        api_secret=Secret("s"), access_token=Secret("t"), access_expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    with AliExpressAdapter(other) as opened:
        assert search(opened).total == 0


def test_a_rate_limit_ends_a_refresh_since_it_concerns_all_that_follow(adapter, answers, server):
    answers(ban(43200))
    with pytest.raises(RateLimited):
        list(adapter.refresh(["1", "2", "3"]))
    assert len(server.received) == 1


def test_a_refused_token_ends_a_refresh(adapter, answers):
    answers(NO_TOKEN, {"type": "ISV", "code": "Gone", "message": "no"})
    with pytest.raises(AuthFailed):
        list(adapter.refresh(["1", "2"]))


def test_each_call_is_counted(adapter, answers, account):
    answers(EMPTY)
    search(adapter)
    search(adapter)
    assert budget.reading("aliexpress", account.account_id, "calls").used == 2


@pytest.mark.parametrize(
    "answer",
    [
        {"error_response": {"type": "ISP", "code": "50", "msg": "busy"}},
        {"error_response": {"type": "ISP", "code": "15", "msg": "Remote service error", "sub_code": "isp.oops"}},
        will.answer(502, b"<html>bad gateway</html>"),
        will.hang_up,
        will.html(),
    ],
    ids=["code 50", "code 15", "502", "hung up", "html with 200"],
)
def test_a_read_is_repeated_after_a_failure_of_theirs(adapter, answers, server, answer):
    answers(answer, EMPTY)
    assert search(adapter).total == 0
    assert len(server.received) == 2


def test_a_read_that_keeps_failing_is_given_up_after_three_attempts(adapter, answers, server):
    answers({"error_response": {"type": "ISP", "code": "50", "msg": "busy", "request_id": "r-3"}})
    with pytest.raises(PartnerDown) as raised:
        search(adapter)
    assert (raised.value.code, raised.value.request_id, len(server.received)) == ("50", "r-3", 3)


def test_an_answer_that_is_no_json_is_told_as_such(adapter, answers):
    answers(will.html())
    with pytest.raises(BadPayload, match="answer not understood: no JSON"):
        search(adapter)


def test_a_wrong_parameter_is_not_tried_again(adapter, answers, server):
    answers({"error_response": {"type": "ISV", "code": "MissingParameter", "msg": "x is not supplied"}})
    with pytest.raises(Rejected, match="x is not supplied"):
        search(adapter)
    assert len(server.received) == 1


def test_an_error_with_another_status_is_read_as_well(adapter, answers):
    answers(will.answer(403, {"error_response": {"type": "ISV", "code": "InsufficientPermission", "msg": "no"}}))
    with pytest.raises(Rejected, match="still in test status"):
        search(adapter)


def test_connecting_makes_one_call_and_names_the_account(adapter, answers, server, account):
    """pitfall 25: a test of the connection that really uses the token."""
    set_account(account, remote_id="2000000001")
    result = {"resp_result": {"resp_code": 200, "result": {"categories": {"category": []}}}}
    answers({"aliexpress_ds_category_get_response": result})
    assert adapter.connect().remote_id == "2000000001"
    assert [call.form["session"] for call in sent_by(server)] == ["access-canary-1"]


def test_no_secret_reaches_the_call_log_or_an_error(server, answers, account):
    leak = {
        "error_response": {"type": "ISV", "code": "X", "msg": "access_token=access-canary-1 app_secret=" + APP_SECRET}
    }
    answers(leak)
    with AliExpressAdapter(account, log=CallLog(mode="all")) as adapter:
        with pytest.raises(Rejected) as raised:
            search(adapter)
        answers(NO_TOKEN, refreshed(refresh_token="refresh-canary-2"), EMPTY)
        search(adapter)
    rows = ApiCall.objects.filter(partner="aliexpress", account_id=account.account_id)
    assert {row.operation for row in rows} == {"search", "renew the token"}
    written = "\n".join([*(f"{row.path} {row.excerpt} {row.request_id}" for row in rows), str(raised.value)])
    assert "canary" not in written
    assert "canary" not in repr(adapter)


def test_a_plain_http_address_elsewhere_is_refused_in_words(account, settings):
    settings.ALIEXPRESS_API_URL = "http://api.example"
    with pytest.raises(Rejected, match=r"ALIEXPRESS_API_URL: .* must be https"):
        AliExpressAdapter(account)


def test_an_app_key_of_another_form_is_named_before_any_call():
    """pitfall 26: keys of the affiliate programme and of CJ end up here."""
    assert AliExpressAdapter.credential_problems({"api_key": "12345678"}) == {}
    assert set(AliExpressAdapter.credential_problems({"api_key": "CJ1@api@0"})) == {"api_key"}
