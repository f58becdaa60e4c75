"""What becomes of a purchase at the supplier: paid, sent, delivered, cancelled there, and its parcels.

Everything is worked out from what the supplier shows now, so that the same look twice changes nothing, and looks that
come in the wrong order never lead backwards.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.history import record
from core.jobs import enqueue
from core.models import Job
from core.states import move, table_for
from orders.following import parcels
from orders.following.writing_back import file_write_back
from orders.mails.notifications import tell
from orders.models import Shipment, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.planning.drafting import lock
from orders.standing.recompute import recompute
from suppliers.interface import Purchase, PurchaseStatus

FOLLOW_JOB = "orders.follow"
ASKED_PRIORITY = 60

_P = PurchaseState
_S = PurchaseStatus

# States in which the supplier has the order and more is to be heard of it.
OPEN = (
    _P.PLACED,
    _P.PAY_READY,
    _P.PAY_SENDING,
    _P.PAY_UNKNOWN,
    _P.PAY_REJECTED,
    _P.PAID,
    _P.PARTLY_SHIPPED,
    _P.SHIPPED,
)

_UNPAID, _PAID, _SOME, _ALL, _THERE = range(5)
_LEVEL = {
    _S.UNPAID: _UNPAID,
    _S.UNDER_REVIEW: _PAID,
    _S.PREPARING: _PAID,
    _S.PARTLY_SHIPPED: _SOME,
    _S.SHIPPED: _ALL,
    _S.DELIVERED: _THERE,
}
_STATE_OF_LEVEL = {_PAID: _P.PAID, _SOME: _P.PARTLY_SHIPPED, _ALL: _P.SHIPPED, _THERE: _P.DELIVERED}
_RANK = {_P.PAID: _PAID, _P.PARTLY_SHIPPED: _SOME, _P.SHIPPED: _ALL, _P.DELIVERED: _THERE}
_STATUS_CHARACTERS = 60


def file_follow(row: SupplierOrder, by: str, also: Sequence[str] = ()) -> Job:
    """Files a look at this purchase, in the caller's transaction. `also` are further numbers that the supplier may have
    for it, to be believed when it shows them."""
    payload: dict[str, Any] = {"supplier_order": row.pk}
    if also:
        return enqueue(FOLLOW_JOB, payload | {"also": list(also)}, priority=ASKED_PRIORITY, requested_by=by)
    key = f"follow:{row.pk}"
    job = enqueue(FOLLOW_JOB, payload, dedupe_key=key, priority=ASKED_PRIORITY, requested_by=by, rearm=True)
    if job.state == Job.State.LEASED:  # its answer may be older than the news that brought us here
        key += ":again"
        job = enqueue(FOLLOW_JOB, payload, dedupe_key=key, priority=ASKED_PRIORITY, requested_by=by, rearm=True)
    return job


def take_purchase(supplier_order_id: int, purchase: Purchase, by: str) -> SupplierOrder:
    """One order of the supplier's as it shows it now. Where the purchase has several, the others count as not known:
    see `take_purchases`."""
    return take_purchases(supplier_order_id, [purchase], by)


def take_purchases(supplier_order_id: int, purchases: Sequence[Purchase], by: str) -> SupplierOrder:
    """Writes down what the supplier shows of all the orders that it made of one purchase, then what follows of it:
    parcels to write back and to tell of, and the order's stage. A purchase that is not with the supplier, as far as the
    ledger knows, is left to the ledger."""
    with transaction.atomic():
        lock(SupplierOrder.objects.values_list("order_id", flat=True).get(pk=supplier_order_id))
        row = SupplierOrder.objects.select_for_update(no_key=True).get(pk=supplier_order_id)
        if row.state not in (*OPEN, _P.DELIVERED) or not purchases:
            return row
        _note(row, purchases)
        for purchase in purchases:
            _take_parcels(row, purchase, by)
        _move_on(row, purchases, by)
        recompute(row.order_id, by=by)
    return row


def settle_by_parcels(row: SupplierOrder, by: str) -> None:
    """A purchase of which all units lie in parcels that have arrived is delivered, whatever its status says. Called
    under the lock of `row`."""
    if row.state != _P.SHIPPED or not parcels.all_in_parcels(row):
        return
    if not row.shipments.exclude(status=Shipment.Status.DELIVERED).exists():
        move(row, _P.DELIVERED, by=by, why="all parcels have arrived", delivered_at=timezone.now())


def _note(row: SupplierOrder, purchases: Sequence[Purchase]) -> None:
    """The supplier's own words, and the numbers of orders that it has made of this one meanwhile."""
    known = list(row.supplier_order_ids)
    named = [name for purchase in purchases for name in (purchase.order_id, *purchase.related_ids)]
    row.supplier_order_ids = list(dict.fromkeys([*known, *named]))
    row.supplier_status = ", ".join(dict.fromkeys(each.raw_status for each in purchases))[:_STATUS_CHARACTERS]
    row.read_at = timezone.now()
    row.save(update_fields=["supplier_order_ids", "supplier_status", "read_at", "updated_at"])


