"""Marketplaces' part of the webhook log: names of shops, words for reasons, addresses to give to a marketplace."""

from collections.abc import Mapping, Sequence

from core.console import register_inbound_desk
from marketplaces import reasons
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.shops.webhooks import address_of
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import slugs, title


class MarketplaceInboundDesk:
    def __init__(self, slug: str) -> None:
        self._slug = slug

    @property
    def title(self) -> str:
        return title(self._slug)

    def reason_words(self, code: str) -> str:
        return reasons.ignored_words(code)

    def account_names(self, account_ids: Sequence[str]) -> Mapping[str, str]:
        ids = [one for one in account_ids if one.isdecimal()]
        rows = MarketplaceAccount.objects.filter(marketplace=self._slug, pk__in=ids).values_list("pk", "name")
        return {str(pk): name for pk, name in rows}

    def addresses(self) -> Sequence[tuple[str, str]]:
        accounts = MarketplaceAccount.objects.filter(marketplace=self._slug, is_active=True).order_by("name")
        return [(account.name, _address(account)) for account in accounts]


def _address(account: MarketplaceAccount) -> str:
    try:
        return f"{address_of(account)}/…"
    except NotPossible as why:
        return str(why)


for _slug in slugs():
    register_inbound_desk(_slug, MarketplaceInboundDesk(_slug))
