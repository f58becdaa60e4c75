"""Consent, tokens, and who the seller is; asked of a look-alike over loopback."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from core.errors import AuthFailed
from marketplaces.actions.shops.connecting import test_connection as try_connection
from marketplaces.actions.shops.watching import ending_tokens
from marketplaces.adapters.ebay.adapter import EbayAdapter
from marketplaces.models import MarketplaceAccount

REDIRECT = "https://hub.example.test/api/ebay/oauth/callback"


def consent_query(shop, state="state-1"):
    return {name: values[0] for name, values in parse_qs(urlsplit(shop.authorise_url(state, REDIRECT)).query).items()}


def fresh(shop):
    return MarketplaceAccount.objects.get(pk=shop._account.pk)


def test_consent_names_the_redirect_name_and_never_our_address(shop, simulator):
    """Pitfall 1: `redirect_uri` given as an address is invalid_grant."""
    query = consent_query(shop)
    assert query["redirect_uri"] == simulator.tokens.runame
    assert (query["response_type"], query["state"]) == ("code", "state-1")
    assert "https://api.ebay.com/oauth/api_scope/sell.finances" in query["scope"].split()


def test_a_right_that_the_keyset_lacks_is_left_out_of_the_consent_and_named(shop, settings):
    """Pitfall 2: one scope too many is invalid_scope for all of them."""
    settings.EBAY_WITHOUT_SCOPES = ["sell.finances"]
    assert "sell.finances" not in consent_query(shop)["scope"]
    info = shop.connect()
    assert (info.missing_scopes, info.lost_abilities) == (("sell.finances",), ("refund",))


def test_a_code_with_characters_of_its_own_is_encoded_once_and_used_once(shop, simulator):
    """Pitfall 1: eBay's codes hold `^`, `#` and `=`."""
    code = simulator.tokens.new_code(simulator.tokens.scopes)
    info = shop.accept_callback({"code": code, "state": "s"}, REDIRECT)
    assert (info.remote_id, info.name) == (simulator.seller.rules.user_id, simulator.seller.rules.username)
    assert fresh(shop).refresh_token.reveal().startswith("v^1.1#r^1#")
    with pytest.raises(AuthFailed) as refusal:
        shop.accept_callback({"code": code, "state": "s"}, REDIRECT)
    assert refusal.value.code == "invalid_grant"
    assert "RuName" in refusal.value.message


def test_a_renewed_token_leaves_the_refresh_token_as_it_is(shop):
    before = fresh(shop).refresh_token.reveal()
    shop.connect()
    after = fresh(shop)
    assert after.refresh_token.reveal() == before
    assert after.access_token.reveal()
    assert after.refresh_expires_at > timezone.now() + timedelta(days=400)


def test_an_access_that_was_withdrawn_pauses_the_account_and_is_asked_for_once(shop, simulator):
    simulator.tokens.revoke_all()
    report = try_connection(shop._account, "test")
    assert not report.is_ok
    assert fresh(shop).state == MarketplaceAccount.State.NEEDS_RECONNECT
    assert len([call for call in simulator.calls("token") if call["grant"] == "refresh_token"]) == 1


def test_an_access_whose_eighteen_months_are_over_costs_no_call(shop, simulator):
    MarketplaceAccount.objects.filter(pk=shop._account.pk).update(refresh_expires_at=timezone.now())
    with pytest.raises(AuthFailed):
        shop.connect()
    assert simulator.calls("token") == []


def test_the_app_s_token_is_asked_for_once_by_all_processes(shop, simulator, open_shop):
    """Minting is limited to 1,000 a day."""
    shop.limits()
    second = open_shop(MarketplaceAccount.objects.get(pk=shop._account.pk))
    second.limits()
    second.limits()
    assert len([call for call in simulator.calls("token") if call["grant"] == "client_credentials"]) == 1


def test_what_the_room_keeps_is_stored_encrypted(shop):
    shop.limits()
    [stored] = MarketplaceAccount.objects.filter(pk=shop._account.pk).extra(select={"raw": "partner_secrets"}).values_list("raw")  # fmt: skip
    token = shop.client.vault.get("app_token")["value"]
    assert token
    assert token not in stored[0]


def test_giving_up_the_access_tells_ebay(shop, simulator):
    shop.connect()
    shop.end_access()
    assert simulator.tokens.refreshes == {}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"redirect_name": "https://hub.example.com/callback"}, "redirect_name"),
        ({"api_key": "PRD-0123456789"}, "api_key"),
        ({"api_secret": "SBX 0123"}, "api_secret"),
    ],
)
def test_a_credential_of_the_wrong_form_is_said_before_any_call(given, field):
    assert list(EbayAdapter.credential_problems(given)) == [field]


def test_without_a_redirect_name_nobody_is_sent_to_ebay(make_account, open_shop, settings):
    with pytest.raises(AuthFailed) as refusal:
        open_shop(make_account(redirect_name="")).authorise_url("s", REDIRECT)
    assert refusal.value.code == "no_credentials"


@pytest.mark.parametrize(("days", "warned"), [(31, []), (29, [30]), (13, [14]), (2, [3])])
def test_the_end_of_the_eighteen_months_is_told_at_30_14_and_3_days(make_account, days, warned):
    account = make_account(refresh_expires_at=timezone.now() + timedelta(days=days))
    assert [values["days"] for values in ending_tokens([account]).values()] == warned
