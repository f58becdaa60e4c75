"""The accounts at a supplier: the environment's and the console's; pause, resume, forget."""

import pytest
from django.utils import timezone

from core.models import CircuitBreaker, Event
from suppliers.actions import accounts
from suppliers.actions.accounts import NoAccount
from suppliers.models import SupplierAccount

KEY = "CJ1000001@api@" + "0" * 32
OTHER_KEY = "CJ1000001@api@" + "f" * 32

pytestmark = pytest.mark.django_db


def give_tokens(account):
    account.access_token, account.refresh_token, account.token_version = "token", "refresh", 5
    account.access_expires_at = timezone.now()
    account.save(update_fields=["access_token", "refresh_token", "token_version", "access_expires_at"])


def test_the_environments_account_is_made_once_and_holds_no_credential(environment):
    environment(api_key=KEY, email="shop@example.com", tier="plus")
    account = accounts.environment_account("cj_dropshipping")
    assert (account.name, account.email, account.tier) == ("CJ Dropshipping (environment)", "shop@example.com", "plus")
    assert (account.from_environment, account.state, account.mode) == (True, "new", "live")
    assert not account.api_key
    assert account.credential("api_key").reveal() == KEY
    assert accounts.environment_account("cj-dropshipping").pk == account.pk


def test_two_halves_of_a_key_are_credentials_as_well(environment):
    environment(client_id="CJ1000001", client_secret="0123456789abcdef0123456789abcdef")
    assert accounts.environment_account("cj-dropshipping") is not None


def test_an_environment_that_names_no_credential_has_no_account(environment):
    environment(email="shop@example.com")
    assert accounts.environment_account("cj-dropshipping") is None
    assert accounts.accounts_of("cj-dropshipping") == []


def test_what_changes_in_the_environment_changes_in_the_row(environment):
    environment(api_key=KEY, email="shop@example.com")
    accounts.environment_account("cj-dropshipping")
    environment(api_key=KEY, email="buyer@example.com", tier="prime")
    account = accounts.environment_account("cj-dropshipping")
    assert (account.email, account.tier) == ("buyer@example.com", "prime")


def test_an_address_on_this_machine_makes_it_a_simulated_account(environment):
    environment(api_key=KEY, api_url="http://127.0.0.1:9000/cj/api2.0/v1")
    assert accounts.environment_account("cj-dropshipping").mode == "simulated"


def test_another_key_in_the_environment_forgets_the_tokens_of_the_old_one(environment):
    environment(api_key=KEY)
    account = accounts.environment_account("cj-dropshipping")
    give_tokens(account)
    assert accounts.environment_account("cj-dropshipping").access_token.reveal() == "token"
    environment(api_key=OTHER_KEY)
    account = accounts.environment_account("cj-dropshipping")
    assert (bool(account.access_token), bool(account.refresh_token), account.token_version) == (False, False, 6)
    event = Event.objects.get(kind="supplier_account.tokens_forgotten")
    assert event.data == {"code": "credentials_changed"}


def test_an_account_in_order_is_meant_before_one_that_is_not(environment, make_account):
    environment(api_key=KEY)
    own = accounts.environment_account("cj-dropshipping")
    second = make_account(name="Second", state="ok")
    assert [account.pk for account in accounts.accounts_of("cj-dropshipping")] == [own.pk, second.pk]
    assert accounts.default_account("cj-dropshipping").pk == own.pk
    accounts.pause(own, "holidays", "aminata")
    assert accounts.default_account("cj-dropshipping").pk == second.pk


def test_an_account_that_is_switched_off_is_not_used(make_account, environment):
    make_account(is_active=False)
    with pytest.raises(NoAccount, match=r"There is no CJ Dropshipping account: set CJ_API_KEY") as missing:
        accounts.default_account("cj-dropshipping")
    assert missing.value.code == "no_account"


def test_an_account_is_paused_with_a_reason_and_resumed_as_it_was(make_account):
    account = make_account(state="ok")
    give_tokens(account)
    assert accounts.pause(account, "holidays", "aminata") is True
    assert accounts.pause(account, "again", "aminata") is False
    account.refresh_from_db()
    assert (account.state, account.state_reason) == ("paused", "holidays")
    assert accounts.resume(account, "aminata") is True
    account.refresh_from_db()
    assert (account.state, account.state_reason) == ("ok", "")
    kinds = list(Event.objects.order_by("pk").values_list("kind", "actor"))
    assert kinds == [("supplier_account.paused", "aminata"), ("supplier_account.ok", "aminata")]


def test_a_paused_account_without_a_token_is_a_new_one_again(make_account):
    account = make_account(state="paused")
    accounts.resume(account, "aminata")
    assert account.state == "new"


def test_a_button_does_not_stand_in_for_an_authorisation(make_account):
    account = make_account(state="needs_reconnect")
    assert accounts.resume(account, "aminata") is False
    assert account.state == "needs_reconnect"


@pytest.mark.parametrize(("before", "after"), [("ok", "new"), ("needs_reconnect", "new"), ("paused", "paused")])
def test_tokens_are_forgotten_whole(make_account, before, after):
    account = make_account(state=before)
    give_tokens(account)
    accounts.forget_tokens(account, "aminata")
    account = SupplierAccount.objects.get(pk=account.pk)
    assert (bool(account.access_token), bool(account.refresh_token), account.access_expires_at) == (False, False, None)
    assert (account.token_version, account.state) == (6, after)


def test_staff_let_calls_out_again(make_account):
    account = make_account(state="ok")
    key = f"cj-dropshipping:{account.pk}"
    CircuitBreaker.objects.create(key=key, window_started_at=timezone.now(), open_until=timezone.now())
    assert accounts.close_breaker(account, "aminata") is True
    assert CircuitBreaker.objects.get().open_until is None
    assert accounts.close_breaker(account, "aminata") is False
