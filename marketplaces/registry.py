"""Which marketplaces there are, and the adapter of a shop. The rooms are known by dotted path alone (MARKETPLACES)."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from core.errors import HubError
from marketplaces.interface import MarketplaceAdapter
from marketplaces.models import MarketplaceAccount


class UnknownMarketplace(HubError):  # noqa: N818 - says what is wrong
    """No marketplace has this slug."""


def slugs() -> list[str]:
    """All marketplaces, in the order of the settings."""
    return list(settings.MARKETPLACES)


def canonical(name: str) -> str:
    """The slug for a name as a body may write it. Raises UnknownMarketplace."""
    slug = name.strip().lower().replace("_", "-")
    if slug not in settings.MARKETPLACES:
        raise UnknownMarketplace(f"There is no marketplace {name!r}. There are: {', '.join(slugs())}.")
    return slug


@cache
def adapter_class(slug: str) -> type[MarketplaceAdapter]:
    loaded: type[MarketplaceAdapter] = import_string(settings.MARKETPLACES[canonical(slug)])
    return loaded


def open_account(account: MarketplaceAccount) -> MarketplaceAdapter:
    """The adapter that speaks for this shop; use it in a `with`. Costs no call by itself."""
    return adapter_class(account.marketplace)(account)  # type: ignore[call-arg]  # the ABC fixes no constructor


def title(slug: str) -> str:
    return adapter_class(slug).title
