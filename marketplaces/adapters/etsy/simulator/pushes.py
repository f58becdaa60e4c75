"""Webhook deliveries: signed over the bytes that go out, tried again as Etsy does, at the one address of the portal."""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.simulation.deliveries import Deliveries, Delivery, Envelope
from core.simulation.faults import Fault, FaultPlan
from marketplaces.adapters.etsy.simulator.books.receipts import Receipt
from marketplaces.adapters.etsy.simulator.books.shop import Shop

SECRET = "whsec_" + base64.b64encode(b"simulated-signing-key-of-32-byte").decode()
FORGED = "whsec_" + base64.b64encode(b"a-key-that-nobody-was-told-about").decode()
RESOURCE = "https://api.etsy.com/v3/application/shops/{shop}/receipts/{receipt}"


@dataclass(kw_only=True)
class Event(Delivery):
    """`wrong` are the faults it was made with; its timestamp and signature are of each try."""

    body: bytes
    webhook_id: str
    wrong: Mapping[str, Fault]


class Pushes(Deliveries[Event]):
    """`url` "" means that nobody has subscribed in the portal."""

    pauses = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 36_000))

    def __init__(self, shop: Shop, url: str, secret: str, plan: FaultPlan) -> None:
        super().__init__(shop.clock, plan)
        self.shop, self.url, self.secret = shop, url, secret
        shop.emit = self.emit

    def emit(self, event: str, receipt: Receipt) -> None:
        """Queues one event. Called under the look-alike's lock."""
        faults = self.plan.take_all(event)
        if not self.url:
            return
        spelled = faults["hook_spelling"].value if "hook_spelling" in faults else event
        body = event_body(self.shop, spelled, receipt.receipt_id)
        made = Event(topic=event, due=self.clock.now(), body=body, webhook_id=f"msg_{uuid.uuid4().hex}", wrong=faults)
        self.take(made, faults)

    def row(self, one: Event) -> dict[str, Any]:
        return {"event": one.topic, "webhook_id": one.webhook_id}

    def envelope(self, one: Event) -> Envelope:
        stale = int(one.wrong["hook_stale"].number) if "hook_stale" in one.wrong else 0
        stamp = str(self.shop.now() - stale)
        secret = FORGED if "hook_forged" in one.wrong else self.secret
        headers = {
            "Content-Type": "application/json",
            "webhook-id": one.webhook_id,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(secret, one.webhook_id, stamp, one.body),
        }
        return Envelope(self.url, one.body, headers)


def event_body(shop: Shop, event: str, receipt_id: int) -> bytes:
    """Flat and thin: the kind of event, where the receipt is, and whose."""
    number = shop.shop_id
    address = RESOURCE.format(shop=number, receipt=receipt_id)
    shop_id = str(number) if shop.rules.shop_id_text else number
    body = {"event_type": event, "resource_url": address, "shop_id": shop_id}
    return json.dumps(body, separators=(",", ":")).encode()


def sign(secret: str, webhook_id: str, timestamp: str, raw: bytes) -> str:
    """`v1,` and base64(HMAC-SHA256(decoded secret, id + "." + timestamp + "." + raw body))."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{webhook_id}.{timestamp}.".encode() + raw
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
