"""Deliveries: signed over the bytes that go out, tried again with the old body, given up with their subscription."""

import base64
import hashlib
import hmac
import threading
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.simulation.deliveries import Deliveries, Delivery, Envelope
from core.simulation.faults import FaultPlan
from marketplaces.adapters.shopify.simulator.bodies.encoding import encode
from marketplaces.adapters.shopify.simulator.books.shop import Shop, Subscription

COMPLIANCE = ("customers/data_request", "customers/redact", "shop/redact")
WITH_PEOPLE = ("orders/", "customers/", "fulfillments/", "refunds/")


@dataclass(kw_only=True)
class Webhook(Delivery):
    """`subscription` 0 is an address of the app's configuration, which is never given up."""

    subscription: int
    sealed: Envelope


class Pushes(Deliveries[Webhook]):
    pauses = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60, 120))  # 8 retries in 4 hours

    def __init__(self, shop: Shop, secret: str, lock: threading.RLock, plan: FaultPlan) -> None:
        super().__init__(shop.clock, plan)
        self.shop, self.secret, self.lock = shop, secret, lock
        shop.emit = self.emit

    def emit(self, topic: str, body: Any) -> None:
        """Queues one event for every subscription to the topic. Called under the look-alike's lock."""
        word = topic.upper().replace("/", "_")
        wanted = [one for one in self.shop.subscriptions.values() if one.topic == word and self.may(topic)]
        event, raw = str(uuid.uuid4()), encode(body)
        for one in wanted:
            if _passes(one.filter, body):
                self._send_to(one.number, topic, one.uri, encode(_only(body, one.fields)), event, one)
        if topic in COMPLIANCE and self.shop.compliance.get(topic):
            self._send_to(0, topic, self.shop.compliance[topic], raw, event, None)

    def may(self, topic: str) -> bool:
        """Without access to protected data there is nothing about people."""
        return self.shop.rules.customer_data or not topic.startswith(WITH_PEOPLE)

    def _send_to(
        self, number: int, topic: str, url: str, raw: bytes, event: str, subscription: Subscription | None
    ) -> None:
        now, faults = self.clock.now(), self.plan.take_all(topic)
        forged = "hook_forged" in faults
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Shopify-Captain-Hook",
            "X-Shopify-Topic": topic,
            "X-Shopify-Shop-Domain": self.shop.domain,
            "X-Shopify-API-Version": self.shop.rules.webhook_version,
            "X-Shopify-Webhook-Id": str(uuid.uuid4()),
            "X-Shopify-Event-Id": event,
            "X-Shopify-Triggered-At": f"{now:%Y-%m-%dT%H:%M:%S.%f}000Z",
            "X-Shopify-Hmac-Sha256": sign("nobody's" if forged else self.secret, raw),
        }
        if subscription and subscription.name:
            headers["X-Shopify-Name"] = subscription.name
        made = Webhook(topic=topic, due=now, subscription=number, sealed=Envelope(url, raw, headers))
        self.take(made, faults)

    def row(self, one: Webhook) -> dict[str, Any]:
        identity = one.sealed.headers["X-Shopify-Webhook-Id"]
        return {"topic": one.topic, "url": one.sealed.url, "webhook_id": identity}

    def envelope(self, one: Webhook) -> Envelope:
        return one.sealed

    def judge(self, one: Webhook, *, taken: bool) -> None:
        """After 8 failures in a row the subscription is deleted, with what is still to be tried for it."""
        with self.lock:
            subscription = self.shop.subscriptions.get(one.subscription)
            if subscription:
                subscription.failures = 0 if taken else subscription.failures + 1
                if subscription.failures >= len(self.pauses):
                    del self.shop.subscriptions[subscription.number]
                    self.give_up(lambda other: other.subscription == subscription.number)
                    return
            if not taken:
                self.retry(one)


def sign(secret: str, raw: bytes) -> str:
    """Base64(HMAC-SHA256(key = the client secret, message = raw body))."""
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


def _only(body: Any, fields: list[str]) -> Any:
    """`includeFields` of the subscription."""
    return {name: value for name, value in body.items() if name in fields} if fields else body


def _passes(condition: str | None, body: Any) -> bool:
    """Filters of one condition `field:value`; others let everything pass."""
    name, colon, value = (condition or "").partition(":")
    return not colon or name not in body or str(body[name]).lower() == value.lower()
