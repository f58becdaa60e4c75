"""What became of a purchase, written down: each of these is one transaction that moves the row by compare-and-set, closes
its attempt and files what comes next.

`sends` is the fencing number of a purchase: whoever comes back from a request that is not the last one writes nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.errors import HubError, PartnerError
from core.jobs import enqueue
from core.models import Job
from core.notify import raise_alert
from core.redaction import redact_text
from core.states import move, table_for
from orders.following.purchases import file_follow
from orders.ledger.limits import limits_of
from orders.models import PurchaseAttempt, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.standing.recompute import recompute
from suppliers.interface import Capability
from suppliers.registry import adapter_class

_S = PurchaseState
Outcome = PurchaseAttempt.Outcome

# When a purchase without an answer is looked for, in parts of the settling time: 5, 15, 45, 90 and 180 of 180 seconds.
LOOKS = tuple(seconds / 180 for seconds in (5, 15, 45, 90, 180))
LATER_LOOKS = 30 / 180
MARGIN_SECONDS = 5.0
BY = "ledger"
BEFORE_READING = 40  # a job's priority; the usual is 100
BY_RULE = "rule"


class NotThere(HubError):  # noqa: N818 - says what was found
    """The supplier was asked twice, late enough, and knows no order of our number."""

    code = "not_found"


def settle_seconds() -> float:
    """How long after a request was declared it may still take effect: never less than the time in which it may be
    written and answered."""
    least = settings.PURCHASE_SEND_GUARD_SECONDS + settings.SUPPLIER_API_TIMEOUT + MARGIN_SECONDS
    return float(max(settings.PURCHASE_SETTLE_SECONDS, least))


def next_look(sent_at: datetime, now: datetime) -> datetime:
    whole = settle_seconds()
    for part in LOOKS:
        at = sent_at + timedelta(seconds=whole * part)
        if at > now:
            return at
    return now + timedelta(seconds=whole * LATER_LOOKS)


def between_looks() -> timedelta:
    """Two looks count as two only so far apart."""
    return timedelta(seconds=settle_seconds() * LATER_LOOKS / 2)


def placed(
    row: SupplierOrder,
    *,
    order_ids: Sequence[str],
    by: str,
    problems: Sequence[str] = (),
    amount: Any = None,
    why: str = "",
) -> bool:
    """The supplier has the order. With problems of its own it needs a person before it may be paid."""
    values: dict[str, Any] = {
        "supplier_order_ids": list(order_ids),
        "placed_at": timezone.now(),
        "next_look_at": None,
        "not_found": 0,
    }
    if amount is not None and amount.currency == row.currency:
        values["supplier_amount"] = amount.amount
    if problems:
        words = redact_text("; ".join(problems))
        told: dict[str, Any] = {
            "reason": "has_problems",
            "reason_values": {"problems": len(problems)},
            "message": words,
        }
        return _write(row, _S.NEEDS_OPERATOR, Outcome.DONE, by=by, why=why, then=_tell_staff, **values, **told)
    clean: dict[str, Any] = {"reason": "", "reason_values": {}, "message": ""}
    return _write(row, _S.PLACED, Outcome.DONE, by=by, why=why, then=_after_placing, **values, **clean)


def not_sent(row: SupplierOrder, error: Exception | None, *, by: str) -> bool:
    """Nothing went out, or the supplier did nothing: it may be sent again, under the same number."""
    values: dict[str, Any] = {
        "next_look_at": None,
        "not_found": 0,
        "reason": "",
        "reason_values": {},
        "message": words_of(error),
    }
    return _write(row, _S.READY, Outcome.NOT_SENT, error, by=by, **values)


def refused(row: SupplierOrder, error: PartnerError, *, by: str) -> bool:
    """The supplier said no, in the words that are kept; an error without a status said so before anything was sent."""
    values: dict[str, Any] = {
        "next_look_at": None,
        "reason": "refused" if error.status is not None else "not_fit",
        "reason_values": {"code": error.code},
        "message": words_of(error),
    }
    return _write(row, _S.REJECTED, Outcome.REFUSED, error, by=by, **values)


def unknown(row: SupplierOrder, error: Exception | None, *, by: str, look_at_once: bool = False) -> bool:
    """Nobody knows. It is looked for; where the supplier cannot be asked by our number a person has to look."""
    if not can_be_found(row):
        return needs_operator(row, "cannot_be_looked_up", error, by=by)
    now = timezone.now()
    at = now if look_at_once else next_look(row.sent_at or now, now)
    values: dict[str, Any] = {
        "next_look_at": at,
        "not_found": 0,
        "reason": "no_answer",
        "reason_values": {},
        "message": words_of(error),
    }
    return _write(row, _S.UNKNOWN, Outcome.UNKNOWN, error, by=by, then=file_look_up, **values)


def needs_operator(row: SupplierOrder, code: str, error: Exception | None = None, *, by: str, **values: Any) -> bool:
    more: dict[str, Any] = {"next_look_at": None, "reason": code, "reason_values": values}
    if error is not None:
        more["message"] = words_of(error)
    return _write(row, _S.NEEDS_OPERATOR, Outcome.UNKNOWN, error, by=by, then=_tell_staff, **more)


def proven_not_placed(row: SupplierOrder, *, by: str) -> bool:
    """Looked for after the settling time, twice in a row, and not there: sent anew, once."""
    values: dict[str, Any] = {"next_look_at": None, "reason": "", "reason_values": {}, "message": ""}
    return _write(row, _S.READY, Outcome.NOT_SENT, NotThere(), by=by, then=file_place, **values)


def can_be_found(row: SupplierOrder) -> bool:
    return Capability.FIND_BY_REFERENCE in adapter_class(row.account.supplier).capabilities


def file_place(row: SupplierOrder) -> None:
    _file("orders.place", "place", row)


def file_look_up(row: SupplierOrder) -> None:
    _file("orders.look_up", "look_up", row, row.next_look_at)


def file_pay(row: SupplierOrder) -> None:
    _file("orders.pay", "pay", row)


def file_cancel(row: SupplierOrder) -> None:
    _file("orders.cancel_purchase", "cancel", row)


def _file(kind: str, word: str, row: SupplierOrder, run_at: datetime | None = None) -> None:
    """One job a purchase; a second one where the first is at work and may have read the row before it was changed."""
    key = f"{word}:{row.client_no}"
    for dedupe_key in (key, f"{key}:again"):
        job = enqueue(
            kind,
            {"supplier_order": row.pk},
            dedupe_key=dedupe_key,
            run_at=run_at,
            priority=BEFORE_READING,
            rearm=True,
        )
        if job.state != Job.State.LEASED:
            return


def close_attempt(row: SupplierOrder, kind: str, outcome: str, error: Exception | None = None) -> None:
    """The last attempt of this kind gets its outcome; a look-up may correct "unknown" later."""
    last = row.attempts.filter(kind=kind).order_by("-pk").first()
    if last is None or last.outcome not in (Outcome.OPEN, Outcome.UNKNOWN):
        return
    last.outcome, last.finished_at = outcome, timezone.now()
    if error is not None:
        last.error_class, last.error = type(error).__name__[:80], words_of(error)
        last.error_code = getattr(error, "code", "")
    last.save(update_fields=["outcome", "finished_at", "error_class", "error", "error_code"])


def _write(
    row: SupplierOrder,
    to: str,
    outcome: str,
    error: Exception | None = None,
    *,
    by: str,
    why: str = "",
    then: Callable[[SupplierOrder], None] | None = None,
    **values: Any,
) -> bool:
    """False where others have settled it meanwhile. A certain answer that comes late, after others could only say that
    the outcome is unknown, is still taken."""
    with transaction.atomic():
        sends = row.sends
        if not move(row, to, by=by, why=why, expect={"sends": sends}, **values):
            row.refresh_from_db()
            if row.sends != sends or row.state == to or not table_for(row).allows(row.state, to):
                return False
            if not move(row, to, by=by, why=why, expect={"sends": sends}, **values):
                return False
        close_attempt(row, PurchaseAttempt.Kind.CREATE, outcome, error)
        if then is not None:
            then(row)
    recompute(row.order_id, by=by)
    return True


def _after_placing(row: SupplierOrder) -> None:
    """It is followed from now on; and cancelled where that is what is wanted by now, or paid where that is allowed by
    rule: a person had approved the cost that it is compared with again before."""
    file_follow(row, BY)
    row.refresh_from_db(fields=["cancel_wanted_at"])  # the order may have been cancelled while the request was out
    if row.cancel_wanted_at is not None:
        file_cancel(row)
        return
    if pays_by_itself(row):
        move(row, _S.PAY_READY, by=BY_RULE, pay_approved_by=BY_RULE, reason="", reason_values={})
        file_pay(row)


def pays_by_itself(row: SupplierOrder) -> bool:
    return Capability.PAY in adapter_class(row.account.supplier).capabilities and limits_of(row.account).pays_by_itself


def _tell_staff(row: SupplierOrder) -> None:
    raise_alert("purchase_needs_operator", row.client_no, number=row.client_no, account=str(row.account))


def words_of(error: Exception | None) -> str:
    if error is None:
        return ""
    words = (error.message or error.meaning) if isinstance(error, PartnerError) else f"{type(error).__name__}: {error}"
    return redact_text(words)[:2000]
