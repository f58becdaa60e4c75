"""The refund ledger's engine: written down before it is sent, sent once, looked for after a lost answer.

The marketplace keeps no name of ours with a refund. So its refunds are read before ours goes out; one with our amount that
is there afterwards and was not before is ours. What is not found after the settling time waits for a person: it is never
sent again by the program.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.durable import durable_commits
from core.errors import (
    AuthFailed,
    BadPayload,
    NotFound,
    OutcomeUnknown,
    PartnerError,
    Retryable,
    Terminal,
    Unsupported,
)
from core.money import Money
from core.redaction import redact_text
from core.states import move
from marketplaces.interface import CancelReason, MarketplaceAdapter, RefundNotice, RemoteRefund
from orders.models import OrderRefund
from orders.models.refunds import RefundState

_S = RefundState
SETTLING = timedelta(minutes=15)  # for so long a refund that was made may not show yet
NEXT_LOOK_SECONDS = 60.0
PENDING_LOOK_SECONDS = 1800.0
LOOKS = 2
_STATES = {"done": _S.DONE, "failed": _S.FAILED, "pending": _S.PENDING, "": _S.PENDING}


def work(adapter: MarketplaceAdapter, row: OrderRefund, by: str) -> float | None:
    """One step: sends what is ready, looks for what has no answer, follows what is under way. Gives the seconds until the
    next step, None when there is none. Raises PartnerError where nothing was done and it may be tried again."""
    if row.state == _S.READY:
        return _send(adapter, row, by)
    if row.state == _S.SENDING:  # whoever was sending it is gone: nobody knows
        move(row, _S.UNKNOWN, by=by, expect={"sent_at": row.sent_at})
    if row.state == _S.UNKNOWN:
        return _settle(adapter, row, by)
    return _follow(adapter, row, by) if row.state == _S.PENDING else None


def notice_of(row: OrderRefund) -> RefundNotice:
    lines = tuple((each["line_id"], Money(Decimal(each["amount"]), row.currency)) for each in row.lines)
    return RefundNotice(row.public_id, Money(row.amount, row.currency), CancelReason(row.reason), lines, row.note)


def _send(adapter: MarketplaceAdapter, row: OrderRefund, by: str) -> float | None:
    try:
        known = sorted({each.refund_id for each in adapter.refunds(row.order.remote_id)})
    except (NotFound, Unsupported) as error:
        _write(row, _S.REJECTED, by, settled_at=timezone.now(), message=_words(error))
        return None
    with durable_commits(), transaction.atomic():
        if not move(row, _S.SENDING, by=by, sent_at=timezone.now(), known_before=known, message=""):
            return None
    try:
        made = adapter.refund(row.order.remote_id, notice_of(row))
    except (OutcomeUnknown, BadPayload) as error:
        _write(row, _S.UNKNOWN, by, message=_words(error))
        return NEXT_LOOK_SECONDS
    except (Retryable, AuthFailed) as error:  # it was not carried out
        _write(row, _S.READY, by, sent_at=None, message=_words(error))
        raise
    except Terminal as error:
        _write(row, _S.REJECTED, by, settled_at=timezone.now(), message=_words(error))
        return None
    return _found(row, made, by)


def _settle(adapter: MarketplaceAdapter, row: OrderRefund, by: str) -> float | None:
    made = _ours(row, adapter.refunds(row.order.remote_id))
    if made is not None:
        return _found(row, made, by)
    now = timezone.now()
    misses = row.not_found + (1 if now >= (row.sent_at or now) + SETTLING else 0)
    OrderRefund.objects.filter(pk=row.pk, state=_S.UNKNOWN).update(looked_up_at=now, not_found=misses)
    row.not_found = misses
    if misses < LOOKS:
        return NEXT_LOOK_SECONDS
    _write(row, _S.NEEDS_OPERATOR, by)
    return None


def _follow(adapter: MarketplaceAdapter, row: OrderRefund, by: str) -> float | None:
    there = {each.refund_id: each for each in joined(adapter.refunds(row.order.remote_id))}
    OrderRefund.objects.filter(pk=row.pk).update(looked_up_at=timezone.now())
    found = there.get(row.remote_id)
    if found is None or _STATES[found.state] == _S.PENDING:
        return PENDING_LOOK_SECONDS
    return _found(row, found, by)


def _found(row: OrderRefund, made: RemoteRefund, by: str) -> float | None:
    state = _STATES[made.state]
    settled: datetime | None = None if state == _S.PENDING else timezone.now()
    _write(row, state, by, remote_id=made.refund_id, settled_at=settled, not_found=0)
    return PENDING_LOOK_SECONDS if state == _S.PENDING else None


def joined(refunds: Sequence[RemoteRefund]) -> list[RemoteRefund]:
    """One refund of several lines may be told line by line under one number: its amounts are added."""
    found: dict[str, RemoteRefund] = {}
    for each in refunds:
        before = found.get(each.refund_id)
        amount = (
            each.amount
            if before is None or before.amount is None or each.amount is None
            else before.amount + each.amount
        )
        found[each.refund_id] = RemoteRefund(each.refund_id, each.state, amount, each.created_at, each.reference)
    return list(found.values())


def _ours(row: OrderRefund, refunds: Sequence[RemoteRefund]) -> RemoteRefund | None:
    """What is new since we asked, has our amount and is no other row's."""
    claimed = set(OrderRefund.objects.filter(order=row.order).exclude(pk=row.pk).values_list("remote_id", flat=True))
    wanted = Money(row.amount, row.currency).rounded()
    fresh = [each for each in joined(refunds) if each.refund_id not in {*row.known_before, *claimed}]
    fitting = [each for each in fresh if each.amount is not None and each.amount.rounded() == wanted]
    return fitting[0] if len(fitting) == 1 else None


def _write(row: OrderRefund, to: str, by: str, **values: Any) -> bool:
    return move(row, to, by=by, expect={"sent_at": row.sent_at}, **values)


def _words(error: PartnerError) -> str:
    return redact_text(error.message or error.meaning)[:2000]
