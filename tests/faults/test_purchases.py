"""The purchase ledger with workers killed and frozen at the worst moments: M1 to M7 and M11 of the list of faults, with
real processes. On SQLite and, with `DATABASE_URL`, on PostgreSQL."""

import signal
import threading
import time

import pytest
from django.db import connections
from django.utils import timezone

from core.models import CircuitBreaker, Job
from orders.actions.approving import approve, approve_payment
from orders.models import PurchaseAttempt, SupplierOrder
from tests.faults.buying import Buying
from tests.faults.processes import wait_until
from tests.orders import factories
from tests.orders.at_cj import CREATE, DETAIL, PAY

pytestmark = pytest.mark.faults


@pytest.fixture
def buying(hub):
    with Buying(hub) as buying:
        yield buying


def test_m1_accepted_and_closed_without_an_answer_is_found(buying):
    buying.cj.happens(f"lost@{CREATE}x1")
    row = buying.approved()
    buying.worker()
    buying.wait_for(row, "placed")
    assert (buying.cj.orders(), row.sends) == ([row.client_no], 1)
    buying.agrees()


def test_m2_accepted_after_our_timeout_is_one_order(buying):
    buying.cj.happens(f"slow=4@{CREATE}x1")  # we wait for two seconds
    row = buying.approved()
    buying.worker()
    buying.wait_for(row, "unknown")
    buying.wait_for(row, "placed")
    assert (buying.cj.orders(), row.sends, buying.cj.asked(CREATE)) == ([row.client_no], 1, 1)


def test_m3_never_arrived_is_sent_again_once(buying):
    buying.cj.happens(f"reset@{CREATE}x1")
    row = buying.approved()
    buying.worker()
    buying.wait_for(row, "placed")
    assert (buying.cj.orders(), row.sends, buying.cj.asked(CREATE)) == ([row.client_no], 2, 2)


def test_m4_nothing_is_sent_while_the_supplier_cannot_be_asked(buying):
    buying.cj.happens(f"reset@{CREATE}x1")
    buying.cj.happens(f"status=502@{DETAIL}")
    row = buying.approved()
    buying.worker()
    buying.wait_for(row, "unknown")
    time.sleep(12)  # the settling time is eight
    assert (buying.state(row), buying.cj.asked(CREATE)) == ("unknown", 1)
    buying.cj.simulator.clear_faults()
    CircuitBreaker.objects.all().delete()  # it would try by itself a minute later
    Job.objects.filter(state="pending").update(run_at=timezone.now())
    buying.wait_for(row, "placed")
    assert buying.cj.orders() == [row.client_no]


# Where the worker dies, and how often the supplier was asked to create by then and in the end.
CRASHES = {
    "place.before_intent": (0, 1),
    "place.after_intent": (0, 1),
    "place.after_answer": (1, 1),
    "place.after_outcome": (1, 1),
}


@pytest.mark.parametrize("point", CRASHES)
def test_m5_a_worker_that_dies_there_leaves_one_order(buying, point):
    before, in_the_end = CRASHES[point]
    row = buying.approved()
    assert buying.worker(HUB_CRASH_AT=point).wait() == 137
    assert buying.cj.asked(CREATE) == before
    buying.worker()
    buying.wait_for(row, "placed")
    assert (buying.cj.orders(), buying.cj.asked(CREATE)) == ([row.client_no], in_the_end)
    assert not PurchaseAttempt.objects.filter(outcome__in=("open", "unknown")).exists()
    buying.agrees()


def test_m6_many_who_approve_at_once_are_one_approval(buying):
    row = factories.supplier_order(factories.order(), buying.account, buying.goods)
    approved, together = [], threading.Barrier(8)

    def one(number):
        mine = SupplierOrder.objects.get(pk=row.pk)
        together.wait()
        approved.extend(approve([mine], f"operator {number}"))
        connections["default"].close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    buying.worker(threads=2)
    buying.wait_for(row, "placed")
    assert (len(approved), buying.cj.asked(CREATE), row.sends) == (1, 1, 1)
    assert Job.objects.filter(kind="orders.place").count() == 1


def test_m7_a_worker_frozen_between_its_intent_and_the_request_sends_nothing_when_it_thaws(buying):
    row = buying.approved()
    frozen = buying.worker(HUB_FREEZE_AT="place.after_intent")
    buying.wait_for(row, "sending")
    buying.worker()
    buying.wait_for(row, "placed")
    assert buying.cj.asked(CREATE) == 1
    frozen.signal(signal.SIGCONT)
    time.sleep(3)
    assert (buying.cj.orders(), buying.cj.asked(CREATE), buying.state(row)) == ([row.client_no], 1, "placed")
    buying.agrees()


def test_m7_a_worker_that_alone_was_frozen_for_long_sends_nothing_and_then_anew(buying):
    row = buying.approved()
    frozen = buying.worker(HUB_FREEZE_AT="place.after_intent")
    buying.wait_for(row, "sending")
    time.sleep(2.5)  # the window is one second
    frozen.signal(signal.SIGCONT)
    buying.wait_for(row, "placed")
    assert (buying.cj.orders(), buying.cj.asked(CREATE), row.sends) == ([row.client_no], 1, 2)


PAY_CRASHES = {"pay.before_intent": 0, "pay.after_intent": 0, "pay.after_answer": 1, "pay.after_outcome": 1}


@pytest.mark.parametrize("point", PAY_CRASHES)
def test_m11_a_worker_that_dies_around_a_payment_leaves_one_payment(buying, point):
    buying.limit.pays_by_itself = True
    buying.limit.save()
    row = buying.approved()
    assert buying.worker(HUB_CRASH_AT=point).wait() == 137
    assert len(buying.cj.payments()) == PAY_CRASHES[point]
    buying.worker()
    buying.wait_for(row, "paid")
    assert [number for number, _ in buying.cj.payments()] == [row.client_no]
    buying.agrees()


def test_m11_a_payment_whose_answer_was_lost_is_read_as_paid(buying):
    row = buying.approved()
    buying.worker()
    buying.wait_for(row, "placed")
    buying.cj.happens(f"lost@{PAY}x1")
    approve_payment([SupplierOrder.objects.get(pk=row.pk)], "ben")
    buying.wait_for(row, "paid")
    assert [number for number, _ in buying.cj.payments()] == [row.client_no]
    assert PurchaseAttempt.objects.filter(kind="pay").count() == 1
    buying.agrees()


def test_m10_every_purchase_is_made_once_while_workers_are_killed(buying):
    """A small one; the soak has a file of its own."""
    rows = [buying.approved() for _ in range(12)]
    for _ in range(3):
        worker = buying.worker(threads=2)
        wait_until(lambda: SupplierOrder.objects.exclude(state="ready").exists(), what="work to begin")
        time.sleep(0.4)
        worker.kill()
    buying.worker(threads=2)
    for row in rows:
        buying.wait_for(row, "placed", timeout=90)
    assert sorted(buying.cj.orders()) == sorted(row.client_no for row in rows)
    buying.agrees()
