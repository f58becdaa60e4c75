"""What a list answer may be wrapped in, and how it is taken apart without decoding the items. Pure."""

import re
from typing import Any, Literal

import msgspec

Noun = Literal["products", "categories"]
NULL = msgspec.Raw(b"null")
HIGHEST_COUNT = 10**9  # what says more is no count of a catalogue


class EnvelopeError(ValueError):
    """The body is not the list it should be; the text says why."""


class Envelope(msgspec.Struct, gc=False):
    """The answer's object with its items as bytes. `next` and `count` are judged apart: an odd count is no broken page."""

    items: list[msgspec.Raw]
    next: Any = None
    count: int | None = None


class _Common(msgspec.Struct, gc=False):
    """The usual wrapping, taken apart in one go."""

    results: list[msgspec.Raw]
    next: msgspec.Raw = NULL
    count: msgspec.Raw = NULL


class _Wrapped(msgspec.Struct, gc=False):
    results: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    products: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    categories: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    next: msgspec.Raw = NULL
    count: msgspec.Raw = NULL


_common = msgspec.json.Decoder(_Common)
_wrapped = msgspec.json.Decoder(_Wrapped)
_list = msgspec.json.Decoder(list[msgspec.Raw])

# Strings first, so that the words are only found outside of them.
_NO_NUMBERS = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b')
# Escaped backslashes and whole pairs first, so that only half a surrogate pair is left for the group.
_HALF_PAIR = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


def open_envelope(body: bytes, noun: Noun, media: str = "") -> Envelope:
    """The items of `body`; EnvelopeError for whatever is not a list of `noun`, never an empty list."""
    if "html" in media.lower():
        raise EnvelopeError("it is an HTML page")
    if not body or body.isspace():
        raise EnvelopeError("the answer is empty")
    if body.startswith(b"\xef\xbb\xbf"):
        raise EnvelopeError("the answer begins with a byte order mark")
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise EnvelopeError("the answer is not UTF-8") from error
    try:
        return _open(body, noun)
    except (msgspec.MsgspecError, RecursionError) as error:
        # NaN, Infinity and half a surrogate pair are no JSON, but an item's fault and not the page's.
        mended = _NO_NUMBERS.sub(_as_text, body)
        if mended == body:
            raise EnvelopeError("it is no JSON list") from error
    try:
        return _open(mended, noun)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise EnvelopeError("it is no JSON list") from error


def _as_text(match: re.Match[bytes]) -> bytes:
    found = match[0]
    if not found.startswith(b'"'):
        return b'"' + found + b'"'
    return _HALF_PAIR.sub(lambda half: rb"\ufffd" if half[1] else half[0], found)


def _open(body: bytes, noun: Noun) -> Envelope:
    if body.lstrip()[:1] == b"[":
        return Envelope(_list.decode(body))
    try:
        common = _common.decode(body)
    except msgspec.MsgspecError:
        return _unwrap(body, noun)
    return Envelope(common.results, msgspec.json.decode(common.next), _count(common.count))


def _unwrap(body: bytes, noun: Noun) -> Envelope:
    wrapped = _wrapped.decode(body)
    keys: dict[str, msgspec.Raw | msgspec.UnsetType] = {
        "results": wrapped.results,
        noun: wrapped.products if noun == "products" else wrapped.categories,
        "data": wrapped.data,
    }
    for raw in keys.values():
        if isinstance(raw, msgspec.Raw):
            return Envelope(_list.decode(raw), msgspec.json.decode(wrapped.next), _count(wrapped.count))
    raise EnvelopeError(f"the answer holds no list of {noun}")


def _count(raw: msgspec.Raw) -> int | None:
    try:
        count = msgspec.json.decode(raw, type=int)
    except msgspec.MsgspecError:
        return None
    return count if 0 <= count <= HIGHEST_COUNT else None
