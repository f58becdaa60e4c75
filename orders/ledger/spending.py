"""What may be spent. Asked in the transaction that is about to spend, with the rows locked that decide about it.

A verdict is None (go on), `Hold` (a person decides), `Wait` (later by itself) or `Withdraw` (not wanted any more).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.money import Money
from orders.ledger.fresh_costs import FreshCost
from orders.ledger.limits import Locked, buying_is_on
from orders.models import Order, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.planning.drafting import live_units
from orders.rules.profit import floor_verdict
from orders.standing.facts import is_held, profit_of

_S = PurchaseState
_HUNDRED = Decimal(100)
_ZERO = Decimal(0)

NEVER_SENT = (_S.DRAFT, _S.HELD, _S.READY)
NOT_ALIVE = (_S.REJECTED, _S.CANCELLED)
PAYING = (_S.PAY_SENDING, _S.PAY_UNKNOWN, _S.PAID, _S.PARTLY_SHIPPED, _S.SHIPPED, _S.DELIVERED)
MONEY_BACK = (Order.Payment.REFUNDED, Order.Payment.VOIDED, Order.Payment.EXPIRED)
WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Hold:
    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    code: str
    seconds: float = WAIT_SECONDS


@dataclass(frozen=True, slots=True)
class Withdraw:
    code: str


Verdict = Hold | Wait | Withdraw | None


def may_send(locked: Locked, fresh: FreshCost) -> Verdict:
    """Whether this purchase may go out now, at what it costs now; its row holds that cost already."""
    cost = fresh.total
    return (
        _still_wanted(locked)
        or _switches(locked)
        or _currency(locked, cost)
        or _drift(cost, locked.row)
        or _per_order(locked, cost)
        or _per_day(locked, cost.amount, committed_today(locked.row))
        or _per_hour(locked)
        or _floor(locked)
    )


def may_pay(locked: Locked, amount: Money) -> Verdict:
    """Whether this much may be paid now for a purchase that was placed."""
    if locked.row.cancel_wanted_at is not None or locked.order.cancelled_at is not None:
        return Withdraw("order_cancelled")
    return (
        _payment_still_wanted(locked)
        or _switches(locked)
        or _currency(locked, amount)
        or _drift(amount, locked.row)
        or _per_order(locked, amount)
        or _per_day(locked, amount.amount, paid_today(locked.row))
    )


def drifted(amount: Decimal, approved: Decimal | None) -> bool:
    """Whether this is more than was approved and a little."""
    return approved is None or amount > approved * (1 + settings.BUYING_PRICE_DRIFT_PERCENT / _HUNDRED)


def committed_today(row: SupplierOrder) -> Decimal:
    """What was ordered on the account since midnight UTC, this purchase left out: all that was sent and may exist, and
    what was paid for and cancelled since."""
    alive = ~Q(state__in=(*NEVER_SENT, *NOT_ALIVE)) | Q(state=_S.CANCELLED, paid_at__isnull=False)
    found = SupplierOrder.objects.filter(alive, account_id=row.account_id, sent_at__gte=_midnight()).exclude(pk=row.pk)
    return _summed(found, "pay_amount", "supplier_amount", "approved_cost")


def paid_today(row: SupplierOrder) -> Decimal:
    """What was paid on the account since midnight UTC, or may have been; this purchase left out."""
    paid = Q(state__in=PAYING) | Q(paid_at__isnull=False)
    found = SupplierOrder.objects.filter(paid, account_id=row.account_id, pay_sent_at__gte=_midnight())
    return _summed(found.exclude(pk=row.pk), "pay_amount", "supplier_amount", "approved_cost")


def _summed(rows: Any, *amounts: str) -> Decimal:
    return rows.aggregate(sum=Sum(Coalesce(*(F(name) for name in amounts))))["sum"] or _ZERO


def _midnight() -> datetime:
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def _still_wanted(locked: Locked) -> Verdict:
    """What became of the order since the purchase was approved."""
    order, row = locked.order, locked.row
    if order.cancelled_at is not None or row.cancel_wanted_at is not None:
        return Withdraw("order_cancelled")
    if order.is_test:
        return Withdraw("test_order")
    if order.payment in MONEY_BACK:
        return Withdraw("order_refunded")
    return Withdraw("not_owed_any_more") if _more_than_owed(row) else _put_aside(order)


def _put_aside(order: Order) -> Verdict:
    """What may end by itself: the purchase waits as it is."""
    if not order.is_paid_for:
        return Wait("order_unpaid")
    if order.account is not None and not order.account.buys:
        return Wait("buying_off_for_shop")
    return Wait("order_held") if is_held(order) else None


def _payment_still_wanted(locked: Locked) -> Verdict:
    """An order that was given its money back, or put aside, since the goods were ordered: a person decides."""
    if locked.order.payment in MONEY_BACK:
        return Withdraw("order_refunded")
    return Wait("order_held") if is_held(locked.order) else None


def _more_than_owed(row: SupplierOrder) -> bool:
    """Whether the customer is owed less of a line than its live purchases hold, this one among them."""
    lines = [line.order_line for line in row.lines.select_related("order_line")]
    live = live_units(line.pk for line in lines)
    return any(live.get(line.pk, 0) > line.owed - line.sent_elsewhere for line in lines)


def _switches(locked: Locked) -> Verdict:
    if not buying_is_on():
        return Hold("buying_off")
    if not locked.limits.is_on or not locked.account.is_active:
        return Hold("account_off", {"account": str(locked.account)})
    return None


def _currency(locked: Locked, cost: Money) -> Verdict:
    if cost.currency == locked.row.currency == locked.limits.currency:
        return None
    return Hold("other_currency", {"currency": cost.currency, "wanted": locked.limits.currency})


def _drift(cost: Money, row: SupplierOrder) -> Verdict:
    if not drifted(cost.amount, row.approved_cost):
        return None
    return Hold("price_drift", {**_shown(cost), "approved": _text(row.approved_cost or _ZERO)})


def _per_order(locked: Locked, cost: Money) -> Verdict:
    most = locked.limits.per_order
    if most is None or cost.amount <= most:
        return None
    return Hold("per_order_limit", {**_shown(cost), "limit": _text(most)})


def _per_day(locked: Locked, amount: Decimal, already: Decimal) -> Verdict:
    most = locked.limits.per_day
    if most is None or already + amount <= most:
        return None
    values = {"cost": _text(amount), "spent": _text(already), "limit": _text(most)}
    return Hold("per_day_limit", values | {"currency": locked.limits.currency})


def _per_hour(locked: Locked) -> Verdict:
    most = locked.limits.automatic_per_hour
    if not locked.row.is_automatic or most is None:
        return None
    since = timezone.now() - timedelta(hours=1)
    sent = SupplierOrder.objects.filter(account=locked.account, is_automatic=True, sent_at__gte=since)
    number = sent.exclude(pk=locked.row.pk).count()
    return Hold("hourly_limit", {"sent": number, "limit": most}) if number >= most else None


def _floor(locked: Locked) -> Verdict:
    """Whether the order still earns enough at what its purchases cost now; staff may have accepted that it does not."""
    if locked.order.floor_accepted_by:
        return None
    code = floor_verdict(profit_of(locked.order), settings.PROFIT_FLOOR_PERCENT)
    return Hold(code) if code else None


def _shown(cost: Money) -> dict[str, str]:
    return {"cost": _text(cost.amount), "currency": cost.currency}


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"
