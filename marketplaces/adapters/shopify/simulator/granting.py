"""What happens to the app's access: scopes, secrets, tokens, installation; and people who ask to be forgotten.

`scopes?set=`, `secret?set=`, `tokens?expire=1|revoke=1`, `uninstall`, `install`, `compliance?topic=&uri=`,
`redact?order=`, `data_request?order=`, `redact_shop`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.simulation.steering import Words, is_said
from marketplaces.adapters.shopify.simulator.bodies.goods import scopes_body, shop_body
from marketplaces.adapters.shopify.simulator.bodies.people import (
    data_request_body,
    redact_customer_body,
    redact_shop_body,
)
from marketplaces.adapters.shopify.simulator.books.orders import Order
from marketplaces.adapters.shopify.simulator.clock import store_time
from marketplaces.adapters.shopify.simulator.pushes import COMPLIANCE

if TYPE_CHECKING:
    from marketplaces.adapters.shopify.simulator.app import ShopifySimulator

REDACT_AFTER_SECONDS = 48 * 3600


def scopes(simulator: "ShopifySimulator", words: Words) -> None:
    """The shop grants other scopes: tokens that live have them at once."""
    with simulator.lock:
        before = simulator.tokens.scopes
        simulator.tokens.scopes = frozenset(word for word in str(words["set"]).split(",") if word)
        for token in simulator.tokens.given.values():
            token.scopes = simulator.tokens.scopes
        when = store_time(simulator.shop.clock.now())
        simulator.shop.emit("app/scopes_update", scopes_body(before, simulator.tokens.scopes, when))
    simulator.settle()


def secret(simulator: "ShopifySimulator", words: Words) -> None:
    """The app's secret is rotated: webhooks are signed with the new one; `webhooks=old` leaves them for a while."""
    with simulator.lock:
        simulator.tokens.secret = str(words["set"])
        if words.get("webhooks") != "old":
            simulator.pushes.secret = simulator.tokens.secret


def tokens(simulator: "ShopifySimulator", words: Words) -> None:
    with simulator.lock:
        if is_said(words, "revoke"):
            simulator.tokens.revoke()
        else:
            simulator.tokens.expire()


def uninstall(simulator: "ShopifySimulator", words: Words) -> None:
    """Tokens are dead and subscriptions gone at once; the shop is to be forgotten 48 hours later."""
    with simulator.lock:
        shop = simulator.shop
        shop.emit("app/uninstalled", shop_body(shop))
        shop.installed = False
        shop.subscriptions.clear()
        simulator.tokens.revoke()
        shop.redact_at = shop.clock.now().timestamp() + REDACT_AFTER_SECONDS
    simulator.settle()


def install(simulator: "ShopifySimulator", words: Words) -> None:
    simulator.shop.installed, simulator.shop.redact_at = True, None


def fall_due(simulator: "ShopifySimulator") -> None:
    """What time brings, once the clock was moved."""
    with simulator.lock:
        shop = simulator.shop
        if shop.redact_at is not None and shop.redact_at <= shop.clock.now().timestamp():
            shop.redact_at = None
            shop.emit("shop/redact", redact_shop_body(shop))


def compliance(simulator: "ShopifySimulator", words: Words) -> None:
    """Where the app's configuration sends these; `{topic}` in the address is filled in."""
    topics = [str(words["topic"])] if words.get("topic") else COMPLIANCE
    for topic in topics:
        simulator.shop.compliance[topic] = str(words["uri"]).replace("{topic}", topic)


def redact(simulator: "ShopifySimulator", words: Words) -> None:
    _about_customer(simulator, words, "customers/redact", redact_customer_body)


def data_request(simulator: "ShopifySimulator", words: Words) -> None:
    _about_customer(simulator, words, "customers/data_request", data_request_body)


def redact_shop(simulator: "ShopifySimulator", words: Words) -> None:
    with simulator.lock:
        simulator.shop.emit("shop/redact", redact_shop_body(simulator.shop))
    simulator.settle()


def _about_customer(simulator: "ShopifySimulator", words: Words, topic: str, body: Callable[..., Any]) -> None:
    with simulator.lock:
        shop, customer = simulator.shop, order_named(simulator, words).customer
        if customer is None:
            raise ValueError("that order was a guest's")
        shop.emit(topic, body(shop, customer, [one for one in shop.orders.values() if one.customer is customer]))
    simulator.settle()


def order_named(simulator: "ShopifySimulator", words: Words) -> Order:
    found = simulator.shop.order_of(str(words["order"]))
    if found is None:
        raise ValueError(f"there is no order {words['order']!r}")
    return found


COMMANDS: dict[str, Callable[["ShopifySimulator", Words], Any]] = {
    command.__name__: command
    for command in (
        scopes,
        secret,
        tokens,
        uninstall,
        install,
        compliance,
        redact,
        data_request,
        redact_shop,
    )
}
