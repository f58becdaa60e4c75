"""Metrics of orders, purchases, parcels and messages."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.metrics import Counted, Sample, Source, metric, part
from orders.attention import parcels_under_way
from orders.models import BuyingSwitch, Notification, Order, Shipment, SupplierOrder
from orders.models.mails import MailState
from orders.models.purchases import PurchaseState

_P = PurchaseState
UNSETTLED = (_P.SENDING, _P.UNKNOWN, _P.NEEDS_OPERATOR, _P.PAY_SENDING, _P.PAY_UNKNOWN)

ORDERS = metric("orders", "Orders by stage.", "stage")
PURCHASES = metric("purchases", "Purchases at suppliers by state.", "state")
UNSETTLED_AGE = metric(
    "purchases_unsettled_oldest_seconds", "How long the oldest unsettled purchase has been so.", "state"
)
PARCELS = metric("parcels_under_way", "Parcels under way by status.", "status")
TO_TELL = metric("parcels_by_write_back", "Parcels by whether their shop was told.", "state")
MAILS = metric("customer_mails", "Messages to customers that are not sent, by state.", "state")
BUYING = metric("buying_switched_off", "1 while nothing is bought or paid.")


def _of(row: Counted, now: datetime) -> Iterator[Sample]:
    if row.what in _COUNTS:
        yield _COUNTS[row.what](row.number, row.first)
    elif row.what == "unsettled" and row.moment is not None:
        yield UNSETTLED_AGE((now - row.moment).total_seconds(), row.first)
    elif row.what == "off":
        yield BUYING(row.number > 0)


_COUNTS = {"orders": ORDERS, "purchases": PURCHASES, "parcels": PARCELS, "told": TO_TELL, "mails": MAILS}


def _parts(now: datetime) -> list[QuerySet[Any, Any]]:
    purchases, parcels = SupplierOrder.objects.all(), Shipment.objects.all()
    waiting = (MailState.PENDING, MailState.SENDING, MailState.FAILED)
    return [
        part(Order.objects.all(), "orders", "state"),
        part(purchases, "purchases", "state"),
        part(purchases.filter(state__in=UNSETTLED), "unsettled", "state", oldest="updated_at"),
        part(parcels_under_way(parcels), "parcels", "status"),
        part(parcels, "told", "state"),
        part(Notification.objects.filter(state__in=waiting), "mails", "state"),
        part(BuyingSwitch.objects.filter(is_on=False), "off"),
    ]


SOURCE = Source(_parts, _of)
