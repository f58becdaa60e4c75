"""Letting an order be bought although it earns less than it should."""

from django.contrib.auth.models import User
from django.db import transaction

from core.history import record
from core.states import move
from orders.actions.errors import NotAllowedNow, reason_given, require
from orders.models import Order
from orders.models.purchases import PurchaseState
from orders.planning.drafting import lock
from orders.rules.profit import BELOW_FLOOR
from orders.standing.recompute import recompute

ACCEPT = "orders.accept_loss_order"


def accept_loss(order: Order, *, by: str, reason: str, user: User | None = None) -> Order:
    """The floor no longer holds back the purchases of this order: those that it held wait for approval again. Nothing is
    bought by this. Raises NotAllowedNow where no purchase is held for it."""
    require(user, ACCEPT)
    why = reason_given(reason)
    with transaction.atomic():
        locked = lock(order.pk)
        held = list(locked.supplier_orders.filter(state=PurchaseState.HELD, reason=BELOW_FLOOR).order_by("pk"))
        if not held:
            raise NotAllowedNow("no_loss", "No purchase of this order is held because it would lose money.")
        Order.objects.filter(pk=order.pk).update(floor_accepted_by=by)
        profit = None if locked.profit is None else str(locked.profit)
        record(locked, "order.loss_accepted", by=by, data={"why": why, "profit": profit, "currency": locked.currency})
        for row in held:
            move(row, PurchaseState.DRAFT, by=by, why="loss_accepted", reason="", reason_values={})
    return recompute(order.pk, by=by)
