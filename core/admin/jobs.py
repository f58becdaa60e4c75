"""Jobs: what gave up and why, grouped by cause, with the two things one can do about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display

from core import attention, jobs
from core.admin.badges import BAD, BUSY, GOOD, QUIET, WAITING, WARNING, badge, clock, duration, when
from core.admin.base import ReadOnlyAdmin, username
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from core.admin.job_filters import ErrorFilter, KindFilter
from core.models import Job

State = Job.State
LOOKS = {
    State.PENDING: ("hourglass_empty", WAITING),
    State.LEASED: ("sync", BUSY),
    State.DONE: ("check_circle", GOOD),
    State.DEAD: ("dangerous", BAD),
    State.CANCELLED: ("block", QUIET),
}
CAUSES_SHOWN = 10
AT_ONCE = 1_000
MESSAGE_CHARACTERS = 120


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["job", "state_now", "tries", "message", "due", "asked_by", "took"]
    list_filter = ["state", ("kind", KindFilter), ("error_class", ErrorFilter)]
    list_before_template = "console/job_causes.html"
    ordering = ["-pk"]
    sortable_by = ["job"]
    actions = ["retry_selected", "give_up_selected"]
    empty_title = gettext_lazy("No job yet")
    empty_text = gettext_lazy(
        "Work that runs in the background is written down here, with every attempt and its outcome."
    )
    empty_icon = "build"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("kind", "state_now"),
                    ("run_at", "started_at", "finished_at"),
                    ("attempts", "max_attempts", "requested_by"),
                ]
            },
        ),
        (gettext_lazy("Outcome"), {"fields": [("error_class", "error"), "progress", "result"]}),
        (
            gettext_lazy("What it was asked"),
            {"fields": ["payload", ("dedupe_key", "aggregate_key", "priority"), "lease_until"]},
        ),
    ]
    readonly_fields = ["state_now"]

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("core.change_job"))

    @display(description=gettext_lazy("Job"), ordering="pk")
    def job(self, job: Job) -> str:
        return str(job)

    @display(description=gettext_lazy("State"), ordering="state")
    def state_now(self, job: Job) -> str:
        icon, tone = LOOKS[State(job.state)]
        if job.state == State.PENDING and job.attempts:
            tone = WARNING
        return badge(job.get_state_display(), icon=icon, tone=tone, tooltip=self._tooltip(job))

    def _tooltip(self, job: Job) -> str:
        lines = [_("Filed %(time)s.") % {"time": clock(job.created_at)}, job.error]
        if job.state == State.PENDING:
            lines.append(_("Next try %(time)s.") % {"time": clock(job.run_at)})
        if job.state == State.DEAD:
            lines.append(_("Mend the cause, then retry it; or give it up."))
        return "\n".join(line for line in lines if line)

    @display(description=gettext_lazy("Attempts"), ordering="attempts")
    def tries(self, job: Job) -> str:
        return f"{job.attempts} / {job.max_attempts}"

    @display(description=gettext_lazy("Message"))
    def message(self, job: Job) -> str:
        text = job.error or str(job.progress.get("text", "") if job.state == State.LEASED else "")
        return Truncator(text).chars(MESSAGE_CHARACTERS) or "–"

    @display(description=gettext_lazy("Due"), ordering="run_at")
    def due(self, job: Job) -> str:
        return when(job.run_at)

    @display(description=gettext_lazy("Asked by"))
    def asked_by(self, job: Job) -> str:
        return job.requested_by or "–"

    @display(description=gettext_lazy("Took"))
    def took(self, job: Job) -> str:
        if job.started_at is None or job.finished_at is None:
            return "–"
        return duration((job.finished_at - job.started_at).total_seconds())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        page = {"job_causes": causes(), "may_operate": self.has_operate_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **page})

    @action(description=gettext_lazy("Retry"), permissions=["operate"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> HttpResponse:
        return self._each(request, queryset.filter(state__in=[State.DEAD, State.CANCELLED]), RETRY)

    @action(description=gettext_lazy("Give up"), permissions=["operate"])
    def give_up_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> HttpResponse:
        return self._each(request, queryset.filter(state__in=[State.DEAD, State.PENDING]), GIVE_UP)

    def _each(self, request: HttpRequest, wanted: QuerySet[Job], act: "JobAct") -> HttpResponse:
        require(self.has_operate_permission(request))
        back = reverse("admin:core_job_changelist")
        chosen = list(wanted.order_by("pk")[:AT_ONCE])
        if is_confirmed(request):
            done = sum(1 for job in chosen if act.run(job, username(request)))
            return report(request, act.done(done), back)
        return ask(
            request,
            self,
            Confirmation(
                title=act.title,
                text=act.text,
                submit=act.title,
                back=back,
                numbers=[
                    (_("Jobs"), len(chosen)),
                    (_("Kinds"), ", ".join(sorted({job.kind for job in chosen})) or "–"),
                ],
                fields=[
                    ("action", act.name),
                    *[("_selected_action", str(job.pk)) for job in chosen],
                ],
                dangerous=act.dangerous,
                impossible="" if chosen else act.impossible,
            ),
        )


class JobAct:
    """Retry or give up: the words around it and the function behind it."""

    def __init__(
        self, name: str, title: Any, text: Any, impossible: Any, run: Callable[[Job, str], Any], *, dangerous: bool
    ) -> None:
        self.name = name
        self.title = title
        self.text = text
        self.impossible = impossible
        self.run = run
        self.dangerous = dangerous

    def done(self, number: int) -> str:
        return ngettext("%(title)s: %(n)d job.", "%(title)s: %(n)d jobs.", number) % {"title": self.title, "n": number}


RETRY = JobAct(
    "retry_selected",
    gettext_lazy("Retry"),
    gettext_lazy("These jobs run again from the start, with all their attempts."),
    gettext_lazy("None of the selected jobs has given up: there is nothing to retry."),
    jobs.retry,
    dangerous=False,
)
GIVE_UP = JobAct(
    "give_up_selected",
    gettext_lazy("Give up"),
    gettext_lazy("These jobs will not be tried again."),
    gettext_lazy("None of the selected jobs is waiting or dead."),
    jobs.cancel,
    dangerous=True,
)


def causes() -> list[dict[str, Any]]:
    """Dead jobs by kind and cause, most frequent first, with the list each leads to. Two queries."""
    rows = (
        attention.dead_jobs(Job.objects.all())
        .values("kind", "error_class")
        .annotate(number=Count("pk"), first=Min("pk"), since=Min("finished_at"))
        .order_by("-number")[:CAUSES_SHOWN]
    )
    groups: list[dict[str, Any]] = [{**row} for row in rows]
    examples = Job.objects.in_bulk([group["first"] for group in groups]) if groups else {}
    for group in groups:
        group["example"] = examples[group["first"]].error if group["first"] in examples else ""
        group["since"] = when(group["since"])
        query = {"state__exact": State.DEAD, "kind": group["kind"], "error_class": group["error_class"]}
        group["url"] = reverse("admin:core_job_changelist", query=query)
    return groups
