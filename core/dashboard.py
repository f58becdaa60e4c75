"""What the hub's own machinery has to say on the first page: runs, issues, jobs, streams, and their chart.

`Figure` is the shape in which every app names a number: it carries the list that shows exactly those rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import attention
from core.models import Alert, Job, SyncIssue, SyncRun

CHART_DAYS = 14
CAUSES_SHOWN = 5
CAUSE = "dead:"  # how the codes of figures begin that are parts of another
ISSUES, ALERTS, DEAD = "issues", "alerts", "dead"


class Tone(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True)
class Figure:
    """A number and its list: `model` is "app.model", `query` the filter of its changelist.

    With `is_count` false the figure says that something is so, and leads to the place where it is mended.
    """

    code: str
    title: Any
    number: int
    model: str
    query: Mapping[str, Any] = field(default_factory=dict)
    icon: str = "tag"
    tone: Tone = Tone.QUIET
    hint: Any = ""
    since: datetime | None = None
    is_count: bool = True


def needs() -> list[Figure]:
    """What of runs, issues, jobs and alerts waits for a person, with since when. Two queries."""
    held, broken = _runs_in_need()
    waiting = _open_issues_alerts_and_dead_jobs()
    issues, alerts, causes = waiting.issues, waiting.alerts, _dead_causes(waiting.dead)
    dead = _Sum(sum(cause.number for cause in causes), min((c.since for c in causes if c.since), default=None))
    return [
        Figure(
            "held", _("Runs held for approval"), held.number, "core.syncrun", {"attention": "held"}, "front_hand",
            Tone.WARNING, _("Look at the changes, then approve or discard."), held.since,
        ),
        Figure(
            "broken", _("Runs failed or interrupted"), broken.number, "core.syncrun", {"attention": "broken"},
            "sync_problem", Tone.BAD, _("Read why, then resume."), broken.since,
        ),
        Figure(
            "issues", _("Open item issues"), issues.number, "core.syncissue", {"open": "yes"}, "report",
            Tone.WARNING, _("Items that could not be taken."), issues.since,
        ),
        Figure(
            "dead", _("Jobs that gave up"), dead.number, "core.job", {"state__exact": Job.State.DEAD}, "dangerous",
            Tone.BAD, _("Mend the cause, then retry."), dead.since,
        ),
        Figure(
            "alerts", _("Open alerts"), alerts.number, "core.alert", {"open": "yes"}, "notifications_active",
            Tone.WARNING, _("What staff were told by mail and is not over."), alerts.since,
        ),
        *causes[:CAUSES_SHOWN],
    ]  # fmt: skip


@dataclass(frozen=True)
class _Sum:
    number: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class _Waiting:
    issues: _Sum = field(default_factory=_Sum)
    alerts: _Sum = field(default_factory=_Sum)
    dead: tuple[tuple[str, str, _Sum], ...] = ()  # kind of job, class of its error


def _open_issues_alerts_and_dead_jobs() -> _Waiting:
    """All of them in one query, dead jobs by kind and cause, the most frequent first."""
    nothing = {"job_kind": Value(""), "job_cause": Value("")}
    issues = attention.open_issues(SyncIssue.objects.order_by()).annotate(what=Value(ISSUES), **nothing)
    alerts = attention.open_alerts(Alert.objects.order_by()).annotate(what=Value(ALERTS), **nothing)
    dead = attention.dead_jobs(Job.objects.order_by()).annotate(what=Value(DEAD))
    rows = dead.values_list("what", "kind", "error_class").annotate(number=Count("pk"), since=Min("finished_at"))
    others = (
        issues.values_list("what", *nothing).annotate(number=Count("pk"), since=Min("created_at")),
        alerts.values_list("what", *nothing).annotate(number=Count("pk"), since=Min("opened_at")),
    )
    found = {tuple(row[:3]): _Sum(*row[3:]) for row in rows.union(*others, all=True)}
    causes = [(kind, cause, seen) for (what, kind, cause), seen in found.items() if what == DEAD]
    return _Waiting(
        found.get((ISSUES, "", ""), _Sum()),
        found.get((ALERTS, "", ""), _Sum()),
        tuple(sorted(causes, key=lambda row: -row[2].number)),
    )


def _runs_in_need() -> tuple[_Sum, _Sum]:
    """Held runs, and broken ones that were not made good since."""
    states = [SyncRun.State.HELD, *attention.BROKEN]
    groups = (
        SyncRun.objects.filter(state__in=states)
        .annotate(is_good=attention.made_good())
        .values("state", "is_good")
        .annotate(number=Count("pk"), since=Min("finished_at"))
        .order_by()
    )
    held, broken = _Sum(), _Sum()
    for group in groups:
        if group["state"] == SyncRun.State.HELD:
            held = _add(held, group)
        elif not group["is_good"]:
            broken = _add(broken, group)
    return held, broken


def _add(so_far: _Sum, group: Mapping[str, Any]) -> _Sum:
    moments = [moment for moment in (so_far.since, group["since"]) if moment]
    return _Sum(so_far.number + group["number"], min(moments, default=None))


def _dead_causes(dead: Iterable[tuple[str, str, _Sum]]) -> list[Figure]:
    """Dead jobs by kind and cause, each with its list."""
    return [
        Figure(
            f"{CAUSE}{kind}:{cause}",
            f"{kind}: {cause or '–'}",
            seen.number,
            "core.job",
            {"state__exact": Job.State.DEAD, "kind": kind, "error_class": cause},
            "dangerous",
            Tone.BAD,
            since=seen.since,
        )
        for kind, cause, seen in dead
    ]


def last_success() -> dict[tuple[str, str], datetime]:
    """When each partner's kinds of runs last came to a good end over everything. One query."""
    runs = SyncRun.objects.filter(state=SyncRun.State.DONE, scope="", is_complete=True).order_by()
    rows = runs.values_list("partner", "kind").annotate(last=Max("finished_at"))
    return {(partner, kind): last for partner, kind, last in rows}


def under_way() -> QuerySet[SyncRun]:
    """Queued and running runs, those that run first."""
    return attention.runs_under_way(SyncRun.objects.order_by("-state", "pk"))


def runs_by_day(days: int = CHART_DAYS) -> dict[str, list[Any]]:
    """Finished runs of each of the last `days` days: labels, and how many went well, were held, broke. One query."""
    first = timezone.localdate() - timedelta(days=days - 1)
    started = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    good, waiting = [SyncRun.State.DONE], [SyncRun.State.HELD, SyncRun.State.DISCARDED]
    rows = (
        SyncRun.objects.filter(finished_at__gte=started)
        .annotate(day=TruncDate("finished_at"))
        .values("day")
        .annotate(
            good=Count("pk", filter=Q(state__in=good, errors=0)),
            errors=Count("pk", filter=Q(state__in=good, errors__gt=0)),
            held=Count("pk", filter=Q(state__in=waiting)),
            broken=Count("pk", filter=Q(state__in=attention.BROKEN)),
        )
    )
    by_day: dict[Any, dict[str, Any]] = {row["day"]: {**row} for row in rows}
    dates = [first + timedelta(days=number) for number in range(days)]
    names = ["good", "errors", "held", "broken"]
    return {"days": dates, **{name: [by_day[day][name] if day in by_day else 0 for day in dates] for name in names}}
