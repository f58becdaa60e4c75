"""Clients that ask as fast as they are answered: partners with webhooks, programs at the API, people in the console."""

import itertools
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.bench.load_target import SENT, Target
from tests.faults.sender import Answer, Sender, percentile, push, sign

WEBHOOK, READ, WRITE, CONSOLE = "webhook", "API read", "API write", "console"
# Of ten requests: partners and programs ask more often than people do.
MIX = (WEBHOOK, READ, CONSOLE, WEBHOOK, READ, WRITE, WEBHOOK, READ, CONSOLE, WEBHOOK)
OF_PARTNERS = (WEBHOOK,)
PAGES = ("/admin/", "/admin/inventory/product/", "/admin/orders/order/?stage=all", "/admin/core/job/")
LISTS = ("/api/products?page_size=100", "/api/orders?page_size=50", "/api/jobs", "/api/dashboard/stats")
ORDER = {
    "customer": {"name": "Test Buyer", "email": "", "language": "fr"},
    "shipping_address": {
        "first_name": "Test", "last_name": "Buyer", "address1": "12 Test Street", "city": "Testville", "state": "",
        "zip": "75001", "country": "FR", "phone": "+33100000000", "email": "buyer@example.com",
    },
    "lines": [{"sku": "SKU-000001", "quantity": 1, "price": "10.00", "currency": "EUR"}],
    "note": "",
}  # fmt: skip
OFFERED = {WEBHOOK: (200,), READ: (200,), WRITE: (201,), CONSOLE: (200,)}


@dataclass
class Measured:
    """The answers of a stretch of load by the kind of request; `failed` are the others: what came instead."""

    seconds: float
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    failed: dict[str, list[str]] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        return sum(map(len, self.failed.values()))

    def p(self, kind: str, share: float) -> float:
        """Seconds below which this share of the requests was answered."""
        return float(percentile(self.answers[kind], share))


def load(
    target: Target, seconds: float, clients: int, mix: tuple[str, ...], numbers: "itertools.count[int]"
) -> Measured:
    """So many clients ask for so long, each a request after the other, one of `mix` after the other."""
    measured = Measured(seconds, {kind: [] for kind in mix}, {kind: [] for kind in mix})
    until = time.monotonic() + seconds

    def ask(first: int) -> None:
        for kind in itertools.islice(itertools.cycle(mix), first, None):
            if time.monotonic() >= until:
                return
            _one(target, kind, next(numbers), measured)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(ask, range(clients)))
    return measured


def _one(target: Target, kind: str, number: int, measured: Measured) -> None:
    try:
        answer = ASK[kind](target, target.sender, number)
    except OSError as error:
        measured.failed[kind].append(type(error).__name__)
        return
    if answer.status in OFFERED[kind]:
        measured.answers[kind].append(answer)
    else:
        measured.failed[kind].append(f"{answer.status} {answer.body[:200]!r}")


def _webhook(target: Target, sender: Sender, number: int) -> Answer:
    raw = push(f"{SENT}{number}")
    return sender.post(sender.path, raw, {"Content-Type": "application/json", "sign": sign(raw)})


def _read(target: Target, sender: Sender, number: int) -> Answer:
    known = target.doors["products"]
    one = f"/api/products/{known[number % len(known)]}"
    path = one if number % 2 else LISTS[number // 2 % len(LISTS)]
    return sender.ask("GET", path, headers={"X-API-Key": target.doors["key"]})


def _write(target: Target, sender: Sender, number: int) -> Answer:
    body = json.dumps({**ORDER, "reference": f"{SENT}{number}"}).encode()
    headers = {
        "X-API-Key": target.doors["key"],
        "Content-Type": "application/json",
        "Idempotency-Key": f"{SENT}{number}",
    }
    return sender.post("/api/orders", body, headers)


def _console(target: Target, sender: Sender, number: int) -> Answer:
    return sender.ask("GET", PAGES[number % len(PAGES)], headers={"Cookie": target.doors["cookie"]})


ASK: dict[str, Callable[[Target, Sender, int], Answer]] = {
    WEBHOOK: _webhook, READ: _read, WRITE: _write, CONSOLE: _console,
}  # fmt: skip
