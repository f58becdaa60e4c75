"""Telling the shop of a parcel: once, and looking first.

A parcel is told of by a request that no shop lets us name for good, so a lost answer is never followed by a second one
before the shop was asked what it has. The order of things is always the same: read the shop's parcels; what is there by
its number is done; what was sent and is not there yet is waited for; only then it is written, with the intent committed
before the request leaves.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.crash import crash_point
from core.errors import AuthFailed, NotFound, OutcomeUnknown, Rejected, Retryable, Terminal
from core.http import send_window
from core.jobs import Reschedule, enqueue
from core.models import Job
from core.states import move
from marketplaces.interface import (
    Capability,
    FulfilmentState,
    MarketplaceAdapter,
    ParcelNotice,
    RemoteFulfilment,
    TrackingInfo,
)
from orders.following.telling_changes import MESSAGE_CHARACTERS, bring_up_to_date
from orders.mails.notifications import shop_tells
from orders.models import Shipment
from orders.models.parcels import WriteBackState
from orders.planning.drafting import lock
from orders.standing.recompute import recompute

WRITE_BACK_JOB = "orders.write_back"
PRIORITY = 70

_W = WriteBackState
_THERE = (_W.WRITTEN, _W.CONFIRMED)


def file_write_back(parcel: Shipment, by: str) -> Job | None:
    """Files the telling of this parcel, in the caller's transaction; None where the shop is not told of it.

    Parcels of one order are told one after the other: each reads what the others left to be told.
    """
    if parcel.state == _W.NONE or parcel.order.account_id is None:
        return None
    job = _file(parcel, by)
    return _file(parcel, by, ":again") if job.state == Job.State.LEASED else job  # it may have read the row already


def _file(parcel: Shipment, by: str, again: str = "") -> Job:
    return enqueue(
        WRITE_BACK_JOB,
        {"shipment": parcel.pk},
        dedupe_key=f"write_back:{parcel.pk}{again}",
        aggregate_key=f"write_back:{parcel.order_id}",
        priority=PRIORITY,
        requested_by=by,
        rearm=True,
    )


def write_back(parcel: Shipment, adapter: MarketplaceAdapter, by: str) -> dict[str, Any]:
    """One step of the way to CONFIRMED; raises Reschedule where the shop has to be asked again later, and the errors of
    `core.errors` where it could not be asked."""
    if parcel.state in (_W.NONE, _W.REFUSED):
        return _told(parcel)
    if not adapter.can(Capability.FULFIL):
        _give_up(parcel, _W.NONE, "shop_takes_none", "", by)
        return _told(parcel)
    there = _look(parcel, adapter, by)
    if there is None:
        return _told(parcel)
    if _settled_by_look(parcel, there, by):
        bring_up_to_date(parcel, adapter, by)
    elif parcel.state == _W.PENDING:
        _write(parcel, adapter, there, by)
    return _told(parcel)


def _look(parcel: Shipment, adapter: MarketplaceAdapter, by: str) -> FulfilmentState | None:
    """What the shop has. None: it has no such order, and the parcel is given up."""
    try:
        return adapter.fulfilments(parcel.order.remote_id)
    except (NotFound, Rejected) as error:
        if parcel.state == _W.PENDING:
            _give_up(parcel, _W.REFUSED, "order_not_readable", error.message or str(error), by)
            return None
        raise


def _settled_by_look(parcel: Shipment, there: FulfilmentState, by: str) -> bool:
    """Whether the parcel stands at the shop. Where it does not, a written one has vanished and one that was sent is
    waited for, until it may be written again."""
    found = find(parcel, there)
    if found is not None and not found.is_cancelled:
        return confirm(parcel, found, by)
    if found is not None:
        refuse_cancelled(parcel, by)
        return False
    if parcel.state in _THERE:
        _wait_for_the_lost(parcel)
        _to_pending(parcel, by, why="not there any more")
        return False
    if parcel.state == _W.SENDING:
        move(parcel, _W.UNKNOWN, by=by)
    if parcel.state == _W.UNKNOWN:
        _wait_for_the_lost(parcel)
        move(parcel, _W.PENDING, by=by, reason="")
    return False


def find(parcel: Shipment, there: FulfilmentState) -> RemoteFulfilment | None:
    """By the number, as it is or as it was told; else by the shop's own id, alive or cancelled."""
    for number in filter(None, (parcel.number, parcel.number_sent)):
        found = there.with_number(number)
        if found is not None:
            return found
    known = parcel.remote_fulfilment_id
    return next((one for one in there.existing if known and one.fulfilment_id == known), None)


def confirm(parcel: Shipment, found: RemoteFulfilment, by: str) -> bool:
    """The shop shows it. True where the parcel is now known to stand there."""
    now = timezone.now()
    told = next((each.number for each in found.tracking), "")
    values: dict[str, Any] = {
        "remote_fulfilment_id": found.fulfilment_id,
        "number_sent": told if find_by_number(parcel, found) is None else parcel.number,
        "read_back_at": now,
        "written_at": parcel.written_at or now,
        "reason": "",
        "message": "",
    }
    if parcel.state == _W.CONFIRMED:
        Shipment.objects.filter(pk=parcel.pk).update(**values)
        parcel.refresh_from_db()
        return True
    if parcel.state == _W.SENDING:
        move(parcel, _W.UNKNOWN, by=by)
    return _move(parcel, _W.CONFIRMED, by, **values)


