"""Off sale. Deleting is an operation of its own: a listing's statistics and its link go with it."""

from core.errors import NotFound
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import listings
from marketplaces.adapters.etsy.mapper.listings import ACTIVE, INACTIVE
from marketplaces.adapters.etsy.values import text


def end(client: EtsyClient, listing_id: str) -> None:
    """Only what is on sale can be hidden; one that is gone, a draft, sold out or expired is not for sale already."""
    try:
        if text(listings.listing(client, listing_id).get("state")) == ACTIVE:
            listings.update(client, listing_id, {"state": INACTIVE})
    except NotFound:
        return
