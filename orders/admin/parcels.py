"""Parcels: where each is, whether the shop was told of it, and whether its customer was."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from core.admin.badges import BAD, QUIET, WARNING, badge, grouped, small_button, when
from core.admin.filters import RadioFilter
from core.admin.paginator import COUNT_LIMIT
from orders import dashboard
from orders.admin import bulk, parcel_actions, timeline
from orders.admin.badges import mail_badge, parcel_badge, told_badge
from orders.admin.changelist import ListWithButtons
from orders.admin.why import mail_why, parcel_why
from orders.models import Notification, Shipment
from orders.models.parcels import ParcelStatus, WriteBackState

FLAG_LOOKS = {
    "delayed": ("hourglass_disabled", WARNING),
    "trouble": ("assignment_return", BAD),
    "refused": ("block", BAD),
    "not_written": ("cloud_upload", WARNING),
}


class FlagFilter(RadioFilter):
    title = gettext_lazy("flag")
    parameter_name = "flag"
    choices_by_code = dashboard.PARCEL_FLAGS


class CarrierFilter(RadioFilter):
    """The shop got the name of a carrier that it may not know: the supplier's own."""

    title = gettext_lazy("carrier")
    parameter_name = "carrier"
    choices_by_code = {
        "unknown": (gettext_lazy("Supplier named none"), lambda rows: rows.filter(carrier="")),
        "other": (
            gettext_lazy("Told to the shop as “other”"),
            lambda rows: rows.filter(carrier_sent__iexact="other"),
        ),
    }


