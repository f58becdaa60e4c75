"""What the hub's own machinery has to say on the first page: runs, issues, jobs, streams, and their chart.

`Figure` is the shape in which every app names a number: it carries the list that shows exactly those rows.
"""

from collections.abc import Mapping
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
    """What of runs, issues, jobs and alerts waits for a person, with since when. Three queries."""
    held, broken = _runs_in_need()
    issues, alerts = _open_issues_and_alerts()
    causes = dead_causes()
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


def _open_issues_and_alerts() -> tuple[_Sum, _Sum]:
    """Both in one query."""
    issues = attention.open_issues(SyncIssue.objects.order_by()).annotate(what=Value("issues"))
    alerts = attention.open_alerts(Alert.objects.order_by()).annotate(what=Value("alerts"))
    rows = issues.values_list("what").annotate(number=Count("pk"), since=Min("created_at"))
    more = alerts.values_list("what").annotate(number=Count("pk"), since=Min("opened_at"))
    found = {what: _Sum(number, since) for what, number, since in rows.union(more, all=True)}
    return found.get("issues", _Sum()), found.get("alerts", _Sum())


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


def dead_causes() -> list[Figure]:
    """Dead jobs by kind and cause, most frequent first. One query."""
    groups = (
        attention.dead_jobs(Job.objects.all())
        .values("kind", "error_class")
        .annotate(number=Count("pk"), since=Min("finished_at"))
        .order_by("-number")
    )
    return [
        Figure(
            f"{CAUSE}{group['kind']}:{group['error_class']}",
            f"{group['kind']}: {group['error_class'] or '–'}",
            group["number"],
            "core.job",
            {"state__exact": Job.State.DEAD, "kind": group["kind"], "error_class": group["error_class"]},
            "dangerous",
            Tone.BAD,
            since=group["since"],
        )
        for group in groups
    ]


def last_success(partner: str) -> dict[str, datetime]:
    """When each kind of the partner's runs last came to a good end over everything."""
    runs = SyncRun.objects.filter(partner=partner, state=SyncRun.State.DONE, scope="", is_complete=True)
    return dict(runs.values_list("kind").annotate(last=Max("finished_at")).values_list("kind", "last"))


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
