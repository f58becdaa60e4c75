"""The page of a bulk action's job: its bar, what came of each row and how that stands now, and the failed ones again."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.admin.badges import BAD, GOOD, WAITING, badge, grouped
from core.admin.base import person
from core.admin.confirm import refuse, require
from core.admin.job_bar import UNDER_WAY, as_progress, job_bar
from core.admin.jobs import LOOKS
from core.admin.reauth import needs_fresh_password
from core.errors import HubError
from core.models import Job
from orders import reasons
from orders.actions import bulk
from orders.admin.bulk import KNOWN, Bulk
from orders.admin.standings import Line
from orders.admin.why import refusal_words
from orders.models import BulkRow
from orders.models.bulk import BulkState

ROWS_A_PAGE = 100
_LOOKS: dict[str, tuple[str, str]] = {
    BulkState.WAITING: ("hourglass_empty", WAITING),
    BulkState.DONE: ("check_circle", GOOD),
    BulkState.FAILED: ("error", BAD),
}
_FIRST = (BulkState.FAILED, BulkState.WAITING, BulkState.DONE)
_GONE = Line("", "", "", "", "done")


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def page(request: HttpRequest, job_id: int) -> HttpResponse:
        return _page(admin, request, *_asked(request, job_id))

    def progress(request: HttpRequest, job_id: int) -> HttpResponse:
        job, made = _asked(request, job_id)
        shown = _rows(request, job)
        return JsonResponse(as_progress(_as_shown(job, shown, made.read([row.target for row in shown]))))

    def again(request: HttpRequest, job_id: int) -> HttpResponse:
        job, made = _asked(request, job_id)
        require(request.user.has_perm(made.act.permission))
        retry = needs_fresh_password(_again) if made.asks_password else _again
        answer: HttpResponse = retry(request, job, made)
        return answer

    wrap = admin.admin_site.admin_view
    return [
        path("bulk/<int:job_id>/", wrap(page), name="orders_bulk"),
        path("bulk/<int:job_id>/progress/", wrap(progress), name="orders_bulk_progress"),
        path("bulk/<int:job_id>/again/", wrap(require_POST(again)), name="orders_bulk_again"),
    ]


def _asked(request: HttpRequest, job_id: int) -> tuple[Job, Bulk]:
    job = get_object_or_404(Job, pk=job_id, kind=bulk.KIND)
    made = KNOWN.get(str(job.payload.get("act")))
    if made is None:
        raise Http404
    require(request.user.has_perm(made.view))
    return job, made


def _again(request: HttpRequest, job: Job, made: Bulk) -> HttpResponse:
    try:
        new = bulk.retry_failed(job, made.act, person(request))
    except HubError as error:
        return refuse(request, ValueError(refusal_words(error)), _address(job))
    return HttpResponseRedirect(_address(new))


def _address(job: Job) -> str:
    return reverse("admin:orders_bulk", args=[job.pk])


def _rows(request: HttpRequest, job: Job) -> Page[Any]:
    """One page of the job's rows, the failed ones first."""
    order = [When(state=state, then=Value(place)) for place, state in enumerate(_FIRST)]
    rows = BulkRow.objects.filter(job=job).order_by(Case(*order, output_field=IntegerField()), "pk")
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p"))


def _standing(row: BulkRow, line: Line) -> str:
    return line.standing if row.state == BulkState.DONE else str(row.state)


def _as_shown(job: Job, shown: Sequence[BulkRow], lines: dict[int, Line]) -> Job:
    """The job as its bar shows it. What the workers still do with the rows of this page counts: a job that is done stands
    as under way until nothing on the page moves any more."""
    waiting = sum(_standing(row, lines.get(row.target, _GONE)) == "waiting" for row in shown)
    if job.state != Job.State.DONE or not waiting:
        return job
    progress = {"done": len(shown) - waiting, "total": len(shown), "text": _("the workers go on with them")}
    return Job(pk=job.pk, kind=job.kind, state=Job.State.LEASED, progress=progress)


def _page(admin: ModelAdmin[Any], request: HttpRequest, job: Job, made: Bulk) -> HttpResponse:
    shown = _rows(request, job)
    lines = made.read([row.target for row in shown])
    counted = bulk.counts(job)
    now = _as_shown(job, shown, lines)
    failed = counted[BulkState.FAILED]
    icon, tone = LOOKS[Job.State(job.state)]
    query = {"p": shown.number} if shown.number > 1 else {}
    may_retry = request.user.has_perm(made.act.permission) and not made.act.is_private
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": made.result or made.title,
        "job": job,
        "bar": job_bar(now, reverse("admin:orders_bulk_progress", args=[job.pk], query=query)),
        "badge": badge(job.get_state_display(), icon=icon, tone=tone, tooltip=job.error),
        "under_way": now.state in UNDER_WAY,
        "has_stopped": job.state in (Job.State.DEAD, Job.State.CANCELLED),
        "numbers": _numbers(counted, shown, lines),
        "lines": [_line(row, lines.get(row.target, _GONE)) for row in shown],
        "page": shown,
        "again": failed if may_retry and job.state not in UNDER_WAY else 0,
        "again_url": reverse("admin:orders_bulk_again", args=[job.pk]),
        "list_url": reverse(f"admin:{made.back}_changelist"),
        "may_open_job": request.user.has_perm("core.view_job"),
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/orders/bulk_page.html", context)


def _numbers(counted: dict[str, int], shown: Sequence[BulkRow], lines: dict[int, Line]) -> list[tuple[Any, Any]]:
    """Of the whole action; and of the rows on this page what the workers still do, or could not do afterwards."""
    numbers: list[tuple[Any, Any]] = [
        (_("Done"), grouped(counted[BulkState.DONE])),
        (_("Waits"), grouped(counted[BulkState.WAITING])),
        (_("Failed"), grouped(counted[BulkState.FAILED])),
    ]
    after = [lines.get(row.target, _GONE).standing for row in shown if row.state == BulkState.DONE]
    if "waiting" in after:
        numbers.append((_("Workers are at it"), grouped(after.count("waiting"))))
    if "failed" in after:
        numbers.append((_("Need a look now"), grouped(after.count("failed"))))
    return numbers


def _line(row: BulkRow, line: Line) -> dict[str, Any]:
    icon, tone = _LOOKS[row.state]
    return {
        "name": line.name or f"#{row.target}",
        "url": line.url,
        "result": badge(row.get_state_display(), icon=icon, tone=tone),
        "now": line.badge,
        "why": _why(row) if row.state == BulkState.FAILED else line.why,
        "standing": _standing(row, line),
    }


def _why(row: BulkRow) -> str:
    """Our words for the code, else the error's own sentence."""
    is_known = row.code in reasons.REFUSALS or row.code in reasons.MAILS
    return reasons.refusal_words(row.code) if is_known or not row.text else row.text
