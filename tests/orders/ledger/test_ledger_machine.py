"""Whatever happens in whatever order, one part of an order is bought once at most, and paid once at most.

A machine of faults: answers are lost, workers die, requests are taken late, staff approve, cancel, switch and decide, time
goes by. After every step CJ's books are laid beside the invariant.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from core.models import CircuitBreaker, Job, RateLimitBucket
from orders.actions import approving, cancelling, resolving, switching
from orders.actions.errors import NotAllowedNow
from orders.ledger import outcomes, purchasing, watching
from orders.ledger.requests import order_request
from orders.models import Order, SupplierOrder
from suppliers.adapters.cj.mapper.order_body import order_body
from suppliers.adapters.cj.simulator.envelopes import Refused
from suppliers.adapters.cj.simulator.ordering import create_v2
from suppliers.adapters.cj.simulator.routes import Asked
from tests.orders import factories
from tests.orders.at_cj import CREATE, DETAIL, PAY

pytestmark = pytest.mark.django_db

POINTS = [f"{what}.{where}" for what in ("place", "pay") for where in ("before_intent", "after_intent", "after_answer", "after_outcome")]  # fmt: skip
FAULTS = ["lost", "reset", "done_status=502", "html", "status=502", "code=1604000", "code=1600301"]


class Killed(BaseException):
    """The worker is gone: nothing that stands behind this moment is done."""


class Ledger(RuleBasedStateMachine):
    desk = None  # set by the test
    monkeypatch = None

    def __init__(self):
        super().__init__()
        CircuitBreaker.objects.all().delete()
        self.desk.cj.simulator.clear_faults()
        switching.switch_buying(True, "test", "begins")
        Job.objects.all().delete()
        self.order = factories.order()
        self.dies_at = None
        self.monkeypatch.setattr(purchasing, "crash_point", self.crash_point)
        self.row = factories.supplier_order(self.order, self.desk.account, self.desk.goods)

    def crash_point(self, name):
        if name == self.dies_at:
            self.dies_at = None
            raise Killed

    def now(self):
        """The last generation of the part."""
        return SupplierOrder.objects.filter(order=self.order).order_by("-generation").first()

    def work(self):
        CircuitBreaker.objects.all().delete()
        RateLimitBucket.objects.all().delete()
        try:
            self.desk.work()
        except Killed:
            Job.objects.filter(state="leased").update(state="pending", run_at=timezone.now())

    @rule()
    def somebody_approves(self):
        approving.approve([self.now()], "ann")
        self.work()

    @rule()
    def somebody_approves_the_payment(self):
        row = self.now()
        if row.cancel_wanted_at is None:
            approving.approve_payment([row], "ben")
        self.work()

    @rule(seconds=st.sampled_from([1, 6, 20, 45, 95, 200]))
    def time_goes_by(self, seconds):
        self.desk.time_passes(self.now(), seconds)
        self.work()

    @rule(fault=st.sampled_from(FAULTS), where=st.sampled_from([CREATE, PAY, DETAIL, "shopping/order/addCartConfirm"]))
    def something_will_go_wrong(self, fault, where):
        self.desk.cj.happens(f"{fault}@{where}x1")

    @rule(point=st.sampled_from(POINTS))
    def the_worker_will_die(self, point):
        self.dies_at = point

    @rule()
    def the_tick_comes(self):
        watching.watch()
        self.work()

    @precondition(lambda self: self.now().state in ("sending", "unknown"))
    @rule()
    def the_request_is_taken_late(self):
        """As late as it can be: a request lives no longer than it may be written and answered."""
        row = self.now()
        lives = timedelta(seconds=outcomes.settle_seconds() / 4)
        if row.sent_at is not None and timezone.now() < row.sent_at + lives:
            try:
                create_v2(self.desk.cj.world, Asked("", {}, order_body(order_request(row)), self.desk.cj.books))
            except Refused:
                return

    @precondition(lambda self: self.now().state in ("unknown", "needs_operator"))
    @rule()
    def a_person_looks_and_decides(self):
        row = self.now()
        there = [one for one in self.desk.cj.books.orders.values() if one.number == row.client_no]
        try:
            if there:
                resolving.it_exists(row, there[0].order_id, "seen in the console", by="ann")
            else:
                resolving.it_does_not_exist(row, "not in the console", by="ann")
        except NotAllowedNow:
            return
        self.work()

    @rule(is_on=st.booleans())
    def somebody_switches_buying(self, is_on):
        switching.switch_buying(is_on, "ann", "a test")
        self.work()

    @rule(seen=st.sampled_from([{"cancelled_at": timezone.now()}, {"payment": "refunded"}]))
    def the_shop_cancels(self, seen):
        Order.objects.filter(pk=self.order.pk).update(**seen)
        cancelling.cancel_seen(self.order.pk, "shop")
        self.work()

    @invariant()
    def nothing_is_bought_or_paid_twice(self):
        cj = self.desk.cj
        assert all(times == 1 for times in Counter(cj.orders()).values())
        assert cj.repeated() == []
        mine = f"{self.order.pk}-1-"
        living = [one for one in cj.books.orders.values() if mine in one.number and one.status != "CANCELLED"]
        assert len(living) <= 1, [one.number for one in living]
        paid = [number for number, _ in cj.payments() if mine in number]
        assert len(paid) <= 1, paid

    @invariant()
    def what_is_called_paid_is_paid(self):
        paid = {number for number, _ in self.desk.cj.payments()}
        row = self.now()
        if row.state == "paid":
            assert row.client_no in paid

    def teardown(self):
        """Left alone with a supplier that works, everything comes to rest: nothing is open for ever."""
        self.dies_at = None
        self.desk.cj.simulator.clear_faults()
        switching.switch_buying(True, "test", "ends")
        for _ in range(12):
            watching.watch()
            self.desk.time_passes(self.now(), 200)
            self.work()
        assert self.now().state not in ("ready", "sending", "unknown", "pay_ready", "pay_sending", "pay_unknown")
        self.nothing_is_bought_or_paid_twice()


STORIES = int(os.environ.get("LEDGER_STORIES", "50"))


def play(desk, monkeypatch, examples, steps):
    machine = type("LedgerOfThisTest", (Ledger,), {"desk": desk, "monkeypatch": monkeypatch})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=False,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_part_is_bought_or_paid_twice_whatever_happens(desk, monkeypatch):
    play(desk, monkeypatch, examples=4, steps=10)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_no_part_is_bought_or_paid_twice_in_many_stories(desk, monkeypatch):
    play(desk, monkeypatch, examples=STORIES, steps=30)
