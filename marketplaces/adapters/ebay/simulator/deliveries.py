"""Notifications: signed with the look-alike's key, tried again, sent by a thread of their own; `settle` waits for them.

The challenge of a destination is a call of the other side: the endpoint answers within createDestination.
"""

import hashlib
import json
import secrets
import threading
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.simulated_faults import FaultPlan
from core.simulation import ask, is_loopback, push
from marketplaces.adapters.ebay.simulator.books.goods import Body
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.clock import written
from marketplaces.adapters.ebay.simulator.faults import FAULTS
from marketplaces.adapters.ebay.simulator.signatures import NotificationKey

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
TAKEN = {200, 201, 202, 204}
DEADLINE_SECONDS = 5.0
REMEMBERED = 5000


@dataclass
class Delivery:
    topic: str
    notification: str
    url: str
    data: Body
    event: datetime
    due: datetime
    signed: dict[str, bool]
    tries: int = 0


@dataclass
class Deliveries:
    seller: Seller
    key: NotificationKey
    plan: FaultPlan = field(default_factory=lambda: FaultPlan(FAULTS))
    log: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def __post_init__(self) -> None:
        self._waiting: list[Delivery] = []
        self._late: list[Delivery] = []
        self._busy = False
        self._signal = threading.Condition()
        self._thread: threading.Thread | None = None
        self.seller.emit = self.emit
        self.seller.clock.on_move = [self.wake]

    def emit(self, topic: str, data: Body) -> None:
        """Queues one event for every enabled subscription to the topic. Called under the look-alike's lock."""
        for one in self.seller.subscriptions.values():
            destination = self.seller.destinations.get(one["destinationId"])
            if one["topicId"] == topic and one["status"] == "ENABLED" and destination:
                self.send(topic, data, destination["deliveryConfig"]["endpoint"])

    def send(self, topic: str, data: Body, url: str, notification: str = "") -> str:
        """Queues one delivery; gives the notification's id."""
        now = self.seller.clock.now()
        faults = self.plan.take_all(topic)
        number = notification or str(uuid.uuid4())
        if "hook_drop" in faults:
            self.log.append({"topic": topic, "url": url, "status": "dropped", "id": number})
            return number
        signed = {"forged": "hook_forged" in faults, "pretty": "hook_pretty" in faults}
        deliveries = [
            Delivery(topic, number, url, data, now, now, signed) for _ in range(2 if "hook_twice" in faults else 1)
        ]
        with self._signal:
            if "hook_late" in faults:
                self._late += deliveries
            else:
                self._waiting += deliveries + self._late
                self._late = []
            self._start()
            self._signal.notify_all()
        return number

    def wake(self) -> None:
        with self._signal:
            self._signal.notify_all()

    def settle(self, timeout: float = 30) -> bool:
        """Waits until nothing that is due is left to send; False where that took too long."""
        with self._signal:
            return self._signal.wait_for(lambda: not self._busy and not self._due(), timeout)

    def clear(self) -> None:
        with self._signal:
            self._waiting, self._late = [], []
            self.log.clear()
            self._signal.notify_all()

    def _due(self) -> Delivery | None:
        now = self.seller.clock.now()
        return next((one for one in self._waiting if one.due <= now), None)

    def _start(self) -> None:
        if self._thread is None and self._waiting:
            self._thread = threading.Thread(target=self._run, name="ebay deliveries", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._signal:
                while (delivery := self._due()) is None:
                    self._signal.notify_all()
                    if not self._waiting:
                        self._thread = None  # the next delivery starts another
                        return
                    pause = min(one.due for one in self._waiting) - self.seller.clock.now()
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
        raw, signature = self._envelope(delivery)
        status: int | str = "not of this machine"
        if is_loopback(delivery.url):
            headers = {"Content-Type": "application/json", "X-EBAY-SIGNATURE": signature}
            status = push(delivery.url, raw, headers, DEADLINE_SECONDS)
        row = {"topic": delivery.topic, "url": delivery.url, "status": status, "try": delivery.tries}
        self.log.append(row | {"id": delivery.notification})
        if isinstance(status, int) and status not in TAKEN and delivery.tries <= len(PAUSES):
            delivery.due = self.seller.clock.now() + PAUSES[delivery.tries - 1]
            with self._signal:
                self._waiting.append(delivery)

    def _envelope(self, delivery: Delivery) -> tuple[bytes, str]:
        body = {
            "metadata": {"topic": delivery.topic, "schemaVersion": "1.0", "deprecated": False},
            "notification": {
                "notificationId": delivery.notification,
                "eventDate": written(delivery.event),
                "publishDate": written(self.seller.clock.now()),
                "publishAttemptCount": delivery.tries,
                "data": delivery.data,
            },
        }
        compact = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        raw = json.dumps(body, indent=1).encode() if delivery.signed["pretty"] else compact
        return raw, self.key.header(b"something else" if delivery.signed["forged"] else raw)


def is_challenge_met(endpoint: str, token: str) -> bool:
    """Asks the endpoint for sha256(code + token + endpoint), as eBay does while a destination is made."""
    if not is_loopback(endpoint):
        return False
    code = secrets.token_hex(16)
    wanted = hashlib.sha256(f"{code}{token}{endpoint}".encode()).hexdigest()
    status, media, raw = ask(f"{endpoint}?challenge_code={code}", DEADLINE_SECONDS)
    try:
        told = json.loads(raw)
    except ValueError:
        return False
    return (status, media) == (200, "application/json") and told.get("challengeResponse") == wanted
