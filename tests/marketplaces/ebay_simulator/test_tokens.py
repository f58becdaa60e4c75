"""Access: the consent page, codes, user and application tokens, scopes, what ends them."""

from urllib.parse import quote

import requests

from marketplaces.adapters.ebay.simulator import EbaySimulator
from tests.marketplaces.ebay_simulator.laboratory import SCOPE, Laboratory


def test_consent_sends_the_browser_to_the_accept_address_with_code_expiry_and_state(bare: Laboratory):
    bare.simulator.set_rule("accept_url", "http://127.0.0.1:1/accept")
    answer = bare.consent()
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("http://127.0.0.1:1/accept?code=v%5E1.1%23i%5E1%23")
    assert answer.headers["Location"].endswith("&expires_in=299&state=state-1")


def test_a_seller_who_declines_lands_on_the_decline_address(bare: Laboratory):
    bare.simulator.set_rule("decline_url", "http://127.0.0.1:1/declined")
    location = bare.consent(decline="1").headers["Location"]
    assert location == "http://127.0.0.1:1/declined?error=access_denied&state=state-1"


def test_the_consent_page_waits_for_a_click_where_it_is_told_to(bare: Laboratory):
    bare.simulator.set_rule("authorise_at_once", False)
    page = bare.consent()
    assert page.status_code == 200
    assert 'id="agree"' in page.text
    assert bare.consent(agree="1").status_code == 302


def test_a_redirect_address_instead_of_the_runame_is_refused(bare: Laboratory):
    answer = bare.consent(redirect_uri="https://hub.example.com/callback")
    assert answer.status_code == 400
    assert "RuName" in answer.text


def test_a_scope_that_the_keyset_has_not_is_refused_on_the_consent_page(bare: Laboratory):
    assert "invalid_scope" in bare.consent(scope=f"{SCOPE}/sell.unheard").text


def test_a_code_becomes_a_user_token_of_two_hours_with_a_refresh_token_of_eighteen_months(bare: Laboratory):
    told = bare.exchange(bare.code())
    assert (told["expires_in"], told["refresh_token_expires_in"]) == (7200, 47304000)
    assert told["token_type"] == "User Access Token"


def test_a_code_works_once(bare: Laboratory):
    code = bare.code()
    bare.exchange(code)
    assert bare.exchange(code)["error"] == "invalid_grant"
    assert bare.last.status_code == 400


def test_a_code_is_too_old_after_299_seconds(bare: Laboratory):
    code = bare.code()
    bare.simulator.seller.clock.move(300)
    assert bare.exchange(code)["error"] == "invalid_grant"


def test_a_code_that_is_encoded_twice_is_no_code(bare: Laboratory):
    code = quote(bare.code(), safe="")
    assert bare.exchange(code)["error"] == "invalid_grant"


def test_a_code_with_another_runame_is_refused(bare: Laboratory):
    assert bare.exchange(bare.code(), redirect_uri="Other-Other-Other")["error"] == "invalid_grant"


def test_wrong_client_credentials_are_401_invalid_client(bare: Laboratory):
    told = bare.post_token({"grant_type": "client_credentials", "scope": SCOPE}, Authorization="Basic d3Jvbmc6d3Jvbmc=")
    assert (bare.last.status_code, told["error"]) == (401, "invalid_client")


def test_a_refresh_gives_an_access_token_and_no_new_refresh_token(lab: Laboratory):
    form = {"grant_type": "refresh_token", "refresh_token": lab.refresh}
    first, second = lab.post_token(form), lab.post_token(form)
    assert sorted(first) == ["access_token", "expires_in", "token_type"]
    assert first["access_token"] != second["access_token"]


def test_a_refresh_asks_for_no_more_than_was_agreed_to(bare: Laboratory):
    told = bare.exchange(bare.code(scope=f"{SCOPE}/sell.inventory"))
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    assert bare.post_token(form | {"scope": f"{SCOPE}/sell.account"})["error"] == "invalid_scope"
    assert bare.post_token(form | {"scope": f"{SCOPE}/sell.inventory"})["expires_in"] == 7200


def test_a_revoked_refresh_token_is_invalid_grant_and_its_access_token_1001(lab: Laboratory):
    lab.steer("revoke")
    told = lab.post_token({"grant_type": "refresh_token", "refresh_token": lab.refresh})
    assert (lab.last.status_code, told["error"]) == (400, "invalid_grant")
    assert lab.refusal("GET", "/sell/account/v1/privilege", expect=401)["errorId"] == 1001


def test_the_app_can_revoke_a_refresh_token_itself(lab: Laboratory):
    address = f"{lab.origin}/api/identity/v1/oauth2/token/revoke"
    answer = requests.post(address, data={"token": lab.refresh}, headers={"Authorization": lab.basic}, timeout=10)
    assert (answer.status_code, answer.content) == (200, b"")
    assert lab.post_token({"grant_type": "refresh_token", "refresh_token": lab.refresh})["error"] == "invalid_grant"


def test_an_access_token_ends_after_7200_seconds(lab: Laboratory):
    lab.get("/sell/account/v1/privilege")
    lab.steer("clock?seconds=7201")
    assert lab.refusal("GET", "/sell/account/v1/privilege", expect=401)["errorId"] == 1001


def test_how_long_an_access_token_lives_can_be_set(bare: Laboratory):
    bare.simulator.tokens.access_seconds = 60
    assert bare.exchange(bare.code())["expires_in"] == 60


def test_a_missing_token_is_1002(bare: Laboratory):
    answer = bare.call("GET", "/sell/account/v1/privilege", headers={"Authorization": ""})
    assert (answer.status_code, answer.json()["errors"][0]["errorId"]) == (401, 1002)


def test_the_word_before_the_token_has_to_be_bearer(lab: Laboratory):
    answer = lab.call("GET", "/sell/account/v1/privilege", headers={"Authorization": f"User Access Token {lab.token}"})
    assert answer.json()["errors"][0]["errorId"] == 1002


def test_a_token_without_the_scope_is_403_1100(bare: Laboratory):
    bare.token = bare.exchange(bare.code(scope=f"{SCOPE}/sell.inventory"))["access_token"]
    bare.get("/sell/inventory/v1/location")
    assert bare.refusal("GET", "/sell/account/v1/privilege", expect=403)["errorId"] == 1100


def test_an_application_token_reads_the_taxonomy_and_no_seller(lab: Laboratory):
    app = lab.app_token()
    lab.get("/commerce/taxonomy/v1/get_default_category_tree_id?marketplace_id=EBAY_DE", token=app)
    assert lab.refusal("GET", "/sell/account/v1/privilege", expect=403, token=app)["errorId"] == 1100


def test_the_settings_that_lead_to_it_keep_the_hosts_apart():
    told = EbaySimulator().environment("http://127.0.0.1:1/ebay")
    assert [told[f"EBAY_{name}_URL"] for name in ("API", "APIZ", "MEDIA", "AUTH")] == [
        f"http://127.0.0.1:1/ebay/{host}" for host in ("api", "apiz", "apim", "auth")
    ]


def test_an_operation_lives_on_its_own_host_only(lab: Laboratory):
    assert lab.refusal("GET", "/commerce/identity/v1/user/", expect=404)["errorId"] == 2002
    assert lab.get("/commerce/identity/v1/user/", host="apiz")["username"] == "lookalike-seller"
