"""An order placed at Shopify is bought at CJ, sent, told to the shop and mailed, and nobody touches it. Both are
look-alikes behind real HTTP, the mails go to a real mail server."""

from decimal import Decimal

import pytest
from django.utils import timezone

from core.jobs import enqueue, run_due
from core.models import Job
from inventory.models import Supply
from orders.models import Order, Shipment, SupplierOrder
from tests.catalogue_rows import make_product
from tests.orders import factories
from tests.orders.at_cj import AtCJ
from tests.orders.following.stage import Stage
from tests.orders.mails.conftest import post

__all__ = ["post"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def stage(settings, db):
    settings.EXCHANGE_RATES = ["USD/EUR=0.90"]
    settings.PURCHASE_SETTLE_SECONDS = 0.0
    settings.PROFIT_FLOOR_PERCENT = Decimal(-1000)
    with AtCJ(settings) as cj, Stage(settings, cj) as stage:
        yield stage


def sell(stage, sku):
    """Our product under the shop's SKU, with a confirmed offer of CJ's."""
    goods = stage.cj.goods(stage.account)
    made = factories.offer(stage.account, goods, product=make_product(sku=sku, price=Decimal("4.90")), rank=1)
    Supply.objects.create(
        product=made.product, source=made.source, quantity=50, cost=made.cost, currency="USD", rank=1,
        as_of=timezone.now(), trusted=True,
    )  # fmt: skip


def tick(*kinds):
    """The clock, and all the work that follows."""
    for kind in kinds:
        enqueue(kind)
    while run_due(100):
        Job.objects.filter(state="pending").update(run_at=timezone.now())
        if not Job.objects.filter(state="pending").exists():
            break


def test_an_order_goes_its_whole_way_with_nobody_touching_it(stage, post):
    stage.shop.approval_limit, stage.shop.approval_currency = Decimal(500), "USD"
    stage.shop.mail_reply_to, stage.shop.mail_name = "help@shop.example", "Maison Test"
    stage.shop.save()
    factories.limit(stage.account, pays_by_itself=True)
    sell(stage, "SN-200")
    stage.shopify.place_order(lines=[{"sku": "SN-200", "quantity": 2}], locale="en-FR")

    tick("orders.poll_shops")
    order = Order.objects.get()
    (row,) = SupplierOrder.objects.all()
    assert (stage.cj.orders(), stage.cj.paid(row.client_no)) == ([row.client_no], 1)
    assert (row.state, order.state) == ("paid", "placed")

    stage.cj_moves(row, "SHIPPED", "CJPFR77")
    SupplierOrder.objects.update(read_at=None)
    tick("orders.follow_all")
    stage.days_pass_at_cj(30)
    Shipment.objects.update(checked_at=None)
    tick("orders.track_parcels", "orders.read_back_parcels")

    order.refresh_from_db()
    parcel = Shipment.objects.get()
    (there,) = stage.parcels_at_shop(order)
    assert (order.state, parcel.status, parcel.state) == ("delivered", "delivered", "confirmed")
    assert (stage.told(), there["lines"]) == (1, [{"sku": "SN-200", "quantity": 2}])
    assert [mail["Subject"] for mail in post.mails] == [
        f"Order {order.number} is confirmed",
        f"Your order {order.number} is on its way",
        f"Your parcel of order {order.number} has arrived",
    ]
    assert (len(stage.cj.orders()), Job.objects.filter(state="dead").count()) == (1, 0)
