"""When suppliers are asked how purchases are, and what their pushes lead to."""

import pytest

from core.jobs import enqueue, execute, run_due
from core.models import Event, InboundEvent, Job
from orders.following.purchases import file_follow
from orders.models import SupplierOrder
from suppliers.handlers import take_push
from tests.orders import factories
from tests.orders.following.stage import GOODS_AT_CJ as GOODS
from tests.orders.following.stage import follow, parcel_of
from tests.suppliers.cj.orders import detail

pytestmark = pytest.mark.django_db


def test_all_that_is_under_way_is_asked_for_in_one_call_and_no_more_once_it_has_arrived(stage):
    rows = [stage.bought(stage.order("SN-200")) for _ in range(3)]
    for number, row in enumerate(rows):
        stage.cj_moves(row, "DELIVERED" if number == 2 else "SHIPPED", f"TN{number}")
    execute(enqueue("orders.follow_all").pk)
    Job.objects.exclude(kind__startswith="orders.follow").delete()
    run_due(10)
    assert [row.state for row in SupplierOrder.objects.order_by("pk")] == ["shipped", "shipped", "delivered"]
    assert len(stage.cj.simulator.calls("shopping/order/getOrderDetailBatch")) == 1

    SupplierOrder.objects.update(read_at="2026-01-01T00:00:00Z")
    execute(enqueue("orders.follow_all").pk)
    run_due(10)
    asked = stage.cj.simulator.calls("shopping/order/getOrderDetailBatch")
    assert len(asked) == 2


def test_what_was_just_read_is_not_asked_for_again(stage):
    stage.bought(stage.order("SN-200"))
    for _ in range(2):
        execute(enqueue("orders.follow_all").pk)
        run_due(10)
    assert len(stage.cj.simulator.calls("shopping/order/getOrderDetailBatch")) == 1


def pushed(stage, kind, **params):
    """A push of the look-alike's, taken as the door would hand it on."""
    raw = stage.pushed(kind, **params)
    return take_push(InboundEvent(partner="cj-dropshipping", account_id=str(stage.account.pk), raw=raw, pk=7))


def test_a_push_makes_the_purchase_be_read_again_and_is_not_believed(stage):
    row = stage.bought(stage.order("SN-200"))
    cj_id = row.supplier_order_ids[0]
    outcome = pushed(stage, "ORDER", cjOrderId=cj_id, orderNumber=row.client_no, orderStatus="DELIVERED")
    assert outcome.result == {"purchases": [row.pk]}
    run_due(10)
    row.refresh_from_db()
    assert (row.state, row.read_at is not None) == ("paid", True)


def test_a_push_about_an_order_of_others_is_ignored(stage):
    outcome = pushed(stage, "ORDER", cjOrderId="999", orderNumber="OTHER-1", orderStatus="SHIPPED")
    assert outcome.reason == "not_ours"


def test_parts_named_by_a_push_are_believed_only_where_the_supplier_shows_them(stage):
    row = stage.bought(stage.order("SN-200"))
    other = stage.bought(stage.order("LMP-1"))
    cj_id, foreign = row.supplier_order_ids[0], other.supplier_order_ids[0]
    parts = [{"orderCode": "NOWHERE-1"}, {"orderCode": foreign}]
    pushed(stage, "ORDERSPLIT", originalOrderId=cj_id, splitOrderList=parts)
    run_due(10)
    row.refresh_from_db()
    assert row.supplier_order_ids == [cj_id]


def test_a_part_that_the_supplier_shows_is_followed_with_its_goods(wire, make_account):
    """CJ no longer shows the order that it has split."""
    order = factories.order()
    row = factories.supplier_order(
        order, make_account(), GOODS, 2, order_line=factories.line(order, 2), state="paid", supplier_order_ids=["A"]
    )
    one = [{"vid": "V1", "quantity": 1}]
    first = detail(cjOrderId="A-1", orderNum=row.client_no, orderStatus="SHIPPED", trackNumber="TN1", productList=one)
    second = detail(cjOrderId="A-2", orderNum=row.client_no, orderStatus="UNSHIPPED", productList=one)
    wire.says([first, second])
    execute(file_follow(row, "test", ["A-1", "A-2"]).pk)
    row.refresh_from_db()
    assert wire.sent() == {"orderIds": ["A", "A-1", "A-2"]}
    assert (row.supplier_order_ids, row.state) == (["A", "A-1", "A-2"], "partly_shipped")

    wire.says([first, second | {"orderStatus": "SHIPPED", "trackNumber": "TN2"}])
    execute(file_follow(row, "test").pk)
    row.refresh_from_db()
    assert row.state == "shipped"  # all units are in parcels
    assert [parcel.lines.get().quantity for parcel in row.shipments.all()] == [1, 1]


def test_a_bill_that_comes_later_is_kept_once(stage):
    row = stage.bought(stage.order("SN-200"))
    bill = {"orderId": "BILL1", "relationOrderId": row.supplier_order_ids[0], "amount": 2.4, "status": "UNPAID"}
    for _ in range(2):
        pushed(stage, "MAKEUP", **bill)
    event = Event.objects.get(kind="supplier_order.extra_bill")
    assert (event.subject_id, event.data["bill_id"], event.data["amount"]) == (str(row.pk), "BILL1", "2.4")


def test_an_order_that_cannot_be_read_holds_up_no_other(stage):
    rows = [stage.bought(stage.order("SN-200")) for _ in range(2)]
    SupplierOrder.objects.filter(pk=rows[0].pk).update(supplier_order_ids=["NOT-THERE"])
    stage.cj_moves(rows[1], "SHIPPED", "TN1")
    execute(enqueue("orders.follow_all").pk)
    Job.objects.exclude(kind__startswith="orders.follow").delete()
    run_due(10)
    assert parcel_of(rows[1]).number == "TN1"
    assert SupplierOrder.objects.get(pk=rows[0].pk).read_at is not None


def test_news_that_comes_while_the_purchase_is_being_read_makes_it_be_read_once_more(stage):
    row = stage.bought(stage.order("SN-200"))
    job = file_follow(row, "first")
    Job.objects.filter(pk=job.pk).update(state="leased", lease_token="t", lease_until="2030-01-01T00:00:00Z")
    assert file_follow(row, "second").pk != job.pk


def test_following_needs_no_second_look_at_what_it_knows(stage):
    row = stage.bought(stage.order("SN-200"))
    stage.cj_moves(row, "SHIPPED", "TN1")
    follow(row)
    before = Event.objects.count()
    follow(row)
    assert Event.objects.count() == before


@pytest.mark.parametrize(("number", "is_found"), [("{id}", True), ("{short}", False), ("", False)])
def test_a_push_that_knows_only_the_suppliers_number_finds_its_purchase(stage, number, is_found):
    row = stage.bought(stage.order("SN-200"))
    theirs = row.supplier_order_ids[0]
    named = number.format(id=theirs, short=theirs[:-1])
    outcome = pushed(stage, "ORDERSPLIT", originalOrderId=named, splitOrderList=[])
    assert (outcome.state == "done") is is_found
