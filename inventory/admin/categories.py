"""Categories as the tree they are. The service owns them: they are read here, and lead to their products."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core.admin.badges import GOOD, QUIET, WARNING, badge, clock, grouped
from core.admin.base import ReadOnlyAdmin
from core.admin.issues import payload
from core.console import slot
from inventory.admin import category_tree
from inventory.admin.category_tree import Sums
from inventory.admin.filters import FilledFilter
from inventory.admin.slots import cells, slot_columns
from inventory.models import Category, ExternalCategory
from inventory.models.sync_status import SyncStatus

NO_SUMS = Sums(0, 0, 0)
ANCESTORS_SHOWN = 12


class DepthFilter(admin.SimpleListFilter):
    title = gettext_lazy("level")
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("0", gettext_lazy("Top level")),
            ("1", gettext_lazy("Two levels")),
            ("2", gettext_lazy("Three levels")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Category]) -> QuerySet[Category]:
        depth = self.value() or ""
        return queryset.filter(depth__lte=int(depth)) if depth.isdecimal() else queryset


@admin.register(Category)
class CategoryAdmin(ReadOnlyAdmin):
    list_filter = [FilledFilter, DepthFilter, "is_active"]
    search_fields = ["name__icontains"]
    search_help_text = gettext_lazy("Search by name or partner's id")
    ordering = ["tree_position", "pk"]
    list_per_page = 50
    sortable_by: Sequence[str] = []
    change_form_outer_before_template = "console/category_detail.html"
    fields = ["path", "slug", "description", "is_active", "image_url", "partner_says", "item_as_received"]
    readonly_fields = ["path", "partner_says", "item_as_received"]
    empty_title = gettext_lazy("No category yet")
    empty_text = gettext_lazy("Categories come from the B2B service: start a categories sync under “Runs”.")
    empty_icon = "account_tree"

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return ["tree_name", "own", "below", "state_now", "service_state", *slot_columns(self, "category.columns")]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Category], search_term: str
    ) -> tuple[QuerySet[Category], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        by_id = ExternalCategory.objects.filter(external_id=term).values("category_id")
        return queryset.filter(Q(name__icontains=term) | Q(pk__in=by_id)), False

    def load_page(self, rows: Sequence[Any]) -> None:
        sums = category_tree.sums()
        partner_rows: Any = ExternalCategory.objects.filter(category__in=[row.pk for row in rows])
        statuses = {row.category_id: row for row in partner_rows.defer("source_data", "fingerprint")}
        added = cells(slot("category.columns").columns(), rows)
        for row in rows:
            row.sums, row.partner_row, row.slot_cells = (
                sums.get(row.pk, NO_SUMS),
                statuses.get(row.pk),
                added.get(row.pk, {}),
            )

    @display(description=gettext_lazy("Category"))
    def tree_name(self, category: Any) -> str:
        icon = "folder" if category.sums.children else "label"
        return format_html(
            '<span class="console-tree" style="padding-left:{}px"><span class="material-symbols-outlined" aria-hidden="true">{}</span>{}</span>',
            min(category.depth, ANCESTORS_SHOWN) * 22,
            icon,
            category.name,
        )

    @display(description=gettext_lazy("Products"))
    def own(self, category: Any) -> Any:
        return _products_link(category.sums.own, {"category__id__exact": category.pk})

    @display(description=gettext_lazy("With those below"))
    def below(self, category: Any) -> Any:
        return _products_link(category.sums.below, {"under": category.pk})

    @display(description=gettext_lazy("State"))
    def state_now(self, category: Category) -> str:
        if category.is_active:
            return badge(_("active"), icon="check_circle", tone=GOOD)
        return badge(_("switched off"), icon="block", tone=QUIET)

    @display(description=gettext_lazy("At the service"))
    def service_state(self, category: Any) -> str:
        return partner_badge(category.partner_row)

    @display(description=gettext_lazy("Path"))
    def path(self, category: Category) -> str:
        steps: list[Category] = []
        step: Category | None = category
        while step is not None and len(steps) < ANCESTORS_SHOWN and step not in steps:
            steps.append(step)
            step = step.parent
        links = ((reverse("admin:inventory_category_change", args=[step.pk]), step.name) for step in reversed(steps))
        return format_html_join(" › ", '<a class="console-link" href="{}">{}</a>', links)

    @display(description=gettext_lazy("At the service"))
    def partner_says(self, category: Category) -> str:
        external: Any = ExternalCategory.objects.filter(category=category).first()
        if external is None:
            return partner_badge(None)
        facts = _("id %(id)s, last confirmed %(time)s") % {
            "id": external.external_id,
            "time": clock(external.last_synced_at),
        }
        return format_html("{} {}", partner_badge(external), facts)

    @display(description=gettext_lazy("Item as received"))
    def item_as_received(self, category: Category) -> str:
        raw = ExternalCategory.objects.filter(category=category).values_list("source_data", flat=True).first()
        return payload(bytes(raw or b"").decode(errors="replace"))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        category = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if category is not None:
            own = category_tree.sums().get(category.pk, NO_SUMS)
            page = {
                "own_link": _products_link(own.own, {"category__id__exact": category.pk}),
                "below_link": _products_link(own.below, {"under": category.pk}),
                "children_rows": list(category.children.order_by("tree_position", "name")[:200]),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})


def partner_badge(external: ExternalCategory | None) -> str:
    if external is None:
        return badge(_("ours alone"), icon="person", tone=QUIET, tooltip=_("The service does not know this category."))
    if external.sync_status == SyncStatus.SYNCED:
        return badge(
            external.get_sync_status_display(), icon="cloud_done", tone=GOOD, tooltip=clock(external.synced_at)
        )
    tooltip = _("Since %(time)s.") % {"time": clock(external.missing_since)} if external.missing_since else ""
    return badge(external.get_sync_status_display(), icon="visibility_off", tone=WARNING, tooltip=tooltip)


def _products_link(number: int, query: dict[str, Any]) -> Any:
    if not number:
        return format_html('<span class="console-muted">{}</span>', "0")
    url = reverse("admin:inventory_product_changelist", query=query)
    return format_html('<a class="console-link" href="{}">{}</a>', url, grouped(number))
