"""A purchase travels: what the supplier shows becomes parcels here and at the shop, each of them once."""

import pytest

from core.jobs import enqueue, execute
from orders.models import Notification, Shipment
from tests.orders.following.stage import follow, parcel_of, work

pytestmark = pytest.mark.django_db


def test_a_purchase_that_was_sent_is_a_parcel_that_stands_at_the_shop_once(stage):
    order = stage.order("SN-200", quantity=2)
    row = stage.bought(order)
    stage.cj_moves(row, "SHIPPED", "CJPFR0001YQ")
    follow(row)
    assert (row.state, order.shipments.count()) == ("shipped", 1)
    work()
    follow(row)
    work()

    parcel = parcel_of(row)
    assert (parcel.number, parcel.state) == ("CJPFR0001YQ", "written")
    (there,) = stage.parcels_at_shop(order)
    assert there["lines"] == [{"sku": "SN-200", "quantity": 2}]
    assert [each["number"] for each in there["tracking"]] == ["CJPFR0001YQ"]
    assert (stage.told(), str(there["id"])) == (1, parcel.remote_fulfilment_id)
    order.refresh_from_db()
    assert (order.state, Notification.objects.get(event="shipped").shipment) == ("shipped", parcel)


def test_what_was_written_is_confirmed_when_the_shop_shows_it(stage):
    row = stage.bought(stage.order("SN-200"))
    stage.cj_moves(row, "SHIPPED", "TN1")
    follow(row)
    work()
    Shipment.objects.update(written_at="2026-01-01T00:00:00Z", sent_at="2026-01-01T00:00:00Z")
    execute(enqueue("orders.read_back_parcels").pk)
    work()
    parcel = parcel_of(row)
    assert (parcel.state, parcel.read_back_at is not None, stage.told()) == ("confirmed", True, 1)
