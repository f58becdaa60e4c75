"""What is on sale where: state with its reason, ours and theirs, what differs."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from core.admin.badges import WAITING, badge, grouped, when
from core.admin.base import ReadOnlyAdmin
from core.admin.exports import BOTH, ExportsRows
from core.admin.filters import RadioFilter
from inventory.admin.products import thumbnail
from marketplaces import dashboard, registry
from marketplaces.admin.badges import drift_badge, listing_badge
from marketplaces.admin.listings import actions as listing_actions
from marketplaces.admin.listings import export as listing_export
from marketplaces.admin.listings import grid as listing_grid
from marketplaces.admin.listings import issues as listing_issues
from marketplaces.admin.listings.page import is_read_before_push, page_of
from marketplaces.admin.publishing import dialog as publish_dialog
from marketplaces.models import Listing, ListingVariant
from marketplaces.models.listing import ListingState
from marketplaces.reasons import problem_words

TO = "\u2060–\u2060"  # no line ends at it


def _in_state(state: str) -> Any:
    return lambda rows: rows.filter(state=state)


class NeedFilter(RadioFilter):
    title = gettext_lazy("what it needs")
    parameter_name = "need"
    choices_by_code = {
        "error": (gettext_lazy("Refused"), _in_state(ListingState.ERROR)),
        "held": (gettext_lazy("Held back in part"), dashboard.with_reason),
        "drift": (gettext_lazy("Differs in the shop"), dashboard.drifting),
        "behind": (gettext_lazy("Push under way"), dashboard.behind),
        "publishing": (gettext_lazy("Being published"), _in_state(ListingState.PUBLISHING)),
        "active": (gettext_lazy("On sale"), _in_state(ListingState.ACTIVE)),
        "paused": (gettext_lazy("Paused by staff"), _in_state(ListingState.PAUSED)),
        "ended": (gettext_lazy("Ended"), _in_state(ListingState.ENDED)),
        "all": (gettext_lazy("All"), lambda rows: rows),
    }


class IssueFilter(admin.SimpleListFilter):
    """By the cause that stands on a listing."""

    title = gettext_lazy("cause")
    parameter_name = "issue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        codes = Listing.objects.exclude(reason="").order_by("reason").values_list("reason", flat=True).distinct()
        return [(code, problem_words(code)) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Listing]) -> QuerySet[Listing]:
        return queryset.filter(reason=self.value()) if self.value() else queryset


@admin.register(Listing)
class ListingAdmin(ExportsRows, ReadOnlyAdmin):
    list_display = ["product_shown", "shop", "prices", "quantities", "state_now", "issue", "seen"]
    list_filter = [NeedFilter, IssueFilter, "account"]
    list_select_related = ["account", "product", "group"]
    list_before_template = "admin/marketplaces/listing_list_before.html"
    change_form_outer_before_template = "admin/marketplaces/listing_page.html"
    search_fields = ["title", "handle", "variants__sku", "remote_id"]
    search_help_text = gettext_lazy("Words of the title, a SKU, or their number")
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    actions = [
        "publish_selected",
        "attributes_selected",
        "read_back_selected",
        "rule_selected",
        "pause_selected",
        "resume_selected",
        "end_selected",
        *BOTH,
    ]
    export_name = "listings"
    empty_title = gettext_lazy("Nothing is listed yet")
    empty_text = gettext_lazy("Choose products in their list and press “Publish…”.")
    empty_icon = "storefront"
    fieldsets: Any = [
        (
            gettext_lazy("Details"),
            {"classes": ["collapse"], "fields": [("handle", "remote_id"), ("published_at", "pushed_at"), "failures"]},
        )
    ]

    def export_header(self, request: HttpRequest) -> list[Any]:
        return listing_export.header()

    def export_rows(self, request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
        return listing_export.cells(keys)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(listing_actions.PERMISSION))

    def load_page(self, rows: Sequence[Any]) -> None:
        found: dict[int, list[ListingVariant]] = {}
        for variant in ListingVariant.objects.filter(listing__in=[row.pk for row in rows]).select_related("product"):
            found.setdefault(variant.listing_id, []).append(variant)
        for row in rows:
            row.forms = found.get(row.pk, [])

    @display(description=gettext_lazy("Product"))
    def product_shown(self, listing: Any) -> str:
        first = listing.product or next((form.product for form in listing.forms), None)
        number = len(listing.forms)
        sub = _("%(n)d variants") % {"n": number} if number > 1 else (listing.forms[0].sku if number else "")
        return format_html(
            '<span class="console-pair">{}<span><span class="console-name console-name--short">{}</span>'
            '<span class="console-sub">{}</span></span></span>',
            thumbnail(first) if first else "",
            str(listing),
            sub,
        )

    @display(description=gettext_lazy("Shop"))
    def shop(self, listing: Listing) -> str:
        """The shop, which marketplace it is on, and the listing's number there."""
        number = format_html('<span class="console-sub console-mono">{}</span>', listing.remote_id or "–")
        if listing.url.startswith("https://"):
            number = format_html(
                '<a class="console-link console-mono" href="{}" rel="noopener noreferrer">{}</a>',
                listing.url,
                listing.remote_id,
            )
        title = registry.title(listing.account.marketplace)
        return format_html('{}<span class="console-sub">{}</span>{}', listing.account.name, title, number)

    @display(description=gettext_lazy("Price ours / theirs"))
    def prices(self, listing: Any) -> str:
        ours = _spread([form.pushed_price for form in listing.forms])
        theirs = _spread([form.seen_price for form in listing.forms])
        return f"{ours} / {theirs} {listing.account.currency}"

    @display(description=gettext_lazy("Quantity ours / theirs"))
    def quantities(self, listing: Any) -> str:
        return (
            f"{_total([f.pushed_quantity for f in listing.forms])} / {_total([f.seen_quantity for f in listing.forms])}"
        )

    @display(description=gettext_lazy("State"))
    def state_now(self, listing: Listing) -> str:
        behind = ""
        if listing.state == ListingState.ACTIVE and listing.pushed_version < listing.wanted_version:
            behind = badge(_("push under way"), icon="sync", tone=WAITING)
        return format_html("{} {}", listing_badge(listing), behind)

    @display(description=gettext_lazy("Issue"))
    def issue(self, listing: Listing) -> str:
        why = problem_words(listing.reason, listing.reason_values) if listing.reason else ""
        return format_html('{} <span class="console-sub">{}</span>', drift_badge(listing), why)

    @display(description=gettext_lazy("Last read back"))
    def seen(self, listing: Listing) -> str:
        shown = when(listing.read_back_at, empty=_("never"))
        if not is_read_before_push(listing):
            return shown
        return format_html('{}<span class="console-sub">{}</span>', shown, _("before the last push"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), "tabs": tabs(request)})

    def get_urls(self) -> list[Any]:
        return [*listing_grid.urls(self), *listing_issues.urls(self), *publish_dialog.urls(self), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        listing = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if listing is not None and self.has_view_permission(request, listing):
            page = page_of(listing, self.get_actions(request))
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    @action(description=gettext_lazy("Publish again…"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Listing]) -> Any:
        return listing_actions.publish_again(self, request, queryset)

    @action(description=gettext_lazy("Attributes…"), permissions=["publish"])
    def attributes_selected(self, request: HttpRequest, queryset: QuerySet[Listing]) -> Any:
        return listing_grid.go_to(queryset)

    @action(description=gettext_lazy("Read back…"), permissions=["publish"])
    def read_back_selected(self, request: HttpRequest, queryset: QuerySet[Listing]) -> Any:
        return listing_actions.each(self, request, queryset, listing_actions.READ_BACK)

    @action(description=gettext_lazy("Set price rule…"), permissions=["publish"])
    def rule_selected(self, request: HttpRequest, queryset: QuerySet[Listing]) -> Any:
        return listing_actions.each(self, request, queryset, listing_actions.RULE)

    @action(description=gettext_lazy("Pause…"), permissions=["publish"])
    def pause_selected(self, request: HttpRequest, queryset: QuerySet[Listing]) -> Any:
        return listing_actions.each(self, request, queryset, listing_actions.PAUSE)

    @action(description=gettext_lazy("Resume…"), permissions=["publish"])
    def resume_selected(self, request: HttpRequest, queryset: QuerySet[Listing]) -> Any:
        return listing_actions.each(self, request, queryset, listing_actions.RESUME)

    @action(description=gettext_lazy("End…"), permissions=["publish"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[Listing]) -> Any:
        return listing_actions.each(self, request, queryset, listing_actions.END)


def _spread(values: Sequence[Any]) -> str:
    """ "9.90", "9.90–12.50", "–"."""
    known = sorted({value for value in values if value is not None})
    if not known:
        return "–"
    return TO.join(dict.fromkeys(grouped(value, 2) for value in (known[0], known[-1])))


def _total(values: Sequence[int | None]) -> str:
    known = [value for value in values if value is not None]
    return grouped(sum(known)) if known else "–"


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The listings by what they need, with their numbers. One query."""
    found = Listing.objects.aggregate(
        error=Count("pk", filter=Q(state=ListingState.ERROR)),
        drift=Count("pk", filter=Q(state=ListingState.ACTIVE) & ~Q(drift=[])),
        held=Count("pk", filter=Q(state=ListingState.ACTIVE) & ~Q(reason="")),
        publishing=Count("pk", filter=Q(state=ListingState.PUBLISHING)),
        active=Count("pk", filter=Q(state=ListingState.ACTIVE)),
        ended=Count("pk", filter=Q(state=ListingState.ENDED)),
        all=Count("pk"),
    )
    tones = {"error": "bad", "drift": "warning", "held": "warning"}
    chosen = request.GET.get("need", "")
    return [
        {
            "title": NeedFilter.choices_by_code[code][0],
            "number": grouped(found[code]),
            "query": f"need={code}",
            "active": chosen == code or (not chosen and code == "all"),
            "tone": tones.get(code, "quiet") if found[code] else "quiet",
        }
        for code in ("all", "active", "error", "held", "drift", "publishing", "ended")
    ]
