"""Secrets and the keys that encrypt them.

The key ring comes from the settings and from nowhere else: `HUB_ENCRYPTION_KEYS` (comma list; the first key encrypts,
all decrypt), then `INVENTORY_ENCRYPTION_KEY` as the last key. Nothing is derived from `SECRET_KEY` or a passphrase, and
no key is invented here: `manage.py generate_key` prints one.

A stored secret is one text, `<fingerprint>:<last four>:<Fernet token>`: which key it needs and what staff may see of it
can be read without the key. Inside the token stands the context it was encrypted for, so that a token copied into
another row or column is refused although its key is right.
"""

# ruff: noqa: N818 - these names say what is wrong; "Error" on each would say nothing more

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Never

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from core.errors import HubError
from core.redaction import learn

MASK = "••••"
MIN_DISTINCT_BYTES = 16
SHOW_LAST4_FROM = 12
_STORED = re.compile(r"(?P<fingerprint>[0-9a-f]{8}):(?P<last4>.{0,4}):(?P<token>gAAAA[A-Za-z0-9_=-]+)", re.DOTALL)


class SecretError(HubError):
    """A secret cannot be stored or read."""


class KeyMissing(SecretError):
    """No encryption key is configured."""


class KeyUnknown(SecretError):
    """A secret needs a key that is not in the ring. `fingerprint` names it."""

    def __init__(self, message: str, fingerprint: str) -> None:
        super().__init__(message)
        self.fingerprint = fingerprint


class KeyRefused(SecretError):
    """A configured key is malformed or weak. `setting` names where it stands."""

    def __init__(self, message: str, setting: str) -> None:
        super().__init__(message)
        self.setting = setting


class SecretUnreadable(SecretError):
    """The key is right, the stored text is not: damaged, changed, or moved from another row or field."""


class Secret:
    """Text that never shows itself: not printed, not pickled, not serialised. `reveal()` is the one way to it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        learn(self._text)
        return self._text

    @property
    def last4(self) -> str:
        """The end that staff may see; "" for a secret too short to show any of it."""
        return last4_of(self._text)

    @property
    def masked(self) -> str:
        """`•••• 1234`, or "" where nothing is set."""
        return f"{MASK} {self.last4}".rstrip() if self else ""

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(••••)" if self else "Secret()"

    def __str__(self) -> str:
        return MASK if self else ""

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "Secret":
        return self

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("A Secret is not pickled or serialised: pass the id of its row instead.")


class Stored(str):
    """The stored form of a secret. Only what this module made or took apart has this type."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "Stored | None":
        """The text as a stored secret, None if it has another shape."""
        return cls(text) if _STORED.fullmatch(text) else None

    @property
    def fingerprint(self) -> str:
        return self.split(":", 1)[0]

    @property
    def last4(self) -> str:
        return self[9:].rsplit(":", 1)[0]

    @property
    def token(self) -> str:
        return self.rsplit(":", 1)[1]


