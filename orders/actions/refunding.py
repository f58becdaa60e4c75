"""Giving money back: asked for by a person or a program, written down, and sent by a job."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import record
from core.jobs import enqueue
from core.money import Money
from core.portions import portions
from core.states import move
from marketplaces.interface import Capability
from marketplaces.registry import adapter_class
from orders.actions.errors import NotAllowedNow, reason_given, require
from orders.models import Order, OrderRefund
from orders.models.order import Payment
from orders.models.refunds import RefundReason, RefundState

REFUND = "orders.refund"
MAY = "orders.refund_order"
_S = RefundState
UNSETTLED = (_S.READY, _S.SENDING, _S.UNKNOWN, _S.NEEDS_OPERATOR)
UNDER_WAY = (_S.READY, _S.SENDING, _S.UNKNOWN, _S.PENDING)
COUNTS = (*UNSETTLED, _S.PENDING, _S.DONE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`lines` are (the marketplace's line id, amount), "" for an amount of the whole order."""

    amount: Decimal
    reason: str
    note: str = ""
    lines: Sequence[tuple[str, Decimal]] = field(default_factory=tuple)


def can_refund(order: Order) -> bool:
    """Whether its marketplace takes refunds from us."""
    return order.account is not None and Capability.REFUND in adapter_class(order.account.marketplace).capabilities


def refund(order: Order, wanted: Wanted, by: str, user: User | None) -> OrderRefund:
    """Writes it down and files its job. Raises NotAllowedNow, PermissionDenied."""
    require(user, MAY)
    with transaction.atomic():
        locked = Order.objects.select_for_update(of=("self",)).select_related("account").get(pk=order.pk)
        _check(locked, wanted)
        row = OrderRefund.objects.create(
            order=locked,
            amount=wanted.amount,
            currency=locked.currency,
            reason=wanted.reason,
            note=wanted.note.strip()[:100],
            lines=[{"line_id": line_id, "amount": str(amount)} for line_id, amount in wanted.lines],
            requested_by=by,
        )
        data = {"amount": str(wanted.amount), "currency": locked.currency, "reason": wanted.reason}
        record(locked, "order.refund_asked", by=by, data=data)
        file_refund(row, by)
    return row


def file_refund(row: OrderRefund, by: str) -> None:
    key = f"{REFUND}:{row.pk}"
    enqueue(REFUND, {"refund": row.pk}, dedupe_key=key, aggregate_key=key, requested_by=by, rearm=True)


def file_open(by: str) -> int:
    """The tick: what is under way is looked at again."""
    filed = 0
    for rows in portions(OrderRefund.objects.filter(state__in=UNDER_WAY)):
        for row in rows:
            file_refund(row, by)
        filed += len(rows)
    return filed


def resolve(row: OrderRefund, *, was_made: bool, remote_id: str = "", why: str, by: str, user: User | None) -> None:
    """A person has looked at the marketplace's own pages. Raises NotAllowedNow."""
    require(user, MAY)
    said = reason_given(why)
    if row.state != _S.NEEDS_OPERATOR:
        raise NotAllowedNow("not_waiting", _("This refund does not wait for a person."))
    to = _S.DONE if was_made else _S.REJECTED
    if not move(row, to, by=by, why=said, remote_id=remote_id.strip()[:120], settled_at=timezone.now()):
        raise NotAllowedNow("changed", _("It has changed since: look again."))


def _check(order: Order, wanted: Wanted) -> None:
    if not can_refund(order):
        raise NotAllowedNow("unsupported", _("This order's marketplace takes no refunds from the hub."))
    if wanted.reason not in RefundReason.values:
        raise NotAllowedNow("unknown_reason", _("There is no such reason."))
    if order.payment not in (Payment.PAID, Payment.PARTLY_REFUNDED):
        raise NotAllowedNow("not_paid", _("The order is not paid, or was given back already."))
    amount = Money(wanted.amount, order.currency)
    if wanted.amount <= 0 or amount.rounded() != amount:
        raise NotAllowedNow("bad_amount", _("The amount is not positive, or finer than the currency's coins."))
    if OrderRefund.objects.filter(order=order, state__in=UNSETTLED).exists():
        raise NotAllowedNow("refund_under_way", _("Another refund of this order is not settled yet."))
    _check_lines(order, wanted)
    left = left_of(order)
    if left is not None and wanted.amount > left:
        words = _("Only %(left)s %(currency)s are left to give back.") % {"left": left, "currency": order.currency}
        raise NotAllowedNow("too_much", words)


def _check_lines(order: Order, wanted: Wanted) -> None:
    if not wanted.lines:
        return
    known = set(order.lines.values_list("remote_line_id", flat=True))
    if any(line_id not in known for line_id, _amount in wanted.lines):
        raise NotAllowedNow("unknown_line", _("A line is not one of this order's."))
    if any(amount <= 0 for _line, amount in wanted.lines) or sum(a for _l, a in wanted.lines) != wanted.amount:
        raise NotAllowedNow("bad_amount", _("The lines' amounts do not add up to the amount."))


def left_of(order: Order) -> Decimal | None:
    """What may still be given back: of the total, less what the marketplace shows as returned or we have asked for."""
    if order.total is None:
        return None
    ours = OrderRefund.objects.filter(order=order, state__in=COUNTS).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    shown = order.refunded or Decimal(0)
    return order.total - max(ours, shown)
