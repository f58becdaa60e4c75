"""Parcels and messages that need a person, as querysets: the dashboard counts them, the lists' filters show them, the
alerts are about them, so that all say the same."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from orders.models import Notification, OrderRefund, PaymentDispute, Shipment, SupplierOrder
from orders.models.disputes import DisputeState
from orders.models.mails import MailEvent, MailState
from orders.models.parcels import ParcelStatus, WriteBackState
from orders.models.purchases import PurchaseState
from orders.models.refunds import RefundState

# A parcel of which nothing was heard for so long is no longer asked about, nor counted as late: it is lost.
GIVEN_UP_DAYS = 120

_UNDER_WAY = (
    ParcelStatus.NONE,
    ParcelStatus.SENT,
    ParcelStatus.IN_TRANSIT,
    ParcelStatus.CUSTOMS,
    ParcelStatus.OUT_FOR_DELIVERY,
    ParcelStatus.READY_FOR_PICKUP,
    ParcelStatus.UNKNOWN,
)
_BOUGHT = (PurchaseState.PAID, PurchaseState.PARTLY_SHIPPED, PurchaseState.SHIPPED)
_WAITS = (WriteBackState.PENDING, WriteBackState.SENDING, WriteBackState.UNKNOWN)


def parcels_under_way(parcels: QuerySet[Shipment]) -> QuerySet[Shipment]:
    return parcels.filter(status__in=_UNDER_WAY)


def delayed_parcels(parcels: QuerySet[Shipment], now: datetime | None = None) -> QuerySet[Shipment]:
    """Under way, and nothing was heard of them for PARCEL_DELAYED_HOURS."""
    limit = (now or timezone.now()) - timedelta(hours=settings.PARCEL_DELAYED_HOURS)
    return (
        parcels_under_way(parcels).alias(heard=Coalesce("moved_at", "shipped_at", "created_at")).filter(heard__lt=limit)
    )


def delays_not_told(parcels: QuerySet[Shipment], now: datetime | None = None) -> QuerySet[Shipment]:
    """Delayed since a day at most, and the customer has not been told."""
    now = now or timezone.now()
    told = Notification.objects.filter(shipment=OuterRef("pk"), event=MailEvent.DELAYED)
    fresh = now - timedelta(hours=settings.PARCEL_DELAYED_HOURS) - timedelta(days=1)
    heard = Coalesce("moved_at", "shipped_at", "created_at")
    return delayed_parcels(parcels, now).alias(heard_of=heard).filter(~Exists(told), heard_of__gte=fresh)


def troubled_parcels(parcels: QuerySet[Shipment]) -> QuerySet[Shipment]:
    """That could not be delivered, or came back."""
    return parcels.filter(status__in=(ParcelStatus.FAILED, ParcelStatus.RETURNED))


def purchases_without_number(rows: QuerySet[SupplierOrder], now: datetime | None = None) -> QuerySet[SupplierOrder]:
    """Paid PARCEL_NO_NUMBER_DAYS ago, and no parcel of it is known."""
    limit = (now or timezone.now()) - timedelta(days=settings.PARCEL_NO_NUMBER_DAYS)
    parcels = Shipment.objects.filter(supplier_order=OuterRef("pk"))
    return rows.filter(~Exists(parcels), state__in=_BOUGHT, paid_at__lt=limit)


def refused_by_shop(parcels: QuerySet[Shipment]) -> QuerySet[Shipment]:
    return parcels.filter(state=WriteBackState.REFUSED)


def not_told_yet(parcels: QuerySet[Shipment], now: datetime | None = None) -> QuerySet[Shipment]:
    """Still to be written back after more than an hour, or written and not seen at the shop."""
    limit = (now or timezone.now()) - timedelta(hours=1)
    return parcels.filter(Q(state__in=_WAITS) | Q(state=WriteBackState.WRITTEN), created_at__lt=limit)


def parcels_in_need(parcels: QuerySet[Shipment], now: datetime | None = None) -> QuerySet[Shipment]:
    """Any of the above, each parcel once."""
    late = delayed_parcels(Shipment.objects.all(), now).values("pk")
    troubled = (ParcelStatus.FAILED, ParcelStatus.RETURNED)
    return parcels.filter(Q(pk__in=late) | Q(status__in=troubled) | Q(state=WriteBackState.REFUSED))


def failed_mails(mails: QuerySet[Notification]) -> QuerySet[Notification]:
    return mails.filter(state=MailState.FAILED)


def stuck_mails(mails: QuerySet[Notification], now: datetime | None = None) -> QuerySet[Notification]:
    """Waiting for longer than ALERT_MAIL_WAITING_SECONDS."""
    limit = (now or timezone.now()) - timedelta(seconds=settings.ALERT_MAIL_WAITING_SECONDS)
    return mails.filter(state__in=(MailState.PENDING, MailState.SENDING), created_at__lt=limit)


def disputes_to_answer(rows: QuerySet[PaymentDispute]) -> QuerySet[PaymentDispute]:
    return rows.filter(state=DisputeState.ACTION_NEEDED, asked_by="")


def unknown_refunds(rows: QuerySet[OrderRefund]) -> QuerySet[OrderRefund]:
    """That nobody can tell of: a person has to look."""
    return rows.filter(state=RefundState.NEEDS_OPERATOR)
