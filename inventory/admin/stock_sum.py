"""What can be sold of a product as a sum, line by line: the panel of its page and the column of the list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import when
from core.console import Column, Panel, slot
from inventory.admin.badges import plain
from inventory.stock import OWN, RESERVED, StockLine, stock_sum, stock_sums

WHY_NOT: dict[str, Any] = {
    "unknown": gettext_lazy("the service names no figure"),
    "never_read": gettext_lazy("never read"),
    "stale": gettext_lazy("too old"),
    "unconfirmed": gettext_lazy("not confirmed by staff"),
    "changed": gettext_lazy("changed at the supplier"),
    "gone": gettext_lazy("gone at the supplier"),
    "disabled": gettext_lazy("switched off"),
}


def source_words(line: StockLine) -> str:
    """ "B2B service", "set by staff", "sold, not bought yet", or the supplier with its variant."""
    if line.label_code == RESERVED:
        return _("Sold and not bought yet")
    if line.label_code == OWN:
        return _("B2B service") if line.source else _("set by staff")
    partner, _account, variant = [*line.source.split(":", 2), "", ""][:3]
    return f"{partner} {variant}"


def panel(request: HttpRequest, product: Model) -> str:
    """One query. Nothing where the only figure is the one above it on the page."""
    found = stock_sum(product.pk)
    if not any(line.label_code != OWN for line in found.lines):
        return ""
    rows = [
        {
            "source": source_words(line),
            "quantity": plain(line.quantity),
            "as_of": when(line.as_of),
            "counted": line.counted,
            "why": WHY_NOT.get(line.reason, line.reason),
        }
        for line in found.lines
    ]
    return render_to_string("console/stock_sum.html", {"rows": rows, "total": plain(found.total)}, request)


def load_sums(products: Sequence[Any]) -> Mapping[int, Any]:
    """One query a page."""
    cells = {}
    for pk, found in stock_sums(product.pk for product in products).items():
        waiting = sum(1 for line in found.lines if not line.counted)
        note = _("%(n)d not counted") % {"n": waiting} if waiting else ""
        cells[pk] = format_html(
            '<span class="console-price">{}</span><span class="console-sub">{}</span>', plain(found.total), note
        )
    return cells


slot("product.columns").add(Column("sellable", gettext_lazy("Can be sold"), load_sums))
slot("product.panels").add(Panel("stock_sum", gettext_lazy("Stock, line by line"), panel))
