"""Messages to customers: which event of which order, how it went. Who got it is worked out when it is sent, and shown
only to those who may see customers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.badges import small_button, when
from core.admin.base import person
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from core.errors import HubError
from orders import notifications
from orders.actions import mailing
from orders.admin import people
from orders.admin.badges import mail_badge
from orders.admin.changelist import ListWithButtons
from orders.admin.why import mail_why, refusal_words
from orders.models import Notification
from orders.models.mails import MailState

AT_ONCE = 200
EXAMPLES = 8
SEND = "orders.send_notification"


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history under your name. No customer's data here."),
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
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        chosen = list(_rows().filter(pk__in=keys).exclude(state__in=(MailState.PENDING, MailState.SENDING)))
        fields = [("action", "send_selected"), *(("_selected_action", str(mail.pk)) for mail in chosen)]
        return self._send(request, chosen, fields, reverse("admin:orders_notification_changelist"))

    def send_view(self, request: HttpRequest, mail_id: int) -> HttpResponse:
        mail = get_object_or_404(_rows(), pk=mail_id)
        return self._send(request, [mail], [], reverse("admin:orders_notification_change", args=[mail.pk]))

    def _send(
        self, request: HttpRequest, chosen: Sequence[Notification], fields: Sequence[tuple[str, str]], back: str
    ) -> HttpResponse:
        require(self.has_send_permission(request))
        form = WhyForm(request.POST if is_confirmed(request) else None)
        if is_confirmed(request) and chosen and form.is_valid():
            return _sent(request, chosen, form.cleaned_data["why"], back)
        confirmation = Confirmation(
            title=_("Send messages again"),
            text=_(
                "Those that failed or were kept back go out; of those that were sent the customer gets another one."
            ),
            submit=_("Send"),
            back=back,
            numbers=[
                (_("Messages"), len(chosen)),
                (_("Had it already"), sum(mail.state == MailState.SENT for mail in chosen)),
            ],
            headers=[_("Order"), _("Message"), _("State"), _("Reason")],
            rows=[
                [str(mail.order), mail.get_event_display(), mail.get_state_display(), mail_why(mail) or "–"]
                for mail in chosen[:EXAMPLES]
            ],
            fields=fields,
            form=form,
            impossible="" if chosen else _("None of them can be sent again now."),
        )
        return ask(request, self, confirmation)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:mail_id>/send/", wrap(self.send_view), name="orders_notification_send"),
            *super().get_urls(),
        ]


def _may_send(mail: Any) -> bool:
    """Rows of the list know; on its own page the button stands at the head."""
    return hasattr(mail, "may") and bool(mail.may(SEND))


def _rows() -> QuerySet[Notification]:
    return Notification.objects.select_related("order__account", "order__customer", "shipment").order_by("pk")


def _sent(request: HttpRequest, chosen: Sequence[Notification], why: str, back: str) -> HttpResponse:
    done, refused = 0, []
    for mail in chosen:
        try:
            mailing.send_again(mail, person(request), why)
            done += 1
        except (HubError, PermissionDenied, ValueError) as error:
            refused.append(f"{mail.order}: {refusal_words(error)}")
    for line in refused[:EXAMPLES]:
        messages.error(request, line)
    words = ngettext("%(n)d message is being sent.", "%(n)d messages are being sent.", done) % {"n": done}
    return report(request, words, back)
