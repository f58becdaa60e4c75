"""Connecting, keeping the token, renewing it."""

import pytest

from core.errors import AuthFailed
from marketplaces.interface import Capability
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import open_account
from tests.marketplaces.contract.needs import needs, shown_on


def test_the_first_call_says_which_shop_it_is_and_that_nothing_is_missing(stage):
    with open_account(stage.account()) as adapter:
        info = adapter.connect()
    assert info.remote_id
    assert info.currency == stage.currency
    assert (info.missing_scopes, info.lost_abilities) == ((), ())


@needs(Capability.PUSH_STOCK)
def test_a_shop_names_where_its_stock_lies(adapter):
    assert [place.is_active for place in adapter.connect().locations] == [True]


def test_the_token_of_the_first_call_is_kept(account, adapter):
    account.refresh_from_db()
    assert account.access_token.reveal()
    assert account.access_expires_at is not None
    assert account.token_version == 1


def test_a_second_process_uses_the_stored_token_and_does_not_log_in(stage, account, adapter):
    before = stage.token_calls()
    with open_account(MarketplaceAccount.objects.get(pk=account.pk)) as second:
        second.connect()
    assert stage.token_calls() == before


def test_a_token_that_has_ended_is_renewed_once_and_the_call_repeated(stage, account, adapter):
    before = stage.token_calls()
    stage.end_access()
    assert adapter.connect().remote_id
    assert stage.token_calls() == before + 1
    account.refresh_from_db()
    assert account.token_version == 2


def test_credentials_that_are_not_accepted_are_an_error_for_a_person(stage, adapter):
    stage.refuse_us()
    with pytest.raises(AuthFailed) as refusal:
        adapter.connect()
    assert refusal.value.message
    assert refusal.value.code


@needs(Capability.OAUTH)
def test_a_person_is_sent_to_a_page_that_carries_our_state(stage):
    with open_account(stage.account()) as adapter:
        address = adapter.authorise_url("state-of-one-use", "https://hub.example.test/callback")
    assert "state-of-one-use" in address


@needs(Capability.OAUTH)
@shown_on("signed_callbacks")
def test_a_callback_that_nobody_signed_is_refused(stage):
    with open_account(stage.account()) as adapter, pytest.raises(AuthFailed):
        adapter.accept_callback({"code": "c", "state": "s"}, "https://hub.example.test/callback")
    assert stage.token_calls() == 0
