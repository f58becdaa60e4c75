"""Offers: which of our products is which variant of which supplier, opening on those that wait for a person."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from core.admin.badges import BAD, GOOD, badge, grouped
from core.admin.base import ReadOnlyAdmin
from core.admin.exports import BOTH, ExportsRows
from inventory.admin.products import thumbnail
from suppliers import registry
from suppliers.actions import bringing_offers
from suppliers.admin import finding, linking, offer_actions, offer_filters, offer_page
from suppliers.admin.badges import age_words, amount, offer_badge, options_words
from suppliers.admin.pictures import remote_picture
from suppliers.admin.readings import cheapest_quotes, offered_units
from suppliers.dashboard import WAITING_STATES
from suppliers.models import SupplierProduct
from suppliers.models.offer import OfferState

TAB_TONES = {OfferState.CHANGED: "warning", OfferState.GONE: "bad", OfferState.SUGGESTED: "warning"}


@admin.register(SupplierProduct)
class SupplierProductAdmin(ExportsRows, ReadOnlyAdmin):
    list_display = ["ours", "theirs", "state_now", "cost_and_freight", "stock_shown", "rank"]
    list_filter = [
        offer_filters.NeedFilter,
        offer_filters.SupplierFilter,
        "account",
        offer_filters.BackupFilter,
        offer_filters.CostFilter,
        offer_filters.AgeFilter,
        offer_filters.CountryFilter,
    ]
    list_select_related = ["product", "account"]
    list_before_template = "admin/suppliers/offer_list_before.html"
    change_form_outer_before_template = "admin/suppliers/offer_page.html"
    search_fields = ["external_sku"]  # what is searched is in offer_filters; this makes the box appear
    search_help_text = gettext_lazy("Their id, the beginning of a SKU, or words of our title")
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    actions = ["confirm_selected", "reject_selected", "rank_selected", "refresh_selected", "quote_selected", *BOTH]
    export_name = "supplier-offers"
    empty_title = gettext_lazy("No offer waits for you")
    empty_text = gettext_lazy(
        "Offers come with imports under “Find products”, and by linking a product of yours to a supplier from its page. "
        "Those that need nothing stand under “All”."
    )
    empty_icon = "handshake"
    fieldsets: Any = [
        (
            gettext_lazy("Details"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("external_product_id", "external_variant_id", "external_sku"),
                    ("previous_cost", "cost_changed_at", "weight_g"),
                    ("checked_at", "failures", "last_error"),
                ],
            },
        )
    ]

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """May confirm, reject, rank, refresh and quote, not only look."""
        return bool(request.user.has_perm("suppliers.change_supplierproduct"))

    def has_find_permission(self, request: HttpRequest) -> bool:
        """May search suppliers, import and link: all that spends calls or makes products."""
        return bool(request.user.has_perm("suppliers.add_supplierproduct"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupplierProduct]:
        rows: QuerySet[SupplierProduct] = super().get_queryset(request)
        return rows.defer("product__description")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SupplierProduct], search_term: str
    ) -> tuple[QuerySet[SupplierProduct], bool]:
        return offer_filters.search(queryset, search_term), False

    def export_header(self, request: HttpRequest) -> list[Any]:
        return list(bringing_offers.HEADER)

    def export_rows(self, request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
        return bringing_offers.export_cells(keys)

    def load_page(self, rows: Sequence[Any]) -> None:
        country = next((getattr(offer, offer_filters.QUOTED_TO, "") for offer in rows), "")
        stock, quotes = offered_units(rows), cheapest_quotes(rows, country)
        for offer in rows:
            offer.units, offer.quote = stock.get(offer.pk), quotes.get(offer.pk)

    @display(description=gettext_lazy("Our product"))
    def ours(self, offer: SupplierProduct) -> str:
        return format_html(
            '<span class="console-pair">{}<span><span class="console-name console-name--short">{}</span>'
            '<span class="console-sub">{}</span></span></span>',
            thumbnail(offer.product),
            offer.product.title,
            options_words(offer.product.options) or offer.product.sku,
        )

    @display(description=gettext_lazy("Their variant"))
    def theirs(self, offer: SupplierProduct) -> str:
        now = offer.seen_options
        options = options_words(offer.options) or offer.external_sku or offer.external_variant_id
        changed = format_html(' → <strong class="console-new">{}</strong>', options_words(now)) if now else ""
        ratio = "" if offer.quantity_ratio == 1 else f" · {offer.quantity_ratio} : 1"
        return format_html(
            '<span class="console-pair">{}<span><span class="console-name console-name--short">{}</span>'
            '<span class="console-sub">{}{}</span><span class="console-sub">{}{}</span></span></span>',
            remote_picture(offer.image_url),
            offer.title or offer.external_product_id,
            options,
            changed,
            f"{registry.title(offer.account.supplier)}, {offer.account.name}",
            ratio,
        )

    @display(description=gettext_lazy("Cost + freight"))
    def cost_and_freight(self, offer: Any) -> str:
        freight, way = _("no quote yet"), ""
        if (quote := offer.quote) is not None:
            freight = format_html("+ {}", amount(quote.price, quote.currency))
            way = _("to %(country)s, %(days)s days") % {
                "country": quote.country,
                "days": days_words(quote.min_days, quote.max_days),
            }
        return format_html(
            '<span class="console-nowrap">{} {}</span><span class="console-sub console-nowrap">{}</span>'
            '<span class="console-sub console-nowrap">{}</span>',
            amount(offer.cost, offer.currency),
            move(offer),
            freight,
            way,
        )

    @display(description=gettext_lazy("Stock and age"))
    def stock_shown(self, offer: Any) -> str:
        units: str
        if offer.units is None:
            units = format_html('<span class="console-muted">{}</span>', _("unknown"))
        elif offer.units == 0:
            units = badge(_("out"), icon="production_quantity_limits", tone=BAD)
        else:
            units = format_html('<span class="console-price">{}</span>', grouped(offer.units))
        failed = ""
        if offer.failures:
            words = _("%(n)d failed readings") % {"n": offer.failures}
            failed = format_html(
                '<span class="console-sub console-link--bad" title="{}">{}</span>', offer.last_error, words
            )
        return format_html('{}<span class="console-sub">{}</span>{}', units, age_words(offer.checked_at), failed)

    @display(description=gettext_lazy("State"))
    def state_now(self, offer: SupplierProduct) -> str:
        return offer_badge(offer)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        page = {"tabs": offer_tabs(request), "may_find": self.has_find_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **page})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        offer = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if offer is not None and self.has_view_permission(request, offer):
            page = offer_page.context(
                offer, may_operate=self.has_operate_permission(request), may_find=self.has_find_permission(request)
            )
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    @action(description=gettext_lazy("Confirm…"), permissions=["operate"])
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[SupplierProduct]) -> Any:
        return offer_actions.each(self, request, queryset, offer_actions.CONFIRM)

    @action(description=gettext_lazy("Reject…"), permissions=["operate"])
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[SupplierProduct]) -> Any:
        return offer_actions.each(self, request, queryset, offer_actions.REJECT)

    @action(description=gettext_lazy("Set rank…"), permissions=["operate"])
    def rank_selected(self, request: HttpRequest, queryset: QuerySet[SupplierProduct]) -> Any:
        return offer_actions.each(self, request, queryset, offer_actions.RANK)

    @action(description=gettext_lazy("Refresh now…"), permissions=["operate"])
    def refresh_selected(self, request: HttpRequest, queryset: QuerySet[SupplierProduct]) -> Any:
        return offer_actions.refresh(self, request, queryset)

    @action(description=gettext_lazy("Quote freight to a country…"), permissions=["operate"])
    def quote_selected(self, request: HttpRequest, queryset: QuerySet[SupplierProduct]) -> Any:
        return offer_actions.quote(self, request, queryset)

    def get_urls(self) -> list[Any]:
        return [*finding.urls(self), *linking.urls(self), *offer_actions.urls(self), *super().get_urls()]


def move(offer: SupplierProduct) -> str:
    """By how much the cost has moved since the last but one reading, where it has."""
    if not offer.previous_cost or offer.cost is None or offer.cost == offer.previous_cost:
        return ""
    percent = round(100 * (offer.cost - offer.previous_cost) / offer.previous_cost, 1)
    rose = percent > 0
    return badge(
        f"{percent:+} %",
        icon="trending_up" if rose else "trending_down",
        tone=BAD if rose else GOOD,
        tooltip=_("Before: %(cost)s") % {"cost": f"{offer.previous_cost} {offer.currency}"},
    )


def days_words(least: int | None, most: int | None) -> str:
    """ "7–12", "7", "–"."""
    known = [str(days) for days in (least, most) if days is not None]
    return "–".join(dict.fromkeys(known)) or "–"


def offer_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The offers by state with their numbers; the first tab is what the list opens on. One query."""
    found = dict(SupplierProduct.objects.order_by().values_list("state").annotate(number=Count("pk")))
    chosen = request.GET.get("need", "")
    mine = sum(found.get(state, 0) for state in WAITING_STATES)
    tabs: list[tuple[str, Any, int, str]] = [("", _("Needs me"), mine, "warning" if mine else "quiet")]
    for state in (*WAITING_STATES, OfferState.CONFIRMED, OfferState.DISABLED):
        number = found.get(state, 0)
        tabs.append((str(state), capfirst(state.label), number, TAB_TONES.get(state, "quiet") if number else "quiet"))
    tabs.append(("all", _("All"), sum(found.values()), "quiet"))
    return [
        {
            "title": title,
            "number": grouped(number),
            "query": f"need={code}" if code else "",
            "active": chosen == code,
            "tone": tone,
        }
        for code, title, number, tone in tabs
    ]


def offers_url(**query: str) -> str:
    return reverse("admin:suppliers_supplierproduct_changelist", query=query or None)
