"""What `/__simulator/` understands at eBay besides what every look-alike with webhooks does.

`books`, `limit?resource=sell.inventory&calls=5`, and rules as `rules?eu_seller=1`; and what
happens over there (`happenings`). What sends notifications answers once they have been sent.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.simulation import with_webhooks
from core.simulation.steering import Steering, Words
from marketplaces.adapters.ebay.simulator import happenings

if TYPE_CHECKING:
    from marketplaces.adapters.ebay.simulator.app import EbaySimulator


def _state(simulator: "EbaySimulator") -> dict[str, Any]:
    seller = simulator.seller
    return {
        "seller": seller.rules.username,
        "items": len(seller.items),
        "offers": len(seller.offers),
        "listings": sum(listing.is_open for listing in seller.listings.values()),
        "orders": len(seller.orders),
        "disputes": len(seller.disputes),
        "subscriptions": len(seller.subscriptions),
        "programs": sorted(seller.programs),
    }


def _books(simulator: "EbaySimulator", words: Words) -> dict[str, Any]:
    with simulator.lock:
        return simulator.seller.books()


def _limit(simulator: "EbaySimulator", words: Words) -> None:
    simulator.seller.limits[str(words["resource"])] = int(words["calls"])


COMMANDS: dict[str, Callable[["EbaySimulator", Words], Any]] = {
    **with_webhooks.COMMANDS,
    "books": _books,
    "limit": _limit,
    **happenings.COMMANDS,
}
steer = Steering(_state, COMMANDS)
