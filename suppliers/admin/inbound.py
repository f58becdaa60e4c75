"""Suppliers' part of the webhook log: names of accounts, words for reasons, addresses to give to a supplier."""

from collections.abc import Mapping, Sequence

from core.console import register_inbound_desk
from suppliers import reasons
from suppliers.actions.errors import NotPossible
from suppliers.actions.webhooks import address_of
from suppliers.models import SupplierAccount
from suppliers.registry import slugs, title


class SupplierInboundDesk:
    def __init__(self, slug: str) -> None:
        self._slug = slug

    @property
    def title(self) -> str:
        return title(self._slug)

    def reason_words(self, code: str) -> str:
        return reasons.ignored_words(code)

    def account_names(self, account_ids: Sequence[str]) -> Mapping[str, str]:
        ids = [one for one in account_ids if one.isdecimal()]
        rows = SupplierAccount.objects.filter(supplier=self._slug, pk__in=ids).values_list("pk", "name")
        return {str(pk): name for pk, name in rows}

    def addresses(self) -> Sequence[tuple[str, str]]:
        accounts = SupplierAccount.objects.filter(supplier=self._slug, is_active=True).order_by("name")
        return [(account.name, _address(account)) for account in accounts]


def _address(account: SupplierAccount) -> str:
    try:
        return address_of(account)
    except NotPossible as why:
        return str(why)


for _slug in slugs():
    register_inbound_desk(_slug, SupplierInboundDesk(_slug))
