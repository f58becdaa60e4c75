"""One order: where it stands and why, its lines and who delivers them, address, money, purchases, parcels, mails, story."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import BAD, QUIET, WARNING, badge, clock, when
from orders.actions import refunding
from orders.admin import customer_data, people, timeline
from orders.admin.badges import (
    money_text,
    payment_words,
    profit_badge,
    ship_by_badge,
    stage_badge,
)
from orders.admin.orders import labels, readings
from orders.admin.orders import money as order_money
from orders.admin.orders import parts as order_parts
from orders.admin.orders.decision import decisions_of
from orders.admin.orders.remedies import remedies_of
from orders.admin.purchases.actions import TO_APPROVE
from orders.admin.why import order_why
from orders.models import Order, OrderStage
from orders.standing.addresses import problems_of

ADDRESS_WORDS: dict[str, Any] = {
    "name": gettext_lazy("The name is missing."),
    "address1": gettext_lazy("The street is missing."),
    "city": gettext_lazy("The city is missing."),
    "country": gettext_lazy("The country is missing."),
    "postal_code": gettext_lazy("The postal code is missing."),
    "phone": gettext_lazy("The telephone number is missing; carriers ask for it."),
}


def load(object_id: str) -> Order | None:
    if not object_id.isdecimal():
        return None
    return (
        Order.objects.select_related("account", "client", "customer", "address", "assigned_to")
        .filter(pk=object_id)
        .first()
    )


def context(request: HttpRequest, order: Order) -> dict[str, Any]:
    """What the page's template shows. Seven queries, and what the words of the history need."""
    parts = readings.parts_of([order])[order.pk]
    mails = list(order.notifications.order_by("pk"))
    why = order_why(order)
    may = request.user.has_perm
    return {
        "order": order,
        "order_why": why,
        "order_badges": [stage_badge(order, why), payment_words(order), *_marks(order)],
        "order_buttons": [*_remedies(request, order, parts), *_buttons(request, order, parts)],
        "facts": _facts(order),
        "customer": people.customer_facts(request, order.customer),
        "address": people.address_lines(request, order.address),
        "address_problems": _address_problems(order),
        "address_by_staff": bool(order.address and order.address.by_staff),
        "may_correct": may("orders.change_address") and people.may_see_address(request),
        "customer_data": customer_data.links(request, order),
        "problems": [str(code) for code in order.problems],
        "lines": order_parts.lines_of(request, order, parts),
        "decisions": decisions_of(order, {line.pk: line for line in parts.lines}),
        "routed": when(order.routed_at, empty=_("not yet")),
        "money": order_money.sum_of(order),
        "purchases": [order_parts.purchase(row) for row in parts.purchases],
        "parcels": [order_parts.parcel(row) for row in parts.parcels],
        "mails": [order_parts.mail(row) for row in mails] if may("orders.view_notification") else [],
        "mail_previews": order_parts.previews(request, order),
        "story": timeline.of_order(order, parts.purchases, parts.parcels, mails, [line.pk for line in parts.lines]),
        "title": _("Order %(number)s") % {"number": order},
        "subtitle": None,
    }


def _marks(order: Order) -> list[str]:
    marks = [ship_by_badge(order)] if order.ship_by is not None else []
    if order.is_test:
        marks.append(badge(_("test"), icon="science", tone=QUIET, tooltip=_("A test order is never bought.")))
    if order.is_quiet:
        tooltip = _("It was old when it was first seen: its customer is not written to.")
        marks.append(badge(_("no mails"), icon="notifications_off", tone=QUIET, tooltip=tooltip))
    if order.hold_reason:
        until = _("until %(time)s") % {"time": clock(order.hold_until)} if order.hold_until else _("until released")
        marks.append(badge(_("held, %(until)s") % {"until": until}, icon="pause_circle", tone=WARNING,
                           tooltip=f"{order.hold_reason} ({order.held_by})"))  # fmt: skip
    if order.profit is not None and order.profit < 0:
        marks.append(badge(_("loses money"), icon="trending_down", tone=BAD))
    return marks


def _remedies(request: HttpRequest, order: Order, parts: readings.Parts) -> list[dict[str, Any]]:
    found = remedies_of(order, parts, request.user.has_perm)
    return [{**each, "variant": "primary" if number == 0 else "default"} for number, each in enumerate(found)]


def _buttons(request: HttpRequest, order: Order, parts: readings.Parts) -> list[dict[str, Any]]:
    """What may be done with any order in its stage, beside the remedies."""
    is_open = order.state not in order_parts.OVER
    waiting = any(part.state in TO_APPROVE for part in parts.purchases)
    shown = (
        ("approve", _("Approve purchases"), "approval", "orders.approve_supplierorder",
         waiting and order.state != OrderStage.TO_APPROVE),
        ("hold", _("Hold"), "pause_circle", "orders.hold_order", is_open and not order.hold_reason),
        ("release", _("Release"), "play_circle", "orders.hold_order",
         bool(order.hold_reason) and order.reason != "held_by_staff"),
        ("route", _("Route again"), "alt_route", "orders.hold_order", is_open),
        ("note", _("Note"), "sticky_note_2", "orders.change_order", True),
        ("tags", _("Tags"), "sell", "orders.change_order", True),
        ("assign", _("Assign"), "person_add", "orders.change_order", True),
        ("cancel", _("Cancel"), "cancel", "orders.cancel_order", is_open),
    )  # fmt: skip
    taken = {each["url"] for each in remedies_of(order, parts, request.user.has_perm)}
    found = [
        {
            "words": words,
            "icon": icon,
            "variant": "default",
            "url": reverse(f"admin:orders_order_{name}", args=[order.pk]),
        }
        for name, words, icon, permission, is_there in shown
        if is_there and request.user.has_perm(permission)
    ]
    if request.user.has_perm(refunding.MAY) and refunding.can_refund(order):
        url = reverse("admin:orders_orderrefund_new", args=[order.pk])
        found.append({"words": _("Give money back"), "icon": "undo", "variant": "default", "url": url})
    return [button for button in found if button["url"] not in taken]


def _facts(order: Order) -> list[tuple[Any, Any]]:
    origin = order.origin or "–"
    return [
        (_("From"), origin),
        (_("Placed"), when(order.placed_at)),
        (_("Changed at the shop"), when(order.remote_updated_at)),
        (_("Total"), money_text(order.total, order.currency)),
        (_("Cost"), money_text(order.cost, order.currency)),
        (_("Profit"), profit_badge(order)),
        (_("Tags"), labels.tag_badges(order.tags.all()) or "–"),
        (_("Assigned to"), labels.assigned_words(order) or _("nobody")),
    ]


def _address_problems(order: Order) -> list[str]:
    if order.address is None:
        return [_("There is no address.")]
    return [str(ADDRESS_WORDS[code]) for code in problems_of(order.address, order.customer)]
