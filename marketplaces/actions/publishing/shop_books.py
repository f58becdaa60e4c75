"""Everything that drafts of one shop are made from, read once however many of them are looked at."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from marketplaces.actions.categories.kept import CategoryBook, NeedsBook
from marketplaces.actions.publishing.safety import SafetyBook
from marketplaces.interface import Capability, CategoryNeeds, MarketplaceAdapter
from marketplaces.models import Listing, MarketplaceAccount
from marketplaces.registry import adapter_class


class ShopBook:
    """Of one shop, for as long as one page or one batch lasts. Reads what is asked for, when it is first asked for."""

    def __init__(self, account: MarketplaceAccount) -> None:
        self.account = account
        self._needs: dict[str, CategoryNeeds | None] = {}

    @cached_property
    def adapter(self) -> type[MarketplaceAdapter]:
        return adapter_class(self.account.marketplace)

    @property
    def has_categories(self) -> bool:
        return Capability.CATEGORIES in self.adapter.capabilities

    @cached_property
    def categories(self) -> CategoryBook:
        return CategoryBook.of(self.account)

    @cached_property
    def safety(self) -> SafetyBook:
        return SafetyBook()

    def needs(self, category_id: str) -> CategoryNeeds | None:
        if not category_id or not self.has_categories:
            return None
        if category_id not in self._needs:
            found = NeedsBook(self.account.marketplace, self.account.site, [category_id])
            self._needs[category_id] = found.of(category_id)
        return self._needs[category_id]

    def settings(self, listing: Listing | None) -> dict[str, str]:
        """The shop's choices, the template's over them, the listing's own over both."""
        template = listing.template if listing is not None else None
        found: dict[str, str] = {}
        layers: tuple[Mapping[str, Any] | None, ...] = (
            self.account.selling_settings,
            template.settings if template is not None else None,
            listing.settings if listing is not None else None,
        )
        for layer in layers:
            found |= {str(name): str(value) for name, value in (layer or {}).items() if str(value).strip()}
        return found

    def unset_settings(self, chosen: Mapping[str, str]) -> list[str]:
        """The names of required choices without a value, as far as the marketplace was asked for them."""
        kept = self.account.selling_choices or []
        return [each["name"] for each in kept if each.get("is_required") and not chosen.get(each["name"])]
