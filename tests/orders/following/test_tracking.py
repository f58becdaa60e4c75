"""Where parcels are: asked for the more often the fresher they are, told to customers and staff when it matters."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.jobs import enqueue, execute, run_due
from core.models import InboundEvent, Job
from orders.actions.tracking import due_parcels
from orders.attention import delayed_parcels, parcels_in_need, purchases_without_number
from orders.following.parcel_news import take_update
from orders.models import Notification, Shipment, SupplierOrder
from suppliers.handlers import take_push
from suppliers.interface import TrackingEvent, TrackingStatus, TrackingUpdate
from suppliers.models import SupplierAccount
from tests.orders import factories
from tests.orders.following.stage import GOODS_AT_CJ, follow, parcel_of

pytestmark = pytest.mark.django_db
T = TrackingStatus
NOW = timezone.now()


@pytest.fixture
def parcel(db, settings):
    settings.MAIL_EVENTS = ["shipped", "in_transit", "delayed", "delivered"]
    settings.SMTP_SERVER = "smtp.test"
    account = SupplierAccount.objects.create(supplier="cj-dropshipping", name="CJ main", state="ok")
    return make_parcel(account)


def make_parcel(account, number="TN1", **values):
    order = factories.order()
    row = factories.supplier_order(order, account, GOODS_AT_CJ, 1, state="shipped", supplier_order_ids=["A"])
    given = {"order": order, "supplier_order": row, "number": number, "shipped_at": NOW, "state": "none"}
    parcel = Shipment.objects.create(**given | values)
    parcel.lines.create(order_line=row.lines.get().order_line, quantity=1)
    return parcel


def said(status, *events, number="TN1", **values):
    return TrackingUpdate(number, status, raw_status=status.value.title(), events=tuple(events), **values)


def test_the_newest_event_says_when_it_moved(parcel):
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    events = TrackingEvent("Arrived", at, "Paris"), TrackingEvent("Left", at - timedelta(days=3), "Shenzhen")
    taken = take_update(parcel.pk, said(T.IN_TRANSIT, *events), "test")
    assert (taken.status, taken.moved_at, taken.raw_status) == ("in_transit", at, "In_Transit")
    assert taken.events[0] == {"at": "2026-11-20T09:30:00+00:00", "text": "Arrived", "place": "Paris"}


@pytest.mark.parametrize(
    ("before", "news", "after"),
    [
        ("none", T.NONE, "none"),
        ("none", T.UNKNOWN, "unknown"),
        ("in_transit", T.UNKNOWN, "in_transit"),
        ("in_transit", T.NONE, "in_transit"),
        ("unknown", T.CUSTOMS, "customs"),
        ("delivered", T.IN_TRANSIT, "delivered"),
        ("failed", T.OUT_FOR_DELIVERY, "out_for_delivery"),
        ("in_transit", T.RETURNED, "returned"),
    ],
)
def test_news_moves_a_parcel_on_and_never_away_from_its_end(parcel, before, news, after):
    Shipment.objects.update(status=before)
    assert take_update(parcel.pk, said(news), "test").status == after


def test_each_step_is_told_to_the_customer_once(parcel):
    for status in (T.IN_TRANSIT, T.CUSTOMS, T.OUT_FOR_DELIVERY, T.DELIVERED, T.DELIVERED):
        take_update(parcel.pk, said(status), "test")
    assert list(Notification.objects.order_by("pk").values_list("event", flat=True)) == ["in_transit", "delivered"]


def test_an_order_whose_parcels_have_all_arrived_is_delivered(parcel):
    take_update(parcel.pk, said(T.DELIVERED, delivered_at=NOW), "test")
    parcel.order.refresh_from_db()
    parcel.supplier_order.refresh_from_db()
    assert (parcel.supplier_order.state, parcel.order.state) == ("delivered", "delivered")


@pytest.mark.parametrize(
    ("age_days", "asked_hours_ago", "status", "is_due"),
    [
        (1, None, "none", True),
        (1, 5, "in_transit", False),
        (1, 7, "in_transit", True),
        (20, 7, "in_transit", False),
        (20, 13, "in_transit", True),
        (60, 13, "in_transit", False),
        (60, 25, "in_transit", True),
        (130, 500, "in_transit", False),
        (20, 3, "out_for_delivery", True),
        (1, 500, "delivered", False),
        (1, 500, "returned", False),
        (1, 7, "failed", True),
    ],
)
def test_the_older_a_parcel_the_less_often_it_is_asked_for(parcel, age_days, asked_hours_ago, status, is_due):
    checked_at = timezone.now() - timedelta(hours=asked_hours_ago) if asked_hours_ago else None
    created = timezone.now() - timedelta(days=age_days)
    Shipment.objects.update(created_at=created, checked_at=checked_at, status=status)
    assert due_parcels().exists() is is_due


def test_a_parcel_that_stands_still_is_late_for_staff_and_told_to_the_customer_once(parcel):
    Shipment.objects.update(moved_at=timezone.now() - timedelta(hours=169), status="in_transit", checked_at=NOW)
    for _ in range(2):
        execute(enqueue("orders.track_parcels").pk)
    assert Notification.objects.get().event == "delayed"
    assert [each.pk for each in delayed_parcels(Shipment.objects.all())] == [parcel.pk]
    assert [each.pk for each in parcels_in_need(Shipment.objects.all())] == [parcel.pk]
    take_update(parcel.pk, said(T.CUSTOMS, TrackingEvent("Cleared", timezone.now())), "test")
    assert not delayed_parcels(Shipment.objects.all()).exists()


def test_a_parcel_that_has_long_been_late_is_not_suddenly_told_of(parcel):
    Shipment.objects.update(moved_at=timezone.now() - timedelta(hours=400), checked_at=NOW)
    execute(enqueue("orders.track_parcels").pk)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(("days", "has_parcel", "is_listed"), [(8, False, True), (6, False, False), (8, True, False)])
def test_a_purchase_paid_long_ago_without_a_number_is_listed(parcel, days, has_parcel, is_listed):
    if not has_parcel:
        parcel.delete()
    SupplierOrder.objects.update(state="paid", paid_at=timezone.now() - timedelta(days=days))
    assert purchases_without_number(SupplierOrder.objects.all()).exists() is is_listed


# Against the look-alikes


def test_the_parcels_of_an_account_are_asked_for_together(stage):
    rows = [stage.bought(stage.order("SN-200")) for _ in range(3)]
    for number, row in enumerate(rows):
        stage.cj_moves(row, "SHIPPED", f"TN{number}")
        follow(row)
    stage.days_pass_at_cj(2)
    execute(enqueue("orders.track_parcels").pk)
    Job.objects.exclude(kind__startswith="orders.track").delete()
    run_due(10)
    assert list(Shipment.objects.values_list("status", flat=True)) == ["in_transit"] * 3
    assert len(stage.cj.simulator.calls("logistic/trackInfo")) == 1
    execute(enqueue("orders.track_parcels").pk)
    assert not Job.objects.filter(kind="orders.track_account", state="pending").exists()


def test_a_push_about_a_parcel_has_it_asked_for_now(stage):
    row = stage.bought(stage.order("SN-200"))
    stage.cj_moves(row, "SHIPPED", "TN1")
    follow(row)
    stage.days_pass_at_cj(9)
    raw = stage.pushed("LOGISTIC", orderId=row.supplier_order_ids[0], trackingNumber="TN1", trackingStatus="5")
    outcome = take_push(InboundEvent(partner="cj-dropshipping", account_id=str(stage.account.pk), raw=raw, pk=7))
    assert outcome.result == {"parcels": [parcel_of(row).pk], "purchases": [row.pk]}
    Job.objects.exclude(kind__startswith="orders.track").delete()
    run_due(10)
    assert parcel_of(row).status == "delivered"
