"""Who we are at eBay: the keyset, the redirect name and the national site, from the row or from the environment."""

import base64
import hashlib
import hmac
from typing import Any

from django.conf import settings

from core.crypto import Secret
from core.errors import AuthFailed
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.sites import Site, site_of
from marketplaces.models import MarketplaceAccount


class Identity:
    """What stands in the account, read as it is needed. A secret shows nowhere."""

    def __init__(self, account: MarketplaceAccount) -> None:
        self._account = account

    @property
    def api_key(self) -> str:
        return self._text("api_key")

    @property
    def api_secret(self) -> Secret:
        return self._account.credential("api_secret")

    @property
    def redirect_name(self) -> str:
        """The RuName: an opaque name, never an address."""
        return self._text("redirect_name")

    @property
    def site(self) -> Site:
        return site_of(self._account.site or str(self._environment().get("site", "")) or settings.EBAY_SITE)

    @property
    def language(self) -> str:
        """Of listings, as `Content-Language` wants it: `de-DE`. The account's own where it has one with a country."""
        given = self._account.language.replace("_", "-")
        return given if "-" in given else self.site.language

    @property
    def app_name(self) -> str:
        """Names the app in the keys of limits, which hold for an app and not for a seller; shows nothing of it."""
        return hashlib.sha256(self.api_key.encode()).hexdigest()[:12] or self._account.account_id

    def app(self, operation: str) -> tuple[str, str]:
        """App ID and Cert ID. Raises AuthFailed in words that name the missing one."""
        key, secret = self.api_key, self.api_secret.reveal()
        if not key or not secret:
            missing = "App ID (client id)" if not key else "Cert ID (client secret)"
            raise AuthFailed(PARTNER, operation, message=f"the keyset's {missing} is missing", code="no_credentials")
        return key, secret

    def basic(self, operation: str) -> Secret:
        """The Authorization header of the token endpoint."""
        key, secret = self.app(operation)
        return Secret("Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode())

    @property
    def alert_email(self) -> str:
        """Where eBay writes when its notifications do not arrive: the operators', else the shop's own; "" for none."""
        return next(iter(settings.ALERT_EMAILS), "") or self._account.mail_reply_to

    def verification_token(self) -> str:
        """By which eBay knows that the webhook address is ours: the setting, else one that follows from the app's secret,
        so that it is the same in every process and survives a restart."""
        given: str = settings.EBAY_VERIFICATION_TOKEN
        return Secret(given or derived_verification_token(settings.SECRET_KEY)).reveal()

    def _text(self, name: str) -> str:
        """A field that is no secret: the environment's for its own shop, else the row's."""
        if self._account.from_environment:
            return str(self._environment().get(name, "")).strip()
        return str(getattr(self._account, name, "")).strip()

    def _environment(self) -> dict[str, Any]:
        if not self._account.from_environment:
            return {}
        found: dict[str, Any] = settings.MARKETPLACE_ENVIRONMENT.get(PARTNER, {})
        return found


def derived_verification_token(secret_key: str) -> str:
    """64 of the characters that eBay allows."""
    return hmac.new(secret_key.encode(), b"ebay-verification-token", hashlib.sha256).hexdigest()
