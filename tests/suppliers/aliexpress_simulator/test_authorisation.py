"""The person who allows, the codes, and the tokens whose refreshing ends when it was said to end."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.suppliers.aliexpress_simulator.caller import serving

DAY = 86_400
CALLBACK = "http://127.0.0.1:9/suppliers/aliexpress/callback"


def authorise(platform, **changes):
    query = {
        "response_type": "code",
        "force_auth": "true",
        "client_id": platform.simulator.key,
        "redirect_uri": CALLBACK,
        "state": "one&only",
    } | changes
    return platform.fetch("GET", f"/oauth/authorize?{urlencode(query)}")


def code_of(platform):
    _, headers, _ = authorise(platform)
    return parse_qs(urlsplit(headers["location"]).query)["code"][0]


def works(platform, token):
    return "error_response" not in platform.call("aliexpress.ds.category.get", session=token)


def test_the_page_sends_the_person_back_with_code_and_state(platform):
    status, headers, _ = authorise(platform)
    address = urlsplit(headers["location"])
    assert status == 302
    assert headers["location"].startswith(CALLBACK + "?")
    assert parse_qs(address.query)["state"] == ["one&only"]
    assert len(parse_qs(address.query)["code"]) == 1


def test_the_page_can_wait_for_a_click():
    with serving(at_once=False) as platform:
        status, _, page = authorise(platform)
        assert status == 200
        assert b"Allow" in page
        link = page.decode().split('href="')[1].split('"')[0].replace("&amp;", "&")
        status, headers, _ = platform.fetch("GET", link.removeprefix("/aliexpress"))
        assert status == 302
        assert "code=" in headers["location"]


@pytest.mark.parametrize(
    "change", [{"client_id": "1"}, {"response_type": "token"}, {"redirect_uri": "ftp://x"}, {"redirect_uri": ""}]
)
def test_a_wrong_question_shows_an_error_and_redirects_nowhere(platform, change):
    status, headers, _ = authorise(platform, **change)
    assert status == 400
    assert "location" not in headers


def test_the_callback_has_to_be_the_one_in_the_console(platform):
    platform.steer("console", callback="http://127.0.0.1:9/other")
    assert authorise(platform)[0] == 400
    assert authorise(platform, redirect_uri="http://127.0.0.1:9/other")[0] == 302


def test_a_code_becomes_tokens_once(platform):
    code = code_of(platform)
    tokens = platform.rest("/auth/token/create", code=code)
    assert tokens["code"] == "0"
    assert works(platform, tokens["access_token"])
    again = platform.rest("/auth/token/create", code=code)
    assert (again["code"], again["message"]) == ("InvalidCode", "Invalid authorization code")


def test_a_code_lives_half_an_hour(platform):
    early, late = code_of(platform), code_of(platform)
    platform.simulator.clock.advance(29 * 60)
    assert platform.rest("/auth/token/create", code=early)["code"] == "0"
    platform.simulator.clock.advance(2 * 60)
    assert platform.rest("/auth/token/create", code=late)["code"] == "InvalidCode"


def test_over_sync_the_tokens_come_wrapped_under_the_path(platform):
    given = platform.signed({"method": "/auth/token/create", "code": code_of(platform)}, "/auth/token/create")
    body = platform.send(given)
    assert list(body) == ["/auth/token/create_response"]
    assert works(platform, body["/auth/token/create_response"]["access_token"])
    refused = platform.send(given)
    assert refused["error_response"]["code"] == "InvalidCode"


def test_the_security_variants_are_the_same_calls(platform):
    tokens = platform.rest("/auth/token/security/create", code=code_of(platform))
    again = platform.rest("/auth/token/security/refresh", refresh_token=tokens["refresh_token"])
    assert works(platform, again["access_token"])


def test_an_access_token_ends_when_it_was_said_to(platform):
    tokens = platform.rest("/auth/token/create", code=code_of(platform))
    assert tokens["expires_in"] == 30 * DAY
    platform.simulator.clock.advance(30 * DAY - 60)
    assert works(platform, tokens["access_token"])
    platform.simulator.clock.advance(120)
    assert not works(platform, tokens["access_token"])


def test_refreshing_gives_new_tokens_but_never_moves_the_end(platform):
    first = platform.rest("/auth/token/create", code=code_of(platform))
    platform.simulator.clock.advance(20 * DAY)
    second = platform.rest("/auth/token/refresh", refresh_token=first["refresh_token"])
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token_valid_time"] == first["refresh_token_valid_time"]
    assert abs(second["refresh_expires_in"] - 40 * DAY) <= 5
    platform.simulator.clock.advance(41 * DAY)
    refused = platform.rest("/auth/token/refresh", refresh_token=second["refresh_token"])
    assert refused["code"] == "IllegalAccessToken"


def test_a_refresh_may_give_no_refresh_token_and_the_old_one_stays_good(platform):
    first = platform.rest("/auth/token/create", code=code_of(platform))
    platform.simulator.add_fault("no_refresh_tokenx1")
    second = platform.rest("/auth/token/refresh", refresh_token=first["refresh_token"])
    assert "refresh_token" not in second
    third = platform.rest("/auth/token/refresh", refresh_token=first["refresh_token"])
    assert works(platform, third["access_token"])


def test_tokens_may_be_of_the_kind_that_cannot_be_refreshed(platform):
    platform.simulator.add_fault("cannot_refreshx1")
    tokens = platform.rest("/auth/token/create", code=code_of(platform))
    assert tokens["refresh_expires_in"] == 0
    refused = platform.rest("/auth/token/refresh", refresh_token=tokens["refresh_token"])
    assert refused["code"] == "IllegalAccessToken"


def test_lives_expiry_and_revocation_are_steered(platform):
    platform.steer("tokens", access_life=DAY, refresh_life=2 * DAY)
    tokens = platform.rest("/auth/token/create", code=code_of(platform))
    assert (tokens["expires_in"], tokens["refresh_expires_in"]) == (DAY, 2 * DAY)
    platform.steer("tokens", do="expire")
    assert not works(platform, tokens["access_token"])
    tokens = platform.rest("/auth/token/refresh", refresh_token=tokens["refresh_token"])
    assert works(platform, tokens["access_token"])
    platform.steer("tokens", do="revoke")
    assert platform.rest("/auth/token/refresh", refresh_token=tokens["refresh_token"])["code"] == "IllegalAccessToken"
    _, state = platform.steer("state")
    assert (state["tokens_created"], state["tokens_refreshed"]) == (2, 1)
    _, granted = platform.steer("tokens", do="grant")
    assert works(platform, granted["access_token"])
