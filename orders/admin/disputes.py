"""Payment disputes: those that wait for our answer first, each with the two answers there are."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from core.admin.badges import BAD, BUSY, QUIET, WARNING, badge, small_button, when
from core.admin.base import person, username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.errors import HubError
from orders.actions import disputing
from orders.admin.badges import money_text
from orders.admin.changelist import ListWithButtons
from orders.models import PaymentDispute
from orders.models.disputes import DisputeState

_S = DisputeState
LOOKS: dict[str, tuple[str, str]] = {
    _S.ACTION_NEEDED: ("gavel", BAD),
    _S.OPEN: ("schedule", BUSY),
    _S.CLOSED: ("check_circle", QUIET),
    _S.OTHER: ("help", WARNING),
}


class ContestForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What the bank should know"),
        max_length=1000,
        required=False,
        widget=UnfoldAdminTextareaWidget,
    )


@admin.register(PaymentDispute)
class PaymentDisputeAdmin(ListWithButtons):
    list_display = ["name", "of_order", "sum_shown", "why", "state_now", "until", "buttons", "shop"]
    list_filter = ["state", "reason", "answer", "account"]
    list_select_related = ["order", "account"]
    search_fields = ["remote_id", "remote_order_id"]
    search_help_text = gettext_lazy("The number of the dispute or of the order there")
    ordering = ["answer_by", "-pk"]
    sortable_by: list[str] = []
    fields = ["name", "of_order", "sum_shown", "why", "state_now", "answer", "until", "opened_at", "closed_at",
              "outcome", "shop"]  # fmt: skip
    readonly_fields = ["name", "of_order", "sum_shown", "why", "state_now", "until", "shop"]
    empty_title = gettext_lazy("No payment dispute")
    empty_text = gettext_lazy("When a customer asks the bank for the money back, the marketplace tells it here.")
    empty_icon = "gavel"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaymentDispute]:
        rows: QuerySet[PaymentDispute] = super().get_queryset(request)
        return rows.defer("details")

    @display(description=gettext_lazy("Dispute"))
    def name(self, row: PaymentDispute) -> str:
        return format_html('<span class="console-mono">{}</span>', row.remote_id)

    @display(description=gettext_lazy("Order"))
    def of_order(self, row: PaymentDispute) -> str:
        if row.order is None:
            return row.remote_order_id or "–"
        url = reverse("admin:orders_order_change", args=[row.order_id])
        return format_html('<a class="console-link" href="{}">{}</a>', url, row.order)

    @display(description=gettext_lazy("Amount"))
    def sum_shown(self, row: PaymentDispute) -> str:
        return money_text(row.amount, row.currency)

    @display(description=gettext_lazy("Reason"))
    def why(self, row: PaymentDispute) -> str:
        return row.get_reason_display()

    @display(description=gettext_lazy("State"))
    def state_now(self, row: PaymentDispute) -> str:
        icon, tone = LOOKS[row.state]
        return badge(row.get_state_display(), icon=icon, tone=tone)

    @display(description=gettext_lazy("Answer by"))
    def until(self, row: PaymentDispute) -> str:
        is_late = row.answer_by is not None and row.state == _S.ACTION_NEEDED and row.answer_by < timezone.now()
        return format_html('<span class="{}">{}</span>', "console-problem" if is_late else "", when(row.answer_by))

    @display(description=gettext_lazy("Answer"))
    def buttons(self, row: Any) -> str:
        if row.answer:
            return str(row.get_answer_display())
        if row.asked_by:
            return _("on its way")
        if row.state == _S.CLOSED or not row.may(disputing.MAY):
            return "–"
        accept = small_button(reverse("admin:orders_paymentdispute_accept", args=[row.pk]), _("Accept…"), icon="check")
        contest = small_button(
            reverse("admin:orders_paymentdispute_contest", args=[row.pk]), _("Contest…"), icon="gavel"
        )
        return format_html("{} {}", accept, contest)

    @display(description=gettext_lazy("Shop"))
    def shop(self, row: PaymentDispute) -> str:
        return str(row.account)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:dispute_id>/accept/", wrap(self.accept_view), name="orders_paymentdispute_accept"),
            path("<int:dispute_id>/contest/", wrap(self.contest_view), name="orders_paymentdispute_contest"),
            *super().get_urls(),
        ]

    def accept_view(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        row = self._row(request, dispute_id)
        if is_confirmed(request):
            return self._answer(request, lambda: disputing.accept(row, username(request), person(request)))
        text = _("The customer keeps the money. It cannot be undone.")
        return ask(request, self, self._page(row, _("Accept the dispute"), text, _("Accept"), None))

    def contest_view(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        row = self._row(request, dispute_id)
        form = ContestForm(request.POST if is_confirmed(request) else None)
        if is_confirmed(request) and form.is_valid():
            note = form.cleaned_data["note"]
            return self._answer(request, lambda: disputing.contest(row, note, username(request), person(request)))
        text = _("The bank decides. After this no evidence is taken: add it at the marketplace or over the API first.")
        return ask(request, self, self._page(row, _("Contest the dispute"), text, _("Contest"), form))

    def _row(self, request: HttpRequest, dispute_id: int) -> PaymentDispute:
        require(request.user.has_perm(disputing.MAY))
        return get_object_or_404(PaymentDispute.objects.select_related("account", "order"), pk=dispute_id)

    def _answer(self, request: HttpRequest, act: Any) -> HttpResponse:
        back = reverse("admin:orders_paymentdispute_changelist")
        try:
            act()
        except HubError as error:
            return refuse(request, error, back)
        return report(request, _("The answer is on its way to the marketplace."), back)

    def _page(self, row: PaymentDispute, title: str, text: str, submit: str, form: Any) -> Confirmation:
        is_over = bool(row.answer) or row.state == _S.CLOSED
        return Confirmation(
            title=title,
            text=text,
            submit=submit,
            back=reverse("admin:orders_paymentdispute_changelist"),
            numbers=[
                (_("Dispute"), row.remote_id),
                (_("Order"), str(row.order or row.remote_order_id)),
                (_("Amount"), money_text(row.amount, row.currency)),
                (_("Answer by"), when(row.answer_by)),
            ],
            form=form,
            dangerous=True,
            impossible=_("This dispute has its answer already, or is closed.") if is_over else "",
        )
