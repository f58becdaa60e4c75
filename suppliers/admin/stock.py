"""What lies where at suppliers, with the age of each figure."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core.admin.badges import BAD, badge, grouped
from core.admin.base import ReadOnlyAdmin
from core.admin.filters import RadioFilter
from suppliers import dashboard, registry
from suppliers.admin import offer_filters
from suppliers.admin.badges import age_words, options_words
from suppliers.models import SupplierProduct, SupplierStock


class StockAgeFilter(RadioFilter):
    title = gettext_lazy("age")
    parameter_name = "age"
    choices_by_code = {
        "fresh": (gettext_lazy("Fresh"), lambda rows: rows.filter(as_of__gte=dashboard.stale_before())),
        "stale": (gettext_lazy("Too old to be sold on"), lambda rows: rows.filter(as_of__lt=dashboard.stale_before())),
    }


class LeftFilter(RadioFilter):
    title = gettext_lazy("left")
    parameter_name = "left"
    choices_by_code = {
        "none": (gettext_lazy("None"), lambda rows: rows.filter(total=0)),
        "some": (gettext_lazy("Some"), lambda rows: rows.filter(total__gt=0)),
    }


class StockSupplierFilter(offer_filters.SupplierFilter):
    field = "offer__account__supplier"


@admin.register(SupplierStock)
class SupplierStockAdmin(ReadOnlyAdmin):
    list_display = ["product", "supplier_name", "area", "offered", "own_shown", "maker_shown", "checked", "age"]
    list_filter = [StockAgeFilter, LeftFilter, StockSupplierFilter]
    list_select_related = ["offer__product", "offer__account"]
    search_fields = ["area_id"]  # what is searched is below; this makes the box appear
    search_help_text = gettext_lazy("Their id, the beginning of a SKU, or words of our title")
    ordering = ["-pk"]
    sortable_by = ["age"]
    empty_title = gettext_lazy("No stock was read yet")
    empty_text = gettext_lazy(
        "The refresh writes down what each supplier has in each of its areas, and when it said so."
    )
    empty_icon = "warehouse"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupplierStock]:
        rows: QuerySet[SupplierStock] = super().get_queryset(request)
        return rows.defer("offer__product__description")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SupplierStock], search_term: str
    ) -> tuple[QuerySet[SupplierStock], bool]:
        if not search_term.strip():
            return queryset, False
        offers = offer_filters.search(SupplierProduct.objects.order_by(), search_term)
        return queryset.filter(offer__in=offers.values("pk")), False

    @display(description=gettext_lazy("Product"))
    def product(self, stock: SupplierStock) -> str:
        return format_html(
            '<span class="console-name">{}</span><span class="console-sub">{}</span>',
            stock.offer.product.title,
            options_words(stock.offer.options) or stock.offer.external_variant_id,
        )

    @display(description=gettext_lazy("Supplier"))
    def supplier_name(self, stock: SupplierStock) -> str:
        url = reverse("admin:suppliers_supplierproduct_change", args=[stock.offer_id])
        return format_html(
            '<a class="console-link" href="{}">{}</a>', url, registry.title(stock.offer.account.supplier)
        )

    @display(description=gettext_lazy("Area"))
    def area(self, stock: SupplierStock) -> str:
        return f"{stock.area_name or stock.area_id or _('everywhere')} {stock.country}".strip()

    @display(description=gettext_lazy("Offered"))
    def offered(self, stock: SupplierStock) -> Any:
        return grouped(stock.total) if stock.total else badge(_("out"), icon="production_quantity_limits", tone=BAD)

    @display(description=gettext_lazy("In its own warehouse"))
    def own_shown(self, stock: SupplierStock) -> str:
        return "–" if stock.own is None else grouped(stock.own)

    @display(description=gettext_lazy("At the maker"))
    def maker_shown(self, stock: SupplierStock) -> str:
        return "–" if stock.maker is None else grouped(stock.maker)

    @display(description=gettext_lazy("Checked"))
    def checked(self, stock: SupplierStock) -> str:
        return {True: _("yes"), False: _("no"), None: "–"}[stock.is_verified]

    @display(description=gettext_lazy("Age"), ordering="as_of")
    def age(self, stock: SupplierStock) -> str:
        return age_words(stock.as_of)
