"""The actions of the list of orders, each with the permission that it needs."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from core.admin.exports import BOTH, ExportsRows
from orders.admin import bulk, parcel_actions, people
from orders.admin.changelist import ListWithButtons
from orders.admin.orders import actions as order_actions
from orders.admin.orders import export as order_export
from orders.admin.purchases import actions as purchase_actions
from orders.models import Order, Shipment, SupplierOrder


class OrderListActions(ExportsRows, ListWithButtons):
    """What `OrderAdmin` begins with."""

    actions: ClassVar[list[str]] = [
        "approve_selected",
        "route_selected",
        "hold_selected",
        "release_selected",
        "note_selected",
        "assign_selected",
        "tag_selected",
        "untag_selected",
        "resend_tracking_selected",
        "resend_mail_selected",
        "cancel_selected",
        *BOTH,
    ]

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """May map lines, have orders routed again, and write notes."""
        return bool(request.user.has_perm("orders.change_order"))

    def has_hold_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.hold_order"))

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.cancel_order"))

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.approve_supplierorder"))

    def has_parcel_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.change_shipment"))

    def has_mail_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.send_notification"))

    @action(description=gettext_lazy("Approve purchases…"), permissions=["approve"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        purchases = SupplierOrder.objects.filter(order__in=queryset.order_by())
        return self._parts(request, purchases, purchase_actions.APPROVE, "approve_selected")

    @action(description=gettext_lazy("Route again…"), permissions=["hold"])
    def route_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return bulk.many(self, request, queryset, order_actions.ROUTE)

    @action(description=gettext_lazy("Hold…"), permissions=["hold"])
    def hold_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return bulk.many(self, request, queryset, order_actions.HOLD)

    @action(description=gettext_lazy("Release…"), permissions=["hold"])
    def release_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return bulk.many(self, request, queryset, order_actions.RELEASE)

    @action(description=gettext_lazy("Write a note…"), permissions=["operate"])
    def note_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return bulk.many(self, request, queryset, order_actions.NOTE)

    @action(description=gettext_lazy("Assign…"), permissions=["operate"])
    def assign_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return bulk.many(self, request, queryset, order_actions.ASSIGN)

    @action(description=gettext_lazy("Tag…"), permissions=["operate"])
    def tag_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return bulk.many(self, request, queryset, order_actions.TAG)

    @action(description=gettext_lazy("Untag…"), permissions=["operate"])
    def untag_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return bulk.many(self, request, queryset, order_actions.UNTAG)

    @action(description=gettext_lazy("Send tracking to the shop again…"), permissions=["parcel"])
    def resend_tracking_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        parcels = Shipment.objects.filter(order__in=queryset.order_by())
        return self._parts(request, parcels, parcel_actions.PUSH, "resend_tracking_selected")

    def _parts(self, request: HttpRequest, rows: QuerySet[Any], made: bulk.Bulk, action: str) -> Any:
        """An act on the purchases or the parcels of the chosen orders."""
        back = reverse("admin:orders_order_changelist")
        return bulk.many(self, request, rows, made, action=action, back=back)

    @action(description=gettext_lazy("Send a message again…"), permissions=["mail"])
    def resend_mail_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return bulk.many(self, request, queryset, order_actions.RESEND_MAIL)

    @action(description=gettext_lazy("Cancel…"), permissions=["cancel"])
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return bulk.many(self, request, queryset, order_actions.CANCEL)

    export_name = "orders"

    def export_header(self, request: HttpRequest) -> list[Any]:
        return order_export.header()

    def export_rows(self, request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
        return order_export.cells(request, keys)

    def shows_people(self, request: HttpRequest) -> bool:
        return people.may_see_customer(request)
