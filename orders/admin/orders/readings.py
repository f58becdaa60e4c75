"""What pages show beside orders, read for all rows of a page at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from orders.models import Order, OrderLine, Shipment, SupplierOrder
from orders.models.purchases import PurchaseState

DEAD = (PurchaseState.REJECTED, PurchaseState.CANCELLED)


@dataclass
class Parts:
    """The lines, purchases and parcels of one order."""

    lines: list[OrderLine] = field(default_factory=list)
    purchases: list[SupplierOrder] = field(default_factory=list)
    parcels: list[Shipment] = field(default_factory=list)

    @property
    def living(self) -> list[SupplierOrder]:
        return [purchase for purchase in self.purchases if purchase.state not in DEAD]


def parts_of(orders: Sequence[Order]) -> dict[int, Parts]:
    """By the order's key. Three queries."""
    found = {order.pk: Parts() for order in orders}
    lines = OrderLine.objects.filter(order__in=found).select_related("product").defer("product__description")
    for line in lines.order_by("position", "pk"):
        found[line.order_id].lines.append(line)
    purchases = SupplierOrder.objects.filter(order__in=found).select_related("account")
    for purchase in purchases.order_by("part", "generation"):
        found[purchase.order_id].purchases.append(purchase)
    for parcel in Shipment.objects.filter(order__in=found).defer("events").order_by("pk"):
        found[parcel.order_id].parcels.append(parcel)
    return found
