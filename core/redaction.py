"""Takes secrets, and customers' names and addresses, out of whatever is logged, stored for staff or shown: by the name
they stand under, and by their look.

Pure text work, linear in the length of the text. When in doubt it takes out too much.
"""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlsplit
from uuid import UUID

MARK = "[redacted]"
EXCERPT_CHARACTERS = 2048
_MAX_DEPTH = 20
_CAMEL_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SECRET_PARTS = re.compile(
    "token|secret|password|passwd|passphrase|authorization|cookie|credential|signature|apikey|accesskey|privatekey|"
    "sessionid|verifier|hmac|openid"
)
# Who somebody is and where they live: customers' data is no more for logs than keys are.
_PERSONAL_END = re.compile(
    r"(?:email|emailaddress|phone|phonenumber|phoneno|mobile|mobileno|telephone|buyernote|buyerattributes"
    r"|(?:shipping|billing|logistics|delivery)address"
    r"|address[12]|addressline[12]|detailaddress|streetaddress|customername|contactperson|fullname|firstname|lastname"
    r"|recipientname|(?:shipping|\A)zip|zipcode|postcode|postalcode|housenumber|taxid|consigneeid)2?\Z"
)
_SECRET_WORDS = frozenset({"key", "keys", "sign", "pass", "pwd", "jwt", "bearer", "otp", "totp", "session", "auth"})
# Names that only look like secrets; staff need to read these.
_HARMLESS = frozenset(
    {"dedupekey", "aggregatekey", "primarykey", "foreignkey", "sortkey", "keyfingerprint", "tokentype"}
)

_LOOKS_SECRET = re.compile(
    r"""
      \b(?:Bearer|Basic)\s+(?=[^\s"',;]*[\d=])[^\s"',;]{6,}   # an Authorization value, not the words "basic settings"
    | \bshp[a-z]{2,4}_[A-Za-z0-9]+                    # Shopify
    | v\^1\.1\#[^\s"',;&<>]+                          # eBay
    | \bhub_[A-Za-z0-9]{8}_[\w-]+                     # our own API keys
    | \bb2c_\d+_[\w-]+                                # the B2B service
    | \bCJ\d+@api@\w+                                 # CJ Dropshipping
    | \bgAAAA[\w-]{12,}=*                             # Fernet tokens
    | \beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?             # JSON Web Tokens
    | (?<=/webhooks/)[\w-]{20,64}                     # the secret part of an address that partners call
    | -----BEGIN[A-Z ]*PRIVATE\ KEY-----[\s\S]*?(?:-----END[A-Z ]*-----|\Z)
    """,
    re.VERBOSE,
)
_USERINFO = re.compile(r"(?<=://)[^\s/@\"'<>?#]+(?=@)")
# A name and what stands between it and its value: `"name": `, `name=`, `\"name\": `, `Name: `, `<name>`.
_NAMED = re.compile(
    r"""
    (?: "((?:[^"'\\\r\n]|\\[^"'\\]){1,128}+)" | '((?:[^"'\\\r\n]|\\[^"'\\]){1,128}+)'
      | (?<![^\s"'\\:=<>,;&?(){}\[\]])([^\s"'\\:=<>,;&?(){}\[\]]++)(?:\\*["'])? )
    (?: \s{0,8}[:=]>?\s* | (?<=\w)> )
    """,
    re.VERBOSE,
)
_HARMLESS_VALUE = re.compile(r"(?:null|None|true|false|True|False)\b")
_OPENING_QUOTE = re.compile(r"""[bru]?(\\*)(["'])""")
_BRACKET_OR_STRING = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\Z)' + r"|'(?:[^'\\]|\\.)*+(?:'|\Z)" + r"|[\[\]{}()]", re.DOTALL
)
_TO_END_OF_LINE = re.compile(r"[^\r\n]*")
_BARE = re.compile(r"[^\s&<\"']+")
_CUT_WORD = re.compile(r"[^\s\"',;:=&<>]{1,512}\Z")

KNOWN_FROM = 12  # characters; a shorter word may stand anywhere
KNOWN_AT_MOST = 64
_known: tuple[str, ...] = ()


