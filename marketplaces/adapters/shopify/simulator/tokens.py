"""The app's access: client credentials, codes of installation, tokens that end, refresh tokens that rotate."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.simulation.clock import Clock

CREDENTIAL_LIFE, ONLINE_LIFE, REFRESH_LIFE = timedelta(hours=24), timedelta(hours=1), timedelta(days=90)
CODE_LIFE = timedelta(minutes=10)
SCOPES = frozenset(
    [
        "read_orders",
        "write_orders",
        "read_customers",
        "read_merchant_managed_fulfillment_orders",
        "write_merchant_managed_fulfillment_orders",
        "read_fulfillments",
        "write_fulfillments",
        "read_products",
        "write_products",
        "read_inventory",
        "write_inventory",
        "read_locations",
        "read_publications",
        "write_publications",
    ]
)


class TokenRefusal(Exception):  # noqa: N818 - says no
    """`error` is OAuth's word, `text` its description."""

    def __init__(self, error: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.error, self.text, self.status = error, text, status


@dataclass
class Token:
    """`ends` None lives until it is revoked."""

    access: str
    scopes: frozenset[str]
    ends: datetime | None


@dataclass
class Refresh:
    """A refresh token; `replaces` is the one before, which works until this one is used."""

    scopes: frozenset[str]
    ends: datetime
    replaces: str = ""


@dataclass
class Tokens:
    """`scopes` are what the app may be given; a shop may have granted less than was asked for."""

    clock: Clock
    client_id: str
    secret: str
    scopes: frozenset[str] = SCOPES
    static: str = ""
    given: dict[str, Token] = field(default_factory=dict)
    refreshes: dict[str, Refresh] = field(default_factory=dict)
    codes: dict[str, tuple[frozenset[str], datetime]] = field(default_factory=dict)
    issued: int = 0

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """No tokens but the one that staff would have pasted."""
        self.given, self.refreshes, self.codes, self.issued = {}, {}, {}, 0
        if self.static:
            self.given[self.static] = Token(self.static, self.scopes, None)

    def of(self, access: str) -> Token | None:
        """The token, where it is known and lives."""
        token = self.given.get(access)
        return token if token and (token.ends is None or token.ends > self.clock.now()) else None

    def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What the token endpoint says. Raises TokenRefusal."""
        right_secret = hmac.compare_digest(str(asked.get("client_secret", "")).encode(), self.secret.encode())
        if asked.get("client_id") != self.client_id or not right_secret:
            raise TokenRefusal("invalid_client", "The client credentials do not match an app of this shop.")
        grant = asked.get("grant_type")
        if grant == "client_credentials":
            return self._plain(self.scopes, CREDENTIAL_LIFE)
        if grant == "refresh_token":
            return self._refreshed(str(asked.get("refresh_token", "")))
        if grant in (None, "", "authorization_code"):
            return self._exchanged(str(asked.get("code", "")), expiring=str(asked.get("expiring", "")) == "1")
        raise TokenRefusal("unsupported_grant_type", f"The grant type {grant} is not supported.")

    def new_code(self, scopes: Iterable[str]) -> str:
        code = secrets.token_hex(16)
        self.codes[code] = (frozenset(scopes) & self.scopes, self.clock.now() + CODE_LIFE)
        return code

    def expire(self) -> None:
        """All tokens that have an end are at it."""
        for token in self.given.values():
            token.ends = token.ends and self.clock.now()

    def revoke(self) -> None:
        self.given, self.refreshes = {}, {}

    def _issue(self, scopes: frozenset[str], life: timedelta | None) -> Token:
        token = Token(f"shpat_{secrets.token_hex(16)}", scopes, self.clock.now() + life if life else None)
        self.given[token.access] = token
        self.issued += 1
        return token

    def _plain(self, scopes: frozenset[str], life: timedelta | None) -> dict[str, Any]:
        token = self._issue(scopes, life)
        shown: dict[str, Any] = {"access_token": token.access, "scope": ",".join(sorted(scopes))}
        return shown | ({"expires_in": int(life.total_seconds()) - 1} if life else {})

    def _with_refresh(self, scopes: frozenset[str], replaces: str = "") -> dict[str, Any]:
        answer = self._plain(scopes, ONLINE_LIFE) | {"expires_in": int(ONLINE_LIFE.total_seconds())}
        refresh = f"shprt_{secrets.token_hex(16)}"
        self.refreshes[refresh] = Refresh(scopes, self.clock.now() + REFRESH_LIFE, replaces)
        return answer | {"refresh_token": refresh, "refresh_token_expires_in": int(REFRESH_LIFE.total_seconds())}

    def _exchanged(self, code: str, *, expiring: bool) -> dict[str, Any]:
        """A code works once, for ten minutes."""
        scopes, ends = self.codes.pop(code, (frozenset(), self.clock.now()))
        if ends <= self.clock.now():
            raise TokenRefusal("invalid_request", "The authorization code was not found or was already used")
        return self._with_refresh(scopes) if expiring else self._plain(scopes, None)

    def _refreshed(self, refresh: str) -> dict[str, Any]:
        """The new refresh token ends the old one only once it is used itself (since 28 August 2026)."""
        known = self.refreshes.get(refresh)
        if known is None or known.ends <= self.clock.now():
            raise TokenRefusal("invalid_request", "This request requires an active refresh_token")
        if known.replaces:
            self.refreshes.pop(known.replaces, None)
        return self._with_refresh(known.scopes, refresh)


def oauth_hmac(secret: str, query: Mapping[str, str]) -> str:
    """Lower-case hex over all other parameters, sorted by name, `k=v&k=v` of the decoded values."""
    text = "&".join(f"{name}={query[name]}" for name in sorted(query) if name != "hmac")
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
