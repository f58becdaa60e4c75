"""Brings what is worked out of an order up to date with its parts: its stage, its profit, its reservations."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.history import record
from core.states import move
from inventory.events import products_changed
from orders.models import Order
from orders.planning.drafting import lock
from orders.rules.profit import as_json
from orders.rules.stages import stage_of
from orders.standing.facts import facts_of, profit_of
from orders.standing.reserving import reserve

_TRIES = 5


def recompute(order_id: int, *, by: str) -> Order:
    """Works out stage and reason, and writes them by compare-and-set. Call it after every change of an order's parts,
    in the transaction of the change or right after it; with nothing changed it writes nothing."""
    for _ in range(_TRIES):
        with transaction.atomic():
            lock(order_id)
            order = Order.objects.select_related("account", "customer", "address").get(pk=order_id)
            if _write_stage(order, by):
                _write_money(order)
                products_changed(reserve(order))
                return order
    return Order.objects.get(pk=order_id)


def _write_stage(order: Order, by: str) -> bool:
    """False when somebody else has moved it meanwhile."""
    stage, reason, values = stage_of(facts_of(order))
    if stage != order.state:
        since = timezone.now()
        return move(order, stage, by=by, why=reason, reason=reason, reason_values=values, stage_since=since)
    if (reason, values) != (order.reason, order.reason_values):
        changed: dict[str, Any] = {"reason": reason, "reason_values": values}
        if reason != order.reason:
            record(order, "order.reason", by=by, data={"reason": reason, "stage": stage, **values})
        Order.objects.filter(pk=order.pk).update(**changed)
        order.reason, order.reason_values = reason, values
    return True


def _write_money(order: Order) -> None:
    found = profit_of(order)
    money = as_json(found)
    if money != order.money:
        order.money, order.cost, order.profit = money, found.cost, found.profit
        Order.objects.filter(pk=order.pk).update(money=money, cost=found.cost, profit=found.profit)
