"""CJ's key: one credential, sent whole; two halves of it are joined; anything else is told apart in plain words."""

import pytest

from core.errors import AuthFailed
from suppliers.adapters.cj.adapter import CJAdapter
from suppliers.adapters.cj.key import KeyFormError, api_key
from tests.suppliers.cj.conftest import KEY

FIRST, SECOND = "CJ1000001", "0123456789abcdef0123456789abcdef"
FORM = "CJ<number>@api@<32 characters 0-9, a-f>"


def test_a_whole_key_is_taken_as_it_is_without_blanks_around_it():
    assert api_key(f"  {KEY}\n") == KEY


@pytest.mark.parametrize("first", [FIRST, f"{FIRST}@api", f"{FIRST}@api@", f"{FIRST}@"])
@pytest.mark.parametrize("second", [SECOND, f"api@{SECOND}", f"@api@{SECOND}"])
def test_two_halves_are_joined_with_whatever_of_the_joint_is_left_on_them(first, second):
    assert CJAdapter.join_halves(first, second) == KEY


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("ops@example.test", "is an e-mail address"),
        (FIRST, "only the first half"),
        (f"{FIRST}@api@", "only the first half"),
        (SECOND, "only the second half"),
        (f"@api@{SECOND}", "only the second half"),
        (f"{FIRST}@api@{SECOND[:-1]}", "has not CJ's form"),
        (f"{FIRST}:{SECOND}", "has not CJ's form"),
        (f"API@{FIRST}@CJ:eyJhbGciOi", "has not CJ's form"),
        ("sk_live_0123456789", "has not CJ's form"),
    ],
)
def test_a_key_of_another_form_is_told_apart_and_never_repeated(wrong, words):
    """Pitfalls 1 and 3."""
    problem = CJAdapter.credential_problems({"api_key": wrong})["api_key"]
    assert words in problem
    assert FORM in problem
    assert wrong not in problem


@pytest.mark.parametrize(
    ("first", "second", "words", "code"),
    [
        ("", SECOND, "first half of the API key (CJ_CLIENT_ID", "no_credentials"),
        (FIRST, "", "second half of the API key (CJ_CLIENT_SECRET", "no_credentials"),
        ("", "", "No API key is given", "no_credentials"),
        ("ops@example.test", SECOND, "CJ_CLIENT_ID) has not the form CJ<number>", "wrong_key_form"),
        (FIRST, "secret", "CJ_CLIENT_SECRET) is not 32 characters", "wrong_key_form"),
        (KEY, SECOND, "whole API key stands in one of its two halves", "wrong_key_form"),
    ],
)
def test_what_is_wrong_with_the_halves_is_said_of_the_half(first, second, words, code):
    with pytest.raises(KeyFormError) as raised:
        api_key(first=first, second=second)
    assert words in str(raised.value)
    assert raised.value.code == code


def test_the_absence_of_a_key_is_not_told_twice():
    assert CJAdapter.credential_problems({"email": "ops@example.test"}) == {}


def test_a_key_of_the_wrong_form_is_never_sent(wire, make_account, open_cj):
    """Pitfall 3."""
    account = make_account(api_key=SECOND, access_token="", refresh_token="")
    with pytest.raises(AuthFailed) as raised:
        open_cj(account).connect()
    assert raised.value.code == "wrong_key_form"
    assert wire.calls == []


def test_the_environments_halves_are_sent_as_one_key(wire, settings, make_account, open_cj):
    settings.SUPPLIER_ENVIRONMENT = {"cj-dropshipping": {"client_id": FIRST, "client_secret": SECOND}}
    account = make_account(api_key="", from_environment=True, access_token="", refresh_token="")
    wire.says({**PAIR}, {"openId": 20011})
    open_cj(account).connect()
    assert wire.calls == ["POST authentication/getAccessToken", "GET setting/get"]
    assert wire.sent(0) == {"apiKey": KEY}


PAIR = {
    "openId": 20011,
    "accessToken": "access-1",
    "accessTokenExpiryDate": "2099-01-15T10:00:00+08:00",
    "refreshToken": "refresh-1",
    "refreshTokenExpiryDate": "2099-06-29T10:00:00+08:00",
}
