"""Keys, consent, tokens (pitfalls 1 to 9 of the contract)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.utils import timezone

from core.errors import AuthFailed, PartnerDown, Rejected
from marketplaces.actions.shops.watching import keep_connected
from marketplaces.adapters.etsy.adapter import EtsyAdapter
from marketplaces.adapters.etsy.client import pkce
from marketplaces.models import MarketplaceAccount
from tests.core.http import scripted_server as will
from tests.marketplaces.etsy.shapes import receipt

BACK = "https://hub.example.test/api/etsy/oauth/callback"
STATE = "s" * 43
WRONG_FORM = {"error": "Invalid API key: should be in the format 'keystring:shared_secret'."}
REFUSED = {"error": "API key not found or not active, or incorrect shared secret for API key."}
REVOKED = {"error": "invalid_grant", "error_description": "refresh_token is revoked"}
NOT_THE_SHOP_S = {"error": "User 1 is not the owner of the shop"}


class NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def consent(url):
    """The seller says yes: the query with which Etsy sends them back."""
    from urllib.error import HTTPError  # noqa: PLC0415 - for this alone

    try:
        build_opener(NoRedirects).open(url)
    except HTTPError as answer:
        location = answer.headers["Location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def test_every_call_carries_keystring_and_secret_and_the_token_with_its_number(at_wire, wire):
    """1, 9"""
    wire.will(will.answer(200, receipt()))
    at_wire.order("987654321")
    headers = wire.received[0].headers
    assert headers["x-api-key"] == "keystring0of0the0tests0:shared0of0tests"
    assert headers["authorization"] == "Bearer 912345678.access-1"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (WRONG_FORM, "key_form"),
        (REFUSED, "key_refused"),
        ({"error": "No user was provided as part of the bearer token"}, "token_form"),
    ],
)
def test_the_403s_about_the_app_are_told_apart_and_touch_no_token(at_wire, wire, body, code):
    """1, 2, 9"""
    wire.will(will.answer(403, body))
    with pytest.raises(AuthFailed) as refusal:
        at_wire.order("1")
    assert refusal.value.code == code
    assert len(wire.received) == 1
    assert MarketplaceAccount.objects.get().access_token.reveal() == "912345678.access-1"


def test_a_403_about_the_shop_is_no_reason_to_connect_again(at_wire, wire):
    wire.will(will.answer(403, NOT_THE_SHOP_S))
    with pytest.raises(Rejected) as refusal:
        at_wire.order("1")
    assert refusal.value.code == "forbidden"
    assert len(wire.received) == 1


def test_the_verifier_fits_the_vector_of_rfc_7636():
    assert (
        pkce.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    assert (
        pkce.challenge("vvkdljkejllufrvbhgeiegrnvufrhvrffnkvcknjvfid") == "DSWlW2Abh-cf8CeLL8-g3hQ2WQyYdKyiu83u_s7nRhI"
    )


def test_a_verifier_is_of_its_state_and_of_this_hub_alone(settings):
    first = pkce.verifier(STATE)
    assert len(first) == 43
    assert first == pkce.verifier(STATE) != pkce.verifier("t" * 43)
    settings.SECRET_KEY = "another"
    assert pkce.verifier(STATE) != first


def test_a_seller_who_says_yes_connects_the_shop(etsy, shop, account):
    """7, 8: the shop's number comes from users/me, the address goes out and back as it was registered"""
    etsy.redirect_uri = BACK
    query = consent(shop.authorise_url(STATE, BACK))
    assert query["state"] == STATE
    info = shop.accept_callback(query, BACK)
    assert (info.remote_id, info.currency, info.missing_scopes) == ("52300001", "EUR", ())
    account.refresh_from_db()
    assert account.access_token.reveal().startswith("912345678.")
    assert account.refresh_expires_at > timezone.now() + timedelta(days=89)


def test_what_goes_to_the_consent_page(make_account, open_shop, wire):
    url = urlsplit(open_shop(make_account()).authorise_url(STATE, BACK))
    found = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert found == {
        "response_type": "code",
        "client_id": "keystring0of0the0tests0",
        "redirect_uri": BACK,
        "scope": "listings_r listings_w listings_d shops_r shops_w transactions_r transactions_w",
        "state": STATE,
        "code_challenge": pkce.challenge(pkce.verifier(STATE)),
        "code_challenge_method": "S256",
    }


