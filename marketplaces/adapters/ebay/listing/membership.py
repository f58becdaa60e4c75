"""What belongs to a listing. eBay has no list of all offers, and none of a listing's: our own rows say it, and where they
do not, the inventory is gone through page by page."""

from dataclasses import dataclass

from core.errors import NotFound
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import PARTNER
from marketplaces.adapters.ebay.families import inventory, offers
from marketplaces.adapters.ebay.listing.settling import fixed_offer
from marketplaces.adapters.ebay.listing.standing import items_of
from marketplaces.adapters.ebay.mapper.readings import groups_of, offer_state, title_of
from marketplaces.adapters.ebay.values import Obj, required, texts
from marketplaces.models import ListingVariant

MOST_SCANNED = 2000  # items that are gone through for a listing that no row of ours knows


@dataclass(frozen=True, slots=True)
class Members:
    """`group_key` "" for a listing of one form; `pairs` are (item, offer) of each form that the listing shows or showed."""

    listing_id: str
    group_key: str
    title: str
    pairs: tuple[tuple[Obj, Obj], ...]

    @property
    def handle(self) -> str:
        return self.group_key or required(self.pairs[0][0], "sku")

    @property
    def is_shown(self) -> bool:
        return any(offer_state(offer).is_shown for _, offer in self.pairs)


def members(client: EbayClient, listing_id: str) -> Members:
    """Raises NotFound where eBay shows no such listing of ours."""
    skus = _known_skus(client, listing_id) or _found_skus(client, listing_id)
    items = items_of(client, skus)
    key = next((key for item in items.values() for key in groups_of(item)), "")
    group = inventory.get_group(client, key) if key else None
    if group is not None:
        skus = texts(group.get("variantSKUs"), "variantSKUs")
        items |= items_of(client, [sku for sku in skus if sku not in items])
    pairs = []
    for sku in skus:
        offer = fixed_offer(offers.offers_of(client, sku))
        if sku in items and offer is not None and offer_state(offer).listing_id == listing_id:
            pairs.append((items[sku], offer))
    if not pairs:
        raise NotFound(PARTNER, "read a listing", message="there is no such listing")
    title = title_of(group if group is not None else pairs[0][0])
    return Members(listing_id, key if group is not None else "", title, tuple(pairs))


def offer_id_of(client: EbayClient, sku: str) -> str:
    """Of a SKU on our site; "" where there is none."""
    known = ListingVariant.objects.filter(listing__account=client.account, remote_variant_id=sku)
    row = known.exclude(remote_inventory_id="").values_list("remote_inventory_id", flat=True).first()
    if row:
        return row
    offer = fixed_offer(offers.offers_of(client, sku))
    return offer_state(offer).offer_id if offer is not None else ""


def _known_skus(client: EbayClient, listing_id: str) -> list[str]:
    rows = ListingVariant.objects.filter(listing__account=client.account, listing__remote_id=listing_id)
    return list(rows.exclude(remote_variant_id="").order_by("pk").values_list("remote_variant_id", flat=True))


def _found_skus(client: EbayClient, listing_id: str) -> list[str]:
    """One that belongs to it is enough: its group names the others."""
    seen, cursor = 0, ""
    while seen < MOST_SCANNED:
        items, cursor = inventory.items_page(client, cursor)
        for item in items:
            offer = fixed_offer(offers.offers_of(client, required(item, "sku")))
            if offer is not None and offer_state(offer).listing_id == listing_id:
                return [required(item, "sku")]
        seen += len(items)
        if not cursor:
            break
    return []
