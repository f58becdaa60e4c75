"""Step 1 of everything that spends: asked, allowed and written down in one transaction, before anything is sent."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.durable import durable_commits
from core.states import move
from orders.intake.taking import settle
from orders.ledger import outcomes, spending
from orders.ledger.fresh_costs import FreshCost
from orders.ledger.limits import Locked, lock
from orders.ledger.requests import NotFit, digest, order_request, redacted
from orders.ledger.spending import Hold, Wait, Withdraw
from orders.models import PurchaseAttempt, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.standing.recompute import recompute
from suppliers.interface import OrderRequest, PaymentOffer

_S = PurchaseState
BY = outcomes.BY


class Later(Exception):  # noqa: N818 - an order, not an error
    """Nothing was spent; try again in so many seconds."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


def declare_purchase(
    seen: SupplierOrder, request: OrderRequest, fresh: FreshCost, job_id: int | None
) -> SupplierOrder | None:
    """Step 1. The row as it is SENDING now; None where it is not to be sent, or not by us."""
    with durable_commits(), transaction.atomic():
        locked = lock(seen.pk)
        row = locked.row
        if row.state != _S.READY:
            return None
        _check_same(row, request)
        _write_cost(row, fresh)
        verdict = spending.may_send(locked, fresh)
        if verdict is None:
            now = timezone.now()
            told: dict[str, Any] = {
                "sends": row.sends + 1,
                "sent_at": now,
                "next_look_at": outcomes.next_look(now, now),
            }
            clean: dict[str, Any] = {
                "not_found": 0,
                "reason": "",
                "reason_values": {},
                "message": "",
                "request_digest": digest(request),
            }
            if not move(row, _S.SENDING, by=BY, **told, **clean):
                return None
            _write_attempt(row, PurchaseAttempt.Kind.CREATE, redacted(request) | _cost(fresh), digest(request), job_id)
        else:
            _stop(locked, verdict, back_to=_S.HELD)
    if isinstance(verdict, Withdraw):
        settle(row.order_id, BY)  # what is still owed of it is routed anew
    else:
        recompute(row.order_id, by=BY)
    return row if verdict is None else None


def declare_payment(seen: SupplierOrder, offer: PaymentOffer, job_id: int | None) -> SupplierOrder | None:
    with durable_commits(), transaction.atomic():
        locked = lock(seen.pk)
        row = locked.row
        if row.state != _S.PAY_READY:
            return None
        verdict = spending.may_pay(locked, offer.amount)
        if verdict is None:
            told: dict[str, Any] = {
                "pay_sent_at": timezone.now(),
                "pay_amount": offer.amount.amount,
                "payment_ref": offer.payment_id,
            }
            if not move(row, _S.PAY_SENDING, by=BY, reason="", reason_values={}, message="", **told):
                return None
            values: dict[str, Any] = {
                "orders": row.supplier_order_ids,
                "amount": f"{offer.amount.amount}",
                "currency": row.currency,
            }
            _write_attempt(row, PurchaseAttempt.Kind.PAY, values, "", job_id)
        else:
            _stop(locked, verdict, back_to=_S.PLACED)
    recompute(row.order_id, by=BY)
    return row if verdict is None else None


def _write_attempt(row: SupplierOrder, kind: str, request: dict[str, Any], mark: str, job_id: int | None) -> None:
    PurchaseAttempt.objects.create(
        supplier_order=row,
        kind=kind,
        started_at=timezone.now(),
        request=request,
        request_digest=mark,
        job_id=job_id,
        by=row.pay_approved_by if kind == PurchaseAttempt.Kind.PAY else row.approved_by,
    )


def _stop(locked: Locked, verdict: Hold | Wait | Withdraw, back_to: str) -> None:
    """Nothing is spent. Within the transaction that asked."""
    row = locked.row
    if isinstance(verdict, Wait):
        raise Later(verdict.seconds, verdict.code)
    if isinstance(verdict, Hold):
        move(row, back_to, by=BY, reason=verdict.code, reason_values=verdict.values)
    elif back_to == _S.HELD:
        move(row, _S.CANCELLED, by=BY, why=verdict.code, reason=verdict.code, reason_values={})
    else:  # placed and unpaid: what is not wanted any more is cancelled there
        now = timezone.now()
        move(row, back_to, by=BY, why=verdict.code, reason=verdict.code, reason_values={}, cancel_wanted_at=now)
        outcomes.file_cancel(row)


def _check_same(row: SupplierOrder, request: OrderRequest) -> None:
    """The request was made before the lock was taken: an address that was corrected in between is not passed over."""
    try:
        is_same = digest(order_request(row)) == digest(request)
    except NotFit:
        is_same = False
    if not is_same:
        raise Later(0.0, "the order was changed meanwhile")


def _write_cost(row: SupplierOrder, fresh: FreshCost) -> None:
    """What it costs now stands on the row, whatever the verdict: staff decide on it, and the order's profit is it."""
    costs = {"goods_cost": fresh.goods.amount, "freight_cost": fresh.freight.amount}
    if fresh.goods.currency == row.currency:
        SupplierOrder.objects.filter(pk=row.pk).update(**costs)
        row.goods_cost, row.freight_cost = fresh.goods.amount, fresh.freight.amount


def _cost(fresh: FreshCost) -> dict[str, str]:
    return {"goods": f"{fresh.goods.amount}", "freight": f"{fresh.freight.amount}", "currency": fresh.goods.currency}
