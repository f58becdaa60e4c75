"""A person authorises an account: the way out, the way back, and everything that may come back instead (S3)."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from core.models import Event, OAuthState
from suppliers.actions.connecting import test_connection
from suppliers.models import SupplierAccount
from tests.core.http import scripted_server as will
from tests.suppliers.aliexpress.conftest import sent_by

pytestmark = pytest.mark.django_db

CONNECT = "/api/aliexpress/oauth/connect"
CALLBACK = "/api/aliexpress/oauth/callback"
DAY = 86_400_000


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ALLOWED_HOSTS, settings.PUBLIC_URL = ["localhost", "hub.example"], ""


@pytest.fixture
def operator():
    user = User.objects.create_user("olivia", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_supplieraccount"))
    return user


@pytest.fixture
def browser(operator):
    return logged_in(operator)


@pytest.fixture
def unconnected(account):
    SupplierAccount.objects.filter(pk=account.pk).update(
        access_token="", refresh_token="", access_expires_at=None, refresh_expires_at=None, token_version=0, state="new"
    )
    account.refresh_from_db()
    return account


def logged_in(user):
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def state_of(client, account):
    """Begins an authorisation and gives the state that went to AliExpress."""
    location = client.get(CONNECT, {"account": account.pk})["Location"]
    return dict(parse_qsl(urlsplit(location).query))["state"]


def grant(**changes):
    now = int(timezone.now().timestamp() * 1000)
    given = {
        "access_token": "access-canary-new",
        "refresh_token": "refresh-canary-new",
        "expire_time": now + 30 * DAY,
        "refresh_token_valid_time": now + 60 * DAY,
        "user_id": "2000000042",
        "user_nick": "buyer",
        "account": "buyer@example.test",
        "code": "0",
        "request_id": "r-1",
    }
    return {name: value for name, value in (given | changes).items() if value is not None}


def tokens_of(account):
    account.refresh_from_db()
    return account.access_token.reveal(), account.refresh_token.reveal()


def test_the_way_out_names_the_app_the_callback_and_a_state_of_its_own(browser, server, account):
    answer = browser.get(CONNECT, {"account": account.pk})
    address = urlsplit(answer["Location"])
    query = dict(parse_qsl(address.query))
    assert answer.status_code == 302
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{server.url}/oauth/authorize"
    assert len(query.pop("state")) == 43
    assert query == {
        "response_type": "code",
        "force_auth": "true",
        "client_id": account.api_key.reveal(),
        "redirect_uri": "http://localhost/api/aliexpress/oauth/callback",
    }


def test_the_callback_is_public_url_s_where_that_is_set(browser, account, server, settings):
    settings.PUBLIC_URL = "https://hub.example"
    location = browser.get(CONNECT, {"account": account.pk})["Location"]
    assert "redirect_uri=https%3A%2F%2Fhub.example%2Fapi%2Faliexpress%2Foauth%2Fcallback" in location


def test_without_public_url_a_strange_host_is_not_made_the_callback(browser, account, server):
    answer = browser.get(CONNECT, {"account": account.pk}, headers={"host": "hub.example"})
    assert answer.status_code == 400
    assert "set PUBLIC_URL" in answer.content.decode()
    assert not OAuthState.objects.exists()


def test_the_answer_becomes_stored_tokens_and_the_account_is_connected(browser, unconnected, server, answers):
    answers(grant())
    state = state_of(browser, unconnected)
    answer = browser.get(CALLBACK, {"state": state, "code": "3_code"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/")
    assert tokens_of(unconnected) == ("access-canary-new", "refresh-canary-new")
    assert (unconnected.state, unconnected.remote_id) == ("ok", "2000000042")
    assert unconnected.refresh_expires_at - timezone.now() > timedelta(days=59)
    event = Event.objects.get(kind="supplier_account.authorised")
    assert (event.actor, event.data) == ("olivia", {"remote_id": "2000000042"})
    assert [call.path for call in sent_by(server)] == ["/rest/auth/token/create"]


def test_a_new_app_key_and_a_new_consent_outlive_the_next_test_of_the_connection(browser, account, answers):
    SupplierAccount.objects.filter(pk=account.pk).update(credential_mark="of-another-key")
    categories = {"resp_result": {"resp_code": 200, "result": {"categories": {"category": []}}}}
    answers(grant(), {"aliexpress_ds_category_get_response": categories})
    browser.get(CALLBACK, {"state": state_of(browser, account), "code": "c"})
    account.refresh_from_db()
    report = test_connection(account, "olivia")
    assert (report.is_ok, report.info.remote_id) == (True, "2000000042")
    assert tokens_of(account) == ("access-canary-new", "refresh-canary-new")


def test_an_account_that_had_to_be_authorised_again_is_connected_again(browser, account, answers):
    SupplierAccount.objects.filter(pk=account.pk).update(
        state="needs_reconnect", state_reason="the authorisation ended", remote_id="2000000001"
    )
    answers(grant(user_id=None))
    browser.get(CALLBACK, {"state": state_of(browser, account), "code": "c"})
    account.refresh_from_db()
    assert (account.state, account.state_reason, account.remote_id) == ("ok", "", "2000000001")


def test_an_account_that_staff_paused_stays_paused(browser, account, answers):
    SupplierAccount.objects.filter(pk=account.pk).update(state="paused")
    answers(grant())
    browser.get(CALLBACK, {"state": state_of(browser, account), "code": "c"})
    assert tokens_of(account) == ("access-canary-new", "refresh-canary-new")
    assert account.state == "paused"


def test_a_next_address_of_the_callback_leads_nowhere(browser, unconnected, answers):
    answers(grant())
    state = state_of(browser, unconnected)
    answer = browser.get(
        CALLBACK, {"state": state, "code": "c", "next": "//evil.example", "redirect_uri": "https://evil"}
    )
    assert answer["Location"].startswith("/admin/")


def refused(answer, words):
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_without_a_state_nothing_is_asked_and_nothing_stored(browser, account, server, answers):
    answers(grant())
    refused(browser.get(CALLBACK, {"code": "c"}), "not begun here")
    assert tokens_of(account) == ("access-canary-1", "refresh-canary-1")
    assert server.received == []


def test_a_state_nobody_issued_is_refused(browser, account, server):
    refused(browser.get(CALLBACK, {"state": "made-up", "code": "c"}), "not begun here")
    assert server.received == []


def test_a_state_is_good_once(browser, unconnected, server, answers):
    answers(grant())
    state = state_of(browser, unconnected)
    browser.get(CALLBACK, {"state": state, "code": "c"})
    refused(browser.get(CALLBACK, {"state": state, "code": "c2"}), "not begun here, or its answer came twice")
    assert len(server.received) == 1


def test_another_person_s_state_is_refused_and_stays_theirs(browser, operator, unconnected, server, answers):
    answers(grant())
    state = state_of(browser, unconnected)
    other = logged_in(User.objects.create_superuser("oscar"))
    refused(other.get(CALLBACK, {"state": state, "code": "c"}), "begun by somebody else")
    assert tokens_of(unconnected) == ("", "")
    assert server.received == []
    assert browser.get(CALLBACK, {"state": state, "code": "c"}).status_code == 302


def test_the_same_person_in_another_session_is_refused(browser, operator, account, server):
    state = state_of(browser, account)
    refused(logged_in(operator).get(CALLBACK, {"state": state, "code": "c"}), "in another session")
    assert server.received == []


def test_after_ten_minutes_a_state_is_too_old(browser, account, server):
    state = state_of(browser, account)
    OAuthState.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    refused(browser.get(CALLBACK, {"state": state, "code": "c"}), "more than ten minutes")
    assert server.received == []


def test_a_state_lives_for_ten_minutes_and_is_stored_as_a_hash(browser, account, server):
    state = state_of(browser, account)
    row = OAuthState.objects.get()
    assert timedelta(minutes=9, seconds=50) < row.expires_at - timezone.now() <= timedelta(minutes=10)
    assert state not in {row.digest, row.session_digest}


def test_an_error_instead_of_a_code_is_shown_as_text_and_nothing_is_stored(browser, account, server):
    state = state_of(browser, account)
    answer = browser.get(CALLBACK, {"state": state, "error": "access_denied", "error_description": "<b>no</b>"})
    refused(answer, "The supplier did not give access: &lt;b&gt;no&lt;/b&gt;")
    assert tokens_of(account) == ("access-canary-1", "refresh-canary-1")
    assert server.received == []
    refused(browser.get(CALLBACK, {"state": state, "code": "c"}), "not begun here")


def test_an_answer_without_a_code_is_refused(browser, account, server):
    refused(browser.get(CALLBACK, {"state": state_of(browser, account)}), "sent no code")
    assert server.received == []


def test_a_code_that_aliexpress_refuses_leaves_a_working_account_as_it_was(browser, account, answers):
    answers({"type": "ISV", "code": "InvalidCode", "message": "Invalid authorization code", "request_id": "r"})
    answer = browser.get(CALLBACK, {"state": state_of(browser, account), "code": "used"})
    refused(answer, "not valid any more")
    assert tokens_of(account) == ("access-canary-1", "refresh-canary-1")
    assert account.state == "ok"


def test_when_the_answer_is_lost_the_page_says_so_and_nothing_is_stored(browser, account, server):
    server.will(will.hang_up)
    answer = browser.get(CALLBACK, {"state": state_of(browser, account), "code": "c"})
    assert answer.status_code == 502
    assert tokens_of(account) == ("access-canary-1", "refresh-canary-1")
    assert len(server.received) == 1  # a code is good once: a second attempt could only be refused


def test_the_consent_of_another_buyer_is_not_taken_for_this_account(browser, account, answers):
    SupplierAccount.objects.filter(pk=account.pk).update(remote_id="2000000001")
    answers(grant(user_id="2000000099"))
    refused(browser.get(CALLBACK, {"state": state_of(browser, account), "code": "c"}), "belongs to 2000000001")
    assert tokens_of(account) == ("access-canary-1", "refresh-canary-1")


def test_who_may_not_change_accounts_may_not_authorise_them(account, server):
    staff = logged_in(User.objects.create_user("sam", is_staff=True))
    assert staff.get(CONNECT, {"account": account.pk}).status_code == 403
    assert staff.get(CALLBACK, {"state": "x"}).status_code == 403
    assert not OAuthState.objects.exists()


def test_a_stranger_is_sent_to_the_login_and_has_no_callback(account, server):
    answer = Client(SERVER_NAME="localhost").get(CONNECT, {"account": account.pk})
    assert answer["Location"].startswith("/admin/login/?next=/api/aliexpress/oauth/connect")
    assert Client(SERVER_NAME="localhost").get(CALLBACK, {"state": "x", "code": "c"}).status_code == 403


@pytest.mark.parametrize("pk", ["", "0", "x", "9" * 30, "٣"])
def test_an_account_that_is_not_there_is_not_found(browser, account, server, pk):
    assert browser.get(CONNECT, {"account": pk}).status_code == 404


def test_an_account_of_another_supplier_is_not_found(browser, account, server):
    other = SupplierAccount.objects.create(name="CJ", supplier="cj-dropshipping")
    assert browser.get(CONNECT, {"account": other.pk}).status_code == 404


def test_an_account_without_an_app_key_says_so_and_leaves_no_state(browser, account, server):
    SupplierAccount.objects.filter(pk=account.pk).update(api_key="")
    refused(browser.get(CONNECT, {"account": account.pk}), "the app key is missing")
    assert not OAuthState.objects.exists()


def test_neither_address_takes_a_post(browser, account, server):
    assert browser.post(CONNECT, {"account": account.pk}).status_code == 405
    assert browser.post(CALLBACK, {"state": "x"}).status_code == 405


def test_no_page_and_no_answer_is_kept_by_a_browser(browser, account, server):
    assert "no-store" in browser.get(CALLBACK, {"code": "c"})["Cache-Control"]
