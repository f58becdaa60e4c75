"""The button that mends what an order waits for: on the row of the list and at the head of its page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin.badges import small_button
from orders.admin.orders.readings import Parts
from orders.models import Order, OrderStage, SupplierOrder
from orders.models.parcels import WriteBackState
from orders.models.purchases import PurchaseState

Address = Callable[[Order, Parts], str]
May = Callable[[str], bool]  # whether somebody has a permission


@dataclass(frozen=True)
class Remedy:
    """`url` gives "" where there is nothing to press after all; `permission` is what the page behind it asks for."""

    words: Any
    icon: str
    url: Address
    permission: str = "orders.view_supplierorder"


def act_url(name: str) -> Address:
    return lambda order, _parts: reverse(f"admin:orders_order_{name}", args=[order.pk])


def _line_url(order: Order, parts: Parts) -> str:
    unmapped = next((line for line in parts.lines if line.product_id is None and line.owed), None)
    return reverse("admin:orders_line_map", args=[unmapped.pk]) if unmapped else ""


def _product_url(order: Order, parts: Parts) -> str:
    mapped = next((line for line in parts.lines if line.product_id is not None), None)
    return reverse("admin:inventory_product_change", args=[mapped.product_id]) if mapped else ""


def purchase_in(*states: str) -> Address:
    """The page of the first purchase in one of these states, else the list of the order's purchases."""

    def url(order: Order, parts: Parts) -> str:
        found: SupplierOrder | None = next((part for part in parts.purchases if part.state in states), None)
        if found is not None:
            return reverse("admin:orders_supplierorder_change", args=[found.pk])
        return reverse("admin:orders_supplierorder_changelist", query={"order__id__exact": order.pk, "tab": "all"})

    return url


def _refused_parcel(order: Order, parts: Parts) -> str:
    found = next((parcel for parcel in parts.parcels if parcel.state == WriteBackState.REFUSED), None)
    return reverse("admin:orders_shipment_push", args=[found.pk]) if found else ""


_P = PurchaseState
HOLD = "orders.hold_order"
ADDRESS = Remedy(_("Correct the address"), "edit_location", act_url("address"), "orders.change_address")
ROUTE = Remedy(_("Route again"), "alt_route", act_url("route"), HOLD)
OFFER = Remedy(_("Open the product's offers"), "handshake", _product_url, "inventory.view_product")
SETTLE = Remedy(_("Accept as it is"), "done", act_url("settle"), HOLD)
LOSS = Remedy(_("Accept the loss"), "money_off", act_url("accept_loss"), "orders.accept_loss_order")

BY_REASON: dict[str, tuple[Remedy, ...]] = {
    "unmapped_lines": (Remedy(_("Map the line"), "add_link", _line_url, "orders.change_order"),),
    "held_by_staff": (Remedy(_("Release"), "play_circle", act_url("release"), HOLD),),
    "no_address": (ADDRESS,),
    "address_incomplete": (ADDRESS,),
    "no_offer": (OFFER, ROUTE),
    "no_stock": (OFFER, ROUTE),
    "not_sent_there": (OFFER, ROUTE),
    "stale_offers": (ROUTE,),
    "no_exchange_rate": (ROUTE,),
    "below_floor": (LOSS, Remedy(_("Look at the purchase"), "shopping_cart", purchase_in(_P.HELD, _P.DRAFT))),
    "purchase_held": (Remedy(_("Look and decide"), "balance", purchase_in(_P.HELD)),),
    "purchase_unknown": (Remedy(_("Look up at the supplier"), "travel_explore", purchase_in(_P.UNKNOWN)),),
    "purchase_needs_operator": (Remedy(_("Decide"), "gavel", purchase_in(_P.NEEDS_OPERATOR)),),
    "payment_unknown": (Remedy(_("Look up at the supplier"), "travel_explore", purchase_in(_P.PAY_UNKNOWN)),),
    "payment_rejected": (Remedy(_("Look at the payment"), "payments", purchase_in(_P.PAY_REJECTED)),),
    "purchase_rejected": (Remedy(_("Read why"), "help", purchase_in(_P.REJECTED)), ROUTE),
    "supplier_cancelled": (Remedy(_("Read why"), "help", purchase_in(_P.CANCELLED)), ROUTE),
    "cancelled_after_purchase": (Remedy(_("See the purchase"), "shopping_cart", purchase_in()), SETTLE),
    "refunded_after_purchase": (Remedy(_("See the purchase"), "shopping_cart", purchase_in()), SETTLE),
    "refund_of_no_line": (SETTLE,),
    "lines_gone_wrong": (Remedy(_("See the purchase"), "shopping_cart", purchase_in()), SETTLE),
    "write_back_refused": (Remedy(_("Push again"), "publish", _refused_parcel, "orders.change_shipment"), SETTLE),
}
BY_STAGE: dict[str, tuple[Remedy, ...]] = {
    OrderStage.TO_APPROVE: (Remedy(_("Approve"), "approval", act_url("approve"), "orders.approve_supplierorder"),),
    OrderStage.TO_PAY: (Remedy(_("Pay"), "payments", purchase_in(_P.PLACED)),),
}


def remedies_of(order: Order, parts: Parts, may: May) -> list[dict[str, Any]]:
    """Words, icon and address of what this person can do about it now."""
    wanted = BY_REASON.get(order.reason) or BY_STAGE.get(order.state, ())
    found = (
        {"words": each.words, "icon": each.icon, "url": each.url(order, parts)}
        for each in wanted
        if may(each.permission)
    )
    return [button for button in found if button["url"]]


def remedy_buttons(order: Order, parts: Parts, may: May) -> list[str]:
    """For a row of the list: the first of them."""
    return [small_button(each["url"], each["words"], icon=each["icon"]) for each in remedies_of(order, parts, may)[:1]]
