"""Webhook subscriptions: what is missing is made, what leads elsewhere is mended."""

from core.errors import Rejected
from marketplaces.adapters.shopify.client import ShopifyClient
from marketplaces.adapters.shopify.client.answers import Given
from marketplaces.adapters.shopify.errors import ALREADY_TAKEN
from marketplaces.adapters.shopify.mapper.pushes import SUBSCRIBED, subscription_topic
from marketplaces.adapters.shopify.paging import all_nodes
from marketplaces.adapters.shopify.values import obj, required, text
from marketplaces.interface import WebhookSetup

SUBSCRIPTIONS_A_PAGE = 100


def set_webhooks(client: ShopifyClient, url: str) -> WebhookSetup:
    """Shopify shows an app its own subscriptions alone; http and private addresses it refuses."""
    existing: dict[str, list[tuple[str, str]]] = {}
    for node in all_nodes(client, "webhook_subscriptions", "webhookSubscriptions", {"first": SUBSCRIPTIONS_A_PAGE}):
        existing.setdefault(text(node.get("topic")), []).append((required(node, "id"), text(node.get("uri"))))
    addresses: dict[str, str] = {}
    refused: list[tuple[str, str]] = []
    made: list[str] = []
    for topic in SUBSCRIBED:
        wanted, found = f"{url.rstrip('/')}/{topic}", existing.get(subscription_topic(topic), [])
        try:
            if not any(uri == wanted for _id, uri in found):
                _make(client, topic, wanted, found[0][0] if found else "")
                made.append(topic)
            addresses[topic] = wanted
        except Rejected as error:
            refused.append((topic, error.message))
    return WebhookSetup(addresses, tuple(refused), tuple(made))


def _make(client: ShopifyClient, topic: str, uri: str, existing_id: str) -> None:
    """A new one, or the existing one led to the right address."""
    if existing_id:
        client.ask("webhook_subscription_update", {"id": existing_id, "webhookSubscription": {"uri": uri}}, _subscribed)
        return
    given = {"topic": subscription_topic(topic), "webhookSubscription": {"uri": uri, "format": "JSON"}}
    try:
        client.ask("webhook_subscription_create", given, _subscribed)
    except Rejected as error:
        if ALREADY_TAKEN.lower() not in error.message.lower():  # made in the meantime
            raise


def _subscribed(given: Given) -> None:
    obj(given.payload.get("webhookSubscription"), "webhookSubscription")
