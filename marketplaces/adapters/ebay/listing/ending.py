"""Taking a listing off sale. Its items and offers stay: publishing them again makes a listing with a new number."""

from core.errors import NotFound, Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import offers
from marketplaces.adapters.ebay.listing.membership import Members, members
from marketplaces.adapters.ebay.listing.settling import patiently
from marketplaces.adapters.ebay.mapper.readings import offer_state


def end(client: EbayClient, listing_id: str) -> None:
    """One that has ended already is fine: eBay refuses to withdraw twice, so that what stands there is looked at."""
    found = members(client, listing_id)
    if not found.is_shown:
        return
    try:
        patiently(lambda: _withdraw(client, found))
    except (NotFound, Rejected):
        if members(client, listing_id).is_shown:
            raise


def _withdraw(client: EbayClient, found: Members) -> None:
    if found.group_key:
        offers.withdraw_group(client, found.group_key)
        return
    for _item, offer in found.pairs:
        offers.withdraw(client, offer_state(offer).offer_id)
