"""Readiness, choices and categories, as the adapter offers them."""

from typing import TYPE_CHECKING

from marketplaces.adapters.etsy.preparing import categories, readiness
from marketplaces.adapters.etsy.preparing.settings import settings
from marketplaces.adapters.etsy.understanding import understood
from marketplaces.interface import (
    CategoryNeeds,
    MarketplaceAdapter,
    ReadinessCheck,
    RemoteCategory,
    SellingSetting,
)

if TYPE_CHECKING:
    from marketplaces.adapters.etsy.client import EtsyClient


class PreparingPart(MarketplaceAdapter):
    """Categories are Etsy's own tree, the same in every shop."""

    @property
    def client(self) -> "EtsyClient":
        raise NotImplementedError

    def readiness(self) -> tuple[ReadinessCheck, ...]:
        with understood("readiness"):
            chosen = {name: str(value) for name, value in self.client.account.selling_settings.items()}
            return readiness.checks(self.client, chosen, list(self.client.account.lost_abilities))

    def selling_settings(self) -> tuple[SellingSetting, ...]:
        with understood("selling settings"):
            return settings(self.client)

    def suggest_categories(self, words: str) -> tuple[RemoteCategory, ...]:
        with understood("getSellerTaxonomyNodes"):
            return categories.suggest(self.client, words)

    def categories_below(self, category_id: str = "") -> tuple[RemoteCategory, ...]:
        with understood("getSellerTaxonomyNodes"):
            return categories.below(self.client, category_id)

    def category_needs(self, category_id: str) -> CategoryNeeds:
        with understood("getPropertiesByTaxonomyId"):
            return categories.needs(self.client, category_id)