def fingerprint(key: str) -> str:
    """The name of a key that may be shown: the first 8 hex digits of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def generate_key() -> str:
    return Fernet.generate_key().decode()


def last4_of(text: str) -> str:
    end = text[-4:]
    return end if len(text) >= SHOW_LAST4_FROM and end.isascii() and end.isprintable() else ""


def key_problem(key: str) -> str | None:
    """What is wrong with a configured key, as the end of a sentence; None if it may be used."""
    try:
        raw = base64.b64decode(key, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return "is not a Fernet key (44 characters of URL-safe base64)"
    if len(raw) != 32:  # noqa: PLR2004 - a Fernet key is 32 bytes
        return f"is not a Fernet key (it holds {len(raw)} bytes instead of 32)"
    if len(set(raw)) < MIN_DISTINCT_BYTES:
        return "is too weak: it repeats itself and was not made at random"
    return None


def configured_keys() -> list[tuple[str, str]]:
    """Every key of the settings with the name of its setting, the encrypting one first."""
    keys = [("HUB_ENCRYPTION_KEYS", key.strip()) for key in settings.HUB_ENCRYPTION_KEYS]
    keys.append(("INVENTORY_ENCRYPTION_KEY", settings.INVENTORY_ENCRYPTION_KEY.strip()))
    return [(setting, key) for setting, key in keys if key]


@dataclass(frozen=True, repr=False)
class KeyRing:
    """The configured keys, the first of which encrypts. Made by `from_settings`; raises KeyRefused for a bad key."""

    keys: tuple[str, ...]

    @classmethod
    def from_settings(cls) -> "KeyRing":
        return _ring(tuple(configured_keys()))

    @property
    def fingerprints(self) -> tuple[str, ...]:
        return tuple(fingerprint(key) for key in self.keys)

    @property
    def current(self) -> str:
        """The fingerprint of the encrypting key. Raises KeyMissing where there is none."""
        if not self.keys:
            raise KeyMissing(
                "No encryption key is set: make one with 'manage.py generate_key' and put it into "
                "INVENTORY_ENCRYPTION_KEY (or first into HUB_ENCRYPTION_KEYS)."
            )
        return fingerprint(self.keys[0])

    def __contains__(self, wanted: str) -> bool:
        return wanted in self.fingerprints

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self.fingerprints)})"

    def encrypt(self, text: str, context: str) -> Stored:
        """The stored form of `text`, readable only for `context`. Raises KeyMissing."""
        name = self.current
        wrapped = json.dumps({"v": 1, "ctx": context, "s": text}).encode()
        token = Fernet(self.keys[0]).encrypt(wrapped).decode()
        return Stored(f"{name}:{last4_of(text)}:{token}")

    def decrypt(self, stored: str, context: str) -> Secret:
        """The secret behind a stored form. Raises KeyMissing, KeyUnknown, or SecretUnreadable; never gives "" for them."""
        parts, key = self._find(stored, context)
        try:
            wrapped = json.loads(Fernet(key).decrypt(parts.token))
        except InvalidToken as error:  # its own message is empty
            raise SecretUnreadable(
                f"The secret {context} cannot be read: its stored text was damaged or changed (key {parts.fingerprint})."
            ) from error
        if wrapped.get("ctx") != context:
            raise SecretUnreadable(f"The secret {context} is refused: its stored text belongs to another row or field.")
        return Secret(wrapped["s"])

    def rotate(self, stored: str) -> Stored:
        """The same secret under the encrypting key, its time of encryption and its context kept."""
        parts, key = self._find(stored, "")
        try:
            token = MultiFernet([Fernet(self.keys[0]), Fernet(key)]).rotate(parts.token)
        except InvalidToken as error:
            raise SecretUnreadable(
                f"A stored text was damaged or changed and cannot be rotated (key {parts.fingerprint})."
            ) from error
        return Stored(f"{self.current}:{parts.last4}:{token.decode()}")

    def _find(self, stored: str, context: str) -> tuple[Stored, str]:
        parts = Stored.parse(stored)
        if parts is None:
            raise SecretUnreadable(f"The secret {context} cannot be read: its stored text has not the form of one.")
        if not self.keys:
            raise KeyMissing(
                f"The secret {context} cannot be read: no encryption key is set. "
                f"Put the key with the fingerprint {parts.fingerprint} into HUB_ENCRYPTION_KEYS."
            )
        for key in self.keys:
            if fingerprint(key) == parts.fingerprint:
                return parts, key
        raise KeyUnknown(
            f"The secret {context} cannot be read: the key with the fingerprint {parts.fingerprint} is not configured. "
            "Add it to HUB_ENCRYPTION_KEYS.",
            parts.fingerprint,
        )


@lru_cache(maxsize=16)
def _ring(named_keys: tuple[tuple[str, str], ...]) -> KeyRing:
    for problem in refused_keys(named_keys):
        raise problem
    return KeyRing(tuple(dict.fromkeys(key for _, key in named_keys)))


def refused_keys(named_keys: Iterable[tuple[str, str]]) -> Iterator[KeyRefused]:
    """One error for each key that is malformed or weak. The key itself is never named, only its fingerprint."""
    for setting, key in named_keys:
        problem = key_problem(key)
        if problem:
            yield KeyRefused(
                f"{setting}: the key with the fingerprint {fingerprint(key)} {problem}. "
                "Make a key with 'manage.py generate_key'.",
                setting,
            )
