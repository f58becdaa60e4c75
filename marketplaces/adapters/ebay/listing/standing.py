"""What stands at eBay for the forms of a draft before it is published again: a PUT replaces all, so that what is not to be
lost has to be known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import inventory, offers
from marketplaces.adapters.ebay.listing.settling import fixed_offer
from marketplaces.adapters.ebay.mapper.readings import OfferState, offer_state, shown_quantity
from marketplaces.adapters.ebay.values import Obj
from marketplaces.interface import ListingDraft, VariantDraft


@dataclass(frozen=True, slots=True)
class Standing:
    """By SKU, those alone that were known before."""

    items: Mapping[str, Obj] = field(default_factory=dict)
    offers: Mapping[str, Obj] = field(default_factory=dict)

    def offer(self, sku: str) -> OfferState | None:
        found = self.offers.get(sku)
        return None if found is None else offer_state(found)

    def offer_id(self, sku: str) -> str:
        found = self.offer(sku)
        return found.offer_id if found else ""

    def quantity_for(self, variant: VariantDraft) -> int:
        """Of a form that is on sale what stands there, since sales may have changed it; else the draft's."""
        sku, state = variant.sku, self.offer(variant.sku)
        if state is not None and state.is_shown and sku in self.items and variant.remote_variant_id == sku:
            kept = shown_quantity(self.items[sku], self.offers[sku])
            if kept is not None:
                return kept
        return variant.quantity or 0


def look(client: EbayClient, draft: ListingDraft) -> Standing:
    """Costs nothing for forms that are new."""
    known = [variant.sku for variant in draft.variants if draft.remote_id or variant.remote_variant_id]
    if not known:
        return Standing()
    found = {sku: offer for sku in known if (offer := fixed_offer(offers.offers_of(client, sku))) is not None}
    return Standing(items_of(client, known), found)


def items_of(client: EbayClient, skus: list[str]) -> dict[str, Obj]:
    if len(skus) > 1:
        return inventory.get_items(client, skus)
    return {sku: item for sku in skus if (item := inventory.get_item(client, sku)) is not None}
