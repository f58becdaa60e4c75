"""One supplier order: what is bought, how far it is, every request that went out, and what may be done about it now."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import clock, when
from core.troubles import page_of
from inventory.admin.products import thumbnail
from orders.admin.badges import (
    money_text,
    parcel_badge,
    payment_badge,
    placement_badge,
    profit_badge,
    shipment_badge,
    told_badge,
)
from orders.admin.purchases.actions import TO_APPROVE, TO_LOOK_UP, TO_PAY, cost_of
from orders.admin.timeline import of_purchase
from orders.admin.why import purchase_why
from orders.ledger.paying import UNPAID
from orders.models import PurchaseAttempt, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.reasons import ERRORS
from suppliers import registry

_P = PurchaseState
# Only here is it proven that nothing was bought.
NOT_BOUGHT = (_P.DRAFT, _P.HELD, _P.REJECTED)
UNSETTLED = (_P.UNKNOWN, _P.NEEDS_OPERATOR)
WITHDRAWABLE = (_P.DRAFT, _P.HELD, _P.READY, _P.REJECTED, *UNPAID)

# name of the view: (words, icon, permission, in which states)
BUTTONS: dict[str, tuple[Any, str, str, tuple[str, ...]]] = {
    "approve": (gettext_lazy("Approve"), "approval", "orders.approve_supplierorder", TO_APPROVE),
    "look_up": (gettext_lazy("Look up at the supplier"), "travel_explore", "orders.look_up_supplierorder", TO_LOOK_UP),
    "exists": (gettext_lazy("It exists: enter its number"), "fact_check", "orders.can_resolve_unknown", UNSETTLED),
    "missing": (gettext_lazy("It does not exist"), "search_off", "orders.can_resolve_unknown", UNSETTLED),
    "pay": (gettext_lazy("Pay"), "payments", "orders.pay_supplierorder", TO_PAY),
    "reassign": (gettext_lazy("Buy elsewhere"), "swap_horiz", "orders.change_order", NOT_BOUGHT),
    "cancel": (gettext_lazy("Cancel the purchase"), "cancel", "orders.approve_supplierorder", WITHDRAWABLE),
}
ROW_BUTTONS = ("approve", "look_up", "pay", "reassign")  # the first that fits stands in the list


def buttons_of(purchase: SupplierOrder) -> list[dict[str, Any]]:
    return [
        {"name": name, "words": words, "icon": icon, "permission": permission, "url": _url(name, purchase)}
        for name, (words, icon, permission, states) in BUTTONS.items()
        if purchase.state in states
    ]


def buttons_for_row(purchase: SupplierOrder, may: Callable[[str], bool]) -> list[dict[str, Any]]:
    fit = [button for button in buttons_of(purchase) if button["name"] in ROW_BUTTONS]
    return [button for button in fit if may(button["permission"])][:1]


def _url(name: str, purchase: SupplierOrder) -> str:
    return reverse(f"admin:orders_supplierorder_{name}", args=[purchase.pk])


def why_no_retry(purchase: SupplierOrder) -> str:
    """Why there is no button that simply sends it again."""
    if purchase.state == _P.PAY_UNKNOWN:
        return _(
            "The payment went out and no answer came back. Paying again could take the money twice, so there is no such "
            "button: the supplier is looked at until it shows whether it was paid."
        )
    if purchase.state in UNSETTLED:
        return _(
            "The request went out and no answer came back, so the supplier may have the order or not. Sending it again "
            "could buy it twice: there is no such button. The hub looks it up by our number. If that cannot tell, look "
            "on the supplier's own site and say here what you found."
        )
    return ""


def context(request: HttpRequest, admin: Any, purchase: SupplierOrder) -> dict[str, Any]:
    """What the page's template shows. Five queries."""
    why = purchase_why(purchase)
    lines = purchase.lines.select_related("order_line__product").order_by("pk")
    return {
        "purchase": purchase,
        "supplier": registry.title(purchase.account.supplier),
        "purchase_why": why,
        "trouble": ERRORS.get(purchase.reason),
        "trouble_url": page_of("orders", purchase.reason),
        "no_retry": why_no_retry(purchase),
        "stages": [
            (_("Placement"), placement_badge(purchase, why)),
            (_("Payment"), payment_badge(purchase)),
            (_("Shipment"), shipment_badge(purchase)),
        ],
        "purchase_buttons": [each for each in buttons_of(purchase) if request.user.has_perm(each["permission"])],
        "facts": _costs(purchase),
        "way": _way(purchase),
        "lines": [
            {
                "picture": thumbnail(line.order_line.product) if line.order_line.product else "",
                "title": line.order_line.title or line.order_line.sku,
                "sku": line.order_line.sku,
                "quantity": line.quantity,
                "theirs": f"{line.supplier_quantity} × {line.external_sku or line.external_variant_id}",
                "cost": money_text(line.unit_cost, purchase.currency),
            }
            for line in lines
        ],
        "attempts": [
            _attempt(row) for row in PurchaseAttempt.objects.filter(supplier_order=purchase).order_by("-pk")[:20]
        ],
        "parcels": [
            {
                "number": parcel.number,
                "url": reverse("admin:orders_shipment_change", args=[parcel.pk]),
                "badge": parcel_badge(parcel),
                "told": told_badge(parcel),
            }
            for parcel in purchase.shipments.defer("events").order_by("pk")
        ],
        "story": of_purchase(purchase),
        "title": purchase.client_no,
        "subtitle": None,
    }


def _costs(purchase: SupplierOrder) -> list[tuple[Any, Any]]:
    return [
        (_("Goods"), money_text(purchase.goods_cost, purchase.currency)),
        (_("Freight"), money_text(purchase.freight_cost, purchase.currency)),
        (_("Together"), money_text(cost_of(purchase), purchase.currency)),
        (_("Approved"), money_text(purchase.approved_cost, purchase.currency)),
        (_("Supplier asks"), money_text(purchase.supplier_amount, purchase.currency)),
        (_("Paid"), money_text(purchase.pay_amount if purchase.paid_at else None, purchase.currency)),
        (_("Profit of the order"), profit_badge(purchase.order)),
    ]


def _way(purchase: SupplierOrder) -> list[tuple[Any, Any]]:
    return [
        (_("Sent by"), purchase.service_code or "–"),
        (_("From"), purchase.origin or "–"),
        (_("To"), purchase.country or "–"),
        (_("Days"), "–".join(str(day) for day in (purchase.min_days, purchase.max_days) if day is not None) or "–"),
        (_("Supplier's numbers"), ", ".join(map(str, purchase.supplier_order_ids)) or "–"),
        (_("Supplier's word"), purchase.supplier_status or "–"),
        (_("Looked up"), when(purchase.looked_up_at, empty=_("never"))),
        (_("Next look"), when(purchase.next_look_at)),
    ]


def _attempt(row: PurchaseAttempt) -> dict[str, Any]:
    return {
        "when": when(row.started_at),
        "clock": clock(row.started_at),
        "kind": row.get_kind_display(),
        "outcome": row.get_outcome_display(),
        "said": " ".join(part for part in (f"[{row.error_code}]" if row.error_code else "", row.error) if part) or "–",
        "by": row.by or "–",
    }
