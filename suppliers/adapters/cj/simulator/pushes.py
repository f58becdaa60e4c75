"""Sending: signed over the bytes that go out, repeated while the hub does not answer 200, closed when it fails too often."""

import base64
import hashlib
import hmac
import threading
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import msgspec

from core.simulation import is_loopback, push
from suppliers.adapters.cj.simulator.account import Account, Hook
from suppliers.adapters.cj.simulator.envelopes import encode
from suppliers.adapters.cj.simulator.messages import Message
from suppliers.adapters.cj.simulator.world import World

TOPIC_OF = {
    "PRODUCT": "product",
    "VARIANT": "product",
    "SOURCINGCREATE": "product",
    "STOCK": "stock",
    "ORDER": "order",
    "ORDERSPLIT": "order",
    "LOGISTIC": "logistics",
    "MAKEUP": "makeup",
    "PRIVATE_ORDER": "privateOrder",
}
TRIES = 4
WAIT_SECONDS = 3.0
OK = 200
LEAST_SHARE = 0.8
HOUR = 3600
REMEMBERED = 5000


@dataclass
class Manner:
    """How a message is sent: so many times the same, signed right, wrongly ("forged") or not at all."""

    times: int = 1
    signature: str = "right"


@dataclass
class Pushes:
    """`held` gathers messages while `is_holding`, so that they can go out late or in another order."""

    world: World
    pause_seconds: float = 0.2
    is_holding: bool = False
    held: list[tuple[Account, str, bytes, Manner]] = field(default_factory=list)
    log: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, account: Account, message: Message, manner: Manner | None = None) -> list[int]:
        """HTTP statuses, one for each time it was sent; empty where nobody wants the topic or it is held."""
        whole = {"messageId": uuid.uuid4().hex, **message}
        # Blanks and raw UTF-8 as no other writer would have them: who re-serialises it cannot verify it.
        raw = msgspec.json.format(encode(whole), indent=1)
        return self.send_raw(account, str(message["type"]), raw, manner)

    def send_raw(self, account: Account, kind: str, raw: bytes, manner: Manner | None = None) -> list[int]:
        manner = manner or Manner()
        if self.is_holding:
            with self._lock:
                self.held.append((account, kind, raw, manner))
            return []
        topic = TOPIC_OF.get(kind, "order")
        hook = account.hooks.get(topic)
        if hook is None or not is_loopback(hook.url):
            return []
        statuses = [self._deliver(account, hook, kind, raw, manner) for _ in range(manner.times)]
        self._close_if_failing(account, topic, hook)
        return statuses

    def release(self, *, reverse: bool = False) -> list[int]:
        """Sends what was held."""
        with self._lock:
            waiting, self.held, self.is_holding = self.held, [], False
        return [status for item in (reversed(waiting) if reverse else waiting) for status in self.send_raw(*item)]

    def _deliver(self, account: Account, hook: Hook, kind: str, raw: bytes, manner: Manner) -> int:
        headers = {"Content-Type": "application/json"}
        if manner.signature != "unsigned":
            headers["sign"] = sign(account.open_id if manner.signature == "right" else 1, raw)
        status = 0
        for attempt in range(TRIES):
            if attempt:
                time.sleep(self.pause_seconds)
            began = time.monotonic()
            status = push(hook.url, raw, headers, WAIT_SECONDS)
            took = time.monotonic() - began
            self.log.append({"type": kind, "status": status, "seconds": round(took, 3), "try": attempt + 1})
            hook.tries.append((int(self.world.clock.now().timestamp()) // HOUR, status == OK))
            if status == OK:
                break
        return status

    def _close_if_failing(self, account: Account, topic: str, hook: Hook) -> None:
        """CJ closes a topic that fell below 80 % in each of the two last full hours."""
        this_hour = int(self.world.clock.now().timestamp()) // HOUR
        shares = []
        for hour in (this_hour - 1, this_hour - 2):
            tries = [done for when, done in hook.tries if when == hour]
            shares.append(sum(tries) / len(tries) if tries else 1.0)
        if all(share < LEAST_SHARE for share in shares):
            account.hooks.pop(topic, None)


def sign(open_id: int, raw: bytes) -> str:
    """Base64(HMAC-SHA256(key = text of openId, message = raw body))."""
    return base64.b64encode(hmac.new(str(open_id).encode(), raw, hashlib.sha256).digest()).decode()
