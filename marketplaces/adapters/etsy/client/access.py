"""The token of a shop: an hour, and a refresh token of 90 days that changes with each use.

A refresh token is thought dead as soon as it was used, so between processes `core.credentials.TokenKeeper` keeps one pair
and one asker, and stores the new pair before it is used. Changing the seller's password ends all of them.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.calllog import CallLog
from core.credentials import Token, TokenGrant, TokenKeeper
from core.crypto import Secret
from core.errors import AuthFailed, BadPayload, Rejected
from core.http import Answer, PartnerClient
from core.models import PartnerAccount
from marketplaces.adapters.etsy.client.answers import judge_token
from marketplaces.adapters.etsy.client.identity import Identity
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.values import Misread, Obj, decode, obj, required, text
from marketplaces.models import MarketplaceAccount

ACCESS_SECONDS = 3600
REFRESH_LIFE = timedelta(days=90)
_LONGEST_LIFE = 10**7


class Access:
    """Tokens of one shop."""

    def __init__(self, account: MarketplaceAccount, identity: Identity, log: CallLog | None) -> None:
        self._account, self._identity = account, identity
        base, _, self._path = settings.ETSY_TOKEN_URL.rpartition("/")
        try:
            self._http = PartnerClient(
                PARTNER,
                base,
                account_id=account.account_id,
                timeout=settings.MARKETPLACE_API_TIMEOUT,
                breaker=f"{PARTNER}:{account.account_id}:token",
                status_errors=judge_token,
                log=log,
            )
        except ValueError as error:
            raise Rejected(PARTNER, "open", message=f"ETSY_TOKEN_URL: {error}", code="configuration") from error
        self._keeper = TokenKeeper(account, self._issue)

    def close(self) -> None:
        self._http.close()

    def current(self) -> Token:
        """Raises AuthFailed where a person is needed."""
        return self._keeper.current()

    def renewed(self, seen: Token) -> Token:
        """A newer token than the refused one."""
        return self._keeper.renewed(seen.version)

    def accept_code(self, code: str, redirect_uri: str, verifier: str) -> tuple[str, ...]:
        """Turns the code of the seller's consent into stored tokens; gives the rights it names, () where it names none.
        Sent once: a code is good for one use."""
        operation = "accept a code"
        form = {
            "grant_type": "authorization_code",
            "client_id": self._identity.client_id(operation),
            "redirect_uri": redirect_uri,
            "code": Secret(code).reveal(),  # known from now on: a refusal may repeat it
            "code_verifier": Secret(verifier).reveal(),
        }
        given = self._asked(form, operation, is_once=True)
        self._keep(_grant(given))
        return tuple(text(given.get("scope")).split())

    def _keep(self, grant: TokenGrant) -> None:
        keeper = TokenKeeper(self._account, lambda _row: grant)
        wanted, stored = grant.access_token.reveal(), ""
        while stored != wanted:  # a renewal of the old pair that ends in between must not win
            self._account.refresh_from_db()
            stored = keeper.renewed(self._account.token_version).value.reveal()
        self._account.refresh_from_db()

    def _issue(self, row: PartnerAccount) -> TokenGrant:
        if not row.refresh_token:
            raise _must_allow("the seller has not allowed the app yet")
        if row.refresh_expires_at is not None and row.refresh_expires_at <= timezone.now():
            raise _must_allow(f"the access ended at {row.refresh_expires_at:%Y-%m-%d %H:%M} UTC")
        operation = "renew the token"
        form = {
            "grant_type": "refresh_token",
            "client_id": self._identity.client_id(operation),
            "refresh_token": row.refresh_token.reveal(),
        }
        return _grant(self._asked(form, operation, is_once=False))

    def _asked(self, form: Mapping[str, str], operation: str, *, is_once: bool) -> Obj:
        found: list[Obj] = []

        def check(answer: Answer) -> None:
            try:
                given = obj(decode(answer.body), "the answer")
                required(given, "access_token")
            except Misread as problem:
                raise BadPayload(PARTNER, operation, status=answer.status, message=str(problem)) from problem
            found.append(given)

        self._http.send("POST", self._path, operation=operation, idempotent=not is_once, form=dict(form), check=check)
        return found[-1]


def _grant(given: Obj) -> TokenGrant:
    now, refresh = timezone.now(), text(given.get("refresh_token"))
    return TokenGrant(
        access_token=Secret(text(given.get("access_token"))),
        access_expires_at=now + timedelta(seconds=_life(given.get("expires_in"))),
        refresh_token=Secret(refresh) if refresh else None,
        refresh_expires_at=now + REFRESH_LIFE if refresh else None,
    )


def _life(seconds: Any) -> int:
    is_life = isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds < _LONGEST_LIFE
    return int(seconds) if is_life else ACCESS_SECONDS


def _must_allow(why: str) -> AuthFailed:
    words = f"{why}: the seller must connect the shop again"
    return AuthFailed(PARTNER, "renew the token", message=words, code="not_connected")
