"""The tokens we call with: the seller's, which a person has consented to, and the app's own.

The seller's access token lives two hours; its refresh token about 18 months and does not change when it is used. Between
processes `core.credentials.TokenKeeper` keeps one pair and one asker. The app's token is kept, encrypted, in the account,
and in memory: minting is limited to 1,000 a day.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from core.credentials import Token, TokenGrant, TokenKeeper
from core.crypto import Secret
from core.errors import AuthFailed
from core.http import PartnerClient
from core.models import PartnerAccount
from marketplaces.adapters.ebay.client import tokens
from marketplaces.adapters.ebay.client.identity import Identity
from marketplaces.adapters.ebay.client.vault import Kept, Vault
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.scopes import BASE
from marketplaces.models import MarketplaceAccount

MARGIN = timedelta(minutes=5)
_APP_TOKEN = "app_token"  # noqa: S105 - a name
_WITHOUT_VERSION = -1  # of a token that no keeper numbers


class Access:
    """Tokens of one seller, and of the app."""

    def __init__(self, account: MarketplaceAccount, identity: Identity, http: Callable[[], PartnerClient]) -> None:
        self._account, self._identity, self._http = account, identity, http
        self._keeper = TokenKeeper(account, self._issue)
        self._vault = Vault(account)
        self._app: Kept = {}

    # The seller

    def current(self) -> Token:
        """Raises AuthFailed where a person is needed."""
        return self._keeper.current()

    def renewed(self, seen: Token) -> Token:
        return self._keeper.renewed(seen.version)

    def accept_code(self, code: str) -> None:
        """Turns the code of a person's consent into stored tokens. Sent once: a code is good for one use. It arrives
        decoded, and is encoded once more by the form."""
        form = {
            "grant_type": "authorization_code",
            "code": Secret(code).reveal(),
            "redirect_uri": self._redirect_name("accept a code"),
        }
        grant = tokens.ask(self._http(), self._identity, form, "accept a code", once=True)
        self._keep(grant)

    def revoke(self) -> None:
        """Tells eBay that we want this access no more; what is stored here is the caller's to forget."""
        self._account.refresh_from_db(fields=["refresh_token", "refresh_expires_at"])
        if self._account.refresh_token:
            tokens.revoke(self._http(), self._identity, self._account.refresh_token)

    def _redirect_name(self, operation: str) -> str:
        name = self._identity.redirect_name
        if not name:
            raise AuthFailed(PARTNER, operation, message="the redirect name (RuName) is missing", code="no_credentials")
        return name

    def _keep(self, grant: TokenGrant) -> None:
        keeper = TokenKeeper(self._account, lambda _row: grant)
        wanted, stored = grant.access_token.reveal(), ""
        while stored != wanted:  # a renewal of the old pair that ends in between must not win
            self._account.refresh_from_db()
            stored = keeper.renewed(self._account.token_version).value.reveal()
        self._account.refresh_from_db()

    def _issue(self, row: PartnerAccount) -> TokenGrant:
        if not row.refresh_token:
            raise _must_consent("no seller has agreed yet")
        if row.refresh_expires_at is not None and row.refresh_expires_at <= timezone.now():
            raise _must_consent(f"the access ended at {row.refresh_expires_at:%Y-%m-%d %H:%M} UTC")
        form = {"grant_type": "refresh_token", "refresh_token": row.refresh_token.reveal()}
        return tokens.ask(self._http(), self._identity, form, "renew the token")

    # The app

    def app_token(self) -> Token:
        """Raises AuthFailed where the keyset is missing or wrong."""
        kept = self._app if _is_good(self._app) else self._vault.get(_APP_TOKEN)
        if not _is_good(kept) or kept.get("app") != self._identity.app_name:
            return self.new_app_token()
        self._app = kept
        return Token(Secret(kept["value"]), _WITHOUT_VERSION)

    def new_app_token(self) -> Token:
        form = {"grant_type": "client_credentials", "scope": BASE}
        grant = tokens.ask(self._http(), self._identity, form, "log the app in")
        self._app = {
            "value": grant.access_token.reveal(),
            "ends": grant.access_expires_at.isoformat(),
            "app": self._identity.app_name,
        }
        self._vault.put(_APP_TOKEN, self._app)
        return Token(grant.access_token, _WITHOUT_VERSION)


def _is_good(kept: Kept) -> bool:
    try:
        ends = datetime.fromisoformat(str(kept.get("ends", "")))
    except ValueError:
        return False
    return bool(kept.get("value")) and timezone.now() < ends - MARGIN


def _must_consent(why: str) -> AuthFailed:
    return AuthFailed(PARTNER, "renew the token", message=f"{why}: a person has to connect it", code="not_installed")
