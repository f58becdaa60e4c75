"""Every request that spent money or could have: written down before it went out, never changed by hand."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core.admin.badges import BAD, GOOD, QUIET, WAITING, badge, when
from core.admin.base import ReadOnlyAdmin
from core.admin.issues import payload
from orders.models import PurchaseAttempt

Outcome = PurchaseAttempt.Outcome
LOOKS = {
    Outcome.OPEN: ("hourglass_empty", WAITING),
    Outcome.DONE: ("check_circle", GOOD),
    Outcome.NOT_SENT: ("do_not_disturb_on", QUIET),
    Outcome.REFUSED: ("block", BAD),
    Outcome.UNKNOWN: ("help", BAD),
}


@admin.register(PurchaseAttempt)
class PurchaseAttemptAdmin(ReadOnlyAdmin):
    list_display = ["time", "kind", "of_purchase", "outcome_now", "said", "who"]
    list_filter = ["kind", "outcome", "supplier_order__account"]
    list_select_related = ["supplier_order"]
    search_fields = ["supplier_order__client_no"]
    search_help_text = gettext_lazy("Our number of the purchase")
    ordering = ["-pk"]
    sortable_by = ["time"]
    fields = [
        "of_purchase", "kind", "outcome_now", "started_at", "finished_at", "request_shown", "error_class", "error_code",
        "error", "who",
    ]  # fmt: skip
    readonly_fields = ["of_purchase", "outcome_now", "request_shown", "who"]
    empty_title = gettext_lazy("No request was made yet")
    empty_text = gettext_lazy(
        "Each order, payment and cancellation at a supplier is written down here before it goes out."
    )
    empty_icon = "receipt_long"

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "supplier_order__id__exact" or bool(super().lookup_allowed(lookup, value, request))

    @display(description=gettext_lazy("Started"), ordering="pk")
    def time(self, attempt: PurchaseAttempt) -> str:
        return when(attempt.started_at)

    @display(description=gettext_lazy("Purchase"))
    def of_purchase(self, attempt: PurchaseAttempt) -> str:
        url = reverse("admin:orders_supplierorder_change", args=[attempt.supplier_order_id])
        return format_html('<a class="console-link console-mono" href="{}">{}</a>', url, attempt.supplier_order)

    @display(description=gettext_lazy("Outcome"))
    def outcome_now(self, attempt: PurchaseAttempt) -> str:
        icon, tone = LOOKS[Outcome(attempt.outcome)]
        return badge(attempt.get_outcome_display(), icon=icon, tone=tone, tooltip=attempt.error)

    @display(description=gettext_lazy("Message"))
    def said(self, attempt: PurchaseAttempt) -> str:
        text = " ".join(
            part for part in (f"[{attempt.error_code}]" if attempt.error_code else "", attempt.error) if part
        )
        return format_html('<span class="console-cut" title="{}">{}</span>', text, text or "–")

    @display(description=gettext_lazy("By"))
    def who(self, attempt: PurchaseAttempt) -> str:
        return attempt.by or "–"

    @display(description=gettext_lazy("Request"))
    def request_shown(self, attempt: PurchaseAttempt) -> Any:
        return payload(json.dumps(attempt.request, ensure_ascii=False))
