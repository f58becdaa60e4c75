"""The rows of one order's page: lines and who delivers them, purchases, parcels, messages."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core.admin.badges import grouped, when
from inventory.admin.products import thumbnail
from orders.admin import people
from orders.admin.badges import (
    mail_badge,
    money_text,
    parcel_badge,
    payment_badge,
    placement_badge,
    shipment_badge,
    told_badge,
)
from orders.admin.orders import readings
from orders.admin.purchases.actions import cost_of
from orders.admin.why import mail_why, parcel_why, purchase_why
from orders.models import Notification, Order, OrderLine, OrderStage, SupplierOrderLine

OVER = (OrderStage.DELIVERED, OrderStage.CANCELLED)


def lines_of(request: HttpRequest, order: Order, parts: readings.Parts) -> list[dict[str, Any]]:
    may_map = request.user.has_perm("orders.change_order") and order.state not in OVER
    suppliers: dict[int, list[str]] = {}
    if parts.living:
        bought = SupplierOrderLine.objects.filter(supplier_order__in=parts.living).select_related(
            "supplier_order__account"
        )
        for each in bought.order_by("pk"):
            words = f"{each.quantity} × {each.supplier_order.account.name}"
            suppliers.setdefault(each.order_line_id, []).append(words)
    return [_line(line, order, suppliers.get(line.pk, []), may_map=may_map) for line in parts.lines]


def _line(line: OrderLine, order: Order, suppliers: list[str], *, may_map: bool) -> dict[str, Any]:
    product = line.product
    return {
        "line": line,
        "picture": thumbnail(product) if product else "",
        "product": product,
        "product_url": reverse("admin:inventory_product_change", args=[product.pk]) if product else "",
        "quantity": grouped(line.quantity),
        "owed": grouped(line.owed) if line.owed != line.quantity else "",
        "price": money_text(line.unit_price, order.currency),
        "wishes": [f"{name}: {value}" for name, value in line.properties],
        "suppliers": suppliers,
        "map_url": reverse("admin:orders_line_map", args=[line.pk]) if may_map and line.requires_shipping else "",
        "switch_url": reverse("admin:orders_line_switch", args=[line.pk]) if may_map and product else "",
    }


def purchase(row: Any) -> dict[str, Any]:
    why = purchase_why(row)
    return {
        "name": row.client_no,
        "url": reverse("admin:orders_supplierorder_change", args=[row.pk]),
        "supplier": row.account.name,
        "theirs": ", ".join(map(str, row.supplier_order_ids)) or "–",
        "cost": money_text(cost_of(row), row.currency),
        "placement": placement_badge(row, why),
        "payment": payment_badge(row),
        "shipment": shipment_badge(row),
        "why": why or row.message,
    }


def parcel(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "url": reverse("admin:orders_shipment_change", args=[row.pk]),
        "carrier": row.carrier_sent or row.carrier or "–",
        "badge": parcel_badge(row),
        "moved": when(row.moved_at),
        "told": told_badge(row, parcel_why(row)),
    }


def mail(row: Notification) -> dict[str, Any]:
    return {
        "event": row.get_event_display(),
        "url": reverse("admin:orders_notification_change", args=[row.pk]),
        "badge": mail_badge(row, mail_why(row)),
        "why": mail_why(row),
        "sent": when(row.sent_at),
    }


def previews(request: HttpRequest, order: Order) -> list[tuple[Any, str]]:
    """The messages that there are, each with the page that shows it as this customer would read it."""
    if not people.may_see_customer(request):
        return []
    events = Notification.Event
    return [(event.label, reverse("admin:orders_order_mail", args=[order.pk, event.value])) for event in events]
