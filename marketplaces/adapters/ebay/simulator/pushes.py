"""Notifications: signed with the look-alike's key, tried again, to the destination of each subscription.

The challenge of a destination is a call of the other side: the endpoint answers within createDestination.
"""

import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.simulation import ask, is_loopback
from core.simulation.deliveries import DEADLINE_SECONDS, Deliveries, Delivery, Envelope
from core.simulation.faults import FaultPlan
from marketplaces.adapters.ebay.simulator.books.goods import Body
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.clock import written
from marketplaces.adapters.ebay.simulator.signatures import NotificationKey

TAKEN = {200, 201, 202, 204}


@dataclass(kw_only=True)
class Notification(Delivery):
    number: str
    url: str
    data: Body
    event: datetime
    is_forged: bool
    is_pretty: bool


class Pushes(Deliveries[Notification]):
    pauses = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))

    def __init__(self, seller: Seller, key: NotificationKey, plan: FaultPlan) -> None:
        super().__init__(seller.clock, plan)
        self.seller, self.key = seller, key
        seller.emit = self.emit

    def emit(self, topic: str, data: Body) -> None:
        """Queues one event for every enabled subscription to the topic. Called under the look-alike's lock."""
        for one in self.seller.subscriptions.values():
            destination = self.seller.destinations.get(one["destinationId"])
            if one["topicId"] == topic and one["status"] == "ENABLED" and destination:
                self.send(topic, data, destination["deliveryConfig"]["endpoint"])

    def send(self, topic: str, data: Body, url: str, notification: str = "") -> str:
        """Queues one delivery; gives the notification's id."""
        now, faults = self.clock.now(), self.plan.take_all(topic)
        made = Notification(
            topic=topic,
            due=now,
            number=notification or str(uuid.uuid4()),
            url=url,
            data=data,
            event=now,
            is_forged="hook_forged" in faults,
            is_pretty="hook_pretty" in faults,
        )
        self.take(made, faults)
        return made.number

    def is_taken(self, status: int) -> bool:
        return status in TAKEN

    def row(self, one: Notification) -> dict[str, Any]:
        return {"topic": one.topic, "url": one.url, "id": one.number}

    def envelope(self, one: Notification) -> Envelope:
        body = {
            "metadata": {"topic": one.topic, "schemaVersion": "1.0", "deprecated": False},
            "notification": {
                "notificationId": one.number,
                "eventDate": written(one.event),
                "publishDate": written(self.clock.now()),
                "publishAttemptCount": one.tries,
                "data": one.data,
            },
        }
        compact = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        raw = json.dumps(body, indent=1).encode() if one.is_pretty else compact
        signature = self.key.header(b"something else" if one.is_forged else raw)
        return Envelope(one.url, raw, {"Content-Type": "application/json", "X-EBAY-SIGNATURE": signature})


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
