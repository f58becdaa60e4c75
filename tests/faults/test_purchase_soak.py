"""Many purchases, three answers in ten bad, a worker killed every second: every order is bought and paid once or visibly
waits, and the money agrees with the supplier's books to the cent.

40 orders by default; PURCHASE_SOAK_ORDERS=1000 is the whole of it. The figures are printed, and kept in the report.
"""

import os
import random
import sys
import time
from collections import Counter

import pytest
from django.utils import timezone

from core.models import CircuitBreaker, Job
from orders.ledger import watching
from orders.models import PurchaseAttempt, SupplierOrder
from tests.faults.buying import LEDGER, Buying, MoodyCJ
from tests.faults.processes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

ORDERS = int(os.environ.get("PURCHASE_SOAK_ORDERS", "40"))
SEED = int(os.environ.get("PURCHASE_SOAK_SEED", "0")) or random.randrange(1, 10**6)
SHARE = 0.3
WORKERS = 3
# Where an order may end: paid, or further; or where staff see it and nothing more is sent by itself.
BOUGHT = {"paid", "partly_shipped", "shipped", "delivered"}
WAITING = {"needs_operator", "rejected", "held", "placed", "pay_rejected"}
# Why one waits: of its purchase, or of its payment, nothing was heard, it was proven not to have happened, was made anew,
# once, and nothing was heard again. How many come to that depends on when a worker is killed, and so on the machine.
FOR_A_PERSON = {("needs_operator", "not_found_twice"), ("placed", "payment_not_made")}


@pytest.fixture
def buying(hub):
    with Buying(hub, MoodyCJ) as buying:
        buying.limit.pays_by_itself = True
        buying.limit.save()
        yield buying


def test_every_order_is_bought_once_or_visibly_waits(buying, capsys):
    chance = random.Random(SEED)
    rows = [buying.approved() for _ in range(ORDERS)]
    look_alike = buying.cj.simulator
    look_alike.seed, look_alike.share = SEED, SHARE
    began, kills = time.monotonic(), 0
    workers = [buying.worker(threads=2) for _ in range(WORKERS)]
    while open_purchases() and time.monotonic() - began < 60 + ORDERS * 2.5:
        time.sleep(1.0)
        workers.pop(chance.randrange(len(workers))).kill()
        kills += 1
        workers.append(buying.worker(threads=2))
        the_minutes_tick()
    busy = time.monotonic() - began
    settle_the_rest()

    states = Counter(SupplierOrder.objects.values_list("state", flat=True))
    spent = buying.agrees()
    bought = sum(states[state] for state in BOUGHT)
    assert set(states) <= BOUGHT | WAITING
    assert bought + sum(states[state] for state in WAITING) == len(rows)
    attempts = Counter(PurchaseAttempt.objects.values_list("kind", "outcome"))
    waiting = list(SupplierOrder.objects.filter(state__in=WAITING))
    reasons = Counter((row.state, row.reason) for row in waiting)
    with capsys.disabled():
        sys.stdout.write(
            f"\nSoak of purchases: {ORDERS} orders, {SHARE:.0%} bad answers ({look_alike.bad} of them), {kills} workers "
            f"killed, {busy:.0f} s, seed {SEED}: {bought} bought and paid once, {ORDERS - bought} wait for a person "
            f"{dict(states)}, why: {dict(reasons)}; {len(buying.cj.orders())} orders and {len(buying.cj.payments())} payments at the supplier, "
            f"{spent} USD in both books; attempts {dict(attempts)}\n"
        )
    assert set(reasons) <= FOR_A_PERSON
    assert [row.client_no for row in waiting if not was_repeated(row)] == []


def was_repeated(row):
    """Whether the one repetition that is made without a person is used up."""
    if row.state == "placed":
        return row.attempts.filter(kind="pay", error_code="not_paid").count() == 2
    created = row.attempts.filter(kind="create")
    return created.filter(error_code="not_found").exists() and created.filter(outcome="unknown").exists()


def open_purchases():
    return SupplierOrder.objects.exclude(state__in=BOUGHT | WAITING).count()


def the_minutes_tick():
    """What the schedules do once a minute, once a second here; and the supplier's breaker does not open: most of what it
    counts is meant."""
    CircuitBreaker.objects.all().delete()
    watching.watch()


def settle_the_rest():
    """No more kills; what waits for its time has it now."""

    def is_over():
        CircuitBreaker.objects.all().delete()
        Job.objects.filter(kind__in=LEDGER, state="pending", run_at__gt=timezone.now()).exclude(
            kind="orders.look_up"
        ).update(run_at=timezone.now())
        watching.watch()
        return not open_purchases() and not Buying.unsettled()

    wait_until(is_over, 180, every=1.0, what="the last purchases to settle")
