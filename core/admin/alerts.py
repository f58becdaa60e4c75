"""Alerts: what staff were told, open ones first, each in the words of its mail."""

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core import attention
from core.admin.badges import BAD, GOOD, badge, clock, when
from core.admin.base import ReadOnlyAdmin
from core.admin.filters import RadioFilter
from core.alerts.words import WORDS, all_clear_of, text_of, title_of
from core.models import Alert
from core.troubles import page_of

# Kind of alert -> the trouble of the hub that it tells of.
TROUBLES = {
    "webhook_refused": "webhook_refused",
    "webhook_silent": "webhook_silent",
    "shop_silent": "webhook_silent",
    "webhook_dead": "webhook_dead",
    "webhook_waiting": "webhook_waiting",
    "dead_letter": "job_dead",
    "queue_stuck": "queue_stuck",
}


class OpenAlertFilter(RadioFilter):
    title = gettext_lazy("open")
    parameter_name = "open"
    choices_by_code = {
        "yes": (gettext_lazy("Open"), attention.open_alerts),
        "no": (gettext_lazy("Over"), lambda alerts: alerts.exclude(closed_at=None)),
    }


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    list_display = ["what", "more", "state_now", "opened", "mailed", "closed"]
    list_filter = [OpenAlertFilter, "kind"]
    fields = ["what", "state_now", "kind", "cause", "opened_at", "notified_at", "closed_at", "all_clear_at"]
    readonly_fields = ["what", "state_now"]
    empty_title = gettext_lazy("No alert")
    empty_text = gettext_lazy(
        "A run that is held or failed, a late stream, a job that gave up: each is told once for its cause, here and by mail."
    )
    empty_icon = "notifications_off"

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [F("closed_at").desc(nulls_first=True), "-pk"]

    @display(description=gettext_lazy("What happened"))
    def what(self, alert: Alert) -> str:
        if alert.kind not in WORDS:
            return str(alert)
        text = text_of(alert) if alert.is_open else all_clear_of(alert)
        return format_html(
            '<span class="console-strong">{}</span><br><span class="console-muted">{}</span>', title_of(alert), text
        )

    @display(description=gettext_lazy("More"))
    def more(self, alert: Alert) -> str:
        if not alert.is_open or alert.kind not in TROUBLES:
            return ""
        address = page_of("hub", TROUBLES[alert.kind])
        return format_html('<a class="console-link" href="{}">{}</a>', address, _("Troubleshooting"))

    @display(description=gettext_lazy("State"))
    def state_now(self, alert: Alert) -> str:
        if alert.is_open:
            tooltip = _("Since %(time)s.") % {"time": clock(alert.opened_at)}
            return badge(_("open"), icon="notifications_active", tone=BAD, tooltip=tooltip)
        return badge(_("over"), icon="check_circle", tone=GOOD, tooltip=clock(alert.closed_at))

    @display(description=gettext_lazy("Opened"), ordering="opened_at")
    def opened(self, alert: Alert) -> str:
        return when(alert.opened_at)

    @display(description=gettext_lazy("Mailed"))
    def mailed(self, alert: Alert) -> str:
        return when(alert.notified_at, empty=_("no"))

    @display(description=gettext_lazy("Over since"))
    def closed(self, alert: Alert) -> str:
        return when(alert.closed_at)