def _take_parcels(row: SupplierOrder, purchase: Purchase, by: str) -> None:
    seen = parcels.note_parcels(row, purchase, by)
    for parcel in (*seen.new, *seen.renumbered):
        file_write_back(parcel, by)
    for parcel in seen.new:
        tell(row.order, "shipped", parcel)
    for parcel in seen.renumbered:
        tell(row.order, "shipped", parcel, mark=parcel.number)


def _move_on(row: SupplierOrder, purchases: Sequence[Purchase], by: str) -> None:
    shown = {purchase.order_id: purchase.status for purchase in purchases}
    level = level_of(shown, row.supplier_order_ids)
    gone = [name for name, status in shown.items() if status == _S.CANCELLED]
    if gone and len(gone) == len(row.supplier_order_ids):
        _cancelled(row, by)
        return
    if gone and row.reason != "partly_cancelled":
        row.reason, row.reason_values = "partly_cancelled", {"orders": gone}
        row.save(update_fields=["reason", "reason_values", "updated_at"])
        record(row, "supplier_order.partly_cancelled", by=by, data={"orders": gone})
    if _is_cut_short(shown, row.supplier_order_ids) and parcels.all_in_parcels(row):
        level = _ALL
    if level is not None and level > _RANK.get(PurchaseState(row.state), _UNPAID):
        _reach(row, level, purchases, by)


def level_of(shown: Mapping[str, PurchaseStatus], ids: Sequence[str]) -> int | None:
    """How far the purchase is as a whole: as far as the last of its orders that were not cancelled. What is not shown,
    or in a word that we do not know, leaves it where it is, or at "partly shipped"."""
    levels = [_LEVEL.get(shown[name]) if name in shown else None for name in ids if shown.get(name) != _S.CANCELLED]
    known = [level for level in levels if level is not None]
    if not known:
        return None
    if max(known) >= _SOME and (len(known) < len(levels) or min(known) < _ALL):
        return _SOME
    return min(known) if len(known) == len(levels) else None


def _is_cut_short(shown: Mapping[str, PurchaseStatus], ids: Sequence[str]) -> bool:
    """Whether the supplier no longer tells of one of its orders: one that was split is sometimes not shown any more."""
    return any(name not in shown for name in ids)


def _reach(row: SupplierOrder, level: int, purchases: Sequence[Purchase], by: str) -> None:
    target = _STATE_OF_LEVEL.get(level)
    if target is None or not table_for(row).allows(row.state, target):
        return  # a payment is under way: the ledger settles it first, the next look finds it
    now = timezone.now()
    values: dict[str, Any] = {}
    if row.paid_at is None:
        values["paid_at"] = next((each.paid_at for each in purchases if each.paid_at), now)
    if level >= _SOME and row.shipped_at is None:
        values["shipped_at"] = now
    if level >= _THERE:
        values["delivered_at"] = now
    if move(row, target, by=by, **values) and level >= _THERE:
        _arrived(row, by)


def _arrived(row: SupplierOrder, by: str) -> None:
    """The supplier says that all is delivered: so are the parcels of which nobody says anything else."""
    for parcel in row.shipments.exclude(status__in=(Shipment.Status.DELIVERED, Shipment.Status.RETURNED)):
        Shipment.objects.filter(pk=parcel.pk).update(status=Shipment.Status.DELIVERED, delivered_at=timezone.now())
        parcel.refresh_from_db()
        record(parcel, "shipment.moved", by=by, data={"to": parcel.status, "as_told_by": "supplier"})
        file_write_back(parcel, by)
        tell(row.order, "delivered", parcel)


def _cancelled(row: SupplierOrder, by: str) -> None:
    """By the supplier, unless we had asked for it."""
    if not table_for(row).allows(row.state, _P.CANCELLED):
        return
    reason = "" if row.cancel_wanted_at else "supplier_cancelled"
    move(row, _P.CANCELLED, by=by, reason=reason)
