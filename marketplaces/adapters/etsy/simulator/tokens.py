"""The app's access: keys of two halves, codes with PKCE, tokens of an hour, refresh tokens that rotate."""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.simulation.clock import Clock

ACCESS_LIFE, REFRESH_LIFE, CODE_LIFE = timedelta(seconds=3600), timedelta(days=90), timedelta(minutes=10)
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
SCOPES = frozenset(
    [
        "address_r",
        "address_w",
        "email_r",
        "listings_d",
        "listings_r",
        "listings_w",
        "profile_r",
        "profile_w",
        "shops_r",
        "shops_w",
        "transactions_r",
        "transactions_w",
    ]
)


class TokenRefusal(Exception):  # noqa: N818 - says no
    """`error` is OAuth's word, `text` its description."""

    def __init__(self, error: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.error, self.text, self.status = error, text, status


def challenge_of(verifier: str) -> str:
    """Unpadded base64url of SHA-256 (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


@dataclass
class Token:
    scopes: frozenset[str]
    ends: datetime


@dataclass(frozen=True)
class Code:
    challenge: str
    redirect: str
    scopes: frozenset[str]
    ends: datetime


@dataclass
class Tokens:
    """`scopes` are what a shop grants, whatever is asked for. `kills_previous`: a used refresh token is dead at once."""

    clock: Clock
    keystring: str
    secret: str
    user: int
    scopes: frozenset[str] = SCOPES
    kills_previous: bool = True
    tells_scope: bool = True
    given: dict[str, Token] = field(default_factory=dict)
    refreshes: dict[str, Token] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    issued: int = 0

    @property
    def key(self) -> str:
        """The whole of the x-api-key header."""
        return f"{self.keystring}:{self.secret}"

    def forget(self) -> None:
        self.given, self.refreshes, self.codes, self.issued = {}, {}, {}, 0

    def new_code(self, challenge: str, redirect: str, scopes: Iterable[str]) -> str:
        code = secrets.token_urlsafe(32)
        self.codes[code] = Code(challenge, redirect, frozenset(scopes) & self.scopes, self.clock.now() + CODE_LIFE)
        return code

    def answer(self, asked: Mapping[str, str]) -> dict[str, object]:
        """What the token endpoint says. Raises TokenRefusal."""
        if asked.get("client_id") != self.keystring:
            raise TokenRefusal("invalid_client", "client_id is invalid", 401)
        grant = asked.get("grant_type")
        if grant == "authorization_code":
            return self.pair(self._exchanged(asked))
        if grant == "refresh_token":
            return self.pair(self._refreshed(asked.get("refresh_token", "")))
        raise TokenRefusal("unsupported_grant_type", "grant_type must be authorization_code or refresh_token")

    def pair(self, scopes: frozenset[str]) -> dict[str, object]:
        """A new access token with a new refresh token; both begin with the user's number."""
        access, refresh = (f"{self.user}.{secrets.token_urlsafe(48)}" for _ in range(2))
        self.given[access] = Token(scopes, self.clock.now() + ACCESS_LIFE)
        self.refreshes[refresh] = Token(scopes, self.clock.now() + REFRESH_LIFE)
        self.issued += 1
        shown: dict[str, object] = {"access_token": access, "token_type": "Bearer", "refresh_token": refresh}
        shown["expires_in"] = int(ACCESS_LIFE.total_seconds())
        return shown | ({"scope": " ".join(sorted(scopes))} if self.tells_scope else {})

    def of(self, access: str) -> Token:
        """Raises TokenRefusal with what an API call is answered."""
        user, dot, _ = access.partition(".")
        if not (dot and user.isdecimal()):
            raise TokenRefusal("No user was provided as part of the bearer token", "", 403)
        token = self.given.get(access)
        if token is None:
            raise TokenRefusal("invalid_token", "access token is invalid", 401)
        if token.ends <= self.clock.now():
            raise TokenRefusal("invalid_token", "access token is expired", 401)
        return token

    def expire(self) -> None:
        """All access tokens are at their end."""
        for token in self.given.values():
            token.ends = self.clock.now()

    def revoke(self) -> None:
        """As when the account's password is changed: every token is dead."""
        self.expire()
        self.refreshes = {}

    def _exchanged(self, asked: Mapping[str, str]) -> frozenset[str]:
        """A code works once, for ten minutes, for the address and the challenge it was made for."""
        code = self.codes.pop(asked.get("code", ""), None)
        if code is None or code.ends <= self.clock.now():
            raise TokenRefusal("invalid_grant", "code is invalid, expired or was used before")
        if asked.get("redirect_uri") != code.redirect:
            raise TokenRefusal("invalid_grant", "redirect_uri does not match the one of the authorization")
        verifier = asked.get("code_verifier", "")
        if not VERIFIER.fullmatch(verifier):
            raise TokenRefusal("invalid_request", "code_verifier must be 43 to 128 unreserved characters")
        if challenge_of(verifier) != code.challenge:
            raise TokenRefusal("invalid_grant", "code_verifier does not match the code_challenge")
        return code.scopes

    def _refreshed(self, refresh: str) -> frozenset[str]:
        known = self.refreshes.get(refresh)
        if known is None:
            raise TokenRefusal("invalid_grant", "refresh_token is revoked")
        if known.ends <= self.clock.now():
            raise TokenRefusal("invalid_grant", "refresh_token is expired")
        if self.kills_previous:
            del self.refreshes[refresh]
        return known.scopes
