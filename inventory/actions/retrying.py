"""Taking a run's refused items again, as they were received: after a mapping was mended, or staff said what they are."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from core.history import record
from core.models import SyncIssue, SyncRun
from inventory.actions.errors import NotPossible
from inventory.sync import few_items, renumbered

MOST_AT_ONCE = 5_000


def retry_issues(run: SyncRun, by: str) -> SyncRun:
    """Take the unresolved items of a product run again, in a small run of their own that passes the same guard.

    Items that are taken now have their issues marked resolved. A suspected renumbering is taken at staff's word: the
    known product gets the new id. Raises AlreadyRunning while another run is at work.
    """
    issues = list(open_issues(run)[:MOST_AT_ONCE])
    if run.kind != "products" or not issues:
        raise NotPossible(run, "retried")
    # An item with two problems has two issues and is taken once.
    raws = list(dict.fromkeys(issue.raw.encode() for issue in issues))
    renamed = [issue for issue in issues if issue.code == renumbered.CODE]
    retry = few_items.take(
        "products",
        raws,
        trigger="retry",
        by=by,
        scope=run.scope,
        before=lambda: renumbered.adopt(renamed),
        after=lambda retry: _resolve(issues, retry),
    )
    record(run, "sync_run.issues_retried", by=by, data={"run": retry.pk, "issues": len(issues)}, run_id=run.pk)
    return retry


def open_issues(run: SyncRun) -> QuerySet[SyncIssue]:
    """Errors whose item is at hand, in the order they came."""
    return run.issues.filter(severity=SyncIssue.Severity.ERROR, resolved_at=None).exclude(raw="").order_by("pk")


def _resolve(issues: Sequence[SyncIssue], retry: SyncRun) -> None:
    """Issues whose item was taken now are resolved; the others stay, and so does their newer twin in the retry."""
    failed = set(retry.issues.filter(severity=SyncIssue.Severity.ERROR).values_list("raw", flat=True))
    taken = [issue.pk for issue in issues if issue.raw not in failed]
    SyncIssue.objects.filter(pk__in=taken).update(resolved_at=timezone.now())
