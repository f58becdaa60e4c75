"""The chosen purchases as a spreadsheet: nothing of customers stands in it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from orders.admin.purchases.actions import cost_of
from orders.admin.why import purchase_why
from orders.models import SupplierOrder


def header() -> list[Any]:
    return [
        _("Purchase"), _("Order"), _("Supplier"), _("The supplier's numbers"), _("State"), _("Reason"), _("Country"),
        _("Currency"), _("Goods"), _("Freight"), _("Cost"), _("Supplier asks"), _("Approved by"), _("Placed"), _("Paid"),
        _("Shipped"),
    ]  # fmt: skip


def cells(keys: list[Any]) -> Iterator[list[Any]]:
    rows = SupplierOrder.objects.filter(pk__in=keys).select_related("order", "account").order_by("pk")
    for row in rows.defer("order__decision", "order__money"):
        yield [
            row.client_no,
            str(row.order),
            row.account.name,
            ", ".join(map(str, row.supplier_order_ids)),
            row.get_state_display(),
            purchase_why(row),
            row.country,
            row.currency,
            row.goods_cost,
            row.freight_cost,
            cost_of(row),
            row.supplier_amount,
            row.approved_by,
            *(_iso(moment) for moment in (row.placed_at, row.paid_at, row.shipped_at)),
        ]


def _iso(moment: Any) -> str:
    return moment.isoformat() if moment else ""
