"""Where eBay sends its notifications: the alert address first, then the destination, then a subscription a topic.

What is missing is made, what leads elsewhere is mended. eBay asks our address for its proof while the destination is
made. A topic belongs to the app or to the seller, and wants that one's token.
"""

from collections.abc import Mapping
from typing import Any

from core.errors import NotFound, Rejected
from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.errors import DESTINATION_EXISTS, PARTNER, SUBSCRIPTION_EXISTS, Refused
from marketplaces.adapters.ebay.families import notification
from marketplaces.adapters.ebay.mapper.pushes import SUBSCRIBED
from marketplaces.adapters.ebay.values import Obj, obj_or_empty, required, rows, text
from marketplaces.interface import WebhookSetup

NAME = "Entrepot"
ENABLED = "ENABLED"


def set_webhooks(client: EbayClient, url: str) -> WebhookSetup:
    """eBay has one address for all topics."""
    _ensure_config(client)
    destination, has_moved = _ensure_destination(client, url)
    known = {text(topic.get("topicId")): topic for topic in notification.topics(client)}
    existing = {as_app: _by_topic(client, as_app=as_app) for as_app in (True, False)}
    addresses: dict[str, str] = {}
    refused: list[tuple[str, str]] = []
    made: list[str] = []
    for name in SUBSCRIBED:
        if name not in known:  # not every app is offered every topic
            continue
        as_app = text(known[name].get("scope")) != "USER"
        try:
            is_new = _ensure_subscription(client, known[name], destination, existing[as_app].get(name), as_app=as_app)
            if is_new or has_moved:
                made.append(name)
            addresses[name] = url
        except Rejected as error:
            refused.append((name, error.message))
    return WebhookSetup(addresses, tuple(refused), tuple(made))


def setup(client: EbayClient) -> dict[str, Any]:
    """What stands at eBay now, in our words."""
    destinations = {text(each.get("destinationId")): each for each in notification.destinations(client)}
    listed = [*notification.subscriptions(client, as_app=True), *notification.subscriptions(client, as_app=False)]
    found = {text(each.get("subscriptionId")): each for each in listed}
    return {
        "alert_email": _alert_email(client),
        "destinations": [
            {"id": number, "address": _endpoint(each), "is_enabled": text(each.get("status")) == ENABLED}
            for number, each in destinations.items()
        ],
        "subscriptions": [
            {
                "topic": text(each.get("topicId")),
                "is_enabled": text(each.get("status")) == ENABLED,
                "address": _endpoint(destinations.get(text(each.get("destinationId")), {})),
            }
            for each in found.values()
        ],
    }


def _alert_email(client: EbayClient) -> str:
    try:
        return text(notification.config(client).get("alertEmail"))
    except NotFound:
        return ""


def _ensure_config(client: EbayClient) -> None:
    """Without one no destination is made (195003)."""
    if _alert_email(client):
        return
    given = client.identity.alert_email
    if not given:
        words = "eBay wants an e-mail address for its alerts: set ALERT_EMAILS, or say in the shop where answers go to"
        raise Rejected(PARTNER, "updateConfig", message=words, code="no_alert_email")
    notification.set_config(client, given)


def _ensure_destination(client: EbayClient, url: str) -> tuple[str, bool]:
    """Its number, and whether it led elsewhere, or nowhere."""
    body = {
        "name": NAME,
        "status": ENABLED,
        "deliveryConfig": {"endpoint": url, "verificationToken": client.identity.verification_token()},
    }
    found = notification.destinations(client)
    ours = next((each for each in found if _endpoint(each) == url), None)
    if ours is not None and text(ours.get("status")) == ENABLED:
        return required(ours, "destinationId"), False
    ours = ours or next((each for each in found if text(each.get("name")) == NAME), None)
    if ours is not None:
        number = required(ours, "destinationId")
        notification.change_destination(client, number, body)
        return number, True
    try:
        return notification.make_destination(client, body), True
    except Refused as refused:
        if not refused.has(DESTINATION_EXISTS):
            raise
    there = next((each for each in notification.destinations(client) if _endpoint(each) == url), {})
    return required(there, "destinationId"), True


def _ensure_subscription(
    client: EbayClient, topic: Obj, destination: str, existing: Obj | None, *, as_app: bool
) -> bool:
    """Whether something had to be made or mended."""
    wanted = {"destinationId": destination, "status": ENABLED, "payload": _payload(topic)}
    if existing is None:
        try:
            notification.subscribe(client, {"topicId": required(topic, "topicId"), **wanted}, as_app=as_app)
        except Refused as refused:
            if not refused.has(SUBSCRIPTION_EXISTS):
                raise
        return True
    is_right = text(existing.get("destinationId")) == destination and text(existing.get("status")) == ENABLED
    if not is_right:
        notification.change_subscription(client, required(existing, "subscriptionId"), wanted, as_app=as_app)
    return not is_right


def _payload(topic: Obj) -> Mapping[str, str]:
    """The newest schema that is not on its way out."""
    offered = rows(topic.get("supportedPayloads"), "supportedPayloads")
    living = [each for each in offered if each.get("deprecated") is not True] or offered
    version = max((text(each.get("schemaVersion")) for each in living), default="1.0")
    return {"format": "JSON", "deliveryProtocol": "HTTPS", "schemaVersion": version or "1.0"}


def _by_topic(client: EbayClient, *, as_app: bool) -> dict[str, Obj]:
    return {text(each.get("topicId")): each for each in notification.subscriptions(client, as_app=as_app)}


def _endpoint(destination: Obj) -> str:
    return text(obj_or_empty(destination.get("deliveryConfig"), "deliveryConfig").get("endpoint"))
