"""Who we are at Etsy: the app's keystring and shared secret, and the webhook's, from the row or from the environment."""

import hashlib

from django.conf import settings

from core.crypto import Secret
from core.errors import AuthFailed
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.models import MarketplaceAccount


class Identity:
    """What stands in the account, read as it is needed. A secret shows nowhere."""

    def __init__(self, account: MarketplaceAccount) -> None:
        self._account = account

    @property
    def keystring(self) -> str:
        if self._account.from_environment:
            return self._account.credential("api_key").reveal().strip()
        return self._account.api_key.strip()

    @property
    def app(self) -> str:
        """A name for the app, by which its shops share one allowance; it tells nothing of the keystring."""
        return hashlib.sha256(self.keystring.encode()).hexdigest()[:16]

    def key_header(self, operation: str) -> Secret:
        """`keystring:shared_secret`, as every call needs it. Raises AuthFailed in words that name the missing half."""
        keystring, secret = self.keystring, self._account.credential("api_secret").reveal().strip()
        if not keystring or not secret:
            missing = "keystring" if not keystring else "shared secret"
            raise AuthFailed(PARTNER, operation, message=f"the app's {missing} is missing", code="no_credentials")
        return Secret(f"{keystring}:{secret}")

    def client_id(self, operation: str) -> str:
        """What OAuth wants: the keystring alone."""
        if not self.keystring:
            raise AuthFailed(PARTNER, operation, message="the app's keystring is missing", code="no_credentials")
        return self.keystring

    def webhook_secrets(self) -> list[str]:
        """Of the endpoint in Etsy's developer portal: one for all shops of this hub."""
        return [secret for secret in (str(settings.ETSY_WEBHOOK_SECRET).strip(),) if secret]
