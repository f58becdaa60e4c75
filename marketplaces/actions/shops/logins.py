"""What a shop's account logs in with: whether it is complete, and whether its tokens still belong to it."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core import credentials
from core.history import record
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class

_Way = MarketplaceAccount.WayToConnect
SECRETS = ("api_secret", "access_token")
# Names of settings that are not the slug's first word and the credential's own name.
_SETTING_NAMES = {
    ("shopify", "shop_address"): "SHOPIFY_SHOP_URL",
    ("ebay", "api_key"): "EBAY_CLIENT_ID",
    ("ebay", "api_secret"): "EBAY_CLIENT_SECRET",
    ("ebay", "redirect_name"): "EBAY_RUNAME",
    ("etsy", "api_key"): "ETSY_KEYSTRING",
    ("etsy", "api_secret"): "ETSY_SHARED_SECRET",
}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a credential, as a sentence that names it."""

    words: str
    is_missing: bool = False


def environment_of(slug: str) -> dict[str, str]:
    """What the settings say of the environment's shop."""
    return dict(settings.MARKETPLACE_ENVIRONMENT.get(slug, {}))


def setting_name(slug: str, name: str) -> str:
    """The environment variable of a credential: the slug's first word, and what it is."""
    return _SETTING_NAMES.get((slug, name), f"{slug.partition('-')[0].upper()}_{name.upper()}")


def needed(account: MarketplaceAccount) -> tuple[str, ...]:
    """The fields without which this account cannot log in."""
    return adapter_class(account.marketplace).needed.get(account.way_to_connect, ())


def is_simulated(slug: str) -> bool:
    """Whether the settings lead to a look-alike on this machine."""
    address: str = getattr(settings, setting_name(slug, "api_url"), "")
    return (urlsplit(address).hostname or "") in _LOOPBACK


def plain_address(text: str) -> str:
    """A shop's address as it is stored: the host alone, in small letters."""
    host = text.strip().lower()
    host = host.partition("://")[2] if "://" in host else host
    return host.partition("/")[0]


def given(account: MarketplaceAccount) -> dict[str, str]:
    """The account's credentials in clear text, those alone that there are. Raises SecretError."""
    found = {"shop_address": account.shop_address, "api_key": _key_of(account), "redirect_name": _redirect_of(account)}
    for name in SECRETS:
        if name in needed(account) or name == "api_secret":
            found[name] = account.credential(name).reveal()
    return {name: text for name, text in found.items() if text}


def problems(account: MarketplaceAccount) -> list[Problem]:
    """What is missing or has the wrong form. Costs no call. Raises SecretError."""
    present = given(account)
    wanted = needed(account)
    found = [Problem(_missing(account, name), is_missing=True) for name in wanted if name not in present]
    said = adapter_class(account.marketplace).credential_problems(present)
    return [*found, *(Problem(words) for words in said.values())]


def match_tokens(account: MarketplaceAccount, by: str) -> bool:
    """Forgets tokens that were fetched for another app or shop than those of now; says whether it did.

    A new secret of the same app is no reason: what the marketplace gave stays good, and a person who installed the app
    need not do it again. Raises SecretError.
    """
    values = [account.marketplace, account.way_to_connect, account.shop_address, _key_of(account)]
    mark = hmac.new(account.secret_ref.bytes, "\0".join(values).encode(), hashlib.sha256).hexdigest()[:32]
    if mark == account.credential_mark:
        return False
    is_other = bool(account.credential_mark)
    MarketplaceAccount.objects.filter(pk=account.pk).update(credential_mark=mark)
    account.credential_mark = mark
    if is_other and account.way_to_connect != _Way.PASTED_TOKEN:
        credentials.forget(account)
        record(account, "marketplace_account.tokens_forgotten", by=by, data={"code": "credentials_changed"})
    return is_other


def _key_of(account: MarketplaceAccount) -> str:
    if account.from_environment:
        return environment_of(account.marketplace).get("api_key", "")
    return account.api_key


def _redirect_of(account: MarketplaceAccount) -> str:
    if account.from_environment:
        return environment_of(account.marketplace).get("redirect_name", "")
    return account.redirect_name


def _missing(account: MarketplaceAccount, name: str) -> str:
    field: Any = MarketplaceAccount._meta.get_field(name)
    words = str(field.verbose_name)
    if account.from_environment:
        return _("The %(credential)s is missing: set %(setting)s.") % {
            "credential": words,
            "setting": setting_name(account.marketplace, name),
        }
    return _("The %(credential)s is missing: enter it on the shop's page.") % {"credential": words}
