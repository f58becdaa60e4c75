"""What orders add to the list of products: how many units of each were sold lately."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from core.admin.badges import grouped
from core.admin.filters import RadioFilter
from core.console import Column, ListFilter, slot
from orders.standing.sold import SALES_DAYS


def load_sold(products: Sequence[Any]) -> Mapping[int, Any]:
    """The figure opens the orders that it was counted from."""
    orders = reverse("admin:orders_order_changelist")
    return {
        product.pk: format_html(
            '<a class="console-link" href="{}?stage=all&amp;sold={}&amp;product={}">{}</a>',
            orders,
            SALES_DAYS,
            product.pk,
            grouped(product.sold_30d),
        )
        for product in products
        if product.sold_30d
    }


def _sold(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(sold_30d__gt=0)


def _not_sold(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(sold_30d=0)


class SoldLatelyFilter(RadioFilter):
    title = gettext_lazy("sold in 30 days")
    parameter_name = "sold"
    choices_by_code = {"yes": (gettext_lazy("Sold"), _sold), "no": (gettext_lazy("Not sold"), _not_sold)}


slot("product.columns").add(Column("sold", gettext_lazy("Sold, 30 d"), load_sold))
slot("product.filters").add(ListFilter("sold", SoldLatelyFilter))
