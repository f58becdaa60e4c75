"""Refunds: what was given back to whom, how it went, and the decision where nobody knows."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.admin.badges import BAD, BUSY, GOOD, QUIET, WAITING, badge, small_button, when
from core.admin.base import person, username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.admin.reauth import needs_fresh_password
from core.errors import HubError
from orders.actions import refunding
from orders.admin.badges import money_text
from orders.admin.changelist import ListWithButtons
from orders.models import Order, OrderRefund
from orders.models.refunds import RefundReason, RefundState

_S = RefundState
LOOKS: dict[str, tuple[str, str]] = {
    _S.READY: ("hourglass_empty", WAITING),
    _S.SENDING: ("sync", BUSY),
    _S.UNKNOWN: ("help", BAD),
    _S.NEEDS_OPERATOR: ("person_alert", BAD),
    _S.PENDING: ("schedule", BUSY),
    _S.DONE: ("check_circle", GOOD),
    _S.FAILED: ("error", BAD),
    _S.REJECTED: ("block", QUIET),
}


class RefundForm(forms.Form):
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"),
        min_value=Decimal("0.001"),
        max_digits=13,
        decimal_places=3,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=gettext_lazy("In the order's currency."),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=RefundReason.choices, widget=UnfoldAdminSelectWidget
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=100,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("The customer may read it."),
    )


class SettleForm(forms.Form):
    made = forms.ChoiceField(
        label=gettext_lazy("The marketplace's own pages"),
        choices=[("yes", gettext_lazy("show this refund")), ("no", gettext_lazy("do not show it"))],
        widget=UnfoldAdminSelectWidget,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history under your name. No customer's data here."),
    )


@admin.register(OrderRefund)
class OrderRefundAdmin(ListWithButtons):
    list_display = ["name", "of_order", "sum_shown", "why", "state_now", "said", "asked", "settled"]
    list_filter = ["state", "reason", "order__account", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["order", "order__account"]
    search_fields = ["public_id", "remote_id", "order__number"]
    search_help_text = gettext_lazy("The number of the order or of the refund")
    ordering = ["-pk"]
    sortable_by: list[str] = []
    fields = ["of_order", "sum_shown", "why", "note", "state_now", "said", "remote_id", "requested_by", "sent_at",
              "settled_at"]  # fmt: skip
    readonly_fields = ["of_order", "sum_shown", "why", "state_now", "said"]
    empty_title = gettext_lazy("No refund yet")
    empty_text = gettext_lazy("Money is given back from an order's page, where its marketplace takes refunds.")
    empty_icon = "undo"

    @display(description=gettext_lazy("Refund"))
    def name(self, row: OrderRefund) -> str:
        return format_html('<span class="console-mono">{}</span>', row.public_id)

    @display(description=gettext_lazy("Order"))
    def of_order(self, row: OrderRefund) -> str:
        url = reverse("admin:orders_order_change", args=[row.order_id])
        return format_html('<a class="console-link" href="{}">{}</a>', url, row.order)

    @display(description=gettext_lazy("Amount"))
    def sum_shown(self, row: OrderRefund) -> str:
        return money_text(row.amount, row.currency)

    @display(description=gettext_lazy("Reason"))
    def why(self, row: OrderRefund) -> str:
        return row.get_reason_display()

    @display(description=gettext_lazy("State"))
    def state_now(self, row: OrderRefund) -> str:
        icon, tone = LOOKS[row.state]
        return badge(row.get_state_display(), icon=icon, tone=tone)

    @display(description=gettext_lazy("The marketplace says"))
    def said(self, row: Any) -> str:
        button = ""
        if row.state == _S.NEEDS_OPERATOR and (not hasattr(row, "may") or row.may(refunding.MAY)):
            button = small_button(reverse("admin:orders_orderrefund_settle", args=[row.pk]), _("Decide…"), icon="gavel")
        return format_html('<span class="console-sub">{}</span>{}', row.message or "–", button)

    @display(description=gettext_lazy("Asked for"))
    def asked(self, row: OrderRefund) -> str:
        return when(row.created_at)

    @display(description=gettext_lazy("Settled"))
    def settled(self, row: OrderRefund) -> str:
        return when(row.settled_at)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("new/<int:order_id>/", wrap(self.new_view), name="orders_orderrefund_new"),
            path("<int:refund_id>/settle/", wrap(self.settle_view), name="orders_orderrefund_settle"),
            *super().get_urls(),
        ]

    @needs_fresh_password
    def new_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        require(request.user.has_perm(refunding.MAY))
        order = get_object_or_404(Order.objects.select_related("account"), pk=order_id)
        form = RefundForm(request.POST if is_confirmed(request) else None)
        back = reverse("admin:orders_order_change", args=[order.pk])
        if is_confirmed(request) and form.is_valid():
            given = form.cleaned_data
            wanted = refunding.Wanted(given["amount"], given["reason"], given["note"])
            try:
                refunding.refund(order, wanted, username(request), person(request))
            except HubError as error:
                return refuse(request, error, back)
            return report(request, _("The refund is being sent."), reverse("admin:orders_orderrefund_changelist"))
        return ask(request, self, _new_page(order, form, back))

    def settle_view(self, request: HttpRequest, refund_id: int) -> HttpResponse:
        require(request.user.has_perm(refunding.MAY))
        row = get_object_or_404(OrderRefund.objects.select_related("order"), pk=refund_id)
        form = SettleForm(request.POST if is_confirmed(request) else None)
        back = reverse("admin:orders_orderrefund_changelist")
        if is_confirmed(request) and form.is_valid():
            made, why = form.cleaned_data["made"] == "yes", form.cleaned_data["reason"]
            try:
                refunding.resolve(row, was_made=made, why=why, by=username(request), user=person(request))
            except HubError as error:
                return refuse(request, error, back)
            return report(request, _("Noted. The refund is not sent again."), back)
        return ask(request, self, _settle_page(row, form, back))


def _new_page(order: Order, form: RefundForm, back: str) -> Confirmation:
    left = refunding.left_of(order)
    return Confirmation(
        title=_("Give money back"),
        text=_("The marketplace pays the customer, and takes it from your earnings there. It cannot be undone."),
        submit=_("Give back"),
        back=back,
        numbers=[
            (_("Order"), str(order)),
            (_("Paid"), money_text(order.total, order.currency)),
            (_("May still be given back"), money_text(left, order.currency)),
        ],
        form=form,
        dangerous=True,
        impossible="" if refunding.can_refund(order) else _("This marketplace takes no refunds from the hub."),
    )


def _settle_page(row: OrderRefund, form: SettleForm, back: str) -> Confirmation:
    fit = row.state == _S.NEEDS_OPERATOR
    return Confirmation(
        title=_("Was this refund made?"),
        text=_("The marketplace gave no answer and does not show it. Look at its own pages first."),
        submit=_("Save"),
        back=back,
        numbers=[(_("Order"), str(row.order)), (_("Amount"), money_text(row.amount, row.currency))],
        form=form,
        impossible="" if fit else _("Its outcome is known: there is nothing to decide."),
    )
