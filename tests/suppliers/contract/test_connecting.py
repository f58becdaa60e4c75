"""Logging in, keeping the token, renewing it."""

import pytest

from core.errors import AuthFailed
from suppliers.interface import Capability
from suppliers.models import SupplierAccount
from suppliers.registry import open_account
from tests.suppliers.contract.needs import needs, needs_tokens


def test_the_first_call_says_which_account_we_speak_for(stage):
    with open_account(stage.account()) as adapter:
        stage.authorise(adapter)
        info = adapter.connect()
        assert info.remote_id or info.name


@needs_tokens
def test_the_tokens_of_the_first_call_are_kept(account, adapter):
    account.refresh_from_db()
    assert account.access_token.reveal()
    assert account.access_expires_at is not None
    assert account.token_version == 1


@needs_tokens
def test_a_second_process_uses_the_stored_token_and_does_not_log_in(stage, account, adapter, goods):
    before = stage.token_calls()
    with open_account(SupplierAccount.objects.get(pk=account.pk)) as second:
        assert second.product(goods.product_id).product_id == goods.product_id
    assert stage.token_calls() == before


@needs_tokens
def test_a_token_that_has_ended_is_renewed_once_and_the_call_repeated(stage, account, adapter, goods):
    before = stage.token_calls()
    stage.end_access()
    assert adapter.product(goods.product_id).product_id == goods.product_id
    assert stage.token_calls() == before + 1
    account.refresh_from_db()
    assert account.token_version == 2


def test_credentials_that_are_not_accepted_are_an_error_for_a_person(stage, adapter, goods):
    stage.refuse_us()
    with pytest.raises(AuthFailed) as refusal:
        adapter.product(goods.product_id)
    assert refusal.value.message
    assert refusal.value.code


@needs(Capability.OAUTH)
def test_a_person_is_sent_to_a_page_that_carries_our_state(stage):
    with open_account(stage.account()) as adapter:
        address = adapter.authorise_url("state-of-one-use", "https://hub.example.test/callback")
    assert "state-of-one-use" in address


@needs(Capability.BALANCE)
def test_the_balance_is_money(stage, adapter):
    balance = adapter.balance()
    assert balance.available.currency == stage.currency
    assert balance.available.amount > 0
