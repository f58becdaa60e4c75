"""Filters of the offers, by the same conditions that the first page counts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.filters import RadioFilter
from core.admin.paginator import COUNT_LIMIT
from inventory.admin.product_search import matching
from suppliers import dashboard, registry
from suppliers.models import FreightQuote, SupplierProduct
from suppliers.models.offer import OfferState

MOVES = {"up5": Decimal("1.05"), "up20": Decimal("1.20"), "down5": Decimal("0.95")}


class NeedFilter(SimpleListFilter):
    """The list opens on what waits for a person; everything else is one click away."""

    title = _("state")
    parameter_name = "need"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*OfferState.choices, ("all", _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *rest = super().choices(changelist)
        yield {**first, "display": _("Needs me")}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupplierProduct]) -> QuerySet[SupplierProduct]:
        chosen = self.value()
        if chosen == "all":
            return queryset
        return queryset.filter(state=chosen) if chosen in OfferState else queryset.filter(**WAITING)


WAITING = {"state__in": dashboard.WAITING_STATES}


class SupplierFilter(SimpleListFilter):
    title = _("supplier")
    parameter_name = "supplier"
    field = "account__supplier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(slug, registry.title(slug)) for slug in registry.slugs()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset


def without_backup(rows: QuerySet[SupplierProduct]) -> QuerySet[SupplierProduct]:
    """Confirmed offers of products that have no second confirmed one."""
    other = SupplierProduct.objects.filter(product=OuterRef("product"), state=OfferState.CONFIRMED)
    return rows.filter(~Exists(other.exclude(pk=OuterRef("pk"))), state=OfferState.CONFIRMED)


class BackupFilter(RadioFilter):
    title = _("other suppliers")
    parameter_name = "backup"
    choices_by_code = {"none": (_("No backup supplier"), without_backup)}


def moved(code: str) -> Any:
    factor = MOVES[code]
    bound = F("previous_cost") * factor
    condition = Q(cost__lt=bound) if factor < 1 else Q(cost__gt=bound)
    return lambda rows: rows.filter(condition, previous_cost__gt=0)


class CostFilter(RadioFilter):
    title = _("cost")
    parameter_name = "cost"
    choices_by_code = {
        "up20": (_("Rose by more than 20 %"), moved("up20")),
        "up5": (_("Rose by more than 5 %"), moved("up5")),
        "down5": (_("Fell by more than 5 %"), moved("down5")),
        "unknown": (_("Unknown"), lambda rows: rows.filter(cost=None)),
    }


class AgeFilter(RadioFilter):
    title = _("figures")
    parameter_name = "age"
    choices_by_code = {
        "stale": (_("Too old to be sold on"), dashboard.stale_offers),
        "failing": (_("Last reading failed"), lambda rows: rows.filter(failures__gt=0)),
    }


QUOTED_TO = "quoted_to"  # on the rows of a list that is filtered by country


class CountryFilter(SimpleListFilter):
    """Offers whose freight to a country is known; the list then shows the cheapest one to there."""

    title = _("freight to")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = FreightQuote.objects.order_by("country").values_list("country", flat=True).distinct()
        return [(code, code) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupplierProduct]) -> QuerySet[SupplierProduct]:
        code = self.value()
        if not code:
            return queryset
        quoted = FreightQuote.objects.filter(country=code, offer__isnull=False).order_by().values("offer")
        return queryset.filter(pk__in=quoted).annotate(**{QUOTED_TO: Value(code)})


def search(rows: QuerySet[Any], term: str) -> QuerySet[Any]:
    """By their id or the beginning of their SKU, or whatever finds our product. One bounded look each."""
    term = term.strip()
    if not term:
        return rows
    theirs = Q(external_variant_id=term) | Q(external_product_id=term) | Q(external_sku__startswith=term)
    found = SupplierProduct.objects.filter(theirs).order_by("-pk").values_list("pk", flat=True)[: COUNT_LIMIT + 1]
    return rows.filter(Q(pk__in=list(found)) | Q(product__in=matching(term)))
