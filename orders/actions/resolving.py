"""What staff decide about purchases whose outcome nobody knows. Nothing is sent from here."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from core.jobs import enqueue
from core.states import move
from orders.actions.errors import NotAllowedNow, reason_given, require
from orders.ledger import outcomes
from orders.ledger.watching import settle_alerts_of_purchases
from orders.models import PurchaseAttempt, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.planning.drafting import NotDrafted, draft_next_generation
from orders.standing.recompute import recompute

_S = PurchaseState
LOOK_UP, RESOLVE = "orders.look_up_supplierorder", "orders.can_resolve_unknown"
OPEN = (_S.UNKNOWN, _S.NEEDS_OPERATOR)


def look_now(row: SupplierOrder, by: str, *, user: User | None = None) -> None:
    """Files the look at the supplier that would come by itself later. Raises NotAllowedNow where there is nothing to
    look for, or the supplier cannot be asked by our number."""
    require(user, LOOK_UP)
    now = timezone.now()
    if row.state == _S.PAY_UNKNOWN:
        kind = "orders.pay"
    elif row.state in OPEN and outcomes.can_be_found(row):
        kind = "orders.look_up"
    else:
        raise NotAllowedNow("cannot_be_looked_up", f"{row.client_no} cannot be looked up.")
    with transaction.atomic():
        SupplierOrder.objects.filter(pk=row.pk, state=_S.UNKNOWN).update(next_look_at=now)
        enqueue(kind, {"supplier_order": row.pk, "once": True}, priority=30, requested_by=by)


def it_exists(row: SupplierOrder, number: str, reason: str, *, by: str, user: User | None = None) -> SupplierOrder:
    """A person has seen it at the supplier under `number`: it is placed, and never sent again."""
    require(user, RESOLVE)
    why, number = reason_given(reason), number.strip()[:120]
    if not number:
        raise NotAllowedNow("no_number", "Give the supplier's number.")
    _check_open(row)
    ids = list(dict.fromkeys([number, *map(str, row.supplier_order_ids)]))
    if not outcomes.placed(row, order_ids=ids, by=by, why=why):
        raise NotAllowedNow("moved_on", f"{row.client_no} was settled meanwhile.")
    settle_alerts_of_purchases()
    return row


def it_does_not_exist(row: SupplierOrder, reason: str, *, by: str, user: User | None = None) -> SupplierOrder | None:
    """A person has looked and the supplier has nothing: the purchase is over, and proposed anew under a new number. Gives
    the new one; None where its goods are not owed or were bought otherwise.

    Raises NotAllowedNow before the settling time is over, when the supplier may still take the request, and for one whose
    number at the supplier is known.
    """
    require(user, RESOLVE)
    why = reason_given(reason)
    _check_open(row)
    if row.supplier_order_ids:
        raise NotAllowedNow("placed_there", f"{row.client_no} is known at the supplier as {row.supplier_order_ids[0]}.")
    until = (row.sent_at or timezone.now()) + timedelta(seconds=outcomes.settle_seconds())
    if timezone.now() < until:
        raise NotAllowedNow("too_early", f"The supplier may still take it until {until:%H:%M:%S} UTC.")
    with transaction.atomic():
        told: dict[str, Any] = {"reason": "resolved_as_not_placed", "reason_values": {}, "next_look_at": None}
        if not move(row, _S.CANCELLED, by=by, why=why, expect={"sends": row.sends}, **told):
            raise NotAllowedNow("moved_on", f"{row.client_no} was settled meanwhile.")
        outcomes.close_attempt(row, PurchaseAttempt.Kind.CREATE, PurchaseAttempt.Outcome.NOT_SENT)
        try:
            next_one = draft_next_generation(row, by) if row.order.cancelled_at is None else None
        except NotDrafted:
            next_one = None
    recompute(row.order_id, by=by)
    settle_alerts_of_purchases()
    return next_one


def _check_open(row: SupplierOrder) -> None:
    row.refresh_from_db()
    if row.state not in OPEN:
        raise NotAllowedNow("outcome_known", f"The outcome of {row.client_no} is known.")
