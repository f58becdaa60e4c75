"""Taking back what was to be bought. What was not sent is withdrawn at once; what was placed and not paid is cancelled at
the supplier; what was paid stays bought, and the order says so until a person has decided."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from core.history import record
from core.states import move
from orders.actions.errors import NotAllowedNow, reason_given, require
from orders.ledger import outcomes
from orders.ledger.paying import UNPAID
from orders.ledger.spending import MONEY_BACK
from orders.models import Order, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.planning.drafting import lock
from orders.standing.facts import BY_STAFF
from orders.standing.recompute import recompute

_S = PurchaseState
CANCEL = "orders.cancel_order"
APPROVE = "orders.approve_supplierorder"
NOT_SENT = (_S.DRAFT, _S.HELD, _S.READY)
# The supplier may have it, or has it unpaid: what is wanted is written down, and done as soon as that can be.
ON_ITS_WAY = (_S.SENDING, _S.UNKNOWN, _S.NEEDS_OPERATOR, _S.PAY_SENDING, _S.PAY_UNKNOWN, *UNPAID)


def cancel_order(order: Order, *, by: str, reason: str, user: User | None = None) -> Order:
    """Staff cancel the order here. The shop is not told. Raises NotAllowedNow for one that is cancelled already."""
    require(user, CANCEL)
    why = reason_given(reason)
    with transaction.atomic():
        locked = lock(order.pk)
        if locked.cancelled_at is not None:
            raise NotAllowedNow("cancelled", "The order is cancelled already.")
        code = f"{BY_STAFF}: {why}"[:60]
        Order.objects.filter(pk=order.pk).update(cancelled_at=timezone.now(), cancel_reason=code)
        record(order, "order.cancelled_by_staff", by=by, data={"why": why})
        _take_back(order.pk, by, why)
    return recompute(order.pk, by=by)


def cancel_seen(order_id: int, by: str) -> Order:
    """The shop shows a cancellation or a full refund. Harmless the second time."""
    with transaction.atomic():
        order = lock(order_id)
        gone = order.cancelled_at is not None or order.payment in MONEY_BACK
        if gone:
            _take_back(order_id, by, "order_cancelled" if order.cancelled_at is not None else "order_refunded")
    return recompute(order_id, by=by)


def cancel_supplier_order(row: SupplierOrder, *, by: str, reason: str, user: User | None = None) -> SupplierOrder:
    """One purchase alone: its lines are then to be bought otherwise. Raises NotAllowedNow for one that was paid."""
    require(user, APPROVE)
    why = reason_given(reason)
    with transaction.atomic():
        lock(row.order_id)
        row.refresh_from_db()
        if row.state not in (*NOT_SENT, _S.REJECTED, *UNPAID):
            raise NotAllowedNow("cannot_be_cancelled", f"{row.client_no} cannot be cancelled any more, or not yet.")
        _take_one_back(row, by, why, "cancelled_by_staff")
    recompute(row.order_id, by=by)
    return row


def _take_back(order_id: int, by: str, why: str) -> None:
    code = why if why in ("order_cancelled", "order_refunded") else "order_cancelled"
    for row in SupplierOrder.objects.filter(order_id=order_id).order_by("pk"):
        _take_one_back(row, by, why, code)


def _take_one_back(row: SupplierOrder, by: str, why: str, code: str) -> None:
    """A worker that is about to send holds the order's lock, or comes after us and sees what we have written."""
    if row.state in (*NOT_SENT, _S.REJECTED):
        move(row, _S.CANCELLED, by=by, why=why, reason=code, reason_values={})
    elif row.state in ON_ITS_WAY and row.cancel_wanted_at is None:
        now = timezone.now()
        SupplierOrder.objects.filter(pk=row.pk).update(cancel_wanted_at=now)
        row.cancel_wanted_at = now
        record(row, "supplier_order.cancel_wanted", by=by, data={"why": why})
        outcomes.file_cancel(row)
