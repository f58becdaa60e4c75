"""Approving purchases and payments, by staff or by the rule of a shop. What is approved is an amount: what is spent is
compared with it again in the moment of spending."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.models import Event
from core.money import Money
from core.states import move
from orders.actions.errors import NotAllowedNow, require
from orders.ledger import outcomes
from orders.ledger.spending import NOT_ALIVE
from orders.models import Order, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.planning.drafting import lock
from orders.rules.profit import convert, floor_verdict, read_rates
from orders.standing.facts import facts_of, profit_of
from orders.standing.recompute import recompute
from suppliers.interface import Capability
from suppliers.registry import adapter_class

_S = PurchaseState
APPROVE = "orders.approve_supplierorder"
PAY = "orders.pay_supplierorder"
BY_RULE = outcomes.BY_RULE
TO_APPROVE = (_S.DRAFT, _S.HELD)
TO_PAY = (_S.PLACED, _S.PAY_REJECTED)


def approve(supplier_orders: Iterable[SupplierOrder], by: str, *, user: User | None = None) -> list[SupplierOrder]:
    """Lets these purchases be sent, each at most at the cost that stands on its row. Gives those that were approved by
    this call: one that somebody else approved meanwhile is not approved twice.

    Raises NotAllowedNow, with nothing approved, where the cost of one is not known or (BUYING_OWN_PROPOSALS=false) where
    one was proposed by the same person.
    """
    require(user, APPROVE)
    rows = list(supplier_orders)
    if not settings.BUYING_OWN_PROPOSALS and (own := _proposed_by(rows, by)):
        raise NotAllowedNow("own_proposal", f"{', '.join(own)}: another person than {by} has to approve it.")
    unknown = [row.client_no for row in rows if row.state in TO_APPROVE and _cost(row) is None]
    if unknown:
        raise NotAllowedNow("no_cost", f"What it costs is not known yet: {', '.join(unknown)}.")
    approved = [row for row in rows if _approve(row, by, is_automatic=False)]
    for order_id in dict.fromkeys(row.order_id for row in approved):
        recompute(order_id, by=by)
    return approved


def approve_by_rule(order_id: int) -> list[SupplierOrder]:
    """After routing: purchases that would lose money, or nobody can say whether they would, are held; the others are
    approved where the order's shop allows that for what they cost together."""
    with transaction.atomic():
        lock(order_id)
        order = Order.objects.select_related("account", "customer", "address").get(pk=order_id)
        drafts = list(order.supplier_orders.filter(state=_S.DRAFT).select_related("account").order_by("pk"))
        if not drafts:
            return []
        verdict = "" if order.floor_accepted_by else floor_verdict(profit_of(order), settings.PROFIT_FLOOR_PERCENT)
        if verdict:
            for row in drafts:
                move(row, _S.HELD, by=BY_RULE, reason=verdict, reason_values={})
            approved = []
        else:
            approved = (
                [row for row in drafts if _approve(row, BY_RULE, is_automatic=True)] if _allows(order, drafts) else []
            )
    recompute(order_id, by=BY_RULE)
    return approved


def approve_payment(
    supplier_orders: Iterable[SupplierOrder], by: str, *, user: User | None = None
) -> list[SupplierOrder]:
    """Lets these purchases be paid by the hub, each at most at what was approved for it. Gives those of this call.

    Raises NotAllowedNow, with nothing approved, for a supplier that is paid in its own console, for what is to be
    cancelled, and (BUYING_SECOND_PERSON) where the same person had approved the purchase.
    """
    require(user, PAY)
    rows = [row for row in supplier_orders if row.state in TO_PAY]
    for row in rows:
        _check_payment(row, by)
    approved = []
    for row in rows:
        with transaction.atomic():
            clean: dict[str, Any] = {"reason": "", "reason_values": {}, "message": "", "pay_approved_by": by}
            if move(row, _S.PAY_READY, by=by, expect={"cancel_wanted_at": None}, **clean):
                outcomes.file_pay(row)
                approved.append(row)
    for order_id in dict.fromkeys(row.order_id for row in approved):
        recompute(order_id, by=by)
    return approved


def _approve(row: SupplierOrder, by: str, *, is_automatic: bool) -> bool:
    cost = _cost(row)
    if row.state not in TO_APPROVE or cost is None:
        return False
    told: dict[str, Any] = {
        "approved_cost": cost,
        "approved_by": by,
        "approved_at": timezone.now(),
        "is_automatic": is_automatic,
        "reason": "",
        "reason_values": {},
    }
    with transaction.atomic():
        seen: dict[str, Any] = {"goods_cost": row.goods_cost, "freight_cost": row.freight_cost}
        if not move(row, _S.READY, by=by, expect=seen, **told):
            return False
        outcomes.file_place(row)
    return True


def _cost(row: SupplierOrder) -> Decimal | None:
    return None if row.goods_cost is None or row.freight_cost is None else row.goods_cost + row.freight_cost


def _allows(order: Order, drafts: Sequence[SupplierOrder]) -> bool:
    """Whether the shop's limit covers the purchases of the order that wait, and all that is or was bought of it before:
    an order that is routed in rounds gets no more by rule than one that is routed at once."""
    shop = order.account
    if shop is None or shop.approval_limit is None or not facts_of(order).may_be_bought:
        return False
    rates = read_rates(settings.EXCHANGE_RATES)
    currency = shop.approval_currency or settings.BUYING_CURRENCY
    spent = ~Q(state__in=NOT_ALIVE) | Q(state=_S.CANCELLED, paid_at__isnull=False)
    before = order.supplier_orders.filter(spent).exclude(pk__in=[row.pk for row in drafts])
    costs = [(row.currency, _cost(row)) for row in drafts] + [(row.currency, _committed(row)) for row in before]
    total = Decimal(0)
    for own_currency, cost in costs:
        changed = None if cost is None else convert(Money(cost, own_currency), currency, rates)
        if changed is None:
            return False
        total += changed[0].amount
    return total <= shop.approval_limit


def _committed(row: SupplierOrder) -> Decimal | None:
    """What it takes of the limits: paid, else what the supplier asks for, else approved; what is held, as quoted."""
    known = (row.pay_amount, row.supplier_amount, row.approved_cost)
    return next((amount for amount in known if amount is not None), _cost(row))


def _proposed_by(rows: Iterable[SupplierOrder], by: str) -> list[str]:
    """Those that this person proposed by hand, or whose order they brought: the history knows."""
    mine = Event.objects.filter(actor=by)
    return [
        row.client_no
        for row in rows
        if mine.filter(
            subject_type="orders.supplierorder", subject_id=str(row.pk), kind="supplier_order.drafted"
        ).exists()
        or mine.filter(subject_type="orders.order", subject_id=str(row.order_id), kind="order.taken").exists()
    ]


def _check_payment(row: SupplierOrder, by: str) -> None:
    if Capability.PAY not in adapter_class(row.account.supplier).capabilities:
        raise NotAllowedNow("paid_in_console", f"{row.client_no}: this supplier is paid in its own console.")
    if row.cancel_wanted_at is not None:
        raise NotAllowedNow("cancel_wanted", f"{row.client_no} is to be cancelled.")
    if settings.BUYING_SECOND_PERSON and by == row.approved_by:
        raise NotAllowedNow("second_person", f"{row.client_no}: another person than {by} has to approve the payment.")
