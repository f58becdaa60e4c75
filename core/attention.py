"""What needs a person, as querysets: the dashboard counts them, the lists' filters show them, so both say the same."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.models import Alert, Job, SyncIssue, SyncRun

BROKEN = (SyncRun.State.FAILED, SyncRun.State.INTERRUPTED)
UNDER_WAY = (SyncRun.State.QUEUED, SyncRun.State.RUNNING)


def held_runs(runs: QuerySet[SyncRun]) -> QuerySet[SyncRun]:
    """Runs whose staged changes wait for a decision."""
    return runs.filter(state=SyncRun.State.HELD)


def made_good() -> Exists:
    """Whether a later run of the same kind has got past the point at which runs break."""
    later = SyncRun.objects.filter(
        partner=OuterRef("partner"),
        account_id=OuterRef("account_id"),
        kind=OuterRef("kind"),
        pk__gt=OuterRef("pk"),
    ).exclude(state__in=[*BROKEN, SyncRun.State.CANCELLED, SyncRun.State.QUEUED])
    return Exists(later)


def broken_runs(runs: QuerySet[SyncRun]) -> QuerySet[SyncRun]:
    """Failed and interrupted runs that no later run of the same kind has made good."""
    return runs.filter(~made_good(), state__in=BROKEN)


def runs_under_way(runs: QuerySet[SyncRun]) -> QuerySet[SyncRun]:
    return runs.filter(state__in=UNDER_WAY)


def runs_in_need(runs: QuerySet[SyncRun]) -> QuerySet[SyncRun]:
    """Runs that a person has to look at: held ones, and broken ones that were not made good."""
    return runs.filter(Q(state=SyncRun.State.HELD) | Q(~made_good(), state__in=BROKEN))


def ended_runs(runs: QuerySet[SyncRun]) -> QuerySet[SyncRun]:
    """Runs that nobody has to look at any more, however they ended."""
    others = [SyncRun.State.HELD, *UNDER_WAY]
    return runs.filter(~Q(state__in=others) & ~Q(~made_good(), state__in=BROKEN))


def open_issues(issues: QuerySet[SyncIssue]) -> QuerySet[SyncIssue]:
    """Items that could not be taken and have not been taken since, each counted where it was seen last."""
    newer = SyncIssue.objects.filter(
        run__partner=OuterRef("run__partner"),
        run__account_id=OuterRef("run__account_id"),
        run__kind=OuterRef("run__kind"),
        external_id=OuterRef("external_id"),
        code=OuterRef("code"),
        field=OuterRef("field"),
        resolved_at=None,
        pk__gt=OuterRef("pk"),
    )
    return issues.filter(~Exists(newer), resolved_at=None, severity=SyncIssue.Severity.ERROR)


def dead_jobs(jobs: QuerySet[Job]) -> QuerySet[Job]:
    return jobs.filter(state=Job.State.DEAD)


def open_alerts(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    return alerts.filter(closed_at=None)
