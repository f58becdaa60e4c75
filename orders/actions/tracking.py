"""Asking where parcels are: the fresher the parcel, the more often. And telling shops of parcels again."""

import time
from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.errors import AuthFailed, RateLimited, Terminal
from core.inbox import EventOutcome
from core.jobs import JobContext, Reschedule, enqueue
from core.models import Job, PartnerAccount
from core.portions import portions
from core.states import move
from orders.actions.following import find_purchases
from orders.attention import GIVEN_UP_DAYS, delays_not_told, parcels_under_way
from orders.following.parcel_news import note_checked, same_number, take_update, tell_of_delay
from orders.following.purchases import file_follow
from orders.following.writing_back import file_write_back
from orders.models import Shipment
from orders.models.parcels import ParcelStatus, WriteBackState
from orders.planning.drafting import lock
from orders.standing.recompute import recompute
from suppliers.handlers import NOT_OURS
from suppliers.interface import Capability, Push, SupplierAdapter
from suppliers.models import SupplierAccount

TRACK_JOB = "orders.track"
TRACK_ACCOUNT_JOB = "orders.track_account"
BATCH = 20
MOST_SECONDS = 20 * 60.0
PERMISSION = "orders.change_shipment"

SELDOMEST = timedelta(hours=24)
# Age of a parcel in days up to which it is asked about so often; out for delivery more often, whatever its age.
_EVERY = ((10, timedelta(hours=6)), (45, timedelta(hours=12)), (GIVEN_UP_DAYS, SELDOMEST))
_AT_THE_DOOR = timedelta(hours=2)
_READ_BACK_AFTER = timedelta(minutes=2)  # a shop shows what it was told after a moment
_LEFT_ALONE = timedelta(minutes=10)  # a job that was lost on the way is filed again

_W = WriteBackState


