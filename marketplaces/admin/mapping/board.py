"""The page on which staff say which of a marketplace's categories stands for ours: what waits first, the fullest first."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from core.admin.confirm import require
from marketplaces import registry
from marketplaces.actions.categories import mapping
from marketplaces.actions.categories.kept import CategoryBook, coverage, products_by_category, units_sold_by_category
from marketplaces.actions.categories.places import place_title, places
from marketplaces.admin.mapping import acts as mapping_acts
from marketplaces.admin.mapping import files as mapping_files
from marketplaces.admin.mapping.places import board_url
from marketplaces.admin.mapping.rows import MISSING, STATES, SUGGESTED, Row, chosen, rows_of
from marketplaces.interface import Capability

VIEW, CHANGE = "marketplaces.view_categorymapping", "marketplaces.change_categorymapping"
PAGE_ROWS = 100


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def guarded(view: Callable[..., HttpResponse], permission: str) -> Any:
        def call(request: HttpRequest) -> HttpResponse:
            require(request.user.has_perm(permission))
            return view(admin, request, *_place(request))

        return admin.admin_site.admin_view(call)

    return [
        path("board/", guarded(_board, VIEW), name="marketplaces_mapping_board"),
        path("board/act/", guarded(mapping_acts.act, CHANGE), name="marketplaces_mapping_act"),
        path("board/export/", guarded(mapping_files.export, VIEW), name="marketplaces_mapping_export"),
        path("board/import/", guarded(mapping_files.take_in, CHANGE), name="marketplaces_mapping_import"),
    ]


def _place(request: HttpRequest) -> tuple[str, str]:
    """Which marketplace and site; the first one where none, or an unknown one, is named."""
    source = request.POST if request.method == "POST" else request.GET
    wanted = (str(source.get("marketplace", "")), str(source.get("site", "")))
    known = places()
    return wanted if wanted in known else known[0]


def _board(admin: ModelAdmin[Any], request: HttpRequest, marketplace: str, site: str) -> HttpResponse:
    numbers = products_by_category()
    book = CategoryBook(marketplace, site)
    rows = rows_of(book, numbers)
    counted = {state: len(chosen(rows, state)) for state in STATES}
    asked = str(request.GET.get("show", ""))
    show = asked if asked in STATES else next((state for state in (MISSING, SUGGESTED) if counted[state]), "all")
    pages = Paginator(chosen(rows, show), PAGE_ROWS)
    page = pages.get_page(request.GET.get("p"))
    covered = coverage(book, numbers)
    has_own = Capability.CATEGORIES in registry.adapter_class(marketplace).capabilities
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Category mapping"),
        "marketplace": marketplace,
        "site": site,
        "places": [
            {"title": place_title(*each), "url": board_url(*each), "active": each == (marketplace, site)}
            for each in places()
        ],
        "tabs": [
            {
                "title": words,
                "number": counted[state],
                "query": f"marketplace={marketplace}&site={site}&show={state}",
                "active": state == show,
                "tone": "bad" if state in {MISSING, "retired"} and counted[state] else "",
            }
            for state, words in STATES.items()
        ],
        "page": page,
        "lines": [_line(row) for row in page.object_list],
        "coverage": covered,
        "coverage_sold": coverage(book, units_sold_by_category()),
        "show": show,
        "may_change": request.user.has_perm(CHANGE),
        "has_own": has_own,
        "sure": sum((row.row.score or 0) >= mapping.SURE_ENOUGH for row in rows if row.row and row.state == SUGGESTED),
        "sure_enough": mapping.SURE_ENOUGH,
        "export_url": reverse(
            "admin:marketplaces_mapping_export", query={"marketplace": marketplace, "site": site, "show": show}
        ),
        "import_url": reverse("admin:marketplaces_mapping_import", query={"marketplace": marketplace, "site": site}),
        "list_url": reverse("admin:marketplaces_categorymapping_changelist"),
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/marketplaces/mapping_board.html", context)


def _line(row: Row) -> dict[str, Any]:
    icon, tone = {
        "mapped": ("check_circle", "good"),
        "inherited": ("subdirectory_arrow_right", "quiet"),
        "suggested": ("lightbulb", "busy"),
        "retired": ("event_busy", "bad"),
        "missing": ("help", "warning" if row.products else "quiet"),
    }[row.state]
    return {
        "row": row,
        "icon": icon,
        "tone": tone,
        "words": STATES[row.state],
        "indent": min(row.category.depth, 8) * 18,
        "open": reverse("admin:marketplaces_categorymapping_change", args=[row.row.pk]) if row.row else "",
        "products_url": reverse("admin:inventory_product_changelist", query={"category__id__exact": row.category.pk}),
    }
