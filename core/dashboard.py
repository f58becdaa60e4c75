"""What the hub's own machinery has to say on the first page: runs, issues, jobs, streams, and their chart.

`Figure` is the shape in which every app names a number: it carries the list that shows exactly those rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, DateField, F, Max, Min, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import attention
from core.models import Alert, Job, SyncIssue, SyncRun

CHART_DAYS = 14
CAUSES_SHOWN = 5
CAUSE = "dead:"  # how the codes of figures begin that are parts of another
HELD, BROKEN, ISSUES, ALERTS, DEAD = "held", "broken", "issues", "alerts", "dead"


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
    """What of runs, issues, jobs and alerts waits for a person, with since when. One query."""
    waiting = _waiting()
    held, broken, issues, alerts = (waiting.plain.get(what, _Sum()) for what in (HELD, BROKEN, ISSUES, ALERTS))
    causes = _dead_causes(waiting.dead)
    dead = _Sum(sum(cause.number for cause in causes), min((c.since for c in causes if c.since), default=None))
    return [
        Figure(
            HELD, _("Runs held for approval"), held.number, "core.syncrun", {"attention": "held"}, "front_hand",
            Tone.WARNING, _("Look at the changes, then approve or discard."), held.since,
        ),
        Figure(
            BROKEN, _("Runs failed or interrupted"), broken.number, "core.syncrun", {"attention": "broken"},
            "sync_problem", Tone.BAD, _("Read why, then resume."), broken.since,
        ),
        Figure(
            ISSUES, _("Open item issues"), issues.number, "core.syncissue", {"open": "yes"}, "report",
            Tone.WARNING, _("Items that could not be taken."), issues.since,
        ),
        Figure(
            DEAD, _("Jobs that gave up"), dead.number, "core.job", {"state__exact": Job.State.DEAD}, "dangerous",
            Tone.BAD, _("Mend the cause, then retry."), dead.since,
        ),
        Figure(
            ALERTS, _("Open alerts"), alerts.number, "core.alert", {"open": "yes"}, "notifications_active",
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
    """What waits by its label, and dead jobs by kind and class of error, the most frequent first."""

    plain: Mapping[str, _Sum]
    dead: tuple[tuple[str, str, _Sum], ...] = ()


def _waiting() -> _Waiting:
    runs = SyncRun.objects.order_by()
    dead = attention.dead_jobs(Job.objects.order_by()).annotate(what=Value(DEAD))
    rows = dead.values_list("what", "kind", "error_class").annotate(number=Count("pk"), since=Min("finished_at"))
    others = (
        _labelled(attention.held_runs(runs), HELD, "finished_at"),
        _labelled(attention.broken_runs(runs), BROKEN, "finished_at"),
        _labelled(attention.open_issues(SyncIssue.objects.order_by()), ISSUES, "created_at"),
        _labelled(attention.open_alerts(Alert.objects.order_by()), ALERTS, "opened_at"),
    )
    found = [(what, kind, cause, _Sum(*row)) for what, kind, cause, *row in rows.union(*others, all=True)]
    causes = [(kind, cause, seen) for what, kind, cause, seen in found if what == DEAD]
    return _Waiting(
        {what: seen for what, _kind, _cause, seen in found if what != DEAD},
        tuple(sorted(causes, key=lambda row: -row[2].number)),
    )


def _labelled(rows: QuerySet[Any], label: str, moment: str) -> QuerySet[Any, Any]:
    """In the shape of the dead jobs' rows: label, no kind, no cause, number, the oldest moment."""
    nothing = {"job_kind": Value(""), "job_cause": Value("")}
    named = rows.annotate(what=Value(label), **nothing).values_list("what", *nothing)
    counted: QuerySet[Any, Any] = named.annotate(number=Count("pk"), since=Min(moment))
    return counted


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
    rows = _good_runs().values_list("partner", "kind").annotate(last=Max("finished_at"))
    return {(partner, kind): last for partner, kind, last in rows}


def _good_runs() -> QuerySet[SyncRun]:
    return SyncRun.objects.filter(state=SyncRun.State.DONE, scope="", is_complete=True).order_by()


def under_way() -> QuerySet[SyncRun]:
    """Queued and running runs, those that run first."""
    return attention.runs_under_way(SyncRun.objects.order_by("-state", "pk"))


OUTCOMES = ("good", "errors", "held", "broken")


@dataclass(frozen=True)
class Record:
    """`last_success()`, and by each of `OUTCOMES` how many runs of each of `days` ended so."""

    last: Mapping[tuple[str, str], datetime]
    days: Sequence[date]
    ended: Mapping[str, Sequence[int]]


def record(days: int = CHART_DAYS) -> Record:
    """How runs went, over the last `days` days and last of all. One query."""
    first = timezone.localdate() - timedelta(days=days - 1)
    last: dict[tuple[str, str], datetime] = {}
    by_day: dict[date, list[int]] = {}
    no_day = {"day": Value(None, output_field=DateField()), "stream": F("partner"), "name": F("kind")}
    good = _good_runs().annotate(**no_day).values_list(*no_day).annotate(at=Max("finished_at"), **_NO_OUTCOMES)
    for day, partner, kind, at, *ended in _ended_by_day(first).union(good, all=True):
        if day is None:
            last[partner, kind] = at
        else:
            by_day[day] = ended
    dates = [first + timedelta(days=number) for number in range(days)]
    columns = zip(*(by_day.get(day, [0] * len(OUTCOMES)) for day in dates), strict=True)
    return Record(last, dates, dict(zip(OUTCOMES, map(list, columns), strict=True)))


_NO_OUTCOMES = {f"ended_{outcome}": Value(0) for outcome in OUTCOMES}


def _ended_by_day(first: date) -> QuerySet[Any, Any]:
    """One row a day: the day, nobody's stream, the newest moment, and the number of each outcome."""
    started = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    good, waiting = [SyncRun.State.DONE], [SyncRun.State.HELD, SyncRun.State.DISCARDED]
    rows = SyncRun.objects.filter(finished_at__gte=started).order_by()
    named = rows.annotate(day=TruncDate("finished_at"), stream=Value(""), name=Value(""))
    counted: QuerySet[Any, Any] = named.values_list("day", "stream", "name").annotate(
        at=Max("finished_at"),
        ended_good=Count("pk", filter=Q(state__in=good, errors=0)),
        ended_errors=Count("pk", filter=Q(state__in=good, errors__gt=0)),
        ended_held=Count("pk", filter=Q(state__in=waiting)),
        ended_broken=Count("pk", filter=Q(state__in=attention.BROKEN)),
    )
    return counted
