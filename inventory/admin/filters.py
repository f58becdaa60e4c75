"""Filters of the product lists, by the same conditions that the dashboard counts."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from core.admin.filters import RadioFilter
from inventory import dashboard
from inventory.admin.category_tree import subtree
from inventory.dashboard import narrow
from inventory.models import Category, Product, StaffField, Supply
from inventory.models.sync_status import SyncStatus

COUNTS = "_catalogue_counts"


def counts_of(request: HttpRequest) -> Mapping[str, int]:
    """The catalogue's counts, asked for once a request."""
    kept: dict[str, Mapping[str, int]] = vars(request)
    if COUNTS not in kept:
        kept[COUNTS] = dashboard.counts()
    return kept[COUNTS]


def _of(states: dict[str, dashboard.State]) -> dict[str, tuple[Any, Any]]:
    return {code: (state.title, narrow(state.condition)) for code, state in states.items()}


class StockFilter(RadioFilter):
    title = gettext_lazy("stock")
    parameter_name = "stock"
    choices_by_code = _of(dashboard.STOCK_STATES)


class PriceFilter(RadioFilter):
    title = gettext_lazy("price")
    parameter_name = "price"
    choices_by_code = _of(dashboard.PRICE_STATES)


class PlaceFilter(RadioFilter):
    title = gettext_lazy("place")
    parameter_name = "place"
    choices_by_code = _of(dashboard.PLACE_STATES)


class SellableFilter(RadioFilter):
    title = gettext_lazy("sellable")
    parameter_name = "sellable"
    choices_by_code = {
        "yes": (gettext_lazy("Sellable now"), narrow(dashboard.sellable)),
        "no": (gettext_lazy("Not sellable"), narrow(dashboard.not_sellable)),
    }


class SyncFilter(RadioFilter):
    title = gettext_lazy("sync state")
    parameter_name = "sync"
    choices_by_code = {
        **{status.value: (status.label, narrow(Q(external__sync_status=status))) for status in SyncStatus},
        "none": (gettext_lazy("ours alone"), narrow(Q(external=None))),
    }


class StaffFilter(RadioFilter):
    title = gettext_lazy("fields set by staff")
    parameter_name = "staff"
    choices_by_code = _of(dashboard.STAFF_STATES)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        fields = [(str(field.value), STAFF_FIELD_WORDS[field]) for field in StaffField]
        return [*super().lookups(request, model_admin), *fields]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        chosen = self.value() or ""
        if chosen.isdecimal() and int(chosen) in set(StaffField):
            bit = int(chosen)
            return queryset.filter(staff_fields__gt=0).alias(held=F("staff_fields").bitand(bit)).filter(held=bit)
        return super().queryset(request, queryset)


class CurrencyFilter(SimpleListFilter):
    """The currencies that occur."""

    title = gettext_lazy("currency")
    parameter_name = "currency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, code) for code in dashboard.currencies(counts_of(request))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        return queryset.filter(currency=self.value()) if self.value() else queryset


class BranchFilter(SimpleListFilter):
    """Products of one category and all below it; set by the links of the category tree, not offered as a choice."""

    title = gettext_lazy("in and below")
    parameter_name = "under"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        chosen = self.value() or ""
        name = Category.objects.filter(pk=chosen).values_list("name", flat=True).first() if chosen.isdecimal() else None
        return [(chosen, name)] if name else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        chosen = self.value() or ""
        return queryset.filter(category__in=subtree(int(chosen))) if chosen.isdecimal() else queryset


def _counted_supplies(at_least: int) -> QuerySet[Supply, int]:
    """The products that so many suppliers' offers count for; not correlated, so that the supplies are read once."""
    counted = Supply.objects.filter(trusted=True).order_by().values("product").annotate(number=Count("pk"))
    return counted.filter(number__gte=at_least).values_list("product", flat=True)


class SuppliersFilter(RadioFilter):
    title = gettext_lazy("suppliers")
    parameter_name = "suppliers"
    choices_by_code = {
        "none": (gettext_lazy("None"), lambda rows: rows.exclude(pk__in=_counted_supplies(1))),
        "one": (
            gettext_lazy("One, no backup"),
            lambda rows: rows.filter(pk__in=_counted_supplies(1)).exclude(pk__in=_counted_supplies(2)),
        ),
        "several": (gettext_lazy("Several"), lambda rows: rows.filter(pk__in=_counted_supplies(2))),
    }


class FilledFilter(RadioFilter):
    title = gettext_lazy("products")
    parameter_name = "filled"
    choices_by_code = {
        "yes": (
            gettext_lazy("Has products"),
            lambda rows: rows.filter(Exists(Product.objects.filter(category=OuterRef("pk")))),
        ),
        "no": (
            gettext_lazy("Has none itself"),
            lambda rows: rows.filter(~Exists(Product.objects.filter(category=OuterRef("pk")))),
        ),
    }


STAFF_FIELD_WORDS: dict[StaffField, Any] = {
    StaffField.TITLE: gettext_lazy("title"),
    StaffField.DESCRIPTION: gettext_lazy("description"),
    StaffField.SKU: gettext_lazy("SKU"),
    StaffField.PRICE: gettext_lazy("price"),
    StaffField.STOCK: gettext_lazy("stock"),
    StaffField.CATEGORY: gettext_lazy("category"),
    StaffField.BRAND: gettext_lazy("brand"),
    StaffField.IMAGES: gettext_lazy("pictures"),
    StaffField.ACTIVE: gettext_lazy("active"),
}
