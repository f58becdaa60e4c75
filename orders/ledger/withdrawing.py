"""A purchase that was placed and is not wanted any more: cancelled at the supplier while nothing was paid for it."""

from django.db import transaction
from django.utils import timezone

from core.account_health import at_work
from core.errors import NotFound, PartnerError, Rejected, Unsupported
from core.states import move
from orders.ledger.outcomes import words_of
from orders.ledger.paying import PAID, UNPAID, read, seen_paid
from orders.models import PurchaseAttempt, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.standing.recompute import recompute
from suppliers.interface import Capability, PurchaseStatus, SupplierAdapter
from suppliers.registry import open_account

_S = PurchaseState
_P = PurchaseStatus
Outcome = PurchaseAttempt.Outcome
BY = "ledger"


def cancel_at_supplier(supplier_order_id: int, *, job_id: int | None = None) -> str:
    """Gives the state in which that leaves the purchase.

    Its status is read before and decides: paid, it stays bought and the order needs a person; cancelled, it is; unpaid,
    it is cancelled where the supplier has a call for that. A lost answer is settled by reading again. Raises PartnerError
    where nothing could be read. A payment that is under way is not disturbed.
    """
    row = SupplierOrder.objects.select_related("account").get(pk=supplier_order_id)
    if row.cancel_wanted_at is None or row.state not in UNPAID:
        return str(row.state)
    if row.state == _S.PAY_READY and not move(row, _S.PLACED, by=BY, why="order_cancelled", pay_approved_by=""):
        return _state_of(row)
    with at_work(row.account), open_account(row.account) as adapter:
        statuses = {one.order_id: one.status for one in read(adapter, row)}
        if any(status in PAID for status in statuses.values()):
            seen_paid(row, by=BY)
            return _state_of(row)
        open_ids = [order_id for order_id, status in statuses.items() if status is not _P.CANCELLED]
        if open_ids and not _cancel(adapter, row, open_ids, job_id):
            return _state_of(row)
    with transaction.atomic():
        moved = move(row, _S.CANCELLED, by=BY, why="order_cancelled", reason="order_cancelled", reason_values={})
    if moved:
        recompute(row.order_id, by=BY)
    return _state_of(row)


def _cancel(adapter: SupplierAdapter, row: SupplierOrder, order_ids: list[str], job_id: int | None) -> bool:
    """False where the supplier refuses, or has no such call: the unpaid order runs out there, or a person cancels it."""
    if not adapter.can(Capability.CANCEL_UNPAID):
        _stays(row, "cannot_be_cancelled", "")
        return False
    attempt = PurchaseAttempt.objects.create(
        supplier_order=row,
        kind=PurchaseAttempt.Kind.CANCEL,
        started_at=timezone.now(),
        request={"orders": order_ids},
        job_id=job_id,
        by=BY,
    )
    try:
        for order_id in order_ids:
            adapter.cancel_unpaid(order_id)
    except (Rejected, NotFound, Unsupported) as error:
        _close(attempt, Outcome.REFUSED, error)
        _stays(row, "cancel_refused", words_of(error))
        return False
    except PartnerError as error:
        _close(attempt, Outcome.UNKNOWN, error)
        raise
    _close(attempt, Outcome.DONE, None)
    return True


def _close(attempt: PurchaseAttempt, outcome: str, error: PartnerError | None) -> None:
    attempt.outcome, attempt.finished_at = outcome, timezone.now()
    if error is not None:
        attempt.error_class, attempt.error_code, attempt.error = type(error).__name__[:80], error.code, words_of(error)
    attempt.save()


def _stays(row: SupplierOrder, code: str, words: str) -> None:
    """Placed, unpaid, and never paid: `cancel_wanted_at` stays set."""
    same = SupplierOrder.objects.filter(pk=row.pk, state=row.state)
    same.update(reason=code, reason_values={}, message=words)
    recompute(row.order_id, by=BY)


def _state_of(row: SupplierOrder) -> str:
    return str(SupplierOrder.objects.values_list("state", flat=True).get(pk=row.pk))
