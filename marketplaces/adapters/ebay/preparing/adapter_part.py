"""Readiness, choices and categories, as the adapter offers them."""

from typing import TYPE_CHECKING

from marketplaces.adapters.ebay.errors import SCOPE_MISSING, Refused
from marketplaces.adapters.ebay.preparing import categories, choices, readiness
from marketplaces.adapters.ebay.understanding import understood
from marketplaces.interface import (
    Capability,
    CategoryNeeds,
    MarketplaceAdapter,
    ReadinessCheck,
    RemoteCategory,
    SellingPlace,
    SellingSetting,
)

if TYPE_CHECKING:
    from marketplaces.adapters.ebay.client import EbayClient

PREPARING_ABILITIES = frozenset({Capability.CATEGORIES})


class PreparingPart(MarketplaceAdapter):
    """Categories are those of the account's site, attributes are named by eBay's words for them."""

    @property
    def client(self) -> "EbayClient":
        raise NotImplementedError

    def selling_places(self) -> tuple[SellingPlace, ...]:
        """The locations that goods are sent from; none where the seller has not given the right to see them."""
        try:
            with understood("getInventoryLocations"):
                return choices.places(self.client)
        except Refused as refused:
            if refused.code == SCOPE_MISSING:
                return ()
            raise

    def readiness(self) -> tuple[ReadinessCheck, ...]:
        with understood("check readiness"):
            return readiness.readiness(self.client)

    def selling_settings(self) -> tuple[SellingSetting, ...]:
        with understood("read the shop's choices"):
            return choices.selling_settings(self.client)

    def suggest_categories(self, words: str) -> tuple[RemoteCategory, ...]:
        with understood("getCategorySuggestions"):
            return categories.suggest(self.client, words)

    def categories_below(self, category_id: str = "") -> tuple[RemoteCategory, ...]:
        with understood("getCategoryTree"):
            return categories.below(self.client, category_id)

    def category_needs(self, category_id: str) -> CategoryNeeds:
        with understood("getItemAspectsForCategory"):
            return categories.needs_of(self.client, category_id)
