"""What staff are told of parcels, messages and orders; and that it ends when the cause does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.alerts.words import all_clear_of, text_of, title_of
from core.jobs import enqueue, execute
from core.models import Alert
from core.notify import send_mails
from orders.models import Notification, Order, Shipment, SupplierOrder
from tests.orders import factories
from tests.orders.following.test_tracking import make_parcel, parcel

__all__ = ["parcel"]
pytestmark = pytest.mark.django_db


def watch():
    execute(enqueue("orders.watch_parcels").pk)
    return {alert.kind: alert for alert in Alert.objects.filter(closed_at=None)}


def ago(**span):
    return timezone.now() - timedelta(**span)


def test_late_parcels_are_one_alert_an_account_that_ends_when_they_move(parcel):
    make_parcel(parcel.supplier_order.account, "TN2")
    Shipment.objects.update(moved_at=ago(hours=200), status="in_transit")
    alert = watch()["parcels_late"]
    assert title_of(alert) == "Parcels stand still: CJ main"
    assert text_of(alert).startswith("2 parcel(s) of CJ main have not moved for 168 hours.")
    Shipment.objects.update(moved_at=timezone.now())
    assert watch() == {}


def test_a_purchase_without_a_number_is_told(parcel):
    parcel.delete()
    SupplierOrder.objects.update(state="paid", paid_at=ago(days=8))
    alert = watch()["parcels_without_number"]
    assert text_of(alert).startswith("1 purchase(s) at CJ main were paid more than 7 day(s) ago")


def test_tracking_that_a_shop_refuses_is_told(parcel):
    shop = factories.shop()
    Order.objects.update(account=shop, remote_id="1")
    Shipment.objects.update(state="refused")
    alert = watch()["write_back_refused"]
    assert text_of(alert).startswith("Test shop did not take the tracking number of 1 parcel(s).")
    assert all_clear_of(alert) == "No parcel waits for Test shop to take its tracking number."


def test_messages_that_do_not_go_out_are_told(parcel):
    Notification.objects.create(order=parcel.order, event="shipped", dedupe_key="1", state="failed")
    stuck = Notification.objects.create(order=parcel.order, event="shipped", dedupe_key="2")
    Notification.objects.filter(pk=stuck.pk).update(created_at=ago(hours=2))
    alert = watch()["mails_failing"]
    assert text_of(alert).startswith("1 message(s) failed and 1 have been waiting for long.")


def test_new_orders_are_told_only_where_that_is_wanted_and_end_without_an_all_clear(db, settings):
    order = factories.order(number="#1001")
    factories.order(is_quiet=True)
    assert watch() == {}
    settings.ALERT_NEW_ORDERS = True
    alert = watch()["new_order"]
    assert (alert.cause, title_of(alert)) == (order.public_id, "New order #1001")
    watch()
    assert Alert.objects.count() == 1

    settings.SMTP_SERVER, settings.ALERT_EMAILS = "smtp.test", ["ops@shop.test"]
    assert send_mails() == 1
    Alert.objects.update(opened_at=ago(minutes=61))
    Order.objects.update(created_at=ago(minutes=61))
    assert watch() == {}
    assert send_mails() == 0
