"""Tokens: 24 hours for the app's own credentials, an hour with a rotating refresh token after a consent, or pasted."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from core.calllog import CallLog
from core.errors import AuthFailed, OutcomeUnknown, PartnerDown
from marketplaces.adapters.shopify.adapter import ShopifyAdapter
from marketplaces.interface import CancelReason
from marketplaces.models import MarketplaceAccount
from tests.core.http import scripted_server as will
from tests.marketplaces.shopify.conftest import SECRET
from tests.marketplaces.shopify.orders import order

WAY = MarketplaceAccount.WayToConnect
ORDER = {"order": order()}
BAD_TOKEN = will.answer(401, {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"})


def token(number=2, **more):
    return will.answer(200, {"access_token": f"access-{number}", "scope": "read_orders", "expires_in": 86399} | more)


def pair(number=2, **more):
    ends = {"expires_in": 3600, "refresh_token": f"refresh-{number}", "refresh_token_expires_in": 7776000}
    return token(number, **ends | more)


def stored(account):
    return MarketplaceAccount.objects.get(pk=account.pk)


def ended():
    return {"access_token": "", "access_expires_at": None, "token_issued_at": None, "token_version": 0}


@pytest.fixture
def installed(make_account):
    """A shop whose owner has consented; the access token has ended, the refresh token has not."""
    return make_account(
        way_to_connect=WAY.OAUTH,
        access_expires_at=timezone.now() - timedelta(minutes=1),
        refresh_token="refresh-1",
        refresh_expires_at=timezone.now() + timedelta(days=80),
    )


def test_the_apps_credentials_give_a_token_that_is_kept_for_a_day(wire, make_account, open_shop):
    """Pitfalls 28 and 29."""
    account = make_account(**ended())
    wire.says(token(), ORDER)
    open_shop(account).order("501")
    assert wire.path(0) == "/admin/oauth/access_token"
    assert wire.header("content-type", 0) == "application/x-www-form-urlencoded"
    assert wire.form(0) == {"grant_type": "client_credentials", "client_id": "client-1", "client_secret": SECRET}
    assert wire.header("x-shopify-access-token", 1) == "access-2"
    row = stored(account)
    assert (row.access_token.reveal(), row.refresh_token.reveal()) == ("access-2", "")
    assert row.access_expires_at - timezone.now() == pytest.approx(timedelta(seconds=86399), abs=timedelta(seconds=60))


def test_a_stored_token_is_used(wire, shop):
    wire.says(ORDER)
    shop.order("501")
    assert wire.calls == ["Order"]


def test_a_refused_token_is_replaced_once_and_the_call_repeated(wire, shop):
    wire.says(BAD_TOKEN, token(), ORDER)
    assert shop.order("501").remote_id == "501"
    assert wire.calls == ["Order", "token", "Order"]
    assert wire.header("x-shopify-access-token", 2) == "access-2"


def test_a_change_is_repeated_too_since_401_did_nothing(wire, shop):
    job = {"orderCancel": {"job": {"id": "gid://shopify/Job/1", "done": False}, "orderCancelUserErrors": []}}
    wire.says(BAD_TOKEN, token(), job)
    shop.cancel_order("501", CancelReason.STAFF)
    assert wire.calls == ["OrderCancel", "token", "OrderCancel"]


def test_a_second_refusal_is_for_a_person(wire, shop):
    wire.says(BAD_TOKEN, token(), BAD_TOKEN)
    with pytest.raises(AuthFailed) as raised:
        shop.order("501")
    assert raised.value.code == "401"
    assert wire.calls == ["Order", "token", "Order"]


@pytest.mark.parametrize(
    ("status", "body", "words", "code"),
    [
        (400, {"error": "invalid_client", "error_description": "do not match"}, "client id or the client secret", "invalid_client"),
        (400, {"error": "application_cannot_be_found"}, "no app with this client id", "application_cannot_be_found"),
        (400, {"error": "shop_not_permitted"}, "same organisation", "shop_not_permitted"),
        (400, {"error": "app_not_installed"}, "not installed", "app_not_installed"),
        (401, {"error": "something_new"}, "client id and secret", "something_new"),
        (400, b"<html>Oauth error</html>", "client id and secret", "400"),
        (403, b"<html>no</html>", "client id and secret", "403"),
        (404, b"<html>Not Found</html>", "client id and secret", "404"),
    ],
)  # fmt: skip
def test_refused_credentials_say_which_one_is_wrong(wire, make_account, open_shop, status, body, words, code):
    account = make_account(**ended())
    wire.says(will.answer(status, body))
    with pytest.raises(AuthFailed) as raised:
        open_shop(account).order("501")
    assert words in raised.value.message
    assert raised.value.code == code
    assert stored(account).state == MarketplaceAccount.State.NEEDS_RECONNECT


@pytest.mark.parametrize(("field", "words"), [("api_key", "client id"), ("api_secret", "client secret")])
def test_a_missing_credential_is_named_and_nothing_is_sent(wire, make_account, open_shop, field, words):
    wire.says(token())
    with pytest.raises(AuthFailed) as raised:
        open_shop(make_account(**ended() | {field: ""})).order("501")
    assert words in raised.value.message
    assert (raised.value.code, wire.calls) == ("no_credentials", [])


def test_a_refresh_hands_out_a_new_pair_which_is_stored_before_it_is_used(wire, installed, open_shop):
    wire.says(pair(2), ORDER)
    open_shop(installed).order("501")
    assert wire.form(0) == {
        "grant_type": "refresh_token",
        "client_id": "client-1",
        "client_secret": SECRET,
        "refresh_token": "refresh-1",
    }
    row = stored(installed)
    assert (row.access_token.reveal(), row.refresh_token.reveal()) == ("access-2", "refresh-2")


def test_a_refresh_whose_answer_was_lost_is_asked_for_again(wire, installed, open_shop, naps):
    wire.says(lambda connection: False, pair(3), ORDER)
    open_shop(installed).order("501")
    assert [wire.form(number)["refresh_token"] for number in (0, 1)] == ["refresh-1", "refresh-1"]
    assert stored(installed).refresh_token.reveal() == "refresh-3"


def test_a_consent_that_was_withdrawn_is_for_a_person(wire, installed, open_shop):
    wire.says(will.answer(400, {"error": "invalid_grant", "error_description": "gone"}))
    with pytest.raises(AuthFailed) as raised:
        open_shop(installed).order("501")
    assert "installed again" in raised.value.message


def test_a_refresh_token_past_its_end_is_not_tried(wire, make_account, open_shop):
    past = timezone.now() - timedelta(days=1)
    account = make_account(
        way_to_connect=WAY.OAUTH, access_expires_at=past, refresh_token="refresh-1", refresh_expires_at=past
    )
    wire.says(pair())
    with pytest.raises(AuthFailed) as raised:
        open_shop(account).order("501")
    assert (raised.value.code, wire.calls) == ("not_installed", [])


def test_a_shop_that_was_never_installed_says_so(wire, make_account, open_shop):
    wire.says(pair())
    with pytest.raises(AuthFailed) as raised:
        open_shop(make_account(**ended() | {"way_to_connect": WAY.OAUTH})).order("501")
    assert (raised.value.code, wire.calls) == ("not_installed", [])


def test_a_desk_that_is_down_is_not_the_credentials_fault(wire, make_account, open_shop, naps):
    account = make_account(**ended())
    wire.says(will.answer(502, b"<html></html>"))
    with pytest.raises(PartnerDown):
        open_shop(account).order("501")
    assert stored(account).state == MarketplaceAccount.State.OK


def test_a_pasted_token_is_used_as_it_is_and_never_renewed(wire, make_account, open_shop):
    account = make_account(way_to_connect=WAY.PASTED_TOKEN, access_token="pasted-1", access_expires_at=None)
    wire.says(ORDER)
    open_shop(account).order("501")
    assert wire.header("x-shopify-access-token") == "pasted-1"
    wire.says(BAD_TOKEN)
    with pytest.raises(AuthFailed):
        open_shop(account).order("501")
    assert "token" not in wire.calls


def test_a_pasted_token_that_is_missing_is_named(wire, make_account, open_shop):
    wire.says(ORDER)
    with pytest.raises(AuthFailed) as raised:
        open_shop(make_account(**ended() | {"way_to_connect": WAY.PASTED_TOKEN})).order("501")
    assert (raised.value.code, wire.calls) == ("no_credentials", [])


def test_the_environments_shop_uses_the_environments_credentials(wire, make_account, open_shop, settings):
    settings.MARKETPLACE_ENVIRONMENT = {
        "shopify": {"shop_address": "env.myshopify.com", "api_key": "env-key", "api_secret": "env-secret-0123456789"}
    }
    account = make_account(**ended() | {"from_environment": True, "api_key": "key-of-before", "api_secret": ""})
    wire.says(token(), ORDER)
    open_shop(account).order("501")
    assert wire.form(0) == {
        "grant_type": "client_credentials",
        "client_id": "env-key",
        "client_secret": "env-secret-0123456789",
    }


def test_the_environments_pasted_token_wins_over_its_key(wire, make_account, open_shop, settings):
    settings.MARKETPLACE_ENVIRONMENT = {"shopify": {"shop_address": "env.myshopify.com", "access_token": "env-token-1"}}
    account = make_account(**ended() | {"from_environment": True, "shop_address": "", "api_key": "", "api_secret": ""})
    wire.says(ORDER)
    open_shop(account).order("501")
    assert wire.header("x-shopify-access-token") == "env-token-1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share no in-memory database of SQLite")
def test_eight_at_once_fetch_one_token(wire, make_account):
    account = make_account(**ended())
    wire.says(token(), ORDER)
    found, failed = [], []
    start = threading.Barrier(8)

    def ask():
        try:
            start.wait(10)
            with ShopifyAdapter(stored(account), log=CallLog(mode="none")) as shop:
                found.append(shop.order("501").remote_id)
        except Exception as error:  # noqa: BLE001 - shown by the test
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (failed, found) == ([], ["501"] * 8)
    assert wire.calls.count("token") == 1


# A person's consent


@pytest.fixture
def consented(make_account):
    return make_account(**ended() | {"way_to_connect": WAY.OAUTH, "state": MarketplaceAccount.State.NEW})


def test_the_code_of_a_consent_is_exchanged_for_an_expiring_pair(wire, consented, open_shop):
    """Pitfall 30."""
    wire.says(pair(1), ORDER)
    shop = open_shop(consented)
    shop.client.access.accept_code("code-1")
    assert wire.form(0) == {"client_id": "client-1", "client_secret": SECRET, "code": "code-1", "expiring": "1"}
    row = stored(consented)
    assert (row.access_token.reveal(), row.refresh_token.reveal()) == ("access-1", "refresh-1")
    assert row.refresh_expires_at - timezone.now() == pytest.approx(timedelta(days=90), abs=timedelta(minutes=2))


def test_an_offline_token_without_an_end_is_kept_for_years(wire, consented, open_shop):
    wire.says(will.answer(200, {"access_token": "access-1", "scope": "read_orders"}))
    open_shop(consented).client.access.accept_code("code-1")
    assert stored(consented).access_expires_at > timezone.now() + timedelta(days=3000)


def test_a_code_is_sent_once(wire, consented, open_shop, naps):
    wire.says(lambda connection: False)
    with pytest.raises(OutcomeUnknown):
        open_shop(consented).client.access.accept_code("code-1")
    assert wire.calls == ["token"]
    assert stored(consented).access_token.reveal() == ""
