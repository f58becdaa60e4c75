"""The chosen orders as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from orders.admin import people
from orders.admin.orders import readings
from orders.admin.why import order_why
from orders.models import Order


def header() -> list[Any]:
    return [
        _("Order"), _("Shop"), _("Placed"), _("Stage"), _("Reason"), _("Customer"), _("Country"), _("Units"),
        _("Currency"), _("Total"), _("Cost"), _("Profit"), _("Suppliers"), _("Tracking numbers"),
    ]  # fmt: skip


def cells(request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
    """Customers only for those who may see them."""
    with_people = people.may_see_customer(request)
    rows = Order.objects.filter(pk__in=keys).defer("decision", "money").order_by("pk")
    orders = list(rows.select_related("account", "client", "customer", "address"))
    parts = readings.parts_of(orders)
    for order in orders:
        own = parts[order.pk]
        yield [
            str(order),
            order.origin,
            order.placed_at.isoformat(),
            order.get_state_display(),
            order_why(order),
            people.customer_name(order) if with_people else "",
            order.country,
            sum(line.quantity for line in own.lines),
            order.currency,
            order.total,
            order.cost,
            order.profit,
            ", ".join(dict.fromkeys(part.account.name for part in own.living)),
            ", ".join(parcel.number for parcel in own.parcels),
        ]
