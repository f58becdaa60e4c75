"""What `/__simulator/` understands at Etsy besides what every look-alike with webhooks does.

`books`, `webhook?url=&secret=` (what is set in the portal), `tokens?expire=1|revoke=1`,
`scopes?set=`, `connect` (tokens without the consent page), `rotation?kills=0`, and rules as `rules?addresses=0`; and what
happens in the shop (`happenings`).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.simulation import with_webhooks
from core.simulation.steering import Steering, Words, is_said
from marketplaces.adapters.etsy.simulator import happenings
from marketplaces.adapters.etsy.simulator.views.books import books_view

if TYPE_CHECKING:
    from marketplaces.adapters.etsy.simulator.app import EtsySimulator


def _state(simulator: "EtsySimulator") -> dict[str, Any]:
    shop = simulator.shop
    return {
        "shop_id": shop.shop_id,
        "listings": len(shop.books.listings),
        "receipts": len(shop.books.receipts),
        "scopes": sorted(simulator.tokens.scopes),
        "webhook_url": simulator.pushes.url,
    } | simulator.ids


def _books(simulator: "EtsySimulator", words: Words) -> dict[str, Any]:
    with simulator.lock:
        return books_view(simulator.shop)


def _webhook(simulator: "EtsySimulator", words: Words) -> None:
    with simulator.lock:
        simulator.pushes.url = str(words["url"])
        simulator.pushes.secret = str(words.get("secret", simulator.pushes.secret))


def _tokens(simulator: "EtsySimulator", words: Words) -> None:
    with simulator.lock:
        (simulator.tokens.revoke if is_said(words, "revoke") else simulator.tokens.expire)()


def _scopes(simulator: "EtsySimulator", words: Words) -> None:
    """What is granted from now on; tokens that live keep what they have."""
    simulator.tokens.scopes = frozenset(str(words["set"]).replace(",", " ").split())


def _rotation(simulator: "EtsySimulator", words: Words) -> None:
    simulator.tokens.kills_previous = is_said(words, "kills")


def _connect(simulator: "EtsySimulator", words: Words) -> dict[str, Any]:
    return simulator.connect()


COMMANDS: dict[str, Callable[["EtsySimulator", Words], Any]] = {
    **with_webhooks.COMMANDS,
    "books": _books,
    "webhook": _webhook,
    "tokens": _tokens,
    "scopes": _scopes,
    "rotation": _rotation,
    "connect": _connect,
    **happenings.COMMANDS,
}
steer = Steering(_state, COMMANDS)