def find_by_number(parcel: Shipment, found: RemoteFulfilment) -> TrackingInfo | None:
    """The entry of the shop's parcel that names our number, however it is written."""
    wanted = "".join(filter(str.isalnum, parcel.number)).upper()
    same = (each for each in found.tracking if "".join(filter(str.isalnum, each.number)).upper() == wanted)
    return next(same, None)


def refuse_cancelled(parcel: Shipment, by: str) -> None:
    """Somebody took it back at the shop: staff decide whether it is told again."""
    if parcel.state in _THERE:
        _to_pending(parcel, by, why="cancelled at the shop")
    if parcel.state == _W.SENDING:
        move(parcel, _W.UNKNOWN, by=by)
    if parcel.state == _W.UNKNOWN:
        move(parcel, _W.PENDING, by=by)
    _give_up(parcel, _W.REFUSED, "cancelled_there", "", by)


def _to_pending(parcel: Shipment, by: str, why: str) -> None:
    move(parcel, _W.PENDING, by=by, why=why, reason="", remote_fulfilment_id="", number_sent="", progress_sent="")


def _wait_for_the_lost(parcel: Shipment) -> None:
    """ "Not there" means something only a while after the request went out."""
    if parcel.sent_at is None:
        return
    settled = parcel.sent_at + timedelta(seconds=settings.WRITE_BACK_SETTLE_SECONDS)
    wait = (settled - timezone.now()).total_seconds()
    if wait > 0:
        raise Reschedule(wait, "the shop is asked again for the parcel before it is told once more")


def _write(parcel: Shipment, adapter: MarketplaceAdapter, there: FulfilmentState, by: str) -> None:
    lines = lines_to_tell(parcel, there)
    if not lines:
        _give_up(parcel, _W.REFUSED, there.problem or "nothing_left", "", by)
        return
    tracking = tracking_info(parcel, adapter)
    tells = shop_tells(parcel.order, "shipped") and adapter.can(Capability.NOTIFIES_BUYER)
    closes_at = send_window.clock() + settings.PURCHASE_SEND_GUARD_SECONDS
    if not move(parcel, _W.SENDING, by=by, sent_at=timezone.now(), carrier_sent=tracking.carrier):
        return  # another worker is at it
    crash_point("write_back.before_send")
    try:
        with send_window.send_window(closes_at):
            remote_id = adapter.fulfil(parcel.order.remote_id, ParcelNotice(tracking, lines, tells))
    except OutcomeUnknown as error:
        move(parcel, _W.UNKNOWN, by=by, reason="no_answer", message=str(error)[:MESSAGE_CHARACTERS])
        raise Reschedule(settings.WRITE_BACK_SETTLE_SECONDS, str(error)) from error
    except (Retryable, AuthFailed):  # nothing was done
        move(parcel, _W.PENDING, by=by)
        raise
    except Terminal as error:
        _give_up(parcel, _W.REFUSED, "refused", error.message or str(error), by)
        return
    crash_point("write_back.sent")
    now = timezone.now()
    written: dict[str, Any] = {"remote_fulfilment_id": remote_id, "number_sent": parcel.number, "written_at": now}
    _move(parcel, _W.WRITTEN, by, reason="", message="", **written)


def lines_to_tell(parcel: Shipment, there: FulfilmentState) -> tuple[tuple[str, int], ...]:
    """The parcel's lines as the shop numbers them, never more of one than it has open. Empty: nothing can be told."""
    open_units: dict[str, int] = {}
    for line in there.open_lines:
        open_units[line.line_id] = open_units.get(line.line_id, 0) + line.remaining
    found = []
    for held in parcel.lines.select_related("order_line").order_by("order_line__position", "pk"):
        units = min(held.quantity, open_units.get(held.order_line.remote_line_id, 0))
        if units > 0:
            found.append((held.order_line.remote_line_id, units))
    return tuple(found)


def tracking_info(parcel: Shipment, adapter: MarketplaceAdapter) -> TrackingInfo:
    """With the shop's word for the carrier; the supplier's own address where the shop's table knows none."""
    told = adapter.carrier_words(parcel.carrier, parcel.number)
    return told if told.url else replace(told, url=parcel.url)


def _give_up(parcel: Shipment, state: WriteBackState, reason: str, message: str, by: str) -> None:
    _move(parcel, state, by, why=reason, reason=reason, message=message[:MESSAGE_CHARACTERS])


def _move(parcel: Shipment, state: WriteBackState, by: str, **values: Any) -> bool:
    """With what it means for the order, whose row is locked first, as everywhere."""
    with transaction.atomic():
        lock(parcel.order_id)
        is_moved = move(parcel, state, by=by, **values)
        if is_moved:
            recompute(parcel.order_id, by=by)
    return is_moved


def _told(parcel: Shipment) -> dict[str, Any]:
    return {"shipment": parcel.pk, "state": str(parcel.state), "reason": parcel.reason}
