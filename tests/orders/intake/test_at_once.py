"""The same order from many sides at once is one order; two routings at once draft it once."""

import threading

import pytest
from django.db import connection, connections

from core.models import Job
from orders.actions.routing import route
from orders.intake.taking import take_remote
from orders.models import Address, Customer, Order, OrderLine, SupplierOrder
from tests.orders_rows import offer, product, remote_line, remote_order, shop, supplier_account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(number: int, act) -> list[Exception]:
    """`act` in so many threads that start together; gives what they raised."""
    gate, raised = threading.Barrier(number), []

    def run() -> None:
        gate.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - told to the test
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_an_order_told_by_webhooks_and_polls_at_once_is_one(shared_database):
    box, account, remote = product(), shop(), remote_order(remote_line(quantity=2))
    number = 24 if connection.vendor == "postgresql" else 6

    assert at_once(number, lambda: take_remote(account, remote, by="webhook")) == []

    order = Order.objects.get()
    assert (order.state, order.reason) == ("under_way", "being_routed")
    assert [(line.product_id, line.owed) for line in OrderLine.objects.all()] == [(box.pk, 2)]
    assert (Customer.objects.count(), Address.objects.count()) == (1, 1)
    assert Job.objects.filter(kind="orders.route").count() == 1
    assert Job.objects.filter(kind="orders.confirm").count() == 1


def test_two_routings_at_once_draft_the_order_once(shared_database, desk):
    offer(product(), supplier_account("Desk"))
    order = take_remote(shop(), remote_order(remote_line(quantity=2)), by="poll")
    assert order is not None

    raised = at_once(4, lambda: route(order.pk, "routing"))

    assert raised == []
    assert SupplierOrder.objects.count() == 1
    assert Order.objects.get().state == "to_approve"
