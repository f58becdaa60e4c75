"""Orders: each in exactly one tab, with the reason in words and the button that mends it on the row."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import display

from core.admin.badges import BAD, QUIET, badge, grouped, when
from inventory.admin.products import thumbnail
from orders import dashboard
from orders.admin import bulk_page, people
from orders.admin.badges import money_text, payment_words, profit_badge, ship_by_badge, stage_badge
from orders.admin.orders import filters as order_filters
from orders.admin.orders import labels, readings, sales_filters
from orders.admin.orders import page as order_page
from orders.admin.orders import views as order_views
from orders.admin.orders.list_actions import OrderListActions
from orders.admin.orders.remedies import remedy_buttons
from orders.admin.why import order_why
from orders.models import Order, OrderStage, Shipment
from orders.models.order import Payment
from orders.models.parcels import WriteBackState

TAB_TONES = {
    OrderStage.NEEDS_ATTENTION: "bad",
    OrderStage.AWAITING_MAPPING: "warning",
    OrderStage.TO_APPROVE: "warning",
    OrderStage.TO_PAY: "warning",
}
PICTURES = 3


@admin.register(Order)
class OrderAdmin(OrderListActions):
    list_filter = [
        order_filters.StageFilter,
        order_filters.ReasonFilter,
        order_filters.DispatchFilter,
        order_filters.PlacedFilter,
        sales_filters.SoldFilter,
        sales_filters.ProductFilter,
        sales_filters.MarketplaceFilter,
        "account",
        order_filters.SupplierOfOrderFilter,
        order_filters.CountryFilter,
        order_filters.CurrencyFilter,
        order_filters.ProfitFilter,
        order_filters.NoteFilter,
        labels.TagFilter,
        labels.AssignedFilter,
        "payment",
        "is_test",
    ]
    list_select_related = ["account", "client", "customer", "address", "assigned_to"]
    list_before_template = "admin/orders/order_list_before.html"
    change_form_outer_before_template = "admin/orders/order_page.html"
    search_fields = ["number"]  # what is searched is in order_filters; this makes the box appear
    search_help_text = gettext_lazy("Any number, SKU, tracking number or tag; buyer or e-mail where you may see them")
    ordering = ["-placed_at", "-pk"]
    sortable_by = ["named", "ship_by_shown", "money_shown"]
    empty_title = gettext_lazy("No order here")
    empty_text = gettext_lazy(
        "Orders come from your shops by themselves, and from programs over the API. Connect a shop; then look under “All”."
    )
    empty_icon = "shopping_bag"
    fieldsets: Any = [
        (
            gettext_lazy("Numbers and dates"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("public_id", "remote_id", "reference"),
                    ("placed_at", "remote_updated_at", "read_at"),
                    ("routed_at", "stage_since", "cancelled_at"),
                ],
            },
        )
    ]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        customer = "customer_shown" if people.may_see_customer(request) else "customer_masked"
        return [
            "named", "ship_by_shown", customer, "items", "money_shown", "suppliers_shown", "state_now",
        ]  # fmt: skip

    def get_list_display_links(self, request: HttpRequest, list_display: Sequence[Any]) -> list[str]:
        return ["named"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        rows: QuerySet[Order] = super().get_queryset(request)
        return rows.defer("decision", "money")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(pk__in=order_filters.matching(term, with_people=people.may_see_customer(request))), False

    def load_page(self, rows: Sequence[Any]) -> None:
        parts = readings.parts_of(rows)
        for order in rows:
            order.parts = parts[order.pk]
        prefetch_related_objects(rows, "tags")

    @display(description=gettext_lazy("Order"), ordering="placed_at")
    def named(self, order: Order) -> str:
        origin = order.origin or "–"
        marks = []
        if order.is_test:
            marks.append(badge(_("test"), icon="science", tone=QUIET, tooltip=_("A test order is never bought.")))
        if order.note:
            marks.append(
                format_html(
                    '<span class="material-symbols-outlined console-mark" title="{}">sticky_note_2</span>', order.note
                )
            )
        if order.payment != Payment.PAID:
            marks.append(payment_words(order))
        return format_html(
            '<span class="console-nowrap console-strong">{} {}</span><span class="console-sub console-nowrap">{}</span>'
            '<span class="console-sub">{}</span>',
            str(order),
            format_html_join(" ", "{}", ((mark,) for mark in marks)),
            origin,
            when(order.placed_at),
        )

    @display(description=gettext_lazy("Ship by"), ordering="ship_by")
    def ship_by_shown(self, order: Order) -> str:
        return ship_by_badge(order)

    @display(description=gettext_lazy("Customer"))
    def customer_shown(self, order: Order) -> str:
        return format_html(
            '<span class="console-cut console-cut--short">{}</span><span class="console-sub">{}</span>',
            people.customer_name(order),
            order.country or "–",
        )

    @display(description=gettext_lazy("Customer"))
    def customer_masked(self, order: Order) -> str:
        return format_html('{}<span class="console-sub">{}</span>', people.masked(), order.country or "–")

    @display(description=gettext_lazy("Items"))
    def items(self, order: Any) -> str:
        lines = order.parts.lines
        units = sum(line.quantity for line in lines)
        pictures = [thumbnail(line.product) for line in lines[:PICTURES] if line.product is not None]
        return format_html(
            '<span class="console-pair">{}</span><span class="console-sub console-nowrap">{}</span>',
            format_html_join("", "{}", ((picture,) for picture in pictures)),
            ngettext("%(n)s unit", "%(n)s units", units) % {"n": grouped(units)},
        )

    @display(description=gettext_lazy("Suppliers"))
    def suppliers_shown(self, order: Any) -> str:
        names = dict.fromkeys(part.account.name for part in order.parts.living)
        if not names:
            return format_html('<span class="console-muted">{}</span>', "–")
        suppliers = format_html_join("", '<span class="console-nowrap">{}</span> ', ((name,) for name in names))
        return format_html("{}{}", suppliers, tracking_words(order.parts.parcels))

    @display(description=gettext_lazy("Money"), ordering="total")
    def money_shown(self, order: Order) -> str:
        return format_html(
            '<span class="console-price">{}</span><span class="console-sub console-nowrap">{}</span>{}',
            money_text(order.total, order.currency),
            _("cost %(cost)s") % {"cost": money_text(order.cost, order.currency)},
            profit_badge(order),
        )

    @display(description=gettext_lazy("State, reason, tags"))
    def state_now(self, order: Any) -> str:
        why = order_why(order)
        return format_html(
            '{}<span class="console-sub console-problem">{}</span>{}<span class="console-line">{}{}</span>',
            stage_badge(order, why),
            why,
            format_html_join(" ", "{}", ((button,) for button in remedy_buttons(order, order.parts, order.may))),
            labels.tag_badges(order.tags.all()),
            labels.assigned_words(order),
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(
            request,
            {
                **(extra_context or {}),
                "tabs": stage_tabs(request),
                "may_import": request.user.has_perm("orders.add_order"),
            },
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        page: dict[str, Any] = {}
        order = order_page.load(object_id)
        if order is not None and self.has_view_permission(request, order):
            page = order_page.context(request, order)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    def get_urls(self) -> list[Any]:
        return [*bulk_page.urls(self), *order_views.urls(self), *super().get_urls()]


def tracking_words(parcels: Sequence[Shipment]) -> str:
    """The first number, how many more there are, and whether the shop refused one."""
    if not parcels:
        return ""
    first = parcels[0]
    more = _("and %(n)d more") % {"n": len(parcels) - 1} if len(parcels) > 1 else first.get_status_display()
    refused = any(parcel.state == WriteBackState.REFUSED for parcel in parcels)
    mark = badge(_("refused by the shop"), icon="block", tone=BAD) if refused else ""
    return format_html(
        '<span class="console-sub console-mono">{}</span><span class="console-sub">{}</span>{}',
        first.number,
        more,
        mark,
    )


def stage_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The orders by stage with their numbers; each order in exactly one, and all of them at the end. One query."""
    found = dashboard.stage_counts()
    chosen = request.GET.get("stage", "") or (order_filters.ALL if request.GET.get("q") else OrderStage.NEEDS_ATTENTION)
    tabs: list[tuple[str, Any, int, str]] = [
        (str(stage), stage.label, found.get(stage, 0), TAB_TONES.get(stage, "quiet") if found.get(stage) else "quiet")
        for stage in OrderStage
    ]
    tabs.append((order_filters.ALL, _("All"), sum(found.values()), "quiet"))
    return [
        {"title": title, "number": grouped(number), "count": number, "query": f"stage={code}", "code": code,
         "active": chosen == code, "tone": tone}
        for code, title, number, tone in tabs
    ]  # fmt: skip
