"""The purchase queue: supplier orders by what they wait for, with placement, payment and shipment apart."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from core.admin.badges import grouped, small_button, when
from core.admin.exports import BOTH, ExportsRows
from core.admin.filters import RadioFilter
from core.admin.paginator import COUNT_LIMIT
from orders import dashboard
from orders.admin import bulk
from orders.admin.badges import money_text, payment_badge, placement_badge, profit_badge, shipment_badge
from orders.admin.changelist import ListWithButtons
from orders.admin.orders.filters import CountryFilter
from orders.admin.purchases import actions as purchase_actions
from orders.admin.purchases import export as purchase_export
from orders.admin.purchases import page as purchase_page
from orders.admin.purchases import views as purchase_views
from orders.admin.purchases.actions import cost_of
from orders.admin.why import purchase_why
from orders.models import SupplierOrder
from suppliers import registry

ALL = "all"
FIRST = "to_approve"
TAB_TONES = {"to_approve": "warning", "unknown": "bad", "refused": "bad", "to_pay": "warning"}


class TabFilter(SimpleListFilter):
    """The queue opens on what waits for approval; who searches without choosing a tab searches all of it."""

    title = gettext_lazy("waits for")
    parameter_name = "tab"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.default = default_tab(request)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*((code, words) for code, (words, _states) in dashboard.PURCHASE_TABS.items()), (ALL, _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        _first, *rest = super().choices(changelist)
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupplierOrder]) -> QuerySet[SupplierOrder]:
        tab = dashboard.PURCHASE_TABS.get(self.value() or self.default)
        return queryset.filter(state__in=tab[1]) if tab else queryset


def default_tab(request: HttpRequest) -> str:
    """All where a search, a flag or an order is asked for without a tab."""
    return ALL if any(request.GET.get(name) for name in ("q", "flag", "order__id__exact")) else FIRST


class FlagFilter(RadioFilter):
    title = gettext_lazy("flag")
    parameter_name = "flag"
    choices_by_code = {
        "no_number": (gettext_lazy("Paid long ago, no tracking number"), dashboard.no_number),
        "held": (gettext_lazy("Held"), lambda rows: rows.filter(state="held")),
        "cancel": (gettext_lazy("Cancel is wanted"), lambda rows: rows.filter(cancel_wanted_at__isnull=False)),
    }


@admin.register(SupplierOrder)
class SupplierOrderAdmin(ExportsRows, ListWithButtons):
    list_display = [
        "named", "supplier_shown", "cost_shown", "stages_shown", "attempts_shown", "message_shown",
    ]  # fmt: skip
    list_display_links = ["named"]
    list_filter = [TabFilter, FlagFilter, "account", "is_automatic", CountryFilter]
    list_select_related = ["order", "account"]
    list_before_template = "admin/orders/purchase_list_before.html"
    change_form_outer_before_template = "admin/orders/purchase_page.html"
    search_fields = ["client_no"]
    search_help_text = gettext_lazy("Our number, the supplier's number, or the number of the order")
    ordering = ["-pk"]
    sortable_by = ["attempts_shown", "cost_shown"]
    actions = ["approve_selected", "pay_selected", "look_up_selected", *BOTH]
    export_name = "supplier-orders"
    empty_title = gettext_lazy("Nothing here")
    empty_text = gettext_lazy(
        "Purchases are drafted when an order was routed. Those that need nothing stand under the other tabs."
    )
    empty_icon = "shopping_cart"
    fieldsets: Any = [
        (
            gettext_lazy("Numbers and dates"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("client_no", "public_id", "generation"),
                    ("approved_by", "approved_at", "is_automatic"),
                    ("sends", "not_found", "next_look_at"),
                    ("pay_approved_by", "payment_ref", "read_at"),
                ],
            },
        )
    ]

    def export_header(self, request: HttpRequest) -> list[Any]:
        return purchase_export.header()

    def export_rows(self, request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
        return purchase_export.cells(keys)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.approve_supplierorder"))

    def has_pay_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.pay_supplierorder"))

    def has_resolve_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.can_resolve_unknown"))

    def has_look_up_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("orders.look_up_supplierorder"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupplierOrder]:
        rows: QuerySet[SupplierOrder] = super().get_queryset(request)
        return rows.defer("order__decision", "order__money")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SupplierOrder], search_term: str
    ) -> tuple[QuerySet[SupplierOrder], bool]:
        term = search_term.strip()
        return (queryset.filter(pk__in=matching(term)) if term else queryset), False

    @display(description=gettext_lazy("Purchase"), ordering="client_no")
    def named(self, purchase: SupplierOrder) -> str:
        return format_html(
            '<span class="console-strong console-mono console-nowrap">{}</span>'
            '<span class="console-sub console-nowrap">{}</span>',
            purchase.client_no,
            _("%(order)s, part %(n)d") % {"order": purchase.order, "n": purchase.part},
        )

    @display(description=gettext_lazy("Supplier"))
    def supplier_shown(self, purchase: SupplierOrder) -> str:
        theirs = ", ".join(map(str, purchase.supplier_order_ids))
        return format_html(
            '<span class="console-nowrap">{}</span><span class="console-sub">{}</span>'
            '<span class="console-sub console-mono console-cut console-cut--short" title="{}">{}</span>',
            purchase.account.name,
            registry.title(purchase.account.supplier),
            theirs,
            theirs or "–",
        )

    @display(description=gettext_lazy("Cost, profit"), ordering="goods_cost")
    def cost_shown(self, purchase: SupplierOrder) -> str:
        return format_html(
            '<span class="console-price">{}</span><span class="console-sub">{}</span>',
            money_text(cost_of(purchase), purchase.currency),
            profit_badge(purchase.order),
        )

    @display(description=gettext_lazy("Where it stands"))
    def stages_shown(self, purchase: SupplierOrder) -> str:
        """Each for itself: what the supplier has of the order, of the money, and whether the goods have left."""
        stages = (
            (_("Placement"), placement_badge(purchase, purchase_why(purchase))),
            (_("Payment"), payment_badge(purchase)),
            (_("Shipment"), shipment_badge(purchase)),
        )
        return format_html_join("", '<span class="console-stage"><span>{}</span>{}</span>', stages)

    @display(description=gettext_lazy("Sent"), ordering="created_at")
    def attempts_shown(self, purchase: SupplierOrder) -> str:
        url = reverse("admin:orders_purchaseattempt_changelist", query={"supplier_order__id__exact": purchase.pk})
        return format_html(
            '<a class="console-link" href="{}">{} ×</a><span class="console-sub">{}</span>',
            url,
            grouped(purchase.sends),
            when(purchase.sent_at or purchase.created_at),
        )

    @display(description=gettext_lazy("Last word"))
    def message_shown(self, purchase: Any) -> str:
        buttons = [
            small_button(button["url"], button["words"], icon=button["icon"])
            for button in purchase_page.buttons_for_row(purchase, purchase.may)
        ]
        return format_html(
            '<span class="console-sub console-problem">{}</span><span class="console-sub console-cut" title="{}">{}</span>{}',
            purchase_why(purchase),
            purchase.message,
            purchase.message,
            format_html_join(" ", "{}", ((button,) for button in buttons)),
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        page = {"tabs": purchase_tabs(request), "at_unknown": request.GET.get("tab") == "unknown"}
        return super().changelist_view(request, {**(extra_context or {}), **page})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        purchase = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if purchase is not None and self.has_view_permission(request, purchase):
            page = purchase_page.context(request, self, purchase)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    @action(description=gettext_lazy("Approve…"), permissions=["approve"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[SupplierOrder]) -> Any:
        return bulk.many(self, request, queryset, purchase_actions.APPROVE)

    @action(description=gettext_lazy("Pay…"), permissions=["pay"])
    def pay_selected(self, request: HttpRequest, queryset: QuerySet[SupplierOrder]) -> Any:
        return bulk.many(self, request, queryset, purchase_actions.PAY)

    @action(description=gettext_lazy("Look up at the supplier…"), permissions=["look_up"])
    def look_up_selected(self, request: HttpRequest, queryset: QuerySet[SupplierOrder]) -> Any:
        return bulk.many(self, request, queryset, purchase_actions.LOOK_UP)

    def get_urls(self) -> list[Any]:
        return [*purchase_views.urls(self), *super().get_urls()]


def matching(term: str) -> list[int]:
    """Keys of the purchases that fit, newest first, at most one more than can be shown."""
    rows = SupplierOrder.objects.annotate(theirs=Cast("supplier_order_ids", TextField()))
    wanted = Q(client_no=term) | Q(public_id=term) | Q(theirs__contains=f'"{term}"')
    of_order = Q(order__number__in={term, term.lstrip("#"), "#" + term.lstrip("#")}) | Q(order__public_id=term)
    found: list[int] = []
    for condition in (wanted, of_order):
        found += rows.filter(condition).order_by("-pk").values_list("pk", flat=True)[: COUNT_LIMIT + 1]
    return found


def purchase_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The queue by what it waits for, with numbers; each supplier order in exactly one. One query."""
    found = dashboard.purchase_counts()
    chosen = request.GET.get("tab", "") or default_tab(request)
    tabs = [
        (code, words, found[code], TAB_TONES.get(code, "quiet") if found[code] else "quiet")
        for code, (words, _states) in dashboard.PURCHASE_TABS.items()
    ]
    tabs.append((ALL, _("All"), sum(found.values()), "quiet"))
    return [
        {"title": title, "number": grouped(number), "count": number, "query": f"tab={code}", "code": code,
         "active": chosen == code, "tone": tone}
        for code, title, number, tone in tabs
    ]  # fmt: skip
