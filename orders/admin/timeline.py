"""The story of an order: what happened to it, its purchases, its parcels and its messages, in one list with who and why."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.admin.badges import clock, when
from core.admin.event_words import actor_words, sentences
from core.models import Event
from orders.models import Notification, Order, Shipment, SupplierOrder

SHOWN = 200
ICONS = {
    "orders.order": "shopping_bag",
    "orders.orderline": "list_alt",
    "orders.supplierorder": "shopping_cart",
    "orders.shipment": "local_shipping",
    "orders.notification": "mail",
}


def of_order(
    order: Order,
    purchases: Iterable[SupplierOrder],
    parcels: Iterable[Shipment],
    mails: Iterable[Notification],
    lines: Iterable[int] = (),
) -> list[dict[str, Any]]:
    """The newest first. One query, and what the words of the events need."""
    names = {
        "orders.order": {str(order.pk): ""},
        "orders.orderline": {str(pk): "" for pk in lines},
        "orders.supplierorder": {str(row.pk): row.client_no for row in purchases},
        "orders.shipment": {str(row.pk): row.number for row in parcels},
        "orders.notification": {str(row.pk): str(row.get_event_display()) for row in mails},
    }
    return _story(names)


def of_purchase(purchase: SupplierOrder) -> list[dict[str, Any]]:
    return _story({"orders.supplierorder": {str(purchase.pk): ""}})


def of_parcel(parcel: Shipment) -> list[dict[str, Any]]:
    return _story({"orders.shipment": {str(parcel.pk): ""}})


def _story(names: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """`names` says of which rows, and how each is called beside its events."""
    wanted = Q()
    for subject_type, rows in names.items():
        if rows:
            wanted |= Q(subject_type=subject_type, subject_id__in=list(rows))
    events = list(Event.objects.filter(wanted).order_by("-pk")[:SHOWN])
    said = sentences(events)
    return [
        {
            "when": when(event.created_at),
            "clock": clock(event.created_at),
            "icon": ICONS.get(event.subject_type, "history"),
            "what": said[event.pk],
            "about": names[event.subject_type][event.subject_id],
            "url": _url(event),
            "who": who(event),
        }
        for event in events
    ]


def who(event: Event) -> str:
    return actor_words(event) if event.actor else _("the hub")


def _url(event: Event) -> str:
    if event.subject_type in ("orders.supplierorder", "orders.shipment"):
        return reverse(f"admin:{event.subject_type.replace('.', '_')}_change", args=[event.subject_id])
    return ""