@admin.register(Shipment)
class ShipmentAdmin(ListWithButtons):
    list_display = ["named", "of_order", "carrier_shown", "where", "told", "customer_told"]
    list_display_links = ["named"]
    list_filter = [FlagFilter, "state", "status", CarrierFilter, "order__account", "supplier_order__account"]
    list_select_related = ["order", "order__account", "supplier_order__account"]
    list_before_template = "console/tabs.html"
    change_form_outer_before_template = "admin/orders/parcel_page.html"
    search_fields = ["number"]
    search_help_text = gettext_lazy("Tracking number, or the number of the order")
    ordering = ["-pk"]
    sortable_by = ["where"]
    actions = ["push_selected", "refresh_selected", "tell_selected"]
    empty_title = gettext_lazy("No parcel here")
    empty_text = gettext_lazy(
        "Parcels appear when a supplier names a tracking number. Those in order stand under “All”."
    )
    empty_icon = "local_shipping"
    fieldsets: Any = [
        (
            gettext_lazy("Details"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("remote_fulfilment_id", "raw_status"),
                    ("shipped_at", "delivered_at", "checked_at"),
                    ("written_at", "read_back_at"),
                ],
            },
        )
    ]

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.change_shipment"))

    def has_mail_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.send_notification"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipment]:
        rows: QuerySet[Shipment] = super().get_queryset(request)
        return rows.defer("order__decision", "order__money")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Shipment], search_term: str
    ) -> tuple[QuerySet[Shipment], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        by_number = Shipment.objects.filter(number__startswith=term).order_by("-pk").values_list("pk", flat=True)
        orders = {term, term.lstrip("#"), "#" + term.lstrip("#")}
        by_order = Shipment.objects.filter(order__number__in=orders).order_by("-pk").values_list("pk", flat=True)
        found = [*by_number[: COUNT_LIMIT + 1], *by_order[: COUNT_LIMIT + 1]]
        return queryset.filter(pk__in=found), False

    def load_page(self, rows: Sequence[Any]) -> None:
        mails: dict[int, Notification] = {}
        for mail in Notification.objects.filter(shipment__in=[row.pk for row in rows]).order_by("pk"):
            mails[mail.shipment_id or 0] = mail
        flagged: dict[int, list[str]] = {row.pk: [] for row in rows}
        here = Shipment.objects.filter(pk__in=flagged)
        for code in ("delayed", "not_written"):  # the others can be read from the row
            for pk in dashboard.PARCEL_FLAGS[code][1](here).values_list("pk", flat=True):
                flagged[pk].append(code)
        for row in rows:
            row.last_mail, row.flag_codes = mails.get(row.pk), flagged[row.pk]

    @display(description=gettext_lazy("Parcel"), ordering="number")
    def named(self, parcel: Any) -> str:
        return format_html(
            '<span class="console-mono console-strong console-nowrap">{}</span><span class="console-sub">{}</span>',
            parcel.number,
            flag_marks(parcel),
        )

    @display(description=gettext_lazy("Order, purchase"))
    def of_order(self, parcel: Shipment) -> str:
        return format_html(
            '<a class="console-link" href="{}">{}</a> <span class="console-muted">{}</span>'
            '<span class="console-sub console-nowrap"><a class="console-link console-mono" href="{}">{}</a></span>'
            '<span class="console-sub">{}</span>',
            reverse("admin:orders_order_change", args=[parcel.order_id]),
            parcel.order,
            parcel.order.country,
            reverse("admin:orders_supplierorder_change", args=[parcel.supplier_order_id]),
            parcel.supplier_order.client_no,
            parcel.supplier_order.account.name,
        )

    @display(description=gettext_lazy("Carrier"))
    def carrier_shown(self, parcel: Shipment) -> str:
        return format_html(
            '{}<span class="console-sub">→ {}</span>', parcel.carrier or _("not named"), parcel.carrier_sent or "–"
        )

    @display(description=gettext_lazy("Where it is"), ordering="moved_at")
    def where(self, parcel: Shipment) -> str:
        return format_html('{}<span class="console-sub">{}</span>', parcel_badge(parcel), when(parcel.moved_at))

    @display(description=gettext_lazy("Told to the shop"))
    def told(self, parcel: Any) -> str:
        why = parcel_why(parcel)
        button = ""
        if parcel.state == WriteBackState.REFUSED and parcel.may(parcel_actions.CHANGE):
            url = reverse("admin:orders_shipment_push", args=[parcel.pk])
            button = small_button(url, _("Push again"), icon="publish")
        return format_html(
            '{}<span class="console-sub console-problem">{}</span>{}', told_badge(parcel, why), why, button
        )

    @display(description=gettext_lazy("Customer told"))
    def customer_told(self, parcel: Any) -> str:
        mail = parcel.last_mail
        if mail is None:
            return format_html('<span class="console-muted">{}</span>', _("not by the hub"))
        return format_html(
            '{}<span class="console-sub">{}</span>', mail_badge(mail, mail_why(mail)), mail.get_event_display()
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), "tabs": flag_tabs(request)})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        parcel = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if parcel is not None and self.has_view_permission(request, parcel):
            page = context(request, parcel)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    @action(description=gettext_lazy("Push to the shop again…"), permissions=["operate"])
    def push_selected(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> Any:
        return bulk.many(self, request, queryset, parcel_actions.PUSH)

    @action(description=gettext_lazy("Ask the carrier now…"), permissions=["operate"])
    def refresh_selected(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> Any:
        return bulk.many(self, request, queryset, parcel_actions.REFRESH)

    @action(description=gettext_lazy("Tell the customer…"), permissions=["mail"])
    def tell_selected(self, request: HttpRequest, queryset: QuerySet[Shipment]) -> Any:
        return bulk.many(self, request, queryset, parcel_actions.TELL)

    def get_urls(self) -> list[Any]:
        return [*parcel_actions.urls(self), *super().get_urls()]


def flag_marks(parcel: Any) -> str:
    """The flags of a parcel; that the shop refused it is said beside what the shop was told."""
    codes = list(parcel.flag_codes)
    if parcel.status in (ParcelStatus.FAILED, ParcelStatus.RETURNED):
        codes.append("trouble")
    marks = []
    for code in codes:
        icon, tone = FLAG_LOOKS[code]
        marks.append(badge(dashboard.PARCEL_FLAGS[code][0], icon=icon, tone=tone))
    return format_html_join(" ", "{}", ((mark,) for mark in marks))


def flag_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """All parcels, and those with a flag; a parcel may have several. One query."""
    found = dashboard.parcel_counts()
    chosen = request.GET.get("flag", "")
    tabs: list[tuple[str, Any]] = [
        ("", _("All")),
        *((code, words) for code, (words, _n) in dashboard.PARCEL_FLAGS.items()),
    ]
    return [
        {"title": title, "number": grouped(found[code]), "count": found[code], "query": f"flag={code}" if code else "",
         "code": code, "active": chosen == code, "tone": FLAG_LOOKS[code][1] if code and found[code] else QUIET}
        for code, title in tabs
    ]  # fmt: skip


def context(request: HttpRequest, parcel: Shipment) -> dict[str, Any]:
    """What the parcel's page shows. Four queries."""
    why = parcel_why(parcel)
    return {
        "parcel": parcel,
        "parcel_badges": [parcel_badge(parcel), told_badge(parcel, why)],
        "parcel_why": why or parcel.message,
        "parcel_buttons": parcel_actions.buttons(request, parcel),
        "follow_url": parcel.url if parcel.url.startswith(("https://", "http://")) else "",
        "lines": [
            (each.quantity, each.order_line.title or each.order_line.sku, each.order_line.sku)
            for each in parcel.lines.select_related("order_line").order_by("pk")
        ],
        "events": parcel.events,
        "mails": [
            (mail.get_event_display(), mail_badge(mail, mail_why(mail)), when(mail.sent_at))
            for mail in parcel.notifications.order_by("pk")
        ],
        "story": timeline.of_parcel(parcel),
        "title": parcel.number,
        "subtitle": None,
    }
