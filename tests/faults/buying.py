"""A hub that buys at CJ's look-alike: purchases as rows, workers as processes, the look-alike's books in the test."""

import random
from collections import Counter
from decimal import Decimal

from django.conf import settings

from core.models import Job
from orders.actions.approving import approve
from orders.models import SupplierOrder
from suppliers.adapters.cj.simulator import CJSimulator
from tests.faults.processes import wait_until
from tests.orders import factories
from tests.orders.at_cj import AtCJ

# The shortest times that keep their order: a request may be written for a second and answered for two more, so that a
# purchase is settled after eight.
TIMES = {
    "PURCHASE_SEND_GUARD_SECONDS": 1,
    "SUPPLIER_API_TIMEOUT": 2,
    "PURCHASE_SETTLE_SECONDS": 1,
    "PURCHASE_RETRY_SECONDS": 1,
    "PARTNER_RETRY_BASE_SECONDS": 0.01,
    "JOB_LEASE_SECONDS": 2,
}
LEDGER = ("orders.place", "orders.look_up", "orders.pay", "orders.cancel_purchase")
BAD_BEFORE = ("reset", "status=502")
BAD_AFTER = ("lost", "done_status=502", "html", "broken_json")


class Buying:
    """Opened by `with` on the database of a hub. `times` and the look-alike's address go to every worker."""

    def __init__(self, hub, look_alike=CJSimulator):
        self.hub = hub
        self.cj = AtCJ(settings, look_alike)

    def __enter__(self):
        self._before = {name: getattr(settings, name) for name in ("CJ_API_URL", "PARTNER_RETRY_BASE_SECONDS")}
        self.cj.__enter__()
        self.account = self.cj.account()
        self.goods = self.cj.goods(self.account)
        self.limit = factories.limit(self.account)
        return self

    def __exit__(self, *error):
        self.hub.end()
        self.cj.__exit__(*error)
        for name, value in self._before.items():
            setattr(settings, name, value)

    def worker(self, threads=1, **more):
        given = TIMES | {"CJ_API_URL": self.cj.environment["CJ_API_URL"]} | more
        return self.hub.start("manage.py", "worker", "--threads", threads, **given)

    def approved(self):
        row = factories.supplier_order(factories.order(), self.account, self.goods)
        approve([row], "ann")
        return row

    def wait_for(self, row, *states, timeout=60.0):
        wait_until(lambda: self.state(row) in states, timeout, what=f"{row.client_no} to be {' or '.join(states)}")
        row.refresh_from_db()
        return row

    @staticmethod
    def state(row):
        return SupplierOrder.objects.values_list("state", flat=True).get(pk=row.pk)

    def agrees(self):
        """The invariant: no number was ordered or paid twice, and what we think was paid is what was paid, to the cent."""
        assert all(times == 1 for times in Counter(self.cj.orders()).values())
        assert self.cj.repeated() == []
        paid = self.cj.payments()
        assert all(times == 1 for times in Counter(number for number, _ in paid).values())
        ours = SupplierOrder.objects.filter(paid_at__isnull=False)
        assert sorted(ours.values_list("client_no", flat=True)) == sorted(number for number, _ in paid)
        spent = sum((row.supplier_amount for row in ours), Decimal(0))
        assert spent == sum((amount for _, amount in paid), Decimal(0))
        return spent

    @staticmethod
    def unsettled():
        return Job.objects.filter(kind__in=LEDGER, state__in=("pending", "leased")).count()


class MoodyCJ(CJSimulator):
    """Answers badly to a share of the calls about orders and money, sometimes before and sometimes after doing them."""

    share = 0.0
    seed = 1

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"].removeprefix("/api2.0/v1/")
        with self.lock:
            self.chance = getattr(self, "chance", None) or random.Random(self.seed)
            if path.startswith("shopping/") and self.chance.random() < self.share:
                fault = self.chance.choice(BAD_BEFORE + BAD_AFTER)
                self.plan.add(f"{fault}@{path}x1")
                self.bad = getattr(self, "bad", 0) + 1
        return super().__call__(environ, start_response)


__all__ = ["LEDGER", "TIMES", "Buying", "MoodyCJ"]
