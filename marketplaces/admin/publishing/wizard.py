"""Publishing many products in five pages, each saved before the next: what, where, attributes, text and price, and a look
at fees, profit and problems before anything goes out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.base import username
from core.admin.confirm import require
from core.errors import HubError
from marketplaces.actions.publishing import plans
from marketplaces.admin import job_page
from marketplaces.admin.mapping import places as mapping_places
from marketplaces.admin.publishing import attribute_grid, wizard_pages
from marketplaces.models import PublishPlan

PERMISSION = "marketplaces.publish_listing"
TITLES: dict[int, Any] = {
    1: gettext_lazy("Products"),
    2: gettext_lazy("Shops"),
    3: gettext_lazy("Attributes"),
    4: gettext_lazy("Text and price"),
    5: gettext_lazy("Preview"),
}
NO_CATEGORY = {"no_mapping", "no_own_category", "retired_category"}
Show = Callable[[PublishPlan, HttpRequest], dict[str, Any]]
Save = Callable[[PublishPlan, HttpRequest], None]


def page_url(plan: PublishPlan, page: int | None = None) -> str:
    return reverse("admin:marketplaces_plan", args=[plan.pk, page or plan.page])


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def view(request: HttpRequest, plan_id: int, page: int) -> HttpResponse:
        require(request.user.has_perm(PERMISSION))
        plan = get_object_or_404(PublishPlan, pk=plan_id)
        if not 1 <= page <= plans.PAGES:
            return HttpResponseRedirect(page_url(plan))
        return _answer(admin, request, plan, page)

    return [path("<int:plan_id>/page/<int:page>/", admin.admin_site.admin_view(view), name="marketplaces_plan")]


def _answer(admin: ModelAdmin[Any], request: HttpRequest, plan: PublishPlan, page: int) -> HttpResponse:
    if request.method == "POST":
        try:
            return _save(request, plan, page)
        except HubError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(page_url(plan, page))
    if page > 2 and not plan.account_ids:  # noqa: PLR2004 - shops are chosen on the second page
        return HttpResponseRedirect(page_url(plan, 2))
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Publish in shops"),
        "plan": plan,
        "number": page,
        "steps": [
            {"number": number, "title": words, "url": page_url(plan, number), "active": number == page,
             "is_open": number <= max(plan.page, page)}
            for number, words in TITLES.items()
        ],
        "before": page_url(plan, page - 1) if page > 1 else "",
        "body": f"admin/marketplaces/plan_page_{page}.html",
        **_PAGES[page][0](plan, request),
    }  # fmt: skip
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/marketplaces/plan.html", context)


def _save(request: HttpRequest, plan: PublishPlan, page: int) -> HttpResponse:
    if page == plans.PAGES:
        plan = plans.publish_ready(plan, username(request), confirm_fee=request.POST.get("confirm_fee") == "yes")
        return job_page.go_to(plan.job) if plan.job is not None else HttpResponseRedirect(page_url(plan, page))
    _PAGES[page][1](plan, request)
    stays = "stay" in request.POST or "fill" in request.POST
    if not stays and plan.page < page + 1:
        plan.page = page + 1
        plan.save(update_fields=["page", "updated_at"])
    return HttpResponseRedirect(page_url(plan, page if stays else page + 1))


def _show_attributes(plan: PublishPlan, request: HttpRequest) -> dict[str, Any]:
    with_optional = request.GET.get("optional") == "1"
    rows = plans.planned(plan)
    pairs = [(each.listing, each.checked) for each in rows]
    nowhere = [each for each in rows if {problem.code for problem in each.checked.problems} & NO_CATEGORY]
    return {
        "tables": attribute_grid.tables_of(pairs, with_optional=with_optional),
        "with_optional": with_optional,
        "nowhere": len(nowhere),
        "unread": sum("needs_not_read" in each.checked.hints for each in rows),
        "board": mapping_places.board_url(nowhere[0].listing.account.marketplace, nowhere[0].listing.account.site)
        if nowhere
        else "",
    }


def _save_attributes(plan: PublishPlan, request: HttpRequest) -> None:
    pairs = [(each.listing, each.checked) for each in plans.planned(plan)]
    with_optional = request.POST.get("optional") == "1"
    _changed, refused = attribute_grid.save(pairs, request.POST, username(request), with_optional=with_optional)
    for words in refused:
        messages.warning(request, _("Not taken by the marketplace: %(words)s") % {"words": words})


_PAGES: dict[int, tuple[Show, Save]] = {
    1: (wizard_pages.show_products, wizard_pages.save_products),
    2: (wizard_pages.show_shops, wizard_pages.save_shops),
    3: (_show_attributes, _save_attributes),
    4: (wizard_pages.show_text, wizard_pages.save_text),
    5: (wizard_pages.show_preview, wizard_pages.save_text),
}
