"""A change of what is live is a revision, of which a listing may have a number a day."""

from marketplaces.adapters.ebay.simulator.books.goods import Listing, Offer
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Refused


def revise(seller: Seller, listing: Listing) -> None:
    """Counts one revision. Raises Refused where the day's number is reached; eBay names no id of its own for that."""
    today = seller.clock.now().date()
    done = listing.revised.get(today, 0)
    if done >= seller.rules.revisions_a_day:
        text = f"Any User error. You can revise an item {seller.rules.revisions_a_day} times a day."
        raise Refused(25002, text, listingId=listing.number)
    listing.revised[today] = done + 1


def revise_offer(seller: Seller, offer: Offer) -> None:
    """Nothing where the offer is not live."""
    listing = seller.listing_of(offer)
    if listing and listing.is_open:
        revise(seller, listing)


def revise_sku(seller: Seller, sku: str) -> None:
    """One revision for each listing that the SKU is in."""
    listings = {offer.listing for offer in seller.offers_of(sku)}
    for number in listings:
        listing = seller.listings.get(number)
        if listing and listing.is_open:
            revise(seller, listing)
