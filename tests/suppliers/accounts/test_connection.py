"""Trying an account: what the supplier says, what is kept of it, and what is wrong in words."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.doctor import State
from core.models import Event
from core.money import Money
from suppliers.actions.accounts import environment_account, test_connection
from suppliers.doctor import examine_suppliers
from suppliers.registry import slugs, title

pytestmark = pytest.mark.django_db

LOGIN, WHO, BALANCE = "authentication/getAccessToken", "setting/get", "shopping/pay/getBalance"


@pytest.fixture
def account(cj, make_account):
    return make_account(api_key=cj.key, email=cj.email.upper())


def asked(cj):
    return [request["path"] for request in cj.calls()]


def test_a_good_account_is_told_whole(cj, account):
    report = test_connection(account, "aminata")
    assert (report.is_ok, report.code, report.warnings) == (True, "", ())
    assert (report.info.email, report.info.calls_per_second) == (cj.email, 1.0)
    assert report.balance.available == Money(Decimal(5000), "USD")
    assert report.token_masked.startswith("••••")
    assert len(report.token_masked) == len("•••• 1234")
    assert report.token_ends > timezone.now() + timedelta(days=14)
    assert report.refresh_ends > timezone.now() + timedelta(days=179)
    assert report.calls_per_second == 1.0
    assert asked(cj) == [LOGIN, WHO, BALANCE]
    event = Event.objects.get(kind="supplier_account.tested")
    assert (event.actor, event.data) == ("aminata", {"ok": True, "code": ""})


def test_what_the_supplier_says_of_limits_is_kept(cj, account):
    test_connection(account, "aminata")
    account.refresh_from_db()
    assert (account.state, account.calls_per_second) == ("ok", 1.0)
    assert (account.webhook_key.reveal(), account.remote_id) == (str(cj.world.first_account.open_id), "")
    assert account.limits["calls_per_second"] == 1.0
    assert all(set(quota) == {"name", "limit", "period"} for quota in account.limits["quotas"])


def test_an_account_of_somebody_else_is_named_and_stopped(cj, account):
    account.email = "buyer@example.com"
    account.save()
    report = test_connection(account, "aminata")
    assert (report.is_ok, report.code) == (False, "wrong_account")
    assert f"is to be that of buyer@example.com, and CJ Dropshipping answers for {cj.email}" in report.cause
    account.refresh_from_db()
    assert account.state == "needs_reconnect"


def test_without_an_e_mail_to_compare_with_any_account_is_right(cj, account):
    account.email = ""
    account.save()
    assert test_connection(account, "aminata").is_ok


def test_a_missing_key_is_named_and_costs_no_call(cj, make_account):
    report = test_connection(make_account(), "aminata")
    assert (report.is_ok, report.code) == (False, "no_credentials")
    assert report.cause == "The API key is missing: enter it on the account's page."
    assert asked(cj) == []


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        (
            {"client_id": "CJ1000001"},
            "no_credentials",
            "second half of the API key (CJ_CLIENT_SECRET, 32 characters) is missing",
        ),
        (
            {"client_secret": "0" * 32},
            "no_credentials",
            "first half of the API key (CJ_CLIENT_ID, CJ<number>) is missing",
        ),
        ({"api_key": "CJ1000001"}, "wrong_key_form", "only the first half"),
    ],
)
def test_a_half_or_malformed_key_is_named_and_costs_no_call(cj, environment, given, code, words):
    environment(**given)
    report = test_connection(environment_account("cj-dropshipping"), "aminata")
    assert (report.is_ok, report.code) == (False, code)
    assert words in report.cause
    assert asked(cj) == []


def test_two_halves_are_joined(cj, environment):
    first, _, second = cj.key.partition("@api@")
    environment(client_id=first, client_secret=second, email=cj.email)
    assert test_connection(environment_account("cj-dropshipping"), "aminata").is_ok


def test_a_key_that_the_supplier_refuses_is_told_in_its_words(cj, make_account):
    account = make_account(api_key="CJ9@api@" + "0" * 32)
    report = test_connection(account, "aminata")
    assert (report.is_ok, report.code) == (False, "auth_failed")
    assert report.title == "Authentication failed"
    assert "key" in report.detail.lower()
    assert report.detail.endswith("(1600005)")
    account.refresh_from_db()
    assert (account.state, account.last_error_code) == ("needs_reconnect", "1600005")


@pytest.mark.parametrize(
    ("fault", "code"),
    [("status=502", "partner_down"), (f"retry_after=90@{WHO}", "rate_limited"), ("reset", "partner_down")],
)
def test_trouble_on_the_way_says_what_to_do(cj, account, fault, code):
    cj.add_fault(fault)
    report = test_connection(account, "aminata")
    assert (report.is_ok, report.code) == (False, code)
    assert report.remedy
    assert ("Try again in 91 seconds." in report.detail) is (code == "rate_limited")
    account.refresh_from_db()
    assert account.state != "needs_reconnect"


def test_a_balance_that_cannot_be_read_is_a_warning(cj, account):
    cj.add_fault(f"code=1600300@{BALANCE}")
    report = test_connection(account, "aminata")
    assert report.is_ok
    assert report.balance is None
    assert report.warnings[0].startswith("The balance could not be read")


def test_a_key_that_was_replaced_is_tried_and_not_the_old_ones_token(cj, account):
    test_connection(account, "aminata")
    account.api_key = "CJ9@api@" + "0" * 32
    account.save()
    assert test_connection(account, "aminata").code == "auth_failed"


# --- the command --------------------------------------------------------------------------------------------------------


def command(*words):
    said = StringIO()
    try:
        call_command("test_supplier_connection", *words, stdout=said, no_color=True)
    except SystemExit as left:
        return left.code, said.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, said.getvalue()


def test_the_command_prints_what_is_known(cj, environment):
    environment(api_key=cj.key, email=cj.email)
    code, said = command("cj-dropshipping")
    assert code == 0
    assert said.startswith("Connected to CJ Dropshipping (")
    lines = {line.strip().partition(":")[0]: line.partition(":")[2].strip() for line in said.splitlines()[1:]}
    assert lines["answers as"] == f"Entrepot Test {cj.email}"
    assert lines["calls a second"] == "1"
    assert lines["balance"] == "5000.00 USD"
    assert lines["token"].startswith("•••• ")
    assert {"token ends", "authorisation ends", "held back"} <= set(lines)
    stored = environment_account("cj-dropshipping")
    for secret in (cj.key, stored.webhook_key.reveal(), stored.access_token.reveal(), stored.refresh_token.reveal()):
        assert secret not in said


def test_the_command_understands_the_slug_with_an_underscore_and_names_an_account(cj, make_account):
    make_account(api_key=cj.key, state="ok")
    second = make_account(name="Second", api_key="CJ9@api@" + "0" * 32)
    assert command("cj_dropshipping", "--account", "CJ main")[0] == 0
    assert command("cj_dropshipping", "--account", str(second.pk))[0] == 1
    assert command("cj_dropshipping", "--account", "Third")[0] == 2


def test_the_command_says_what_is_missing_with_exit_code_2(environment):
    code, said = command("cj-dropshipping")
    assert (code, "set CJ_API_KEY" in said) == (2, True)
    environment(client_id="CJ1000001")
    code, said = command("cj-dropshipping")
    assert (code, "CJ_CLIENT_SECRET" in said) == (2, True)
    code, said = command("temu")
    assert (code, said) == (2, f"There is no supplier 'temu'. There are: {', '.join(slugs())}.")


def test_the_command_says_what_is_refused_with_exit_code_1(cj, environment):
    environment(api_key="CJ9@api@" + "0" * 32)
    code, said = command("cj-dropshipping", "--json")
    assert code == 1
    assert '"code": "auth_failed"' in said


# --- doctor -------------------------------------------------------------------------------------------------------------


def doctor():
    return {(state, sentence) for state, sentence, _ in examine_suppliers()}


def test_the_doctor_tells_how_each_account_is_and_makes_no_call(cj, make_account, environment):
    soon = timezone.now() + timedelta(days=9)
    make_account(name="Good", api_key=cj.key, state="ok", access_expires_at=soon)
    make_account(name="Fresh", api_key=cj.key)
    make_account(name="Keyless")
    make_account(name="Resting", api_key=cj.key, state="paused", state_reason="holidays")
    make_account(name="Locked", api_key=cj.key, state="needs_reconnect", state_reason="token bad")
    cj_account = "CJ Dropshipping, account"
    assert doctor() == {
        (State.OK, f"{cj_account} “Good” is connected, its token good until {soon:%Y-%m-%d}."),
        (State.WARNING, f"{cj_account} “Fresh” was never connected."),
        (State.BROKEN, f"{cj_account} “Keyless”: The API key is missing: enter it on the account's page."),
        (State.WARNING, f"{cj_account} “Resting” is paused: holidays."),
        (State.BROKEN, f"Token expired: {cj_account} “Locked” must be authorised again: token bad."),
    } | {(State.OK, f"{title(slug)}: there is no account.") for slug in slugs() if slug != "cj-dropshipping"}
    assert asked(cj) == []
