"""What the shop is told of a parcel after the first time: another tracking number, and how far it has come."""

from django.utils import timezone

from core.errors import AuthFailed, OutcomeUnknown, Retryable, Terminal
from core.history import record
from marketplaces.interface import Capability, MarketplaceAdapter, ParcelProgress
from orders.mails.notifications import shop_tells
from orders.models import Shipment
from orders.models.parcels import ParcelStatus

MESSAGE_CHARACTERS = 1000

PROGRESS = {
    ParcelStatus.IN_TRANSIT: ParcelProgress.IN_TRANSIT,
    ParcelStatus.CUSTOMS: ParcelProgress.IN_TRANSIT,
    ParcelStatus.OUT_FOR_DELIVERY: ParcelProgress.OUT_FOR_DELIVERY,
    ParcelStatus.READY_FOR_PICKUP: ParcelProgress.READY_FOR_PICKUP,
    ParcelStatus.DELIVERED: ParcelProgress.DELIVERED,
    ParcelStatus.FAILED: ParcelProgress.FAILED,
}


def progress_due(parcel: Shipment) -> ParcelProgress | None:
    """What the shop has not been told yet of the way."""
    progress = PROGRESS.get(ParcelStatus(parcel.status))
    return progress if progress is not None and progress.value != parcel.progress_sent else None


def is_behind(parcel: Shipment) -> bool:
    return parcel.number_sent != parcel.number or progress_due(parcel) is not None


def bring_up_to_date(parcel: Shipment, adapter: MarketplaceAdapter, by: str) -> None:
    """Called for a parcel that stands at the shop. A refusal is kept as the shop's words: the parcel itself is told."""
    try:
        _tell_number(parcel, adapter, by)
        _tell_progress(parcel, adapter, by)
    except AuthFailed:
        raise
    except Terminal as error:
        record(parcel, "shipment.change_refused", by=by, data={"message": error.message or str(error)})
        Shipment.objects.filter(pk=parcel.pk).update(message=(error.message or str(error))[:MESSAGE_CHARACTERS])


def _tell_number(parcel: Shipment, adapter: MarketplaceAdapter, by: str) -> None:
    """May be repeated: the same number twice is one number."""
    if parcel.number_sent == parcel.number:
        return
    told = adapter.carrier_words(parcel.carrier, parcel.number)
    tells = shop_tells(parcel.order, "shipped") and adapter.can(Capability.NOTIFIES_BUYER)
    adapter.update_tracking(parcel.remote_fulfilment_id, told, tell_buyer=tells)
    Shipment.objects.filter(pk=parcel.pk).update(number_sent=parcel.number, carrier_sent=told.carrier)
    record(parcel, "shipment.number_told", by=by, data={"number": [parcel.number_sent, parcel.number]})
    parcel.number_sent, parcel.carrier_sent = parcel.number, told.carrier


def _tell_progress(parcel: Shipment, adapter: MarketplaceAdapter, by: str) -> None:
    """Once each: noted before it is sent, since a shop shows a step twice that it is told twice. A step whose answer is
    lost is not told again; the next one says more."""
    progress = progress_due(parcel)
    if progress is None or not adapter.can(Capability.PROGRESS):
        return
    before = parcel.progress_sent
    if not Shipment.objects.filter(pk=parcel.pk, progress_sent=before).update(progress_sent=progress.value):
        return
    parcel.progress_sent = progress.value
    text = parcel.events[0].get("text", "") if parcel.events else ""
    try:
        adapter.tell_progress(parcel.remote_fulfilment_id, progress, parcel.moved_at or timezone.now(), text)
    except Retryable:  # nothing was done
        Shipment.objects.filter(pk=parcel.pk).update(progress_sent=before)
        raise
    except OutcomeUnknown as error:
        record(parcel, "shipment.progress_unknown", by=by, data={"message": str(error)[:300]})
