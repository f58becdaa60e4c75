"""What the B2B service says of each product, as it said it. Nothing here is edited."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin.badges import when
from core.admin.base import ReadOnlyAdmin
from core.admin.issues import payload
from core.admin.paginator import COUNT_LIMIT
from inventory.admin.badges import sync_badge
from inventory.models import ExternalProduct


@admin.register(ExternalProduct)
class ExternalProductAdmin(ReadOnlyAdmin):
    list_display = [
        "external_id",
        "external_sku",
        "product_link",
        "state_now",
        "confirmed",
        "written",
        "missing",
        "site_id",
    ]
    list_filter = ["sync_status"]
    list_select_related = ["product"]
    search_fields = ["external_id"]  # what is searched is below; this makes the box appear
    search_help_text = _("The beginning of a partner's id or SKU")
    ordering = ["-pk"]
    sortable_by = ["external_id"]
    fields = [*list_display, "item_as_received"]
    readonly_fields = ["product_link", "state_now", "confirmed", "written", "missing", "item_as_received"]
    empty_title = _("No B2B product yet")
    empty_text = _("After the first products sync, what the service said of each product is kept here.")
    empty_icon = "cloud_download"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExternalProduct]:
        rows: QuerySet[ExternalProduct] = super().get_queryset(request)
        return rows.defer("source_data", "fingerprint", "product__description")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ExternalProduct], search_term: str
    ) -> tuple[QuerySet[ExternalProduct], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        found = ExternalProduct.objects.filter(Q(external_id__startswith=term) | Q(external_sku__startswith=term))
        return queryset.filter(
            pk__in=list(found.order_by("-pk").values_list("pk", flat=True)[: COUNT_LIMIT + 1])
        ), False

    @display(description=_("Product"))
    def product_link(self, external: ExternalProduct) -> str:
        url = reverse("admin:inventory_product_change", args=[external.product_id])
        return format_html('<a class="console-link console-cut" href="{}">{}</a>', url, external.product.title)

    @display(description=_("Sync state"))
    def state_now(self, external: ExternalProduct) -> str:
        return sync_badge(external)

    @display(description=_("Confirmed"))
    def confirmed(self, external: Any) -> str:
        return when(external.last_synced_at)

    @display(description=_("Written"))
    def written(self, external: ExternalProduct) -> str:
        return when(external.synced_at)

    @display(description=_("Missing since"))
    def missing(self, external: ExternalProduct) -> str:
        return when(external.missing_since)

    @display(description=_("Item as received"))
    def item_as_received(self, external: ExternalProduct) -> str:
        return payload(bytes(external.source_data).decode(errors="replace"))
