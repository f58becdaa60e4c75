"""The token of a shop, by the way it is connected.

Client credentials: 24 hours, no refresh token, asked for again. A person's consent (authorization code with
`expiring=1`): an hour, and a refresh token that changes with each use. A pasted token lives until it is revoked. Between
processes `core.credentials.TokenKeeper` keeps one pair and one asker.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.credentials import Token, TokenGrant, TokenKeeper
from core.crypto import Secret
from core.errors import AuthFailed, BadPayload
from core.http import Answer, PartnerClient, Verdict
from core.models import PartnerAccount
from marketplaces.adapters.shopify.client.identity import Identity
from marketplaces.adapters.shopify.errors import PARTNER
from marketplaces.adapters.shopify.values import Misread, decimal, decode, required, text
from marketplaces.models import MarketplaceAccount

TOKEN_PATH = "admin/oauth/access_token"  # noqa: S105 - a path
WITHOUT_END = timedelta(days=3650)  # what is stored for a token of which Shopify says no end
_Way = MarketplaceAccount.WayToConnect


class Access:
    """Tokens of one shop."""

    def __init__(self, account: MarketplaceAccount, identity: Identity, http: PartnerClient) -> None:
        self._account, self._identity, self._http = account, identity, http
        self._keeper = TokenKeeper(account, self._issue)

    @property
    def is_pasted(self) -> bool:
        if self._account.from_environment:
            return bool(self._identity.pasted_token)
        return self._account.way_to_connect == _Way.PASTED_TOKEN

    def current(self) -> Token:
        """Raises AuthFailed where a person is needed."""
        if not self.is_pasted:
            return self._keeper.current()
        token = self._identity.pasted_token
        if not token:
            raise AuthFailed(PARTNER, "use the token", message="no access token was entered", code="no_credentials")
        return Token(token, self._account.token_version)

    def renewed(self, seen: Token, refused: AuthFailed) -> Token:
        """A newer token than the refused one; of a pasted one there is none."""
        if self.is_pasted:
            raise refused
        return self._keeper.renewed(seen.version)

    def accept_code(self, code: str) -> None:
        """Turns the code of a person's consent into stored tokens. Sent once: a code is good for one use."""
        key, secret = self._identity.app("accept a code")
        form = {"client_id": key, "client_secret": secret, "code": Secret(code).reveal(), "expiring": "1"}
        self._keep(self._asked(form, "accept a code", is_once=True))

    def _keep(self, grant: TokenGrant) -> None:
        keeper = TokenKeeper(self._account, lambda _row: grant)
        wanted, stored = grant.access_token.reveal(), ""
        while stored != wanted:  # a renewal of the old pair that ends in between must not win
            self._account.refresh_from_db()
            stored = keeper.renewed(self._account.token_version).value.reveal()
        self._account.refresh_from_db()

    def _issue(self, row: PartnerAccount) -> TokenGrant:
        assert isinstance(row, MarketplaceAccount)  # noqa: S101 - whose account the keeper was given
        if row.way_to_connect == _Way.OAUTH:
            return self._refreshed(row)
        key, secret = self._identity.app("log in")
        form = {"grant_type": "client_credentials", "client_id": key, "client_secret": secret}
        return self._asked(form, "log in")

    def _refreshed(self, row: MarketplaceAccount) -> TokenGrant:
        """Since 28 August 2026 a refresh token works until the one after it is first used: asking twice does no harm."""
        if not row.refresh_token:
            raise _must_install("the app is not installed in this shop yet")
        if row.refresh_expires_at is not None and row.refresh_expires_at <= timezone.now():
            raise _must_install(f"the access ended at {row.refresh_expires_at:%Y-%m-%d %H:%M} UTC")
        key, secret = self._identity.app("renew the token")
        form = {
            "grant_type": "refresh_token",
            "client_id": key,
            "client_secret": secret,
            "refresh_token": row.refresh_token.reveal(),
        }
        return self._asked(form, "renew the token")

    def _asked(self, form: dict[str, str], operation: str, *, is_once: bool = False) -> TokenGrant:
        found: list[TokenGrant] = []

        def check(answer: Answer) -> None:
            try:
                found.append(_grant(decode(answer.body), timezone.now()))
            except Misread as problem:
                raise BadPayload(PARTNER, operation, status=answer.status, message=str(problem)) from problem

        self._http.send(
            "POST",
            TOKEN_PATH,
            operation=operation,
            idempotent=not is_once,
            form=form,
            check=check,
            status_errors=_judge,
        )
        return found[-1]


def _judge(answer: Answer) -> Verdict | None:
    """Refused credentials come as 400 `{"error", "error_description"}`, or as a page (no such app, no such shop)."""
    if answer.status not in {400, 401, 403, 404}:
        return None
    try:
        body: Any = decode(answer.body)
    except Misread:
        body = {}
    code, said = text(body.get("error")), text(body.get("error_description"))
    words = _REFUSALS.get(code, "Shopify did not accept the app's client id and secret for this shop")
    return Verdict(AuthFailed, f"{words}: {said}" if said else words, code or str(answer.status))


_REFUSALS = {
    "invalid_client": "the client id or the client secret is wrong, or of another app",
    "invalid_request": "the code or the token was used already, or is of another app",
    "invalid_grant": "the access was withdrawn or has ended: the app must be installed again",
    "application_cannot_be_found": "there is no app with this client id",
    "shop_not_permitted": "the app and the shop do not belong to the same organisation",
    "app_not_installed": "the app is not installed in this shop",
}


def _grant(given: Any, now: datetime) -> TokenGrant:
    refresh = text(given.get("refresh_token"))
    return TokenGrant(
        access_token=Secret(required(given, "access_token")),
        access_expires_at=_end(given.get("expires_in"), now) or now + WITHOUT_END,
        refresh_token=Secret(refresh) if refresh else None,
        refresh_expires_at=_end(given.get("refresh_token_expires_in"), now) if refresh else None,
    )


def _end(seconds: Any, now: datetime) -> datetime | None:
    found = decimal(seconds)
    return now + timedelta(seconds=float(found)) if found is not None and 0 < found < 10**9 else None


def _must_install(why: str) -> AuthFailed:
    return AuthFailed(PARTNER, "renew the token", message=f"{why}: a person has to install it", code="not_installed")
