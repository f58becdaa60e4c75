"""Putting orders aside, taking them up again, and having them looked at anew."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.history import record
from orders.actions.errors import NotAllowedNow, reason_given, require
from orders.actions.routing import ask_to_route
from orders.intake.taking import settle
from orders.models import Order
from orders.planning.drafting import lock
from orders.rules.stages import CAN_BE_SETTLED, VERDICTS
from orders.standing.recompute import recompute

HOLD = "orders.hold_order"
_REASON_CHARACTERS = 200
_STUCK = timedelta(minutes=10)


def hold(order: Order, reason: str, until: datetime | None = None, *, by: str, user: User | None = None) -> Order:
    """Nothing more of it is bought, until `until` or until it is released. What was sent is not taken back."""
    require(user, HOLD)
    with transaction.atomic():
        lock(order.pk)
        reason = reason_given(reason)[:_REASON_CHARACTERS]
        Order.objects.filter(pk=order.pk).update(hold_reason=reason, hold_until=until, held_by=by)
        data = {"why": reason, "until": until.isoformat() if until is not None else None}
        record(order, "order.held", by=by, data=data)
        return recompute(order.pk, by=by)


def release(order: Order, *, by: str, user: User | None = None) -> Order:
    """Goes on where it was put aside."""
    require(user, HOLD)
    with transaction.atomic():
        lock(order.pk)
        if (
            Order.objects.filter(pk=order.pk)
            .exclude(hold_reason="")
            .update(hold_reason="", hold_until=None, held_by="")
        ):
            record(order, "order.released", by=by)
        return settle(order.pk, by)


def retry(order: Order, *, by: str, user: User | None = None) -> Order:
    """Routes it anew, also lines whose purchase was refused or taken back: somebody has looked."""
    require(user, HOLD)
    ask_to_route(order.pk, by)
    return recompute(order.pk, by=by)


def accept(order: Order, *, by: str, why: str, user: User | None = None) -> Order:
    """Staff have seen the problem and leave it as it is. Raises NotAllowedNow for a problem that does
    not go away by being accepted."""
    require(user, HOLD)
    with transaction.atomic():
        current = lock(order.pk)
        if current.reason not in CAN_BE_SETTLED:
            raise NotAllowedNow("not_to_be_accepted", "This cannot be left as it is.")
        settled = sorted({*current.settled, current.reason})
        Order.objects.filter(pk=order.pk).update(settled=settled)
        record(order, "order.settled", by=by, data={"reason": current.reason, "why": reason_given(why)})
        return recompute(order.pk, by=by)


def route_waiting(by: str) -> int:
    """Orders that wait for what changes by itself (stock, figures, the end of a hold) are looked at again, and those
    whose routing was given up because a supplier did not answer for long."""
    now = timezone.now()
    waiting = Q(state=Order.Stage.NEEDS_ATTENTION, reason__in=VERDICTS)
    ended = Q(state=Order.Stage.ON_HOLD, hold_until__lte=now)
    stuck = Q(state=Order.Stage.UNDER_WAY, reason="being_routed", stage_since__lt=now - _STUCK)
    ids = list(Order.objects.filter(waiting | ended | stuck).order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        settle(pk, by)
    return len(ids)
