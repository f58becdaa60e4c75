"""The purchase ledger: everything that spends money goes through this file.

A purchase is one row with one number of ours (`client_no`) that never changes. It goes out in three steps:

1. *Intent* (`intents`). In one transaction, with the order and the account locked, it is asked whether this may be spent
   (`spending`); then the row becomes SENDING and the attempt is written down. Committed before anything is sent.
2. *Send, once.* Nothing may be written to the wire later than PURCHASE_SEND_GUARD_SECONDS after the intent
   (`core.http.send_window`): a process that was frozen meanwhile sends nothing.
3. *Outcome.* What the supplier says decides, by the table of `_once`. Whoever dies in between leaves SENDING behind, and
   nobody sends again what was SENDING: it becomes UNKNOWN and is looked for (`settling`).

A payment is a second purchase of its own: approved by itself, declared, sent once, settled by reading (`paying`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from django.conf import settings

from core.account_health import at_work
from core.crash import crash_point
from core.errors import AuthFailed, NotFound, PartnerError, Rejected, Retryable, Unsupported
from core.http.send_window import clock, send_window
from core.states import move
from orders.ledger import outcomes, paying
from orders.ledger.fresh_costs import fresh_cost
from orders.ledger.intents import Later, declare_payment, declare_purchase
from orders.ledger.requests import NotFit, order_request
from orders.models import SupplierOrder
from orders.models.purchases import PurchaseState
from orders.standing.recompute import recompute
from suppliers.interface import PlacedOrder
from suppliers.registry import open_account

_S = PurchaseState
T = TypeVar("T")
BY = outcomes.BY


class Fate(Enum):
    DONE = "done"
    NOT_SENT = "not_sent"
    REFUSED = "refused"
    EXISTS = "exists"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """What came of one request: `value` where it is DONE, else `error`."""

    fate: Fate
    value: T | None = None
    error: Exception | None = None


# Buying


def place(supplier_order_id: int, *, job_id: int | None = None) -> str:
    """Sends an approved purchase to its supplier and gives the state in which that leaves it.

    Does nothing for a purchase that is not READY; one that is SENDING was left by a worker that is gone, or is still
    with it, and is looked for. Raises Later, Reschedule (the account has to wait) or PartnerError where nothing was
    spent and the job has to come again.
    """
    row = SupplierOrder.objects.select_related("account", "order__address", "order__customer").get(pk=supplier_order_id)
    if row.state == _S.SENDING:
        outcomes.unknown(row, None, by=BY)
    if row.state != _S.READY:
        return str(row.state)
    with at_work(row.account), open_account(row.account) as adapter:
        try:
            request = order_request(row)
            fresh = fresh_cost(adapter, request, row.currency)
        except NotFit as problem:
            return _not_fit(row, problem)
        crash_point("place.before_intent")
        opened_at = clock()
        intent = declare_purchase(row, request, fresh, job_id)
        if intent is None:
            return _state_of(row)
        crash_point("place.after_intent")
        said = _once(lambda: adapter.create_order(request), opened_at, adapter.exists_codes)
        crash_point("place.after_answer")
        _take_answer(intent, said)
        crash_point("place.after_outcome")
        if said.fate is Fate.NOT_SENT and said.error is not None:
            raise said.error
    return _state_of(row)


def _take_answer(row: SupplierOrder, said: Said[PlacedOrder]) -> None:
    """Step 3."""
    if said.fate is Fate.DONE and said.value is not None:
        made = said.value
        outcomes.placed(row, order_ids=made.order_ids, problems=made.problems, amount=made.amount, by=BY)
    elif said.fate is Fate.NOT_SENT:
        outcomes.not_sent(row, said.error, by=BY)
    elif said.fate is Fate.REFUSED and isinstance(said.error, PartnerError):
        outcomes.refused(row, said.error, by=BY)
    else:
        outcomes.unknown(row, said.error, by=BY, look_at_once=said.fate is Fate.EXISTS)


def _not_fit(row: SupplierOrder, problem: NotFit) -> str:
    """It could not be ordered like this: nothing was sent, and somebody has to change something."""
    told: dict[str, Any] = {
        "reason": "not_fit",
        "reason_values": {},
        "message": str(problem)[:2000],
        "next_look_at": None,
    }
    if move(row, _S.REJECTED, by=BY, **told):
        recompute(row.order_id, by=BY)
    return _state_of(row)


# Paying


def pay(supplier_order_id: int, *, job_id: int | None = None) -> str:
    """Pays an approved purchase and gives the state in which that leaves it; raises as `place` does.

    The supplier is asked first how the order stands and what it would take. A payment that was left PAY_SENDING, or whose
    answer was lost, is settled by reading the order's status: never by paying again.
    """
    row = SupplierOrder.objects.select_related("account", "order").get(pk=supplier_order_id)
    if row.state == _S.PAY_SENDING:
        paying.unknown(row, None, by=BY)
    if row.state not in (_S.PAY_READY, _S.PAY_UNKNOWN):
        return str(row.state)
    with at_work(row.account), open_account(row.account) as adapter:
        if row.state == _S.PAY_UNKNOWN:
            return _later_or_state(row, paying.settle(adapter, row, by=BY))
        offer = paying.prepare(adapter, row, by=BY)
        if offer is None:
            return _state_of(row)
        crash_point("pay.before_intent")
        opened_at = clock()
        intent = declare_payment(row, offer, job_id)
        if intent is None:
            return _state_of(row)
        crash_point("pay.after_intent")
        said = _once(lambda: adapter.pay(offer), opened_at)
        crash_point("pay.after_answer")
        if said.fate is Fate.DONE:
            paying.paid(intent, by=BY)
        elif said.fate is Fate.NOT_SENT:
            paying.not_sent(intent, said.error, by=BY)
        elif said.fate is Fate.REFUSED and isinstance(said.error, PartnerError):
            paying.refused(adapter, intent, said.error, by=BY)
        else:
            paying.unknown(intent, said.error, by=BY)
        crash_point("pay.after_outcome")
        if said.fate is Fate.NOT_SENT and said.error is not None:
            raise said.error
    return _later_or_state(row, paying.next_look(intent))


# What both have in common


def _once(call: Callable[[], T], opened_at: float, exists_codes: frozenset[str] = frozenset()) -> Said[T]:
    """Step 2: one request, and what its end means. The adapters send what creates or pays a single time, and raise
    Retryable and AuthFailed only where the supplier has done nothing."""
    try:
        with send_window(opened_at + settings.PURCHASE_SEND_GUARD_SECONDS):
            return Said(Fate.DONE, call())
    except (Retryable, AuthFailed) as error:
        return Said(Fate.NOT_SENT, error=error)
    except (Rejected, NotFound, Unsupported) as error:
        return Said(Fate.EXISTS if error.code in exists_codes else Fate.REFUSED, error=error)
    except Exception as error:  # noqa: BLE001 - OutcomeUnknown, and whatever else left us without an answer
        return Said(Fate.UNKNOWN, error=error)


def _state_of(row: SupplierOrder) -> str:
    return str(SupplierOrder.objects.values_list("state", flat=True).get(pk=row.pk))


def _later_or_state(row: SupplierOrder, seconds: float | None) -> str:
    if seconds is not None:
        raise Later(seconds, "the payment's outcome is not known")
    return _state_of(row)
