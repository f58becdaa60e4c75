"""Access: client credentials, installation by a code, tokens that end, refresh tokens that rotate."""

from urllib.parse import parse_qs, urlsplit

import requests

from marketplaces.adapters.shopify.simulator.tokens import oauth_hmac

SHOP = "{ shop { myshopifyDomain } }"
BAD_TOKEN = {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}


def test_client_credentials_give_a_token_for_a_day(bare):
    answer = bare.log_in()
    assert answer["expires_in"] == 86399
    assert "write_merchant_managed_fulfillment_orders" in answer["scope"].split(",")
    assert set(answer) == {"access_token", "scope", "expires_in"}
    assert bare.data(SHOP) == {"shop": {"myshopifyDomain": "test-shop.myshopify.com"}}
    bare.steer("clock?seconds=86401")
    assert bare.ask(SHOP) == BAD_TOKEN
    assert bare.last.status_code == 401
    bare.log_in()
    assert bare.data(SHOP)["shop"]["myshopifyDomain"] == "test-shop.myshopify.com"


def test_a_wrong_secret_is_refused(bare):
    answer = bare.post_token({"grant_type": "client_credentials", "client_secret": "shpss_wrong"})
    assert (bare.last.status_code, answer["error"]) == (400, "invalid_client")


def test_a_pasted_token_works_until_it_is_revoked(bare):
    bare.simulator.tokens.static = bare.token = "shpat_pasted"
    bare.simulator.tokens.forget()
    bare.steer("clock?seconds=9999999")
    assert bare.data(SHOP)["shop"]
    bare.steer("tokens?revoke=1")
    assert bare.ask(SHOP) == BAD_TOKEN


def _install(bare, **more: str) -> dict[str, str]:
    """What the owner's browser is sent back with."""
    query = {
        "client_id": bare.simulator.tokens.client_id,
        "scope": "read_orders,write_products,read_all_orders",
        "redirect_uri": "https://hub.example.com/oauth/shopify/callback?a=1",
        "state": "nonce-1",
    } | more
    answer = requests.get(f"{bare.origin}/admin/oauth/authorize", query, timeout=10, allow_redirects=False)
    assert answer.status_code == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_the_browser_comes_back_with_a_signed_code(bare):
    back = _install(bare)
    assert set(back) == {"a", "code", "hmac", "host", "shop", "state", "timestamp"}
    assert (back["shop"], back["state"]) == ("test-shop.myshopify.com", "nonce-1")
    signed = {name: value for name, value in back.items() if name != "a"}
    assert back["hmac"] == oauth_hmac(bare.simulator.tokens.secret, signed)


def test_the_digest_is_that_of_the_contract():
    query = {
        "code": "0907a61c0c8d55e99db179b68161bc00",
        "host": "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvaHViLXRlc3Q",
        "shop": "hub-test.myshopify.com",
        "state": "0.6784241404160823",
        "timestamp": "1763629200",
    }
    digest = "c62e180b4a3764cd3db49ef50e00a3473426af16ab852988e73ae08af1e463fb"
    assert oauth_hmac("shpss_test_5d2f0c3b9a7e4416", query) == digest


def test_a_code_is_exchanged_once_for_a_token_without_end(bare):
    code = _install(bare)["code"]
    answer = bare.post_token({"code": code}, as_json=True)
    assert set(answer) == {"access_token", "scope"}
    assert answer["scope"] == "read_orders,write_products"
    assert bare.post_token({"code": code})["error"] == "invalid_request"


def test_an_expiring_token_lives_an_hour_and_its_refresh_token_rotates(bare):
    first = bare.post_token({"code": _install(bare)["code"], "expiring": "1"})
    assert first["expires_in"] == 3600
    bare.token = first["access_token"]
    bare.steer("clock?seconds=3601")
    assert bare.ask(SHOP) == BAD_TOKEN
    grant = {"grant_type": "refresh_token"}
    second = bare.post_token(grant | {"refresh_token": first["refresh_token"]})
    assert second["refresh_token"] != first["refresh_token"]
    again = bare.post_token(grant | {"refresh_token": first["refresh_token"]})  # the answer was lost: the old one works
    assert "access_token" in again
    bare.post_token(grant | {"refresh_token": second["refresh_token"]})
    refused = bare.post_token(grant | {"refresh_token": first["refresh_token"]})
    assert (bare.last.status_code, refused["error"]) == (400, "invalid_request")


def test_the_install_page_waits_for_a_click_where_the_rules_say_so(bare):
    bare.steer("rules?authorise_at_once=0")
    query = {"client_id": bare.simulator.tokens.client_id, "redirect_uri": "https://hub.example.com/back"}
    page = requests.get(f"{bare.origin}/admin/oauth/authorize", query, timeout=10)
    assert page.status_code == 200
    assert 'id="install"' in page.text


def test_a_missing_scope_is_told_at_http_200_with_null_data(lab):
    lab.steer("scopes?set=read_products")
    answer = lab.ask("{ orders(first: 1) { nodes { id } } }")
    assert (lab.last.status_code, answer["data"]) == (200, None)
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert answer["errors"][0]["path"] == ["orders"]
    assert "`read_orders` access scope" in answer["errors"][0]["message"]


def test_without_the_scope_for_parts_there_is_an_empty_list_and_no_error(lab):
    order = lab.order()
    lab.steer("scopes?set=read_orders")
    assert lab.parts(order)["fulfillmentOrders"]["nodes"] == []


def test_the_granted_scopes_can_be_read(lab):
    lab.steer("scopes?set=read_orders,write_products")
    scopes = lab.data("{ currentAppInstallation { accessScopes { handle } } }")["currentAppInstallation"]
    assert scopes == {"accessScopes": [{"handle": "read_orders"}, {"handle": "write_products"}]}
