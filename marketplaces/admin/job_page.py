"""The page that waits for a job of selling: bar, what came of each row with its remedy, and the failed ones again."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.admin.badges import BAD, BUSY, GOOD, badge, grouped
from core.admin.base import username
from core.admin.confirm import refuse, require
from core.admin.job_bar import UNDER_WAY, as_progress, job_bar
from core.admin.jobs import LOOKS
from core.errors import HubError
from core.jobs import cancel
from core.models import Job
from inventory.models import Product
from marketplaces.actions.publishing.batches import BATCH, FAILED, retry_failed
from marketplaces.admin.publishing import batch_csv
from marketplaces.models import MarketplaceAccount

KIND_PREFIX = "marketplaces."
PUBLISH = "marketplaces.publish_listing"
MOST_ROWS = 500
TITLES: dict[str, Any] = {
    BATCH: gettext_lazy("Publishing"),
    "marketplaces.publish_listing": gettext_lazy("Publishing"),
    "marketplaces.end_listing": gettext_lazy("Ending a listing"),
    "marketplaces.read_back_listing": gettext_lazy("Reading a listing back"),
    "marketplaces.read_back_shop": gettext_lazy("Reading all listings of a shop back"),
    "marketplaces.configure_webhooks": gettext_lazy("Setting up webhooks"),
    "marketplaces.perform": gettext_lazy("At the marketplace"),
    "marketplaces.suggest_categories": gettext_lazy("Suggesting categories"),
    "marketplaces.read_needs": gettext_lazy("Reading what categories ask for"),
    "marketplaces.check_shop": gettext_lazy("Checking what a shop needs"),
    "marketplaces.push_shop": gettext_lazy("Bringing prices and stock up to date"),
}
ROW_LOOKS: dict[str, tuple[Any, str, str]] = {
    "active": (gettext_lazy("on sale"), "check_circle", GOOD),
    "error": (gettext_lazy("refused"), "error", BAD),
    "unfit": (gettext_lazy("something is missing"), "report", BAD),
    "waiting": (gettext_lazy("goes on by itself"), "hourglass_empty", BUSY),
}


def job_url(job: Job) -> str:
    return reverse("admin:marketplaces_job", args=[job.pk])


def go_to(job: Job) -> HttpResponse:
    return HttpResponseRedirect(job_url(job))


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def page(request: HttpRequest, job_id: int) -> HttpResponse:
        return _page(admin, request, job_id)

    def progress(request: HttpRequest, job_id: int) -> HttpResponse:
        require(_may_see(request))
        return JsonResponse(as_progress(_job(job_id)))

    def again(request: HttpRequest, job_id: int) -> HttpResponse:
        require(request.user.has_perm("marketplaces.publish_listing"))
        job = _job(job_id)
        try:
            return go_to(retry_failed(job, username(request)))
        except HubError as error:
            return refuse(request, error, job_url(job))

    def cancel_rest(request: HttpRequest, job_id: int) -> HttpResponse:
        require(request.user.has_perm("marketplaces.publish_listing"))
        job = _job(job_id)
        if cancel(job, username(request)):
            messages.success(request, _("What has not begun is not begun any more."))
        return HttpResponseRedirect(job_url(job))

    def as_csv(request: HttpRequest, job_id: int) -> Any:
        require(_may_see(request))
        return batch_csv.answer(request, _job(job_id))

    wrap = admin.admin_site.admin_view
    return [
        path("job/<int:job_id>/", wrap(page), name="marketplaces_job"),
        path("job/<int:job_id>/progress/", wrap(progress), name="marketplaces_job_progress"),
        path("job/<int:job_id>/cancel/", wrap(require_POST(cancel_rest)), name="marketplaces_job_cancel"),
        path("job/<int:job_id>/csv/", wrap(as_csv), name="marketplaces_job_csv"),
        path("job/<int:job_id>/again/", wrap(require_POST(again)), name="marketplaces_job_again"),
    ]


def _may_see(request: HttpRequest) -> bool:
    may = request.user.has_perm
    return may("marketplaces.view_listing") or may("marketplaces.view_marketplaceaccount")


def _job(job_id: int) -> Job:
    return get_object_or_404(Job, pk=job_id, kind__startswith=KIND_PREFIX)


def _page(admin: ModelAdmin[Any], request: HttpRequest, job_id: int) -> HttpResponse:
    require(_may_see(request))
    job = _job(job_id)
    icon, tone = LOOKS[Job.State(job.state)]
    rows = job.result.get("rows", []) if job.kind == BATCH else []
    failed = sum(row["state"] in FAILED for row in rows)
    issue = str(request.GET.get("issue", ""))
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": TITLES.get(job.kind, job.kind),
        "crumbs": [{"title": TITLES.get(job.kind, job.kind)}],
        "job": job,
        "bar": job_bar(job, reverse("admin:marketplaces_job_progress", args=[job.pk])),
        "badge": badge(job.get_state_display(), icon=icon, tone=tone, tooltip=job.error),
        "under_way": job.state in UNDER_WAY,
        "has_failed": job.state == Job.State.DEAD,
        "numbers": [(_("On sale"), grouped(len(rows) - failed)), (_("Failed"), grouped(failed))] if rows else [],
        "rows": _rows([row for row in rows if not issue or issue in row.get("problems", [])][:MOST_ROWS]),
        "issues": issues_of(rows),
        "issue": issue,
        "told": _told(job),
        "again": failed if request.user.has_perm("marketplaces.publish_listing") else 0,
        "may_cancel": job.kind == BATCH
        and job.state in UNDER_WAY
        and request.user.has_perm("marketplaces.publish_listing"),
        "may_open_job": request.user.has_perm("core.view_job") or request.user.has_perm("core.change_job"),
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/marketplaces/job.html", context)


def issues_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line a cause: its words where it was met first, how many rows it stops, and how many in a hundred that are."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["state"] not in FAILED:
            continue
        for code, words in zip(row.get("problems", []), [*row.get("words", []), *[""] * 99], strict=False):
            line = found.setdefault(code, {"code": code, "words": words or code, "number": 0})
            line["number"] += 1
    for line in found.values():
        line["share"] = f"{round(100 * line['number'] / len(rows))} %"
    return sorted(found.values(), key=lambda line: -line["number"])


def _told(job: Job) -> list[tuple[str, Any]]:
    """The figures of a job that has no rows."""
    if job.kind == BATCH:
        return []
    return [(_FIGURES.get(name, name), value) for name, value in job.result.items() if isinstance(value, int)]


_FIGURES: dict[str, Any] = {
    "suggested": gettext_lazy("Suggested"),
    "unknown": gettext_lazy("Without a suggestion"),
    "read": gettext_lazy("Read"),
    "retired": gettext_lazy("Retired there"),
    "missing": gettext_lazy("Missing"),
    "choices": gettext_lazy("Choices"),
    "listings": gettext_lazy("Listings"),
    "calls": gettext_lazy("Calls"),
    "offers": gettext_lazy("Figures"),
}


def _rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with its product, shop and remedy. Two queries."""
    products = Product.objects.only("title").in_bulk([row["product"] for row in rows])
    shops = {row.pk: row.name for row in MarketplaceAccount.objects.filter(pk__in=[row["account"] for row in rows])}
    shown = []
    for row in rows:
        words, icon, tone = ROW_LOOKS.get(row["state"], (row["state"], "help", BUSY))
        product = products.get(row["product"])
        shown.append(
            {
                "title": product.title if product else f"#{row['product']}",
                "shop": shops.get(row["account"], "–"),
                "badge": badge(words, icon=icon, tone=tone),
                "words": " ".join(row.get("words", [])),
                "fix": reverse("admin:inventory_product_change", args=[product.pk])
                if product and row["state"] in FAILED
                else "",
                "listing": reverse("admin:marketplaces_listing_change", args=[row["listing"]])
                if row.get("listing")
                else "",
            }
        )
    return shown
