"""Where webhooks go."""

from typing import Any
from urllib.parse import urlsplit

from core.simulation import is_loopback
from marketplaces.adapters.shopify.simulator.books.numbers import gid, number_in
from marketplaces.adapters.shopify.simulator.books.shop import Shop, Subscription
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Refused, Shown, root
from marketplaces.adapters.shopify.simulator.pushes import WITH_PEOPLE
from marketplaces.adapters.shopify.simulator.reads.shop import show_subscription

WHERE = ["webhookSubscription", "callbackUrl"]
OWN_NAMES = ("localhost", "127.0.0.1", "::1")
TOPIC_SCOPES = {
    "ORDERS": "read_orders",
    "REFUNDS": "read_orders",
    "FULFILLMENTS": "read_fulfillments",
    "PRODUCTS": "read_products",
    "INVENTORY": "read_inventory",
    "CUSTOMERS": "read_customers",
}


@root("webhookSubscriptionCreate")
def create(call: Call, args: Args) -> Shown:
    shop, topic, given = call.shop, args["topic"], args["webhookSubscription"]
    _allowed(call, topic)
    uri = _address(shop, given)
    if any(one.topic == topic and one.uri == uri for one in shop.subscriptions.values()):
        raise Refused("Address for this topic has already been taken", WHERE)
    now = shop.clock.now()
    one = Subscription(shop.numbers.take("WebhookSubscription"), topic, uri, now, now)
    _describe(one, given)
    shop.subscriptions[one.number] = one
    return {"webhookSubscription": show_subscription(call, one)}


@root("webhookSubscriptionUpdate")
def update(call: Call, args: Args) -> Shown:
    shop, given = call.shop, args["webhookSubscription"]
    one = shop.subscriptions.get(number_in(args["id"], "WebhookSubscription"))
    if one is None:
        raise Refused("Webhook subscription does not exist", ["id"])
    if given.get("uri") or given.get("callbackUrl"):
        uri = _address(shop, given)
        others = (other for other in shop.subscriptions.values() if other is not one)
        if any(other.topic == one.topic and other.uri == uri for other in others):
            raise Refused("Address for this topic has already been taken", WHERE)
        one.uri = uri
    _describe(one, given)
    one.updated = shop.clock.now()
    return {"webhookSubscription": show_subscription(call, one)}


@root("webhookSubscriptionDelete")
def delete(call: Call, args: Args) -> Shown:
    number = number_in(args["id"], "WebhookSubscription")
    if call.shop.subscriptions.pop(number, None) is None:
        raise Refused("Webhook subscription does not exist", ["id"])
    return {"deletedWebhookSubscriptionId": gid("WebhookSubscription", number)}


def _allowed(call: Call, topic: str) -> None:
    """Raises Refused without the scope, or where the topic is about people and there is no access to their data."""
    name = topic.lower().replace("_", "/", 1)
    need = TOPIC_SCOPES.get(topic.split("_", maxsplit=1)[0])
    if need and not call.may(need):
        raise Refused(f"You do not have permission to create or update webhooks with {name} topic.", WHERE[:1])
    if not call.shop.rules.customer_data and name.startswith(WITH_PEOPLE):
        text = f"You do not have permission to create or update webhooks with {name} topic. "
        raise Refused(text + "This topic contains protected customer data.", WHERE[:1])


def _address(shop: Shop, given: Args) -> str:
    """Raises Refused."""
    uri = str(given.get("uri") or given.get("callbackUrl") or "")
    parts = urlsplit(uri)
    if not uri:
        raise Refused("Address can't be blank", WHERE)
    if shop.rules.loopback_webhooks and is_loopback(uri):
        return uri
    if parts.scheme == "http":
        raise Refused("Address protocol http:// is not supported", WHERE)
    if parts.scheme != "https" or not parts.hostname or parts.hostname in OWN_NAMES:
        raise Refused("Address is not allowed", WHERE)
    return uri


def _describe(one: Subscription, given: dict[str, Any]) -> None:
    one.format = given.get("format") or one.format
    one.name = given.get("name", one.name)
    one.filter = given.get("filter", one.filter)
    one.fields = given["includeFields"] if given.get("includeFields") is not None else one.fields
