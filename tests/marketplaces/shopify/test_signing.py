"""Webhooks and the OAuth callback: who signed what."""

import base64
import hashlib
import hmac
import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from core.errors import AuthFailed
from marketplaces.adapters.shopify.signing import callback_message, is_callback_signed, webhook_signature
from marketplaces.models import MarketplaceAccount
from tests.core.http import scripted_server as will
from tests.marketplaces.shopify.conftest import SECRET, SHOP, page

RAW = '{"id": 1, "note": "Caf\\u00e9 \\u0026 th\u00e9"}\r\n'.encode()
REDIRECT = "https://hub.example.com/api/shopify/oauth/callback"


def signed(raw=RAW, secret=SECRET):
    return {"x-shopify-hmac-sha256": base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()}


def test_a_webhook_of_our_app_is_ours(shop):
    assert shop.verify_push(RAW, signed())


def test_one_byte_more_is_not(shop):
    """Pitfall 8: only the bytes as received count."""
    assert not shop.verify_push(RAW + b" ", signed())
    assert not shop.verify_push(RAW.strip(), signed())


def test_another_secret_is_not(shop):
    assert not shop.verify_push(RAW, signed(secret="shpss_other"))


@pytest.mark.parametrize("given", [None, "", "!", "é", "\ud800", "0" * 64])
def test_a_missing_or_forged_signature_is_not(shop, given):
    assert not shop.verify_push(RAW, {} if given is None else {"x-shopify-hmac-sha256": given})


def test_the_hex_form_is_not_taken(shop):
    digest = hmac.new(SECRET.encode(), RAW, hashlib.sha256).hexdigest()
    assert not shop.verify_push(RAW, {"x-shopify-hmac-sha256": digest})


def test_a_shop_without_a_secret_believes_nobody(wire, make_account, open_shop):
    assert not open_shop(make_account(api_secret="")).verify_push(RAW, signed(secret=""))


def test_after_a_change_both_secrets_sign_for_a_while(make_account, open_shop):
    until = timezone.now() + timedelta(hours=1)
    shop = open_shop(make_account(previous_secret="shpss_before", previous_secret_until=until))
    assert shop.verify_push(RAW, signed(secret="shpss_before"))
    assert shop.verify_push(RAW, signed())


def test_and_then_the_new_one_alone(make_account, open_shop):
    until = timezone.now() - timedelta(seconds=1)
    shop = open_shop(make_account(previous_secret="shpss_before", previous_secret_until=until))
    assert not shop.verify_push(RAW, signed(secret="shpss_before"))


def test_a_secret_outside_of_ascii_is_utf_8():
    assert webhook_signature(b"{}", "clé-secrète-ü") == "mJp9Ndh9kpkpAXdl4cQeTGkhtkLOgBdkDeGX2kDj/44="


# The OAuth callback


def callback(secret=SECRET, **more):
    query = {"code": "code-1", "shop": SHOP, "state": "s-1", "timestamp": str(int(time.time())), "host": "aGk"} | more
    message = "&".join(f"{name}={query[name]}" for name in sorted(query))
    return query | {"hmac": hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()}


@pytest.fixture
def new_shop(make_account, open_shop):
    return open_shop(
        make_account(
            way_to_connect=MarketplaceAccount.WayToConnect.OAUTH,
            state=MarketplaceAccount.State.NEW,
            access_token="",
            access_expires_at=None,
            token_version=0,
        )
    )


def refused(shop, query):
    with pytest.raises(AuthFailed) as raised:
        shop.accept_callback(query, REDIRECT)
    return raised.value.code


def test_a_good_callback_connects_the_shop(wire, new_shop):
    ends = {"expires_in": 3600, "refresh_token": "refresh-1", "refresh_token_expires_in": 7776000}
    info = {
        "shop": {
            "id": "gid://shopify/Shop/71",
            "name": "Hub Test",
            "myshopifyDomain": SHOP,
            "currencyCode": "EUR",
            "ianaTimezone": "Europe/Paris",
            "primaryDomain": {"host": SHOP},
        },
        "currentAppInstallation": {
            "id": "gid://shopify/AppInstallation/1",
            "accessScopes": [{"handle": "read_orders"}],
        },
    }
    wire.says(
        will.answer(200, {"access_token": "access-1", "scope": "read_orders"} | ends),
        info,
        {"locations": page()},
        {"publications": page()},
    )
    found = new_shop.accept_callback(callback(), REDIRECT)
    assert (found.remote_id, found.currency, found.scopes) == ("71", "EUR", ("read_orders",))
    assert wire.form(0)["code"] == "code-1"


def test_a_callback_that_was_changed_is_refused_and_no_code_is_sent(wire, new_shop):
    wire.says({})
    assert refused(new_shop, callback() | {"code": "code-2"}) == "wrong_signature"
    assert wire.calls == []


@pytest.mark.parametrize("given", ["", "zz", "é"])
def test_a_callback_without_a_good_signature_is_refused(wire, new_shop, given):
    assert refused(new_shop, callback() | {"hmac": given}) == "wrong_signature"


def test_a_callback_of_another_shop_is_refused(wire, new_shop):
    assert refused(new_shop, callback(shop="other.myshopify.com")) == "wrong_account"


@pytest.mark.parametrize("shop", ["evil.example", "hub-test.myshopify.com.evil.example", ""])
def test_a_callback_of_no_shop_is_refused(wire, new_shop, shop):
    assert refused(new_shop, callback(shop=shop)) == "wrong_account"


@pytest.mark.parametrize("stamp", ["", "soon", "1", "99999999999", "²"])
def test_a_callback_of_another_time_is_refused(wire, new_shop, stamp):
    assert refused(new_shop, callback(timestamp=stamp)) == "callback_too_old"


def test_a_callback_without_a_code_is_refused(wire, new_shop):
    assert refused(new_shop, callback(code="")) == "no_code"


def test_values_are_escaped_again_as_the_official_libraries_do():
    query = {"b": "1&2", "a=": "50%", "hmac": "x", "signature": "y"}
    assert callback_message(query) == "a%3D=50%25&b=1%262"


def test_a_callback_is_never_signed_without_a_secret():
    empty = hmac.new(b"", b"shop=x", hashlib.sha256).hexdigest()
    assert not is_callback_signed({"shop": "x", "hmac": empty}, [""])
    assert not is_callback_signed({"shop": "x", "hmac": empty}, [])


def test_a_person_is_sent_to_the_shop_with_all_the_rights_we_need(shop, settings):
    settings.SHOPIFY_API_URL = ""
    address = urlsplit(shop.authorise_url("state-1", REDIRECT))
    assert (address.scheme, address.netloc, address.path) == ("https", SHOP, "/admin/oauth/authorize")
    assert dict(parse_qsl(address.query)) == {
        "client_id": "client-1",
        "scope": "read_customers,read_locations,write_fulfillments,write_inventory,"
        "write_merchant_managed_fulfillment_orders,write_orders,write_products,write_publications",
        "redirect_uri": REDIRECT,
        "state": "state-1",
    }


@pytest.mark.parametrize("fields", [{"api_key": ""}, {"shop_address": ""}, {"shop_address": "evil.example"}])
def test_nobody_is_sent_anywhere_without_a_key_and_a_shop(make_account, open_shop, fields):
    with pytest.raises(AuthFailed) as raised:
        open_shop(make_account(**fields)).authorise_url("state-1", REDIRECT)
    assert raised.value.code == "no_credentials"
