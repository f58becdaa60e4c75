"""Keys, consent with PKCE, tokens that end and rotate, scopes of every operation."""

import pytest
import requests

from marketplaces.adapters.etsy.simulator.tokens import challenge_of
from tests.marketplaces.etsy_simulator.laboratory import BACK, CHALLENGE, SHOP, USER, VERIFIER

FORM = "Invalid API key: should be in the format 'keystring:shared_secret'."
WRONG = "API key not found or not active, or incorrect shared secret for API key."


@pytest.mark.parametrize("key", ["", "simulated0keystring0ofa0", "simulated0keystring0ofa0:", ":simulated1"])
def test_a_key_of_another_form_is_refused_with_its_own_text(lab, key):
    assert lab.refused(403, "GET", "/openapi-ping", headers={"x-api-key": key}) == FORM


def test_a_wrong_key_is_refused_with_another_text(lab):
    assert lab.refused(403, "GET", "/openapi-ping", headers={"x-api-key": "simulated0keystring0ofa0:other"}) == WRONG


def test_a_dormant_app_is_refused_as_a_wrong_key_is(lab):
    lab.steer("rules?app_active=0")
    assert lab.refused(403, "GET", "/openapi-ping") == WRONG


def test_the_key_is_looked_at_before_the_body(lab):
    path = f"{lab.shop}/listings"
    assert lab.refused(403, "POST", path, headers={"x-api-key": "x"}, data={"nothing": "right"}) == FORM


def test_ping_needs_the_key_alone(bare):
    assert bare.ok("GET", "/openapi-ping") == {"application_id": 1_234_567_890}


def test_challenges_are_those_of_the_rfc_and_of_the_guide():
    assert challenge_of(VERIFIER) == CHALLENGE
    assert challenge_of("vvkdljkejllufrvbhgeiegrnvufrhvrffnkvcknjvfid") == "DSWlW2Abh-cf8CeLL8-g3hQ2WQyYdKyiu83u_s7nRhI"


def test_consent_and_exchange_give_a_pair_that_begins_with_the_user(bare):
    back = bare.consent()
    assert back["state"] == "s1"
    pair = bare.exchange_code(back["code"])
    assert (pair["token_type"], pair["expires_in"], pair["scope"]) == ("Bearer", 3600, "listings_r shops_r")
    assert pair["access_token"].startswith(f"{USER}.")
    assert pair["refresh_token"].startswith(f"{USER}.")
    bare.token = pair["access_token"]
    assert bare.ok("GET", "/users/me") == {"user_id": USER, "shop_id": SHOP}


def test_a_code_works_once(bare):
    code = bare.consent()["code"]
    bare.exchange_code(code)
    assert bare.exchange_code(code)["error"] == "invalid_grant"
    assert bare.last.status_code == 400


def test_a_code_ends_after_ten_minutes(bare):
    code = bare.consent()["code"]
    bare.steer("clock?seconds=601")
    assert bare.exchange_code(code)["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_request"),
        ({"redirect_uri": f"{BACK}/"}, "invalid_grant"),
        ({"client_id": "simulated0keystring0ofa0:simulated1"}, "invalid_client"),
    ],
)
def test_an_exchange_must_match_its_consent(bare, changes, error):
    assert bare.exchange_code(bare.consent()["code"], **changes)["error"] == error


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"scope": "billing_r"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"deny": "1"}, "access_denied"),
    ],
)
def test_consent_that_is_not_given_comes_back_as_an_error_with_its_state(bare, changes, error):
    back = bare.consent(**changes)
    assert (back["error"], back["state"]) == (error, "s1")


def test_another_redirect_address_is_a_page_and_no_redirect(bare):
    bare.simulator.redirect_uri = BACK
    assert bare.consent(redirect_uri=f"{BACK}?") == {}
    assert bare.last.status_code == 400
    assert "not permitted" in bare.last.text
    assert "code" in bare.consent()


def test_an_access_token_ends_after_an_hour(lab):
    lab.steer("clock?seconds=3599")
    lab.ok("GET", "/users/me")
    lab.steer("clock?seconds=1")
    body = lab.get("/users/me")
    assert (lab.last.status_code, body) == (
        401,
        {"error": "invalid_token", "error_description": "access token is expired"},
    )


def test_a_refresh_gives_a_new_pair_and_the_previous_refresh_token_is_dead_at_once(bare):
    first = bare.simulator.connect()
    second = bare.refresh(first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"]
    assert bare.refresh(first["refresh_token"]) == {
        "error": "invalid_grant",
        "error_description": "refresh_token is revoked",
    }
    assert bare.last.status_code == 400
    assert bare.refresh(second["refresh_token"])["expires_in"] == 3600


def test_the_previous_refresh_token_may_go_on_living(bare):
    bare.steer("rotation?kills=0")
    first = bare.simulator.connect()
    bare.refresh(first["refresh_token"])
    assert "access_token" in bare.refresh(first["refresh_token"])


def test_a_refresh_token_ends_after_90_days_and_each_refresh_begins_them_anew(bare):
    first = bare.simulator.connect()
    bare.steer(f"clock?seconds={89 * 86400}")
    second = bare.refresh(first["refresh_token"])
    bare.steer(f"clock?seconds={90 * 86400}")
    assert bare.refresh(second["refresh_token"])["error_description"] == "refresh_token is expired"


def test_a_changed_password_kills_all_tokens(bare):
    pair = bare.simulator.connect()
    bare.token = pair["access_token"]
    bare.steer("tokens?revoke=1")
    assert bare.get("/users/me")["error_description"] == "access token is expired"
    assert bare.refresh(pair["refresh_token"])["error_description"] == "refresh_token is revoked"


def test_the_token_endpoint_fails_once_and_the_same_refresh_token_still_works(bare):
    pair = bare.simulator.connect()
    bare.steer("faults?add=status=500@tokenx1")
    path = f"{bare.origin}/v3/public/oauth/token"
    assert requests.post(path, data={"grant_type": "refresh_token"}, timeout=10).status_code == 500
    assert bare.refresh(pair["refresh_token"])["expires_in"] == 3600


def test_a_token_without_the_users_number_is_a_403(lab):
    lab.token = lab.token.partition(".")[2]
    assert lab.refused(403, "GET", "/users/me") == "No user was provided as part of the bearer token"


def test_no_token_is_a_401(bare):
    assert bare.refused(401, "GET", "/users/me") == "invalid_token"


def test_a_token_tells_its_scopes(lab):
    lab.token = lab.simulator.connect(["shops_r"])["access_token"]
    assert lab.ok("POST", "/scopes", data={"token": lab.token}) == {"scopes": ["shops_r"]}


def test_a_scope_that_was_not_granted_is_a_403(lab):
    lab.token = lab.simulator.connect(["shops_r"])["access_token"]
    assert lab.refused(403, "PUT", lab.shop, data={"title": "New"}) == "insufficient_scope"
    assert lab.get(f"{lab.shop}/listings") == {
        "error": "insufficient_scope",
        "error_description": "the access token lacks the scope listings_r",
    }


def test_somebody_elses_shop_is_a_403(lab):
    assert lab.refused(403, "GET", "/shops/11111/receipts") == "User does not own Shop"
