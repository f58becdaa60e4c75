"""Filters to which the sales of the first page lead: what counts as sold, on which day, at which marketplace."""

from datetime import date
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from inventory.models import Product
from marketplaces import registry
from orders import dashboard
from orders.models import Order, OrderLine

LATELY = str(dashboard.SALES_DAYS)
OVER_THE_API = "api"
KEY_DIGITS = 18  # a column of keys holds no more


class SoldFilter(SimpleListFilter):
    """The days of the sales chart, all of them or one as `2026-03-02`: without test orders and cancelled ones."""

    title = _("sold")
    parameter_name = "sold"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        lately = (LATELY, translate("Last %(days)s days, without cancelled and test orders") % {"days": LATELY})
        day = _day(request.GET.get(self.parameter_name, ""))
        return [lately, (day.isoformat(), date_format(day))] if day else [lately]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        chosen = self.value() or ""
        if chosen == LATELY:
            return queryset.filter(dashboard.sold_condition(dashboard.SALES_DAYS))
        day = _day(chosen)
        return queryset.filter(dashboard.sold_on_condition(day)) if day else queryset


class ProductFilter(SimpleListFilter):
    """The orders that have a line of one product; the list of products leads here."""

    title = _("product")
    parameter_name = "product"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        key = request.GET.get(self.parameter_name, "")
        product = Product.objects.filter(pk=key).only("title").first() if _is_key(key) else None
        return [(key, product.title)] if product is not None else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        key = self.value() or ""
        if not _is_key(key):
            return queryset
        return queryset.filter(pk__in=OrderLine.objects.filter(product_id=key).values("order_id"))


class MarketplaceFilter(SimpleListFilter):
    title = _("marketplace")
    parameter_name = "marketplace"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        known = [(slug, marketplace_name(slug)) for slug in registry.slugs()]
        return [*known, (OVER_THE_API, marketplace_name(""))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        chosen = self.value() or ""
        if chosen == OVER_THE_API:
            return queryset.filter(account=None)
        return queryset.filter(account__marketplace=chosen) if chosen else queryset


def marketplace_name(slug: str) -> str:
    """Its title; "" are the orders that came over the API."""
    if not slug:
        return translate("Over the API")
    return registry.title(slug) if slug in registry.slugs() else slug


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) <= KEY_DIGITS


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
