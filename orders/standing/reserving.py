"""Units that were sold and are not bought yet: promised to nobody else until the supplier has the order."""

from collections import defaultdict

from django.db.models import Sum

from inventory.models import Reservation
from orders.models import Order, SupplierOrderLine
from orders.models.order import Payment
from orders.models.purchases import PurchaseState

# From here on the supplier's own figure knows of the units.
_NOT_THERE_YET = (
    PurchaseState.DRAFT,
    PurchaseState.HELD,
    PurchaseState.READY,
    PurchaseState.SENDING,
    PurchaseState.UNKNOWN,
    PurchaseState.NEEDS_OPERATOR,
    PurchaseState.REJECTED,
    PurchaseState.CANCELLED,
)
_OVER = (Payment.REFUNDED, Payment.VOIDED, Payment.EXPIRED)


def reserve(order: Order) -> set[int]:
    """Brings the reservations of the order to what is left to buy; gives the products whose figure changed by it.

    Call it under the order's lock.
    """
    wanted = _wanted(order)
    kept = {
        (row.product_id, row.order_ref): row
        for row in Reservation.objects.filter(order_ref__startswith=f"order:{order.pk}:")
    }
    changed = set()
    for key, quantity in wanted.items():
        row = kept.pop(key, None)
        if row is None:
            Reservation.objects.create(product_id=key[0], order_ref=key[1], quantity=quantity)
        elif row.quantity != quantity:
            Reservation.objects.filter(pk=row.pk).update(quantity=quantity)
        else:
            continue
        changed.add(key[0])
    if kept:
        Reservation.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
        changed.update(product_id for product_id, _ in kept)
    return changed


def _wanted(order: Order) -> dict[tuple[int, str], int]:
    if order.cancelled_at is not None or order.is_test or order.payment in _OVER:
        return {}
    lines = order.lines.filter(requires_shipping=True, product__isnull=False)
    there = _units_there(order)
    left = {
        (line.product_id, f"order:{order.pk}:{line.pk}"): line.owed - line.sent_elsewhere - there[line.pk]
        for line in lines
        if line.product_id is not None
    }
    return {key: units for key, units in left.items() if units > 0}


def _units_there(order: Order) -> dict[int, int]:
    rows = SupplierOrderLine.objects.filter(supplier_order__order=order).exclude(
        supplier_order__state__in=_NOT_THERE_YET
    )
    return defaultdict(int, rows.order_by().values_list("order_line_id").annotate(units=Sum("quantity")))