class NotPossible(ValueError):  # noqa: N818 - says what happened
    """The parcel is in a state in which this makes no sense; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def file_rounds(by: str) -> dict[str, int]:
    """One round for each account with parcels to ask about; and the customers of parcels that stand still are told."""
    accounts = SupplierAccount.objects.filter(
        is_active=True,
        state__in=(PartnerAccount.State.NEW, PartnerAccount.State.OK),
        pk__in=due_parcels().values("supplier_order__account_id"),
    )
    for account in accounts:
        key = f"{TRACK_ACCOUNT_JOB}:{account.pk}"
        enqueue(TRACK_ACCOUNT_JOB, {"account_id": account.pk}, dedupe_key=key, requested_by=by, rearm=True)
    late = list(delays_not_told(Shipment.objects.select_related("order__account", "order__customer")))
    for parcel in late:
        tell_of_delay(parcel, by)
    return {"accounts": len(accounts), "delayed": len(late)}


def due_parcels() -> QuerySet[Shipment]:
    """Under way and not asked about for as long as their age allows, the longest unasked first."""
    now = timezone.now()
    due = Q(status=ParcelStatus.OUT_FOR_DELIVERY, checked_at__lt=now - _AT_THE_DOOR)
    for days, every in _EVERY:
        due |= Q(created_at__gte=now - timedelta(days=days), checked_at__lt=now - every)
    due |= Q(checked_at=None)
    young = Q(created_at__gte=now - timedelta(days=GIVEN_UP_DAYS))
    parcels = parcels_under_way(Shipment.objects.all()) | Shipment.objects.filter(status=ParcelStatus.FAILED)
    return parcels.filter(young, due).order_by(F("checked_at").asc(nulls_first=True), "pk")


def track_account(account: SupplierAccount, adapter: SupplierAdapter, job: JobContext) -> dict[str, int]:
    """A round over what is due of this account."""
    told = {"asked": 0, "known": 0, "failed": 0}
    if not adapter.can(Capability.TRACKING):
        return told
    ends = time.monotonic() + MOST_SECONDS
    due = list(due_parcels().filter(supplier_order__account=account))
    for group in _groups(due, adapter):
        if job.is_stopping() or time.monotonic() > ends:
            raise Reschedule(0 if job.is_stopping() else 60, "the rest is asked for in the next round")
        told["asked"] += len(group)
        try:
            told["known"] += track(group, adapter, "tracking")
        except (AuthFailed, RateLimited):
            raise
        except Terminal:  # one order that the supplier does not track holds up no other
            note_checked([parcel.pk for parcel in group])
            told["failed"] += len(group)
        job.progress(told["asked"], len(due))
    return told


def track(parcels: Sequence[Shipment], adapter: SupplierAdapter, by: str) -> int:
    """Asks about these; gives of how many something is known."""
    numbers = [parcel.number for parcel in parcels]
    order_id = parcels[0].external_order_id if adapter.tracks_by_order else ""
    found = adapter.tracking(numbers, order_id)
    known = 0
    for parcel in parcels:
        update = next((each for each in found if same_number(each.number, parcel.number)), None)
        if update is None:
            note_checked([parcel.pk])
        else:
            take_update(parcel.pk, update, by)
            known += 1
    return known


def track_each(parcels: Sequence[Shipment], adapter: SupplierAdapter, by: str) -> int:
    """Asks about these now, whatever their age."""
    if not adapter.can(Capability.TRACKING):
        return 0
    return sum(track(group, adapter, by) for group in _groups(parcels, adapter))


def take_push(account: SupplierAccount, push: Push, by: str) -> EventOutcome:
    """Files the question about the parcels that a push names, and a look at their purchases: a number may be new."""
    parcels = Shipment.objects.filter(supplier_order__account=account, number__in=push.tracking_numbers)
    ids = sorted(parcels.values_list("pk", flat=True))[:BATCH]
    client_nos = push.values.get("client_no", "").split(",")
    rows = find_purchases(account, push.order_ids, client_nos)
    if not ids and not rows:
        return EventOutcome.ignored(NOT_OURS)
    with transaction.atomic():
        if ids:
            enqueue(TRACK_JOB, {"shipments": ids}, priority=60, requested_by=by)
        for row in rows:
            file_follow(row, by)
    return EventOutcome.done({"parcels": ids, "purchases": [row.pk for row in rows]})


def _groups(parcels: Sequence[Shipment], adapter: SupplierAdapter) -> list[list[Shipment]]:
    """What one call can ask about: parcels of one order of the supplier's where it tracks by order, else so many."""
    if not adapter.tracks_by_order:
        return [list(parcels[start : start + BATCH]) for start in range(0, len(parcels), BATCH)]
    by_order: dict[str, list[Shipment]] = {}
    for parcel in parcels:
        by_order.setdefault(parcel.external_order_id, []).append(parcel)
    return list(by_order.values())


def file_read_back(by: str) -> int:
    """Files the look at the shop for parcels that were written and not seen there yet, and for those whose job was lost
    on the way. What staff are to decide on is left to them."""
    now = timezone.now()
    written = Q(state=_W.WRITTEN, written_at__lt=now - _READ_BACK_AFTER)
    lost = Q(state__in=(_W.PENDING, _W.SENDING, _W.UNKNOWN), updated_at__lt=now - _LEFT_ALONE)
    parcels = Shipment.objects.filter(written | lost, order__account__is_active=True)
    filed = 0
    for rows in portions(parcels.select_related("order")):
        jobs = [file_write_back(parcel, by) for parcel in rows]
        filed += len([job for job in jobs if job is not None])
    return filed


def write_again(parcel: Shipment, user: User, why: str = "") -> Job | None:
    """Staff have mended what the shop refused, or want a parcel told anew that was taken back there: the shop is looked at
    first all the same. Raises PermissionDenied, NotPossible."""
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
    by = user.get_username()
    with transaction.atomic():
        lock(parcel.order_id)
        if parcel.state == _W.REFUSED and not move(
            parcel, _W.PENDING, by=by, why=why, reason="", message="", remote_fulfilment_id=""
        ):
            raise NotPossible("changed_meanwhile")
        job = file_write_back(parcel, by)
        if job is None:
            raise NotPossible("nothing_to_write")
        recompute(parcel.order_id, by=by)
    return job
