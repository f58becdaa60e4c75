"""Workers that die while they tell a shop of a parcel, or a customer by mail: W1 of the list of faults, with real
processes. On SQLite and, with `DATABASE_URL`, on PostgreSQL."""

import signal

import pytest
from django.conf import settings

from core.jobs import enqueue
from core.models import Job
from core.simulation import SimulationServer
from marketplaces.adapters.shopify.simulator import ShopifySimulator
from orders.following.writing_back import file_write_back
from orders.mails.notifications import tell
from orders.models import Notification, Shipment
from suppliers.models import SupplierAccount
from tests.faults.processes import wait_until
from tests.orders import factories
from tests.orders.following.stage import GOODS, GOODS_AT_CJ, TOKEN
from tests.orders.mails.post import Post

pytestmark = pytest.mark.faults
TIMES = {
    "WRITE_BACK_SETTLE_SECONDS": 2,
    "PURCHASE_SEND_GUARD_SECONDS": 1,
    "MARKETPLACE_API_TIMEOUT": 2,
    "JOB_LEASE_SECONDS": 2,
    "PARTNER_RETRY_BASE_SECONDS": 0.01,
}


class Dispatch:
    """A parcel of an order of Shopify's look-alike, a mail server, and workers."""

    def __init__(self, hub, shopify, origin, post):
        self.hub, self.shopify, self.post = hub, shopify, post
        self.times = TIMES | {
            "SHOPIFY_API_URL": origin,
            "SMTP_SERVER": "127.0.0.1",
            "SMTP_PORT": post.port,
            "EMAIL_FROM": "hub@mail.example",
            "MAIL_EVENTS": "shipped",
        }
        shop = factories.shop(
            mail_sender="hub", way_to_connect="pasted_token", access_token=TOKEN, shop_address=shopify.shop.domain
        )
        placed = shopify.place_order(lines=[{"sku": "SN-200", "quantity": 2}])
        self.order = factories.order(account=shop, remote_id=str(placed.number))
        line = factories.line(self.order, 2, remote_line_id=str(placed.lines[0].number))
        account = SupplierAccount.objects.create(supplier="cj-dropshipping", name="CJ main", state="ok")
        row = factories.supplier_order(self.order, account, GOODS_AT_CJ, 2, order_line=line, state="shipped")
        self.parcel = Shipment.objects.create(order=self.order, supplier_order=row, number="TN1", carrier="4PX")
        self.parcel.lines.create(order_line=line, quantity=2)

    def worker(self, **more):
        return self.hub.start("manage.py", "worker", "--threads", 1, **self.times | more)

    def wait_for(self, row, *states):
        def state():
            return type(row).objects.values_list("state", flat=True).get(pk=row.pk) in states

        wait_until(state, 60, what=f"{row} to be {' or '.join(states)}")
        row.refresh_from_db()

    def told(self):
        return len(self.shopify.calls("fulfillmentCreate"))

    def there(self):
        (order,) = self.shopify.shop.books()["orders"]
        return [parcel["lines"] for parcel in order["fulfillments"]]


@pytest.fixture
def dispatch(hub, monkeypatch):
    shopify = ShopifySimulator(products=GOODS, access_token=TOKEN)
    with SimulationServer({"shopify": shopify}) as server, Post() as post:
        monkeypatch.setattr(settings, "SHOPIFY_API_URL", server.origin("shopify"))
        monkeypatch.setattr(settings, "SMTP_SERVER", "127.0.0.1")
        yield Dispatch(hub, shopify, server.origin("shopify"), post)
        hub.end()


# Where the worker dies, and how often the shop had been told by then.
TELLING = {"write_back.before_send": 0, "write_back.sent": 1}


@pytest.mark.parametrize("point", TELLING)
def test_w1_a_worker_that_dies_while_it_tells_the_shop_leaves_one_parcel_there(dispatch, point):
    file_write_back(dispatch.parcel, "test")
    assert dispatch.worker(HUB_CRASH_AT=point).wait() == 137
    assert dispatch.told() == TELLING[point]
    dispatch.worker()
    dispatch.wait_for(dispatch.parcel, "written", "confirmed")
    assert (dispatch.told(), dispatch.there()) == (1, [[{"sku": "SN-200", "quantity": 2}]])


def test_w1_a_worker_killed_while_the_shop_is_slow_to_answer_leaves_one_parcel_there(dispatch):
    dispatch.shopify.add_fault("late=1.5@fulfillmentCreatex1")
    file_write_back(dispatch.parcel, "test")
    worker = dispatch.worker()
    wait_until(dispatch.told, 40, what="the shop to be told")
    worker.signal(signal.SIGKILL)
    worker.wait()
    dispatch.worker()
    dispatch.wait_for(dispatch.parcel, "written", "confirmed")
    assert (dispatch.told(), len(dispatch.there())) == (1, 1)


def test_a_worker_frozen_before_it_tells_the_shop_tells_nothing_when_it_thaws(dispatch):
    dispatch.shopify.add_fault("slow=1.5@orderx1")  # the look before: long enough to freeze it
    file_write_back(dispatch.parcel, "test")
    frozen = dispatch.worker()
    wait_until(lambda: dispatch.shopify.calls("order"), 40, what="the shop to be looked at")
    frozen.signal(signal.SIGSTOP)
    dispatch.worker()
    dispatch.wait_for(dispatch.parcel, "written", "confirmed")
    frozen.signal(signal.SIGCONT)
    wait_until(lambda: not Job.objects.filter(state="leased").exists(), 40, what="the thawed worker to end")
    assert (dispatch.told(), len(dispatch.there())) == (1, 1)


# Where the worker dies, and how many mails the customer gets in the end.
MAILING = {"mail.before_send": 1, "mail.sent": 2}


@pytest.mark.parametrize("point", MAILING)
def test_w1_a_mail_is_sent_twice_at_most_and_then_with_the_same_message_id(dispatch, point):
    message = tell(dispatch.order, "shipped", dispatch.parcel)
    assert dispatch.worker(HUB_CRASH_AT=point).wait() == 137
    dispatch.worker()
    dispatch.wait_for(message, "sent")
    assert [mail["Message-ID"] for mail in dispatch.post.mails] == [message.message_id] * MAILING[point]


def test_w1_a_worker_that_dies_at_every_mail_sends_two_and_no_third(dispatch):
    message = tell(dispatch.order, "shipped", dispatch.parcel)
    for _ in range(2):
        assert dispatch.worker(HUB_CRASH_AT="mail.sent").wait() == 137
    dispatch.worker()
    dispatch.wait_for(message, "failed")
    enqueue("orders.watch_parcels")
    wait_until(lambda: not Job.objects.filter(state__in=("pending", "leased")).exists(), 40, what="all work to end")
    assert (len(dispatch.post.mails), Notification.objects.get().reason) == (2, "outcome_unknown")
