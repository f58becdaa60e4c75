"""Webhook deliveries: signed over the bytes that go out, tried again as Etsy does, at the one address of the portal.

They are sent by a thread of their own, in order, so that no call waits for them; `settle` waits until none is due.
"""

import base64
import hashlib
import hmac
import json
import threading
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.simulated_faults import Fault, FaultPlan
from core.simulation import is_loopback, push
from marketplaces.adapters.etsy.simulator.books.receipts import Receipt
from marketplaces.adapters.etsy.simulator.books.shop import Shop
from marketplaces.adapters.etsy.simulator.faults import FAULTS

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 36_000))
DEADLINE_SECONDS = 5.0
REMEMBERED = 5000
SECRET = "whsec_" + base64.b64encode(b"simulated-signing-key-of-32-byte").decode()
FORGED = "whsec_" + base64.b64encode(b"a-key-that-nobody-was-told-about").decode()
RESOURCE = "https://api.etsy.com/v3/application/shops/{shop}/receipts/{receipt}"


@dataclass
class Delivery:
    """`wrong` are the faults it was made with; its timestamp and signature are of each try."""

    event: str
    body: bytes
    webhook_id: str
    due: datetime
    wrong: dict[str, Fault]
    tries: int = 0


@dataclass
class Pushes:
    """`url` "" means that nobody has subscribed in the portal."""

    shop: Shop
    url: str = ""
    secret: str = SECRET
    plan: FaultPlan = field(default_factory=lambda: FaultPlan(FAULTS))
    log: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def __post_init__(self) -> None:
        self._waiting: list[Delivery] = []
        self._late: list[Delivery] = []
        self._busy = False
        self._signal = threading.Condition()
        self._thread: threading.Thread | None = None
        self.shop.emit = self.emit
        self.shop.clock.on_move = [self.wake]

    def emit(self, event: str, receipt: Receipt) -> None:
        """Queues one event. Called under the look-alike's lock."""
        faults = self.plan.take_all(event)
        if not self.url:
            return
        spelled = faults["hook_spelling"].value if "hook_spelling" in faults else event
        self.queue(event, event_body(self.shop, spelled, receipt.receipt_id), faults)

    def queue(self, event: str, body: bytes, faults: dict[str, Fault]) -> None:
        if "hook_drop" in faults:
            self.log.append({"event": event, "status": "dropped"})
            return
        made = Delivery(event, body, f"msg_{uuid.uuid4().hex}", self.shop.clock.now(), faults)
        with self._signal:
            copies = [made, Delivery(event, body, made.webhook_id, made.due, faults)][
                : 2 if "hook_twice" in faults else 1
            ]
            if "hook_late" in faults:
                self._late += copies
                return
            self._waiting += copies + self._late  # what was to come late comes after the next one
            self._late = []
            self._start()
            self._signal.notify_all()

    def release(self) -> int:
        """Sends what was held back to come late; how many."""
        with self._signal:
            late, self._late = self._late, []
            self._waiting += late
            self._start()
            self._signal.notify_all()
        return len(late)

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
        now = self.shop.clock.now()
        return next((one for one in self._waiting if one.due <= now), None)

    def _start(self) -> None:
        if self._thread is None and self._waiting:
            self._thread = threading.Thread(target=self._run, name="etsy deliveries", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._signal:
                while (one := self._due()) is None:
                    self._signal.notify_all()
                    if not self._waiting:
                        self._thread = None  # the next delivery starts another
                        return
                    pause = min(each.due for each in self._waiting) - self.shop.clock.now()
                    self._signal.wait(max(pause.total_seconds(), 0))
                self._waiting.remove(one)
                self._busy = True
            try:
                self._send(one)
            finally:
                with self._signal:
                    self._busy = False
                    self._signal.notify_all()

    def _send(self, one: Delivery) -> None:
        one.tries += 1
        stale = int(one.wrong["hook_stale"].number) if "hook_stale" in one.wrong else 0
        stamp = str(self.shop.now() - stale)
        secret = FORGED if "hook_forged" in one.wrong else self.secret
        headers = {
            "Content-Type": "application/json",
            "webhook-id": one.webhook_id,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(secret, one.webhook_id, stamp, one.body),
        }
        status: int | str = "not of this machine"
        if is_loopback(self.url):
            status = push(self.url, one.body, headers, DEADLINE_SECONDS)
        self.log.append({"event": one.event, "webhook_id": one.webhook_id, "status": status, "try": one.tries})
        taken = isinstance(status, int) and 200 <= status < 300  # noqa: PLR2004 - any 2xx is success
        if not taken and one.tries <= len(PAUSES):
            with self._signal:
                one.due = self.shop.clock.now() + PAUSES[one.tries - 1]
                self._waiting.append(one)


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
