"""Who we are at a shop: its address, the app's key and secrets, from the row or from the environment."""

from django.conf import settings
from django.utils import timezone

from core.crypto import Secret
from core.errors import AuthFailed, Rejected
from marketplaces.adapters.shopify.errors import PARTNER
from marketplaces.adapters.shopify.shop_address import shop_of
from marketplaces.models import MarketplaceAccount


class Identity:
    """What stands in the account, read as it is needed. A secret shows nowhere."""

    def __init__(self, account: MarketplaceAccount) -> None:
        self._account = account

    @property
    def shop(self) -> str:
        """`name.myshopify.com`, "" where none is given or what is given is no shop's address."""
        return shop_of(self._text("shop_address"))

    @property
    def api_key(self) -> str:
        return self._text("api_key")

    @property
    def api_secret(self) -> Secret:
        return self._account.credential("api_secret")

    @property
    def pasted_token(self) -> Secret:
        return self._account.credential("access_token")

    def signing_secrets(self) -> list[str]:
        """The app's secret and, within its time, the one before it: both may sign for a while after a change."""
        found = [self.api_secret.reveal()]
        until = self._account.previous_secret_until
        if until is not None and until > timezone.now():
            found.append(self._account.previous_secret.reveal())
        return [secret for secret in found if secret]

    def base_url(self) -> str:
        """Raises Rejected where the shop's address is none: the app's secret would be sent to a stranger."""
        if self._text("shop_address") and not self.shop:
            raise Rejected(
                PARTNER, "open", message="the shop's address is not like name.myshopify.com", code="wrong_shop_form"
            )
        configured: str = settings.SHOPIFY_API_URL
        if configured:
            return configured
        if not self.shop:
            raise Rejected(PARTNER, "open", message="the shop's address is missing", code="no_credentials")
        return f"https://{self.shop}"

    def app(self, operation: str) -> tuple[str, str]:
        """Key and secret of the app. Raises AuthFailed in words that name the missing one."""
        key, secret = self.api_key, self.api_secret.reveal()
        if not key or not secret:
            missing = "client id (API key)" if not key else "client secret"
            raise AuthFailed(PARTNER, operation, message=f"the app's {missing} is missing", code="no_credentials")
        return key, secret

    def _text(self, name: str) -> str:
        """A field that is no secret: the environment's for its own shop, else the row's."""
        if self._account.from_environment:
            given = self._account.credential(name).reveal().strip()
            if given:
                return given
        return str(getattr(self._account, name, "")).strip()
