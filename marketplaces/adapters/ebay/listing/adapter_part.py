"""Listings, as the adapter offers them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from marketplaces.adapters.ebay.listing import ending, publishing, pushing
from marketplaces.adapters.ebay.listing.membership import members
from marketplaces.adapters.ebay.mapper.problems import draft_problems
from marketplaces.adapters.ebay.mapper.readings import listing_reading
from marketplaces.adapters.ebay.mapper.words import TITLE
from marketplaces.adapters.ebay.understanding import understood
from marketplaces.interface import (
    Capability,
    CategoryNeeds,
    DraftProblem,
    ListingDraft,
    ListingReading,
    MarketplaceAdapter,
    OfferPush,
    PricePush,
    PublishedListing,
    PushOutcome,
    StockPush,
)

if TYPE_CHECKING:
    from marketplaces.adapters.ebay.client import EbayClient

LISTING_ABILITIES = frozenset(
    {Capability.PUBLISH, Capability.PUSH_STOCK, Capability.PUSH_PRICE, Capability.PUSH_OFFERS}
)


class ListingPart(MarketplaceAdapter):
    """A listing's id is eBay's item number, a variant's its SKU, its inventory id the offer's."""

    longest_title: ClassVar[int] = TITLE

    @property
    def client(self) -> "EbayClient":
        raise NotImplementedError

    def publish(self, draft: ListingDraft) -> PublishedListing:
        with understood("publish a listing"):
            return publishing.publish(self.client, draft)

    def read_listing(self, remote_id: str) -> ListingReading:
        with understood("read a listing"):
            found = members(self.client, remote_id)
            site = self.client.identity.site
            return listing_reading(remote_id, found.handle, found.title, found.pairs, site)

    def end_listing(self, remote_id: str) -> None:
        with understood("end a listing"):
            ending.end(self.client, remote_id)

    def push_stock(self, pushes: Sequence[StockPush]) -> list[PushOutcome]:
        with understood("bulkUpdatePriceQuantity"):
            return pushing.push_stock(self.client, pushes)

    def push_prices(self, pushes: Sequence[PricePush]) -> list[PushOutcome]:
        with understood("bulkUpdatePriceQuantity"):
            return pushing.push_prices(self.client, pushes)

    def push_offers(self, pushes: Sequence[OfferPush]) -> list[PushOutcome]:
        with understood("bulkUpdatePriceQuantity"):
            return pushing.push_offers(self.client, pushes)

    @classmethod
    def draft_problems(cls, draft: ListingDraft, needs: CategoryNeeds | None) -> tuple[DraftProblem, ...]:
        return draft_problems(draft, needs)
