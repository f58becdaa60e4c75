"""An offer as it is read: what was written, with its state and its listing."""

from marketplaces.adapters.ebay.simulator.books.goods import Offer
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Body


def offer_body(seller: Seller, offer: Offer) -> Body:
    listing = seller.listing_of(offer)
    is_live = listing is not None and listing.is_open
    body = {"offerId": offer.number, **offer.body, "status": "PUBLISHED" if is_live else "UNPUBLISHED"}
    if listing:
        body["listing"] = {
            "listingId": listing.number,
            "listingStatus": listing.status,
            "soldQuantity": offer.sold,
            "listingOnHold": listing.on_hold,
        }
    return body
