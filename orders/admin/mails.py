"""Messages to customers: which event of which order, how it went. Who got it is worked out when it is sent, and shown
only to those who may see customers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.badges import small_button, when
from orders.actions import bulk_acts, mailing
from orders.admin import bulk, people, standings
from orders.admin.badges import mail_badge
from orders.admin.bulk import EXAMPLES, Bulk, Preview, known
from orders.admin.changelist import ListWithButtons
from orders.admin.why import mail_why
from orders.mails import notifications
from orders.models import Notification
from orders.models.mails import MailState

SEND = "orders.send_notification"


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history under your name. No customer's data here."),
    )


def _preview(rows: Sequence[Notification]) -> Preview:
    return Preview(
        numbers=[
            (_("Messages"), len(rows)),
            (_("Had it already"), sum(mail.state == MailState.SENT for mail in rows)),
        ],
        headers=[_("Order"), _("Message"), _("State"), _("Reason")],
        rows=[
            [str(mail.order), mail.get_event_display(), mail.get_state_display(), mail_why(mail) or "–"]
            for mail in rows[:EXAMPLES]
        ],
    )


RESEND = known(
    Bulk(
        bulk_acts.SEND,
        "send_selected",
        gettext_lazy("Send messages again"),
        gettext_lazy(
            "Those that failed or were kept back go out; of those that were sent the customer gets another one."
        ),
        _preview,
        standings.mails,
        view="orders.view_notification",
        back="orders_notification",
        submit=gettext_lazy("Send"),
        form=WhyForm,
        impossible=gettext_lazy("None of them can be sent again now."),
    )
)


@admin.register(Notification)
class NotificationAdmin(ListWithButtons):
    list_filter = ["state", "event", "order__account", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["order", "order__account", "order__customer", "shipment"]
    change_form_outer_before_template = "admin/orders/mail_page.html"
    search_fields = ["order__number"]
    search_help_text = gettext_lazy("The number of the order")
    ordering = ["-pk"]
    sortable_by = ["created"]
    actions = ["send_selected"]
    fields = ["event", "of_order", "state_now", "reason_shown", "language", "tries", "error", "sent_at"]
    readonly_fields = ["of_order", "state_now", "reason_shown"]
    empty_title = gettext_lazy("No message yet")
    empty_text = gettext_lazy(
        "The hub tells customers of their orders where the page of a shop says so, under “who tells the customer”; those of "
        "orders from programs it always tells."
    )
    empty_icon = "mail"

    def has_send_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(SEND))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        recipient = ["recipient"] if people.may_see_customer(request) else ["recipient_masked"]
        return ["event_shown", "of_order", *recipient, "language_shown", "state_now", "reason_shown", "created", "sent"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        rows: QuerySet[Notification] = super().get_queryset(request)
        return rows.defer("order__decision", "order__money")

    @display(description=gettext_lazy("Message"), ordering="event")
    def event_shown(self, mail: Notification) -> str:
        parcel = mail.shipment.number if mail.shipment else ""
        return format_html(
            '<span class="console-strong">{}</span><span class="console-sub console-mono">{}</span>',
            mail.get_event_display(),
            parcel,
        )

    @display(description=gettext_lazy("Order"))
    def of_order(self, mail: Notification) -> str:
        url = reverse("admin:orders_order_change", args=[mail.order_id])
        return format_html('<a class="console-link" href="{}">{}</a>', url, mail.order)

    @display(description=gettext_lazy("Recipient"))
    def recipient(self, mail: Notification) -> str:
        return notifications.recipient(mail.order) or "–"

    @display(description=gettext_lazy("Recipient"))
    def recipient_masked(self, _mail: Notification) -> str:
        return people.masked()

    @display(description=gettext_lazy("Language"))
    def language_shown(self, mail: Notification) -> str:
        return mail.language or "–"

    @display(description=gettext_lazy("State"))
    def state_now(self, mail: Notification) -> str:
        return mail_badge(mail, mail_why(mail))

    @display(description=gettext_lazy("Reason"))
    def reason_shown(self, mail: Any) -> str:
        button = ""
        if mail.state == MailState.FAILED and _may_send(mail):
            url = reverse("admin:orders_notification_send", args=[mail.pk])
            button = small_button(url, _("Send again"), icon="forward_to_inbox")
        words = mail_why(mail) or mail.error
        return format_html('<span class="console-sub console-problem">{}</span>{}', words, button)

    @display(description=gettext_lazy("Made"), ordering="pk")
    def created(self, mail: Notification) -> str:
        return when(mail.created_at)

    @display(description=gettext_lazy("Sent"))
    def sent(self, mail: Notification) -> str:
        return when(mail.sent_at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        mail = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if mail is not None and self.has_view_permission(request, mail):
            page = self._context(request, mail)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    def _context(self, request: HttpRequest, mail: Notification) -> dict[str, Any]:
        may_see = people.may_see_customer(request)
        return {
            "notification": mail,
            "mail": mailing.preview(mail.order, mail.event, mail.language, mail.shipment) if may_see else None,
            "recipient": (notifications.recipient(mail.order) or "–") if may_see else people.masked(),
            "send_url": reverse("admin:orders_notification_send", args=[mail.pk])
            if self.has_send_permission(request) and mail.state not in (MailState.PENDING, MailState.SENDING)
            else "",
            "title": f"{mail.get_event_display()} · {mail.order}",
            "subtitle": None,
        }

    @action(description=gettext_lazy("Send again…"), permissions=["send"])
    def send_selected(self, request: HttpRequest, queryset: QuerySet[Notification]) -> Any:
        return bulk.many(self, request, queryset, RESEND)

    def send_view(self, request: HttpRequest, mail_id: int) -> HttpResponse:
        mail = get_object_or_404(bulk_acts.mails(), pk=mail_id)
        return bulk.from_page(self, request, mail, RESEND, reverse("admin:orders_notification_change", args=[mail.pk]))

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:mail_id>/send/", wrap(self.send_view), name="orders_notification_send"),
            *super().get_urls(),
        ]


def _may_send(mail: Any) -> bool:
    """Rows of the list know; on its own page the button stands at the head."""
    return hasattr(mail, "may") and bool(mail.may(SEND))
