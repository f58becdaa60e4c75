"""Which suppliers there are, and the adapter of an account. The rooms are known by dotted path alone (SUPPLIERS)."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from core.errors import HubError
from suppliers.interface import SupplierAdapter
from suppliers.models import SupplierAccount


class UnknownSupplier(HubError):  # noqa: N818 - says what is wrong
    """No supplier has this slug."""


def slugs() -> list[str]:
    """All suppliers, in the order of the settings."""
    return list(settings.SUPPLIERS)


def canonical(name: str) -> str:
    """The slug for a name as a body may write it (`cj_dropshipping`). Raises UnknownSupplier."""
    slug = name.strip().lower().replace("_", "-")
    if slug not in settings.SUPPLIERS:
        raise UnknownSupplier(f"There is no supplier {name!r}. There are: {', '.join(slugs())}.")
    return slug


@cache
def adapter_class(slug: str) -> type[SupplierAdapter]:
    loaded: type[SupplierAdapter] = import_string(settings.SUPPLIERS[canonical(slug)])
    return loaded


def open_account(account: SupplierAccount) -> SupplierAdapter:
    """The adapter that speaks for this account; use it in a `with`. Costs no call by itself."""
    return adapter_class(account.supplier)(account)  # type: ignore[call-arg]  # the ABC fixes no constructor


def title(slug: str) -> str:
    return adapter_class(slug).title
