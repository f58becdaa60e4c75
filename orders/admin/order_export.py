"""The chosen orders as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _

from core.spreadsheet import csv_lines
from orders.admin import people, readings
from orders.admin.why import order_why
from orders.models import Order

CHUNK = 500


def export(request: HttpRequest, queryset: QuerySet[Order]) -> StreamingHttpResponse:
    """The chosen orders as CSV, read in pieces; customers only for those who may see them."""
    header = [
        _("Order"), _("Shop"), _("Placed"), _("Stage"), _("Reason"), _("Customer"), _("Country"), _("Units"),
        _("Currency"), _("Total"), _("Cost"), _("Profit"), _("Suppliers"), _("Tracking numbers"),
    ]  # fmt: skip
    cells = _cells(queryset, with_people=people.may_see_customer(request))
    answer = StreamingHttpResponse(csv_lines(header, cells), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="orders.csv"'
    return answer


def _cells(queryset: QuerySet[Order], *, with_people: bool) -> Iterator[list[Any]]:
    keys = list(queryset.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        rows = Order.objects.filter(pk__in=keys[start : start + CHUNK]).defer("decision", "money").order_by("pk")
        orders = list(rows.select_related("account", "customer", "address"))
        parts = readings.parts_of(orders)
        for order in orders:
            own = parts[order.pk]
            yield [
                str(order),
                order.account.name if order.account else "",
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
