"""The ledger before CJ's real look-alike on loopback. Time goes by on the rows: nothing waits for it."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from core import jobs
from core.models import Job
from orders.actions.approving import approve, approve_payment
from orders.models import SupplierOrder
from tests.orders import factories
from tests.orders.at_cj import AtCJ


class Desk:
    """An account at CJ with something to buy, and what staff and workers do about it."""

    def __init__(self, cj, account, goods):
        self.cj, self.account, self.goods = cj, account, goods

    def draft(self, quantity=1, **values):
        order = values.pop("order", None) or factories.order()
        if quantity > 1:
            values.setdefault("freight_cost", self.cj.freight(self.account, self.goods, quantity))
        return factories.supplier_order(order, values.pop("account", self.account), self.goods, quantity, **values)

    def approved(self, **values):
        row = self.draft(**values)
        approve([row], "ann")
        return row

    def placed(self, **values):
        row = self.approved(**values)
        self.work()
        assert self.state(row) == "placed", self.seen(row).message
        return row

    def paying(self, **values):
        row = self.placed(**values)
        approve_payment([self.seen(row)], "ben")
        return row

    def work(self, kinds=("orders.place", "orders.look_up", "orders.pay", "orders.cancel_purchase"), rounds=10):
        """Does what is due of the ledger's jobs, and what follows from it at once."""
        for _ in range(rounds):
            due = Job.objects.filter(kind__in=kinds, state="pending", run_at__lte=timezone.now()).order_by("pk")
            if not due:
                return
            for job in due:
                jobs.execute(job.pk)

    def time_passes(self, row, seconds):
        """So many seconds later, for this purchase and for all jobs."""
        gone = timedelta(seconds=seconds)
        one = SupplierOrder.objects.filter(pk=row.pk)
        times = ("sent_at", "next_look_at", "looked_up_at", "pay_sent_at")
        one.update(**{name: F(name) - gone for name in times})
        Job.objects.filter(state="pending").update(run_at=F("run_at") - gone)

    def settle(self, row):
        """Looks until the settling time is over and two looks were made after it."""
        for seconds in (6, 10, 30, 45, 91, 31, 31):
            self.time_passes(row, seconds)
            self.work()

    @staticmethod
    def seen(row):
        return SupplierOrder.objects.select_related("order").get(pk=row.pk)

    def state(self, row):
        return self.seen(row).state

    def order_stage(self, row):
        order = self.seen(row).order
        return order.state, order.reason


@pytest.fixture
def cj(settings, db):
    with AtCJ(settings) as cj:
        yield cj


@pytest.fixture
def account(cj):
    return cj.account()


@pytest.fixture
def goods(cj, account):
    return cj.goods(account)


@pytest.fixture
def desk(cj, account, goods):
    factories.limit(account)
    return Desk(cj, account, goods)
