"""Buying elsewhere what one purchase was to bring: only where it is proven that this one bought nothing."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.admin.badges import small_button
from core.admin.confirm import Confirmation, ask
from orders.admin.purchases.page import NOT_BOUGHT, why_no_retry
from orders.models import SupplierOrder


def view(admin: ModelAdmin[Any], request: HttpRequest, purchase: SupplierOrder) -> HttpResponse:
    """Leads to the choice of a supplier for its line, or for each of its lines."""
    back = reverse("admin:orders_supplierorder_change", args=[purchase.pk])
    lines = [line.order_line for line in purchase.lines.select_related("order_line").order_by("pk")]
    is_proven = purchase.state in NOT_BOUGHT
    if is_proven and len(lines) == 1:
        return HttpResponseRedirect(reverse("admin:orders_line_switch", args=[lines[0].pk]))
    why_not = _("Choose the supplier line by line.") if is_proven else _unproven(purchase)
    confirmation = Confirmation(
        title=_("Buy elsewhere"),
        text=_(
            "What it was to bring is drafted anew at the supplier that you choose. Nothing is bought before it is approved."
        ),
        submit=_("Buy elsewhere"),
        back=back,
        headers=[_("Line"), ""],
        rows=[
            [
                line.title or line.sku,
                small_button(reverse("admin:orders_line_switch", args=[line.pk]), _("Choose"), icon="swap_horiz"),
            ]
            for line in lines
            if is_proven
        ],
        impossible=why_not,
    )
    return ask(request, admin, confirmation)


def _unproven(purchase: SupplierOrder) -> str:
    return why_no_retry(purchase) or _("The supplier has this purchase: cancel it first.")
