"""Which rows a number of the console counts, and its list shows: one condition for both."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders import attention
from orders.models import OrderStage, Shipment, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.standing.sold import day_start, sold_condition

_P = PurchaseState

# Where goods are still to be sent: only these orders can be late.
TO_SEND = (
    OrderStage.NEEDS_ATTENTION, OrderStage.AWAITING_MAPPING, OrderStage.ON_HOLD, OrderStage.UNDER_WAY,
    OrderStage.TO_APPROVE, OrderStage.TO_PAY, OrderStage.PLACED, OrderStage.PARTLY_SHIPPED,
)  # fmt: skip
# Where orders stand that are not over.
OPEN_STAGES = (*TO_SEND, OrderStage.SHIPPED)

# The tabs of the purchase queue: each state in exactly one.
PURCHASE_TABS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "to_approve": (_("To approve"), (_P.DRAFT, _P.HELD)),
    "sent": (_("Sent"), (_P.READY, _P.SENDING)),
    "unknown": (_("Unknown"), (_P.UNKNOWN, _P.NEEDS_OPERATOR, _P.PAY_UNKNOWN)),
    "refused": (_("Refused"), (_P.REJECTED, _P.PAY_REJECTED)),
    "to_pay": (_("To pay"), (_P.PLACED, _P.PAY_READY, _P.PAY_SENDING)),
    "waiting_shipment": (_("Waiting shipment"), (_P.PAID,)),
    "shipped": (_("Shipped"), (_P.PARTLY_SHIPPED, _P.SHIPPED)),
    "done": (_("Done"), (_P.DELIVERED,)),
    "cancelled": (_("Cancelled"), (_P.CANCELLED,)),
}
_TAB_OF = {str(state): tab for tab, (_words, states) in PURCHASE_TABS.items() for state in states}


def purchase_tab(state: str) -> str:
    return _TAB_OF[state]


def to_the_minute() -> datetime:
    """So that a link opened a moment later counts the same rows."""
    return timezone.now().replace(second=0, microsecond=0)


def dispatch_condition(code: str) -> Q:
    """`late`, `today`, `tomorrow`, `later`: orders that are still to be sent, by the day they must leave."""
    return Q(state__in=TO_SEND) & dispatch_window(code)


def dispatch_window(code: str) -> Q:
    """When orders of this code must leave; no moment is in two of them."""
    now = to_the_minute()
    return {
        "late": Q(ship_by__lt=now),
        "today": Q(ship_by__gte=now, ship_by__lt=day_start(1)),
        "tomorrow": Q(ship_by__gte=day_start(1), ship_by__lt=day_start(2)),
        "later": Q(ship_by__gte=day_start(2)),
    }[code]


def no_number(rows: QuerySet[SupplierOrder]) -> QuerySet[SupplierOrder]:
    return attention.purchases_without_number(rows, to_the_minute())


def delayed(parcels: QuerySet[Shipment]) -> QuerySet[Shipment]:
    return attention.delayed_parcels(parcels, to_the_minute())


def not_told(parcels: QuerySet[Shipment]) -> QuerySet[Shipment]:
    return attention.not_told_yet(parcels, to_the_minute())


PARCEL_FLAGS: dict[str, tuple[Any, Any]] = {
    "delayed": (_("No movement"), delayed),
    "trouble": (_("Returned or not delivered"), attention.troubled_parcels),
    "refused": (_("Refused by the shop"), attention.refused_by_shop),
    "not_written": (_("Shop not told yet"), not_told),
}


def today_condition() -> Q:
    """Placed today and not cancelled. Test orders are no money."""
    return sold_condition(1)