def test_a_code_of_another_question_is_refused(etsy, shop):
    query = consent(shop.authorise_url(STATE, BACK))
    with pytest.raises(AuthFailed) as refusal:
        shop.accept_callback(query | {"state": "t" * 43}, BACK)
    assert refusal.value.code == "invalid_grant"


def test_rights_that_the_seller_did_not_give_are_named(etsy, shop):
    etsy.tokens.scopes = etsy.tokens.scopes - {"transactions_w", "listings_w"}
    info = shop.accept_callback(consent(shop.authorise_url(STATE, BACK)), BACK)
    assert info.missing_scopes == ("listings_w", "transactions_w")
    assert info.lost_abilities == ("fulfil", "publish", "stock")


def test_the_refresh_token_changes_with_each_use_and_the_newest_is_kept(etsy, shop, account):
    """3"""
    kept = []
    for _ in range(3):
        etsy.tokens.expire()
        shop.connect()
        account.refresh_from_db()
        kept.append(account.refresh_token.reveal())
    assert len(set(kept)) == 3
    assert list(etsy.tokens.refreshes) == [kept[-1]]


def test_a_withdrawn_access_waits_for_a_person_and_is_not_asked_again(etsy, shop, account):
    """4"""
    shop.connect()
    etsy.tokens.revoke()
    with pytest.raises(AuthFailed) as refusal:
        shop.connect()
    assert refusal.value.code == "invalid_grant"
    account.refresh_from_db()
    assert account.state == MarketplaceAccount.State.NEEDS_RECONNECT
    assert len(etsy.calls("token")) == 2


def test_a_token_endpoint_that_stumbles_is_asked_again(etsy, shop):
    """5"""
    etsy.add_fault("status=500@tokenx2")
    assert shop.connect().remote_id
    assert len(etsy.calls("token")) == 3


def test_a_token_endpoint_that_stays_down_loses_no_token(etsy, shop, account):
    """5"""
    etsy.add_fault("status=500@token")
    with pytest.raises(PartnerDown):
        shop.connect()
    etsy.clear_faults()
    assert shop.connect().remote_id


def test_the_access_token_ends_after_an_hour_and_is_renewed_before(make_account, open_shop, wire):
    """6"""
    late = timezone.now() - timedelta(minutes=55)
    account = make_account(token_issued_at=late, access_expires_at=late + timedelta(hours=1))
    wire.will(
        will.answer(200, {"access_token": "912345678.a2", "expires_in": 3600, "refresh_token": "912345678.r2"}),
        will.answer(200, receipt()),
    )
    open_shop(account).order("987654321")
    assert (
        wire.received[0].body
        == b"grant_type=refresh_token&client_id=keystring0of0the0tests0&refresh_token=912345678.refresh-1"
    )
    assert wire.received[1].headers["authorization"] == "Bearer 912345678.a2"


def test_a_shop_in_which_nothing_happens_is_renewed_by_the_clock(etsy, stage, shop, account):
    shop.connect()
    MarketplaceAccount.objects.update(state="ok", remote_id="52300001")
    etsy.tokens.expire()
    MarketplaceAccount.objects.update(
        token_issued_at=timezone.now() - timedelta(days=1), access_expires_at=timezone.now() - timedelta(hours=1)
    )
    account.refresh_from_db()
    before = account.refresh_token.reveal()
    assert keep_connected(account) == "asked"
    account.refresh_from_db()
    assert account.refresh_token.reveal() != before


def test_after_ninety_days_a_person_is_needed_and_no_call_is_made(make_account, open_shop, wire):
    account = make_account(access_token="", refresh_expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(AuthFailed) as refusal:
        open_shop(account).order("1")
    assert refusal.value.code == "not_connected"
    assert wire.received == []


def test_the_two_halves_of_the_key_are_not_mixed_up():
    said = EtsyAdapter.credential_problems({"api_key": "abc:def", "api_secret": "x y"})
    assert set(said) == {"api_key", "api_secret"}
    assert EtsyAdapter.credential_problems({"api_key": "abc", "api_secret": "def"}) == {}


def test_a_missing_half_is_named_before_any_call(make_account, open_shop, wire):
    with pytest.raises(AuthFailed, match="shared secret is missing"):
        open_shop(make_account(api_secret="")).order("1")
    assert wire.received == []
