"""The form of CJ's API key: `CJ<number>@api@<32 hex digits>`, one credential that is sent whole. Pure.

There is no OAuth with client id and secret at CJ. Staff who hold the key as two halves may give those; they are joined.
"""

import re

_KEY = re.compile(r"CJ\d{1,20}@api@[0-9a-fA-F]{32}")
_FIRST_HALF = re.compile(r"CJ\d{1,20}")
_SECOND_HALF = re.compile(r"[0-9a-fA-F]{32}")
_FORM = "CJ<number>@api@<32 characters 0-9, a-f>"
_WHERE = "CJ shows it whole under My CJ, Authorization, API"


class KeyFormError(ValueError):
    """What was given cannot be CJ's key. The text says which credential is wrong, never what it holds; `code` is
    "no_credentials" or "wrong_key_form"."""

    def __init__(self, message: str, code: str = "wrong_key_form") -> None:
        super().__init__(message)
        self.code = code


def api_key(whole: str = "", first: str = "", second: str = "") -> str:
    """The key to send: `whole`, or the two halves joined. Raises KeyFormError."""
    whole, first, second = whole.strip(), first.strip(), second.strip()
    if whole:
        return _checked_whole(whole)
    if not first and not second:
        raise KeyFormError(f"No API key is given. It has the form {_FORM}; {_WHERE}.", "no_credentials")
    return _joined(first, second)


def _checked_whole(whole: str) -> str:
    if _KEY.fullmatch(whole):
        return whole
    if _FIRST_HALF.fullmatch(whole) or _FIRST_HALF.fullmatch(_without(whole, "@api@", "@api", "@")):
        raise KeyFormError(f"The API key is only the first half of one: the form is {_FORM}; {_WHERE}.")
    if _SECOND_HALF.fullmatch(whole) or _SECOND_HALF.fullmatch(_without(whole, "@api@", "api@", "@")):
        raise KeyFormError(f"The API key is only the second half of one: the form is {_FORM}; {_WHERE}.")
    if "@api@" not in whole and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", whole):
        raise KeyFormError(f"The API key is an e-mail address. The key has the form {_FORM}; {_WHERE}.")
    raise KeyFormError(f"The API key has not CJ's form, {_FORM}; {_WHERE}.")


def _joined(first: str, second: str) -> str:
    if _KEY.fullmatch(first) or _KEY.fullmatch(second):
        raise KeyFormError("The whole API key stands in one of its two halves: give it as CJ_API_KEY instead.")
    if not first:
        raise KeyFormError("The first half of the API key (CJ_CLIENT_ID, CJ<number>) is missing.", "no_credentials")
    if not second:
        raise KeyFormError(
            "The second half of the API key (CJ_CLIENT_SECRET, 32 characters) is missing.", "no_credentials"
        )
    first, second = _without(first, "@api@", "@api", "@"), _without(second, "@api@", "api@", "@")
    if not _FIRST_HALF.fullmatch(first):
        raise KeyFormError("The first half of the API key (CJ_CLIENT_ID) has not the form CJ<number>.")
    if not _SECOND_HALF.fullmatch(second):
        raise KeyFormError("The second half of the API key (CJ_CLIENT_SECRET) is not 32 characters of 0-9 and a-f.")
    return f"{first}@api@{second}"


def _without(half: str, *joints: str) -> str:
    """A half that was cut with a piece of the joint still on it."""
    for joint in joints:
        half = half.removesuffix(joint).removeprefix(joint)
    return half
