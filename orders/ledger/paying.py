"""Around a payment: what is asked before it, and what is read after it. The payment itself is sent by `purchasing`.

`pay_sent_at` is the fencing mark of a payment, as `sends` is of a purchase.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import HubError, PartnerError, Rejected, Unsupported
from core.redaction import redact_text
from core.states import move, table_for
from orders.following.purchases import file_follow
from orders.ledger import outcomes
from orders.ledger.requests import NotFit
from orders.models import PurchaseAttempt, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.standing.recompute import recompute
from suppliers.interface import Capability, PaymentOffer, Purchase, PurchaseStatus, SupplierAdapter

_S = PurchaseState
_P = PurchaseStatus
Outcome = PurchaseAttempt.Outcome

PAID = frozenset({_P.UNDER_REVIEW, _P.PREPARING, _P.PARTLY_SHIPPED, _P.SHIPPED, _P.DELIVERED, _P.IN_DISPUTE})
UNPAID = (_S.PLACED, _S.PAY_READY, _S.PAY_REJECTED)  # there, and nothing was paid for it
MOST_UNCLEAR_PAYMENTS = 2
SECONDS_BETWEEN_LOOKS = 5.0


class NotPaid(HubError):  # noqa: N818 - says what was found
    """The supplier was asked twice, late enough, and shows the order as unpaid."""

    code = "not_paid"


def prepare(adapter: SupplierAdapter, row: SupplierOrder, *, by: str) -> PaymentOffer | None:
    """What the payment would take, after the order's status was read again; None where there is nothing to pay, which is
    then written down. Spends nothing. Raises PartnerError where the supplier says nothing."""
    if not adapter.can(Capability.PAY):
        _give_back(row, "paid_in_console", "", by)
        return None
    found = read(adapter, row)
    if _is_over(row, found, by):
        return None
    if any(one.status is not _P.UNPAID for one in found):
        _give_back(row, "status_not_payable", ", ".join(one.raw_status for one in found), by)
        return None
    try:
        offer = adapter.prepare_payment(row.supplier_order_ids)
    except (Rejected, Unsupported) as error:
        _write(row, _S.PLACED, by=by, reason="payment_refused", reason_values={}, message=_words(error))
        return None
    if offer.problems:
        _give_back(row, "has_problems", "; ".join(offer.problems), by)
        return None
    return offer


def read(adapter: SupplierAdapter, row: SupplierOrder) -> list[Purchase]:
    """All orders that the supplier made of the purchase. Raises NotFit where it does not show each of them."""
    found = [adapter.order(order_id) for order_id in row.supplier_order_ids]
    if not found:
        raise NotFit("The supplier's number is not known.")
    return found


def _is_over(row: SupplierOrder, found: list[Purchase], by: str) -> bool:
    """Whether it is paid or cancelled there, which is then written down."""
    if all(one.status in PAID for one in found):
        seen_paid(row, by=by)
        return True
    if all(one.status is _P.CANCELLED for one in found):
        _seen_cancelled(row, by)
        return True
    return False


def settle(adapter: SupplierAdapter, row: SupplierOrder, *, by: str) -> float | None:
    """Reads whether a payment without an answer was made. Gives the seconds until the next look, None when it is settled.

    Unpaid counts like "not found": only after the settling time, and twice in a row.
    """
    found = read(adapter, row)
    now = timezone.now()
    SupplierOrder.objects.filter(pk=row.pk).update(looked_up_at=now)
    if _is_over(row, found, by):
        return None
    too_soon = row.looked_up_at is not None and now - row.looked_up_at < outcomes.between_looks()
    if any(one.status is not _P.UNPAID for one in found) or now < _settled_at(row) or (row.not_found and too_soon):
        return next_look(row)
    if row.not_found == 0:
        SupplierOrder.objects.filter(pk=row.pk, state=_S.PAY_UNKNOWN, pay_sent_at=row.pay_sent_at).update(not_found=1)
        row.not_found = 1
        return next_look(row)
    _proven_not_paid(row, by)
    return None


def next_look(row: SupplierOrder) -> float | None:
    """Seconds until a payment without an answer is looked at again; None for a row that has none."""
    row.refresh_from_db(fields=["state", "pay_sent_at"])
    if row.state != _S.PAY_UNKNOWN:
        return None
    now = timezone.now()
    at = outcomes.next_look(row.pay_sent_at or now, now)
    return max((at - now).total_seconds(), 0.05)


def paid(row: SupplierOrder, *, by: str) -> bool:
    return _write(row, _S.PAID, Outcome.DONE, by=by, paid_at=timezone.now(), **_CLEAN)


def seen_paid(row: SupplierOrder, *, by: str) -> bool:
    """The supplier shows it as paid: by our lost payment, or by a person in its console."""
    return _write(row, _S.PAID, Outcome.DONE, by=by, paid_at=timezone.now(), **_CLEAN)


def not_sent(row: SupplierOrder, error: Exception | None, *, by: str) -> bool:
    return _write(row, _S.PAY_READY, Outcome.NOT_SENT, error, by=by, pay_amount=None, message=_words(error))


def refused(adapter: SupplierAdapter, row: SupplierOrder, error: PartnerError, *, by: str) -> bool:
    """A "no" to a payment may mean that it is paid already: the status decides. Where it cannot be read, nobody knows."""
    try:
        is_paid = all(one.status in PAID for one in read(adapter, row))
    except (PartnerError, NotFit):
        return unknown(row, error, by=by)
    if is_paid:
        return seen_paid(row, by=by)
    told: dict[str, Any] = {
        "reason": "payment_refused",
        "reason_values": {"code": error.code},
        "message": _words(error),
    }
    return _write(row, _S.PAY_REJECTED, Outcome.REFUSED, error, by=by, pay_amount=None, **told)


def unknown(row: SupplierOrder, error: Exception | None, *, by: str) -> bool:
    """Nobody knows. The job of the payment goes on by reading."""
    told: dict[str, Any] = {"reason": "no_answer", "reason_values": {}, "message": _words(error), "not_found": 0}
    return _write(row, _S.PAY_UNKNOWN, Outcome.UNKNOWN, error, by=by, **told)


_CLEAN: Mapping[str, Any] = {"reason": "", "reason_values": {}, "message": "", "not_found": 0, "next_look_at": None}


def _proven_not_paid(row: SupplierOrder, by: str) -> None:
    """Back to be approved; by rule where accounts are paid by rule, once. Only payments of which nothing was heard count
    towards that: one that certainly did not go out says nothing against the next."""

    def again(moved: SupplierOrder) -> None:
        unclear = moved.attempts.filter(kind=PurchaseAttempt.Kind.PAY, error_code=NotPaid.code).count()
        if outcomes.pays_by_itself(moved) and unclear < MOST_UNCLEAR_PAYMENTS:
            move(moved, _S.PAY_READY, by=by, pay_approved_by=outcomes.BY_RULE, reason="")
            outcomes.file_pay(moved)

    told: dict[str, Any] = {
        "reason": "payment_not_made",
        "reason_values": {},
        "message": "",
        "not_found": 0,
        "pay_amount": None,
    }
    _write(row, _S.PLACED, Outcome.NOT_SENT, NotPaid(), by=by, then=again, **told)


def _seen_cancelled(row: SupplierOrder, by: str) -> None:
    reason = "order_cancelled" if row.cancel_wanted_at else "supplier_cancelled"
    _write(row, _S.CANCELLED, Outcome.NOT_SENT, by=by, **{**_CLEAN, "reason": reason})


def _give_back(row: SupplierOrder, code: str, words: str, by: str) -> None:
    """It cannot be paid by us as it is: a person looks, and approves again."""
    _write(row, _S.PLACED, by=by, reason=code, reason_values={}, message=redact_text(words)[:2000])


def _settled_at(row: SupplierOrder) -> Any:
    return (row.pay_sent_at or timezone.now()) + timedelta(seconds=outcomes.settle_seconds())


def _write(
    row: SupplierOrder,
    to: str,
    outcome: str = "",
    error: Exception | None = None,
    *,
    by: str,
    then: Any = None,
    **values: Any,
) -> bool:
    with transaction.atomic():
        mark = row.pay_sent_at
        if not move(row, to, by=by, expect={"pay_sent_at": mark}, **values):
            row.refresh_from_db()
            if row.pay_sent_at != mark or row.state == to or not table_for(row).allows(row.state, to):
                return False
            if not move(row, to, by=by, expect={"pay_sent_at": mark}, **values):
                return False
        if outcome:
            outcomes.close_attempt(row, PurchaseAttempt.Kind.PAY, outcome, error)
        if to == _S.PAID:
            file_follow(row, by)
        row.refresh_from_db(fields=["cancel_wanted_at"])  # the order may have been cancelled meanwhile
        if row.cancel_wanted_at is not None and to in UNPAID:
            outcomes.file_cancel(row)
        elif then is not None:
            then(row)
    recompute(row.order_id, by=by)
    return True


def _words(error: Exception | None) -> str:
    return outcomes.words_of(error)
