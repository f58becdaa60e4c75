"""Personal data has its time: old orders lose their address, and whoever has no younger order is forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.history import record
from core.jobs import execute
from core.models import Event, Job
from orders.intake.taking import take_remote
from orders.models import Address, Customer, Order
from tests.orders_rows import product, remote_order, shop

pytestmark = pytest.mark.django_db
TWO_YEARS_AND_A_DAY = timedelta(days=731)


@pytest.fixture
def orders(db):
    """Two of one buyer: the first is old and delivered."""
    product()
    account = shop()
    taken = [take_remote(account, remote_order(remote_id=f"gid://shopify/Order/{n}"), by="poll") for n in (1, 2)]
    record(taken[0], "order.noted", by="ana", data={"why": "Test Buyer called"})
    grow_old(taken[0])
    return taken


def grow_old(order):
    Order.objects.filter(pk=order.pk).update(state="delivered", placed_at=timezone.now() - TWO_YEARS_AND_A_DAY)


def forget():
    job = Job.objects.create(kind="orders.forget_outdated", run_at=timezone.now())
    execute(job.pk)
    job.refresh_from_db()
    return job.result


def test_an_old_order_loses_its_address_and_a_customer_with_a_younger_one_stays(orders):
    assert forget() == {"orders": 1}
    assert Address.objects.get(orders=orders[0]).erased_at is not None
    assert Address.objects.get(orders=orders[1]).erased_at is None
    assert Customer.objects.get().name == "Test Buyer"
    assert Event.objects.get(kind="order.noted").data == {"why": "… called"}
    assert forget() == {"orders": 0}


def test_with_the_last_order_goes_the_customer(orders):
    grow_old(orders[1])
    assert forget() == {"orders": 2}
    assert Customer.objects.get().erased_at is not None
    assert Event.objects.filter(kind="order.erased", actor="retention").count() == 2


def test_an_order_that_is_not_over_keeps_its_address_however_old_it_is(orders):
    Order.objects.update(state="needs_attention", placed_at=timezone.now() - TWO_YEARS_AND_A_DAY)
    assert forget() == {"orders": 0}
