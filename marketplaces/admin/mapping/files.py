"""The mapping page's way to files: what it shows goes out, and the import knows which place it is about."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.admin.exports import format_of, table_answer
from marketplaces.actions.categories.bringing_mappings import Mappings
from marketplaces.actions.categories.kept import CategoryBook
from marketplaces.admin.mapping.as_csv import HEADER, export_cells
from marketplaces.admin.mapping.rows import STATES, chosen, rows_of
from marketplaces.models import CategoryMapping


def export(_admin: ModelAdmin[Any], request: HttpRequest, marketplace: str, site: str) -> HttpResponse:
    show = str(request.GET.get("show", "all"))
    rows = chosen(rows_of(CategoryBook(marketplace, site)), show if show in STATES else "all")
    name = f"categories-{marketplace}-{site or 'all'}"
    cells = export_cells(marketplace, site, rows)
    answer: Any = table_answer(
        request, name, HEADER, cells, model=CategoryMapping, form=format_of(request), told={"rows": len(rows)}
    )
    return answer


def take_in(_admin: ModelAdmin[Any], _request: HttpRequest, marketplace: str, site: str) -> HttpResponse:
    query = {"marketplace": marketplace, "site": site}
    return HttpResponseRedirect(reverse("admin:core_tableimport_new", args=[Mappings.slug], query=query))
