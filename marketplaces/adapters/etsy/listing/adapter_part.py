"""Listings, as the adapter offers them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.money import Money
from marketplaces.adapters.etsy.listing import ending, problems, publishing, pushing, reading
from marketplaces.adapters.etsy.listing.pushing import Wish
from marketplaces.adapters.etsy.understanding import understood
from marketplaces.interface import (
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
    from marketplaces.adapters.etsy.client import EtsyClient


class ListingPart(MarketplaceAdapter):
    """A variant has no number that can be asked for alone: its inventory is its listing's."""

    @property
    def client(self) -> "EtsyClient":
        raise NotImplementedError

    def publish(self, draft: ListingDraft) -> PublishedListing:
        with understood("publish"):
            return publishing.publish(self.client, draft)

    def read_listing(self, remote_id: str) -> ListingReading:
        with understood("getListingInventory"):
            return reading.read_listing(self.client, remote_id)

    def read_listings(self, remote_ids: Sequence[str]) -> Mapping[str, ListingReading]:
        with understood("getListingsInventoryByListingIds"):
            return reading.read_listings(self.client, remote_ids)

    def end_listing(self, remote_id: str) -> None:
        with understood("updateListing"):
            ending.end(self.client, remote_id)

    def push_stock(self, pushes: Sequence[StockPush]) -> list[PushOutcome]:
        """A variant's inventory is its listing's: `inventory_id` or `product_id` name the listing."""
        return pushing.push(
            self.client,
            [
                Wish(
                    each.product_id or each.inventory_id,
                    each.variant_id,
                    each.sku,
                    quantity=each.quantity,
                    expected=each.expected,
                )
                for each in pushes
            ],
        )

    def push_prices(self, pushes: Sequence[PricePush]) -> list[PushOutcome]:
        return pushing.push(
            self.client, [Wish(each.product_id, each.variant_id, each.sku, price=each.price) for each in pushes]
        )

    def push_offers(self, pushes: Sequence[OfferPush]) -> list[PushOutcome]:
        """One look and one write for each listing."""
        return pushing.push(
            self.client,
            [
                Wish(each.listing_id, each.variant_id, each.sku, price=each.price, quantity=each.quantity)
                for each in pushes
            ],
        )

    @classmethod
    def draft_problems(cls, draft: ListingDraft, needs: CategoryNeeds | None) -> tuple[DraftProblem, ...]:
        return problems.problems(draft, needs)

    @classmethod
    def publishing_fee(cls, draft: ListingDraft) -> Money | None:
        """Of each publishing and each renewal; a listing that stands there costs nothing to change."""
        return problems.FEE
