"""What carriers say of a parcel: its way, whether it has arrived, and when nothing is heard of it any more."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.history import record
from orders.following.purchases import settle_by_parcels
from orders.following.writing_back import file_write_back
from orders.mails.notifications import tell
from orders.models import Shipment, SupplierOrder
from orders.models.mails import MailEvent
from orders.models.parcels import ParcelStatus
from orders.planning.drafting import lock
from orders.standing.recompute import recompute
from suppliers.interface import TrackingEvent, TrackingStatus, TrackingUpdate

EVENTS_KEPT = 60
TEXT_CHARACTERS = 300

_P = ParcelStatus
ENDED = (_P.DELIVERED, _P.RETURNED)
_MOVING = (_P.IN_TRANSIT, _P.CUSTOMS, _P.OUT_FOR_DELIVERY, _P.READY_FOR_PICKUP)
_SAYS_NOTHING = (TrackingStatus.NONE, TrackingStatus.UNKNOWN)


def same_number(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def take_update(shipment_id: int, update: TrackingUpdate, by: str) -> Shipment:
    """Writes what is known of the parcel now. A parcel that has arrived stays so; a word that we do not know is shown to
    staff and moves nothing."""
    with transaction.atomic():
        lock(Shipment.objects.values_list("order_id", flat=True).get(pk=shipment_id))
        parcel = Shipment.objects.select_for_update(no_key=True).get(pk=shipment_id)
        before = parcel.status
        _write(parcel, update)
        if parcel.status != before:
            record(parcel, "shipment.moved", by=by, data={"status": [before, parcel.status]})
            _follow_up(parcel, by)
    return parcel


def note_checked(shipment_ids: Sequence[int]) -> None:
    """They were asked for, and nothing is known of them."""
    Shipment.objects.filter(pk__in=shipment_ids).update(checked_at=timezone.now())


def tell_of_delay(parcel: Shipment, by: str) -> None:
    """Once for a parcel; called for those that `orders.attention` calls delayed."""
    with transaction.atomic():
        if tell(parcel.order, MailEvent.DELAYED, parcel) is not None:
            record(parcel, "shipment.delayed", by=by, data={"since": str(parcel.moved_at or parcel.shipped_at)[:19]})


def _write(parcel: Shipment, update: TrackingUpdate) -> None:
    now = timezone.now()
    parcel.checked_at = now
    parcel.raw_status = update.raw_status[:120] or parcel.raw_status
    parcel.carrier = parcel.carrier or update.carrier[:120]
    if update.events:
        parcel.events = [_event(each) for each in update.events[:EVENTS_KEPT]]
    newest = max((each.at for each in update.events if each.at), default=None)
    status = _status(parcel, update)
    moved_at = newest if newest is not None else (now if status != parcel.status else None)
    if moved_at is not None and (parcel.moved_at is None or moved_at > parcel.moved_at):
        parcel.moved_at = moved_at
    parcel.status = status
    if status == _P.DELIVERED and parcel.delivered_at is None:
        parcel.delivered_at = update.delivered_at or moved_at or now
    parcel.save(
        update_fields=[
            *("checked_at", "raw_status", "carrier", "events", "moved_at", "status", "delivered_at", "updated_at")
        ]
    )


def _status(parcel: Shipment, update: TrackingUpdate) -> ParcelStatus:
    known = ParcelStatus(parcel.status)
    if known in ENDED:
        return known
    if update.status in _SAYS_NOTHING and known != _P.NONE:
        return known
    return ParcelStatus(update.status.value)


def _event(event: TrackingEvent) -> dict[str, Any]:
    return {
        "at": event.at.isoformat() if event.at else "",
        "text": event.text[:TEXT_CHARACTERS],
        "place": event.place[:TEXT_CHARACTERS],
    }


def _follow_up(parcel: Shipment, by: str) -> None:
    if parcel.status in _MOVING:
        tell(parcel.order, MailEvent.IN_TRANSIT, parcel)
    if parcel.status == _P.DELIVERED:
        tell(parcel.order, MailEvent.DELIVERED, parcel)
        settle_by_parcels(SupplierOrder.objects.select_for_update(no_key=True).get(pk=parcel.supplier_order_id), by)
        recompute(parcel.order_id, by=by)
    file_write_back(parcel, by)


def _bare(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()
