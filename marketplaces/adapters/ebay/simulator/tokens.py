"""The app's access: codes of the consent page, user tokens with refresh tokens that never rotate, application tokens."""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.simulation.clock import Clock

SCOPE = "https://api.ebay.com/oauth/api_scope"
CODE_SECONDS = 299
ACCESS_SECONDS = 7200
REFRESH_SECONDS = 47_304_000
USER_SCOPES = (
    "",
    "sell.inventory",
    "sell.inventory.readonly",
    "sell.account",
    "sell.account.readonly",
    "sell.fulfillment",
    "sell.fulfillment.readonly",
    "sell.finances",
    "sell.payment.dispute",
    "sell.marketing",
    "sell.marketing.readonly",
    "sell.analytics.readonly",
    "commerce.identity.readonly",
    "commerce.identity.email.readonly",
    "commerce.notification.subscription",
    "commerce.notification.subscription.readonly",
)
SCOPES = frozenset(f"{SCOPE}/{name}" if name else SCOPE for name in USER_SCOPES)


class TokenRefusal(Exception):  # noqa: N818 - says no
    """`error` is OAuth's word, `text` its description."""

    def __init__(self, error: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.error, self.text, self.status = error, text, status


@dataclass(frozen=True)
class Token:
    """An access token; `refresh` "" is one of the application itself."""

    access: str
    scopes: frozenset[str]
    ends: datetime
    refresh: str = ""

    @property
    def is_user(self) -> bool:
        return bool(self.refresh)


@dataclass(frozen=True)
class Grant:
    """What the seller agreed to: a code before its exchange, a refresh token after it."""

    scopes: frozenset[str]
    ends: datetime


@dataclass
class Tokens:
    """`scopes` are what the keyset may ask sellers for. `access_seconds` is how long an access token lives."""

    clock: Clock
    client_id: str
    secret: str
    runame: str
    scopes: frozenset[str] = SCOPES
    access_seconds: int = ACCESS_SECONDS
    codes: dict[str, Grant] = field(default_factory=dict)
    refreshes: dict[str, Grant] = field(default_factory=dict)
    given: dict[str, Token] = field(default_factory=dict)

    def forget(self) -> None:
        self.codes, self.refreshes, self.given = {}, {}, {}

    def revoke_all(self) -> int:
        """As when the seller changes the password: how many grants ended."""
        gone = len(self.refreshes)
        self.refreshes = {}
        self.given = {access: token for access, token in self.given.items() if not token.is_user}
        return gone

    def of(self, access: str) -> Token | None:
        """The token, where it is known and lives."""
        token = self.given.get(access)
        return token if token and token.ends > self.clock.now() else None

    def new_code(self, scopes: frozenset[str]) -> str:
        """With characters that have to be encoded, as eBay's codes have."""
        code = f"v^1.1#i^1#{secrets.token_urlsafe(24)}=="
        self.codes[code] = Grant(scopes, self._in(CODE_SECONDS))
        return code

    def grant(self, scopes: frozenset[str] | None = None) -> dict[str, Any]:
        """A user token as after an exchange, for tests that need no consent page."""
        refresh = f"v^1.1#r^1#{secrets.token_urlsafe(32)}"
        self.refreshes[refresh] = Grant(scopes or self.scopes, self._in(REFRESH_SECONDS))
        token = self._issue(self.refreshes[refresh].scopes, refresh)
        return self._told(token, "User Access Token") | {
            "refresh_token": refresh,
            "refresh_token_expires_in": REFRESH_SECONDS,
        }

    def answer(self, form: Mapping[str, str], authorization: str) -> dict[str, Any]:
        """What the token endpoint says. Raises TokenRefusal."""
        self.check_client(authorization)
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchanged(form)
            case "refresh_token":
                return self._refreshed(form)
            case "client_credentials":
                return self._application(form)
            case None | "":
                raise TokenRefusal("invalid_request", "grant type is missing")
            case _:
                raise TokenRefusal("unsupported_grant_type", "grant type in request is not supported")

    def check_client(self, authorization: str) -> None:
        """Raises TokenRefusal where the Basic credentials are not this keyset's."""
        word, _, coded = authorization.partition(" ")
        try:
            given = base64.b64decode(coded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            given = ""
        if word != "Basic" or given != f"{self.client_id}:{self.secret}":
            raise TokenRefusal("invalid_client", "client authentication failed", 401)

    def revoke(self, form: Mapping[str, str]) -> None:
        """An unknown token is revoked already. Raises TokenRefusal."""
        if not (word := form.get("token", "")):
            raise TokenRefusal("invalid_request", "token is missing")
        self.refreshes.pop(word, None)
        self.given = {a: t for a, t in self.given.items() if word not in (a, t.refresh)}

    def _exchanged(self, form: Mapping[str, str]) -> dict[str, Any]:
        grant = self.codes.pop(form.get("code", ""), None)
        if form.get("redirect_uri") != self.runame or grant is None or grant.ends <= self.clock.now():
            raise TokenRefusal(
                "invalid_grant", "the provided authorization grant code is invalid or was issued to another client"
            )
        return self.grant(grant.scopes)

    def _refreshed(self, form: Mapping[str, str]) -> dict[str, Any]:
        refresh = form.get("refresh_token", "")
        grant = self.refreshes.get(refresh)
        if grant is None or grant.ends <= self.clock.now():
            raise TokenRefusal(
                "invalid_grant", "the provided authorization refresh token is invalid or was issued to another client"
            )
        asked = frozenset(form.get("scope", "").split())
        if not asked <= grant.scopes:
            raise TokenRefusal(
                "invalid_scope",
                "The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client",
            )
        return self._told(self._issue(asked or grant.scopes, refresh), "User Access Token")

    def _application(self, form: Mapping[str, str]) -> dict[str, Any]:
        asked = frozenset(form.get("scope", "").split())
        if asked != {SCOPE}:
            raise TokenRefusal(
                "invalid_scope",
                "The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client",
            )
        return self._told(self._issue(asked, ""), "Application Access Token")

    def _issue(self, scopes: frozenset[str], refresh: str) -> Token:
        token = Token(f"v^1.1#a^1#{secrets.token_urlsafe(32)}", scopes, self._in(self.access_seconds), refresh)
        self.given[token.access] = token
        return token

    def _told(self, token: Token, kind: str) -> dict[str, Any]:
        return {"access_token": token.access, "expires_in": self.access_seconds, "token_type": kind}

    def _in(self, seconds: float) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)
