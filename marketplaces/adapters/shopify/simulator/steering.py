"""What `/__simulator/` understands at Shopify besides what every look-alike with webhooks does.

`books`, and rules as `rules?search_lag=30`; and what happens in the
shop (`happenings`) and to the app's access (`granting`). What sends webhooks answers once they have been sent.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.simulation import with_webhooks
from core.simulation.steering import Steering, Words
from marketplaces.adapters.shopify.simulator import granting, happenings

if TYPE_CHECKING:
    from marketplaces.adapters.shopify.simulator.app import ShopifySimulator


def _state(simulator: "ShopifySimulator") -> dict[str, Any]:
    shop = simulator.shop
    return {
        "shop": shop.domain,
        "products": len(shop.products),
        "orders": len(shop.orders),
        "subscriptions": len(shop.subscriptions),
        "scopes": sorted(simulator.tokens.scopes),
        "installed": shop.installed,
    }


def _books(simulator: "ShopifySimulator", words: Words) -> dict[str, Any]:
    with simulator.lock:
        return simulator.shop.books()


COMMANDS: dict[str, Callable[["ShopifySimulator", Words], Any]] = {
    **with_webhooks.COMMANDS,
    "books": _books,
    **happenings.COMMANDS,
    **granting.COMMANDS,
}
steer = Steering(_state, COMMANDS)
