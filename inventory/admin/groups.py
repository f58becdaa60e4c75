"""Families of variations: the list, and a grid of each one's products."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, Min, Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from core.admin.badges import grouped, when
from core.admin.base import ReadOnlyAdmin
from core.console import Panel, slot
from inventory.admin import slots
from inventory.admin.badges import plain, price_words
from inventory.admin.products import thumbnail
from inventory.models import Product, ProductGroup
from inventory.stock import stock_sums

MOST_VARIANTS = 300


@admin.register(ProductGroup)
class ProductGroupAdmin(ReadOnlyAdmin):
    list_display = ["picture", "title", "options", "variants", "made"]
    search_fields = ["title"]
    search_help_text = _("Words of the title")
    change_form_outer_before_template = "console/group_page.html"
    ordering = ["-pk"]
    sortable_by = ["title"]
    fields = ["made"]
    readonly_fields = ["made"]
    empty_title = _("No product group yet")
    empty_text = _("A product with variations that is imported from a supplier becomes a group of products.")
    empty_icon = "category"

    def load_page(self, rows: Sequence[Any]) -> None:
        ids = [row.pk for row in rows]
        found = Product.objects.filter(group__in=ids).order_by().values_list("group_id")
        counted = {pk: (number, first) for pk, number, first in found.annotate(number=Count("pk"), first=Min("pk"))}
        firsts = Product.objects.only("images").in_bulk([first for _number, first in counted.values()])
        for row in rows:
            row.number, first = counted.get(row.pk, (0, None))
            row.first = firsts.get(first)

    @display(description="")
    def picture(self, group: Any) -> str:
        return thumbnail(group.first) if group.first else ""

    @display(description=_("Options"))
    def options(self, group: ProductGroup) -> str:
        return ", ".join(str(name) for name in group.option_names) or "–"

    @display(description=_("Variants"))
    def variants(self, group: Any) -> str:
        return grouped(group.number)

    @display(description=_("Made"), ordering="created_at")
    def made(self, group: ProductGroup) -> str:
        return when(group.created_at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        group = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if group is not None and self.has_view_permission(request, group):
            page = {"group": group, "grid": variants_grid(group, request), "title": group.title, "subtitle": None}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})


def variants_grid(group: ProductGroup, request: HttpRequest, current: int = 0) -> str:
    """A row a product: its value of each option, price, what can be sold, and what other apps say. A handful of queries."""
    products = list(Product.objects.filter(group=group).defer("description").order_by("pk")[:MOST_VARIANTS])
    sums = stock_sums(product.pk for product in products)
    names = [str(name) for name in group.option_names]
    columns = [column for column in slot("product.columns").columns() if column.name != "sellable"]
    cells = slots.cells(columns, products)
    rows = [
        {
            "product": product,
            "picture": thumbnail(product),
            "values": [(product.options or {}).get(name, "–") for name in names],
            "price": price_words(product),
            "stock": plain(sums[product.pk].total),
            "cells": [cells.get(product.pk, {}).get(column.name, "–") for column in columns],
            "current": product.pk == current,
        }
        for product in products
    ]
    context = {"rows": rows, "names": names, "columns": [column.title for column in columns]}
    return render_to_string("console/variants_grid.html", context, request)


def group_panel(request: HttpRequest, product: Model) -> str:
    """The product among its variations; nothing for one that stands alone."""
    group = getattr(product, "group", None)
    if group is None:
        return ""
    url = reverse("admin:inventory_productgroup_change", args=[group.pk])
    head = format_html('<p><a class="console-link" href="{}">{}</a></p>', url, group.title)
    return format_html("{}{}", head, variants_grid(group, request, current=product.pk))


slot("product.panels").add(Panel("group", _("Variations"), group_panel))