def learn(secret: str) -> None:
    """From now on this process takes this very text out wherever it stands, also as it stands in a form: partners repeat
    in words what they were sent. The newest are known."""
    global _known  # noqa: PLW0603 - replaced as a whole, so that no reader sees half of it
    for text in (secret, quote_plus(secret, errors="replace")):
        if len(text) >= KNOWN_FROM and text not in _known:
            _known = (text, *_known[: KNOWN_AT_MOST - 1])


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a value under this name (a JSON key, a header, a query parameter, a setting) must not be shown: secrets,
    and what tells who a customer is."""
    flat = _SEPARATORS.sub("", name.lower())
    if flat in _HARMLESS:
        return False
    if _SECRET_PARTS.search(flat) or _PERSONAL_END.search(flat):
        return True
    words = _SEPARATORS.split(_CAMEL_HUMP.sub(" ", name).lower())
    return not _SECRET_WORDS.isdisjoint(words)


def redact_text(text: str) -> str:
    """The text without values under secret names (JSON, also nested or cut off, query strings, headers, XML), without
    anything that looks like a known kind of key, and without the secrets that this process has used (`learn`)."""
    for secret in _known:
        if secret in text:
            text = text.replace(secret, MARK)
    return _USERINFO.sub(MARK, _LOOKS_SECRET.sub(MARK, _without_named(text)))


def redact_mapping(values: Mapping[Any, Any]) -> dict[str, Any]:
    """A copy for logs and staff: secret names lose their values at any depth, texts go through `redact_text`.

    Numbers, dates and None stay what they are; other objects become redacted text.
    """
    return _redact_items(values, depth=0)


def excerpt(body: bytes | str, limit: int = EXCERPT_CHARACTERS) -> str:
    """The first `limit` characters of an answer, redacted. The cost does not depend on the size of the body."""
    window = body[: limit * 4]
    text = window.decode("utf-8", "replace") if isinstance(window, bytes) else window
    text = text.replace("\x00", "")
    if len(body) > len(window):
        text = _CUT_WORD.sub("", text)  # half a key is not recognised as a key
    return redact_text(text)[:limit]


def address_for_log(url: str) -> str:
    """Scheme, host, port and path: never the query, the fragment or what stands before an @."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "[unreadable address]"
    host = parts.netloc.rpartition("@")[2]
    return redact_text(f"{parts.scheme}://{host}{parts.path}" if host else parts.path)


def _without_named(text: str) -> str:
    kept: list[str] = []
    done = 0
    while (found := _NAMED.search(text, done)) is not None:
        name, start = found[1] or found[2] or found[3], found.end()
        kept.append(text[done:start])
        done = start
        if is_secret_name(name) and not _HARMLESS_VALUE.match(text, start):
            done = _end_of_value(text, start, name)
            if done > start:
                kept.append(_quoted_like(text[start:done]))
    kept.append(text[done:])
    return "".join(kept)


def _quoted_like(value: str) -> str:
    """The mark in the quotes of the value it stands for, so that JSON stays JSON."""
    opening = _OPENING_QUOTE.match(value)
    if opening:
        quote = f"{opening[1]}{opening[2]}"
        return f"{quote}{MARK}{quote}"
    return f'"{MARK}"' if value[0] in "[{(" else MARK


def _end_of_value(text: str, start: int, name: str) -> int:
    if start >= len(text):
        return start
    opening = _OPENING_QUOTE.match(text, start)
    if opening:
        return _end_of_string(text, opening)
    if text[start] in "[{(":
        return _end_of_brackets(text, start)
    lower = name.lower()
    pattern = _TO_END_OF_LINE if "authorization" in lower or "cookie" in lower else _BARE
    bare = pattern.match(text, start)
    return bare.end() if bare else start


def _end_of_string(text: str, opening: re.Match[str]) -> int:
    """A string quoted as `"` ends at the next unescaped `"`, one quoted as `\\"` (JSON within JSON) at the next `\\"`."""
    closing = _closing_quote(len(opening[1]), opening[2]).search(text, opening.end())
    return closing.end() if closing else len(text)


@lru_cache(maxsize=64)
def _closing_quote(backslashes: int, quote: str) -> re.Pattern[str]:
    if backslashes == 0:
        return re.compile(rf"(?<!\\)(?:\\\\)*{quote}")
    return re.compile(rf"(?<!\\)\\{{{backslashes}}}{quote}")


def _end_of_brackets(text: str, start: int) -> int:
    depth = 0
    for part in _BRACKET_OR_STRING.finditer(text, start):
        if part[0] in "[{(":
            depth += 1
        elif part[0] in "]})":
            depth -= 1
            if depth == 0:
                return part.end()
    return len(text)


def _redact_items(values: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    return {
        str(name): MARK if is_secret_name(str(name)) and value not in (None, "") else _redact_value(value, depth + 1)
        for name, value in values.items()
    }


def _redact_value(value: Any, depth: int) -> Any:  # noqa: PLR0911 - one line a kind of value
    if value is None or isinstance(value, bool | int | float | Decimal | date | time | timedelta | UUID):
        return value
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return excerpt(bytes(value))
    if depth > _MAX_DEPTH:
        return MARK
    if isinstance(value, Mapping):
        return _redact_items(value, depth)
    if isinstance(value, list | tuple | set | frozenset):
        return [_redact_value(item, depth + 1) for item in value]
    return redact_text(str(value))
