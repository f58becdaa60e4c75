"""Deliveries: signed over the bytes that go out, tried again with the old body, given up with their subscription.

They are sent by a thread of their own, in order, so that no call waits for them; `settle` waits until none is due.
"""

import base64
import hashlib
import hmac
import threading
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.simulated_faults import FaultPlan
from core.simulation import is_loopback, push
from marketplaces.adapters.shopify.simulator.bodies.encoding import encode
from marketplaces.adapters.shopify.simulator.books.shop import Shop, Subscription
from marketplaces.adapters.shopify.simulator.faults import FAULTS

COMPLIANCE = ("customers/data_request", "customers/redact", "shop/redact")
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60, 120))  # 8 retries in 4 hours
DEADLINE_SECONDS = 5.0
REMEMBERED = 5000
WITH_PEOPLE = ("orders/", "customers/", "fulfillments/", "refunds/")


@dataclass
class Delivery:
    """`subscription` 0 is an address of the app's configuration, which is never given up."""

    subscription: int
    topic: str
    url: str
    body: bytes
    headers: dict[str, str]
    due: datetime
    tries: int = 0


@dataclass
class Pushes:
    shop: Shop
    secret: str
    lock: threading.RLock
    plan: FaultPlan = field(default_factory=lambda: FaultPlan(FAULTS))
    log: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    is_holding: bool = False

    def __post_init__(self) -> None:
        self._waiting: list[Delivery] = []
        self._held: list[Delivery] = []
        self._late: list[Delivery] = []
        self._busy = False
        self._signal = threading.Condition()
        self._thread: threading.Thread | None = None
        self.shop.emit = self.emit
        self.shop.clock.on_move = [self.wake]

    def emit(self, topic: str, body: Any) -> None:
        """Queues one event for every subscription to the topic. Called under the look-alike's lock."""
        word = topic.upper().replace("/", "_")
        wanted = [one for one in self.shop.subscriptions.values() if one.topic == word and self.may(topic)]
        event, raw = str(uuid.uuid4()), encode(body)
        for one in wanted:
            if _passes(one.filter, body):
                self._take(one.number, topic, one.uri, encode(_only(body, one.fields)), event, one)
        if topic in COMPLIANCE and self.shop.compliance.get(topic):
            self._take(0, topic, self.shop.compliance[topic], raw, event, None)

    def may(self, topic: str) -> bool:
        """Without access to protected data there is nothing about people."""
        return self.shop.rules.customer_data or not topic.startswith(WITH_PEOPLE)

    def _take(
        self, number: int, topic: str, url: str, raw: bytes, event: str, subscription: Subscription | None
    ) -> None:
        now = self.shop.clock.now()
        faults = self.plan.take_all(topic)
        if "hook_drop" in faults:
            self.log.append({"topic": topic, "url": url, "status": "dropped"})
            return
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
        delivery = Delivery(number, topic, url, raw, headers, now)
        times = 2 if "hook_twice" in faults else 1
        with self._signal:
            if self.is_holding:
                self._held += [delivery] * times
            elif "hook_late" in faults:
                self._late += [delivery] * times
            else:
                self._queue([delivery] * times)

    def _queue(self, deliveries: list[Delivery]) -> None:
        self._waiting += deliveries
        if self._late:  # what was to come late comes after the next one
            self._waiting += self._late
            self._late = []
        self._start()
        self._signal.notify_all()

    def release(self, *, reverse: bool = False) -> int:
        """Sends what was held, or held back to come late; how many."""
        with self._signal:
            held, self._held, self.is_holding = self._held + self._late, [], False
            self._late = []
            self._queue(list(reversed(held)) if reverse else held)
        return len(held)

    def wake(self) -> None:
        with self._signal:
            self._signal.notify_all()

    def settle(self, timeout: float = 30) -> bool:
        """Waits until nothing that is due is left to send; False where that took too long."""
        with self._signal:
            return self._signal.wait_for(lambda: not self._busy and not self._due(), timeout)

    def clear(self) -> None:
        with self._signal:
            self._waiting, self._held, self._late, self.is_holding = [], [], [], False
            self.log.clear()
            self._signal.notify_all()

    def _due(self) -> Delivery | None:
        now = self.shop.clock.now()
        return next((delivery for delivery in self._waiting if delivery.due <= now), None)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="shopify deliveries", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._signal:
                while (delivery := self._due()) is None:
                    self._signal.notify_all()
                    if not self._waiting:
                        self._thread = None  # the next delivery starts another
                        return
                    pause = min(one.due for one in self._waiting) - self.shop.clock.now()
                    self._signal.wait(max(pause.total_seconds(), 0))
                self._waiting.remove(delivery)
                self._busy = True
            try:
                self._send(delivery)
            finally:
                with self._signal:
                    self._busy = False
                    self._signal.notify_all()

    def _send(self, delivery: Delivery) -> None:
        delivery.tries += 1
        status: int | str = "not of this machine"
        if is_loopback(delivery.url):
            status = push(delivery.url, delivery.body, delivery.headers, DEADLINE_SECONDS)
        self.log.append(
            {"topic": delivery.topic, "url": delivery.url, "status": status, "try": delivery.tries}
            | {"webhook_id": delivery.headers["X-Shopify-Webhook-Id"]}
        )
        if isinstance(status, int):
            with self.lock:
                self._judge(delivery, taken=200 <= status < 300)  # noqa: PLR2004 - any 2xx is success

    def _judge(self, delivery: Delivery, *, taken: bool) -> None:
        """After 8 failures in a row the subscription is deleted, with what is still to be tried for it."""
        one = self.shop.subscriptions.get(delivery.subscription)
        if taken:
            if one:
                one.failures = 0
            return
        if one:
            one.failures += 1
            if one.failures >= len(PAUSES):
                del self.shop.subscriptions[one.number]
        with self._signal:
            if one and one.number not in self.shop.subscriptions:
                self._waiting = [d for d in self._waiting if d.subscription != one.number]
            elif delivery.tries <= len(PAUSES):
                delivery.due = self.shop.clock.now() + PAUSES[delivery.tries - 1]
                self._waiting.append(delivery)
                self._start()


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
