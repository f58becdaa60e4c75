"""Tabs and tiles in numbers."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from core.dashboard import Figure
from orders.dashboard.conditions import PARCEL_FLAGS, PURCHASE_TABS, purchase_tab, today_condition
from orders.dashboard.counting import labelled
from orders.models import Order, OrderStage, Shipment, SupplierOrder


def stage_counts() -> dict[str, int]:
    """Orders by stage. One query, answered from the index."""
    return dict(Order.objects.order_by().values_list("state").annotate(number=Count("pk")))


def purchase_counts() -> dict[str, int]:
    """Supplier orders by tab. One query."""
    found: dict[str, int] = dict.fromkeys(PURCHASE_TABS, 0)
    for state, number in SupplierOrder.objects.order_by().values_list("state").annotate(number=Count("pk")):
        found[purchase_tab(state)] += number
    return found


def figures() -> list[Figure]:
    """Orders in numbers for the dashboard and for programs: today's, and by stage. Two queries."""
    number = stage_counts()
    today = Order.objects.filter(today_condition()).count()
    return [
        Figure("orders_today", _("Orders of today"), today, "orders.order", {"stage": "all", "placed": "today"}),
        *(
            Figure(f"stage_{stage}", stage.label, number.get(stage, 0), "orders.order", {"stage": str(stage)})
            for stage in OrderStage
        ),
    ]


def parcel_counts() -> dict[str, int]:
    """Parcels by flag, and all of them under "". One query."""
    parcels = Shipment.objects.order_by()
    flagged = [labelled(narrow(parcels), code, "created_at") for code, (_words, narrow) in PARCEL_FLAGS.items()]
    found = dict.fromkeys(["", *PARCEL_FLAGS], 0)
    rows = labelled(parcels, "", "created_at").union(*flagged, all=True)
    return found | {code: number for code, number, _since in rows}
