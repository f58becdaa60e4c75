"""The page that waits for a job of buying and leads on to what it made."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.badges import badge, grouped
from core.admin.confirm import require
from core.admin.job_bar import UNDER_WAY, as_progress, job_bar
from core.admin.jobs import LOOKS
from core.models import Job

KIND_PREFIX = "suppliers."
TITLES: dict[str, Any] = {
    "suppliers.import_product": gettext_lazy("Import"),
    "suppliers.refresh_account": gettext_lazy("Refresh of costs and stock"),
    "suppliers.refresh_products": gettext_lazy("Refresh of costs and stock"),
    "suppliers.configure_webhooks": gettext_lazy("Setting up webhooks"),
}
RESULT_WORDS: dict[str, Any] = {
    "created": gettext_lazy("Products made"),
    "linked": gettext_lazy("Products linked"),
    "unchanged": gettext_lazy("Unchanged"),
    "products": gettext_lazy("Products of theirs"),
    "read": gettext_lazy("Offers read"),
    "left": gettext_lazy("Left for later"),
    "cost_changes": gettext_lazy("Costs changed"),
    "state_changes": gettext_lazy("States changed"),
    "changed_products": gettext_lazy("Our products changed"),
    "missing": gettext_lazy("Not found"),
    "failed": gettext_lazy("Failed"),
    "topics": gettext_lazy("Kinds of webhooks"),
    "refused": gettext_lazy("Refused"),
}


def job_url(job: Job) -> str:
    return reverse("admin:suppliers_job", args=[job.pk])


def go_to(job: Job) -> HttpResponse:
    return HttpResponseRedirect(job_url(job))


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def page(request: HttpRequest, job_id: int) -> HttpResponse:
        return _page(admin, request, job_id)

    def progress(request: HttpRequest, job_id: int) -> HttpResponse:
        require(admin.has_view_permission(request))
        return JsonResponse(as_progress(_job(job_id)))

    wrap = admin.admin_site.admin_view
    return [
        path("job/<int:job_id>/", wrap(page), name="suppliers_job"),
        path("job/<int:job_id>/progress/", wrap(progress), name="suppliers_job_progress"),
    ]


def _job(job_id: int) -> Job:
    return get_object_or_404(Job, pk=job_id, kind__startswith=KIND_PREFIX)


def _page(admin: ModelAdmin[Any], request: HttpRequest, job_id: int) -> HttpResponse:
    require(admin.has_view_permission(request))
    job = _job(job_id)
    icon, tone = LOOKS[Job.State(job.state)]
    is_done = job.state == Job.State.DONE
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": TITLES.get(job.kind, job.kind),
        "crumbs": [{"title": TITLES.get(job.kind, job.kind)}],
        "job": job,
        "bar": job_bar(job, reverse("admin:suppliers_job_progress", args=[job.pk])),
        "badge": badge(job.get_state_display(), icon=icon, tone=tone, tooltip=job.error),
        "under_way": job.state in UNDER_WAY,
        "failed": job.state == Job.State.DEAD,
        "numbers": _numbers(job) if is_done else [],
        "links": _links(job) if is_done else [],
        "may_open_job": request.user.has_perm("core.view_job") or request.user.has_perm("core.change_job"),
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/suppliers/job.html", context)


def _numbers(job: Job) -> list[tuple[Any, str]]:
    return [
        (RESULT_WORDS[name], grouped(value if isinstance(value, int) else len(value)))
        for name, value in job.result.items()
        if name in RESULT_WORDS and isinstance(value, int | list) and not isinstance(value, bool)
    ]


def _links(job: Job) -> list[tuple[Any, str]]:
    found = []
    if job.result.get("group_id"):
        group = job.result["group_id"]
        found.append((_("Open the product group"), reverse("admin:inventory_productgroup_change", args=[group])))
    query = {"need": "all"}
    if job.payload.get("product_id") and not isinstance(job.payload["product_id"], int):
        query["q"] = str(job.payload["product_id"])
    found.append((_("See the offers"), reverse("admin:suppliers_supplierproduct_changelist", query=query)))
    return found
