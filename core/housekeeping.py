"""Housekeeping: rows that nobody needs any more go, in small batches, after the days that the settings say."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.utils import timezone

from core.imports.running import empty_expired, never_confirmed
from core.jobs import JobContext, Reschedule, handles
from core.jobs.queue import FINISHED
from core.models import (
    Alert,
    ApiCall,
    Event,
    IdempotentAnswer,
    ImportRow,
    InboundEvent,
    Job,
    OAuthState,
    SyncChange,
    SyncChunk,
    SyncIssue,
    SyncRun,
    TableImport,
)

BATCH_SIZE = 1000
SQLITE_PAUSE_SECONDS = 0.05  # SQLite's busy handler is unfair: a writer that never rests starves all others
IDEMPOTENT_ANSWERS_LIVE = timedelta(days=2)  # a client may repeat a write for a day
ENDED_RUNS = (SyncRun.State.DONE, SyncRun.State.FAILED, SyncRun.State.CANCELLED, SyncRun.State.DISCARDED)


Rows = dict[str, models.QuerySet[Any]]
_sources: list[Callable[[datetime], Rows]] = []


def outdated_rows(source: Callable[[datetime], Rows]) -> Callable[[datetime], Rows]:
    """Registers a function that gives an app's rows that may go by now, by the name under which their count is shown.

    Rows that would go along with others (their foreign key cascades) are named on their own, before those.
    """
    _sources.append(source)
    return source


def outdated(now: datetime) -> Rows:
    """All rows that may go: those of the apps, then the hub's own, in the order in which they are deleted."""
    found: Rows = {}
    for source in _sources:
        found |= source(now)
    return found | _own_rows(now)


def old_jobs(now: datetime) -> models.QuerySet[Job]:
    return Job.objects.filter(state__in=FINISHED, finished_at__lt=now - timedelta(days=settings.KEEP_JOBS_DAYS))


def _own_rows(now: datetime) -> Rows:
    history = now - timedelta(days=settings.KEEP_EVENTS_DAYS)
    return {
        "api_calls": ApiCall.objects.filter(created_at__lt=now - timedelta(days=settings.KEEP_API_CALLS_DAYS)),
        **_details_of_runs(now),
        **_imports(now),
        "jobs": old_jobs(now),
        "alerts": Alert.objects.filter(closed_at__lt=history),
        "events": Event.objects.filter(created_at__lt=history),
        "console_log": LogEntry.objects.filter(action_time__lt=history),
        "idempotent_answers": IdempotentAnswer.objects.filter(created_at__lt=now - IDEMPOTENT_ANSWERS_LIVE),
        "webhooks": ended_webhooks(now - timedelta(days=settings.KEEP_WEBHOOKS_DAYS)),
        "oauth_states": OAuthState.objects.filter(expires_at__lt=now),
        "sessions": Session.objects.filter(expire_date__lt=now),
        **_logins(now - timedelta(days=settings.KEEP_LOGINS_DAYS)),
    }


def _details_of_runs(now: datetime) -> Rows:
    """A run's own row stays."""
    old = {
        "run__state__in": ENDED_RUNS,
        "run__finished_at__lt": now - timedelta(days=settings.KEEP_SYNC_DETAILS_DAYS),
    }
    return {
        "sync_chunks": SyncChunk.objects.filter(**old),
        "sync_issues": SyncIssue.objects.filter(**old),
        "sync_changes": SyncChange.objects.filter(**old),
    }


def _imports(now: datetime) -> Rows:
    done = TableImport.objects.filter(
        models.Q(job=None) | models.Q(job__state__in=FINISHED),
        confirmed_at__lt=now - timedelta(days=settings.KEEP_JOBS_DAYS),
    )
    previews = never_confirmed(now)
    return {
        "import_rows": ImportRow.objects.filter(models.Q(table__in=done) | models.Q(table__in=previews)),
        "previews": previews,
        "imports": done,
    }


def _logins(before: datetime) -> Rows:
    """Who logged in or failed to, from which address: a name that is locked out has tried minutes ago."""
    return {
        "logins": AccessLog.objects.filter(attempt_time__lt=before),
        "failed_logins": AccessFailureLog.objects.filter(attempt_time__lt=before),
        "login_attempts": AccessAttempt.objects.filter(attempt_time__lt=before),
    }


def ended_webhooks(before: datetime) -> models.QuerySet[InboundEvent]:
    return InboundEvent.objects.exclude(state=InboundEvent.State.RECEIVED).filter(received_at__lt=before)


def purge_webhook_bodies(now: datetime, job: JobContext) -> int:
    """Empties the bodies and headers of webhooks that ended long ago; the rows stay. Their number."""
    before = now - timedelta(days=settings.KEEP_WEBHOOK_BODIES_DAYS)
    emptied, last = 0, 0
    while True:
        batch = ended_webhooks(before).exclude(raw=b"").filter(pk__gt=last).order_by("pk")
        keys = list(batch.values_list("pk", flat=True)[:BATCH_SIZE])
        if not keys:
            return emptied
        InboundEvent.objects.filter(pk__in=keys).update(raw=b"", headers={})
        emptied, last = emptied + len(keys), keys[-1]
        _rest(job, emptied)


def delete_in_batches(rows: models.QuerySet[Any], job: JobContext) -> int:
    """Deletes the rows, a thousand in a transaction, walking up the primary key once. Returns their number."""
    deleted = 0
    last: Any = None
    while True:
        batch = rows.order_by("pk") if last is None else rows.order_by("pk").filter(pk__gt=last)
        keys = list(batch.values_list("pk", flat=True)[:BATCH_SIZE])
        if not keys:
            return deleted
        rows.model._base_manager.filter(pk__in=keys).delete()
        deleted, last = deleted + len(keys), keys[-1]
        _rest(job, deleted)


def _rest(job: JobContext, rows: int) -> None:
    """Between two batches: room for others, and the place to stop."""
    if job.is_cancelled() or job.is_stopping():
        raise Reschedule(0, f"stopped after {rows} rows")
    if connection.vendor == "sqlite":
        time.sleep(SQLITE_PAUSE_SECONDS)


@handles("core.housekeeping")
def housekeeping(job: JobContext) -> dict[str, Any]:
    """Deletes what is outdated and returns the counts: `{"deleted": {"events": 12, …}, "total": 12, "bodies": 3}`."""
    now = timezone.now()
    kinds = outdated(now)
    deleted: dict[str, int] = {}
    for number, (name, rows) in enumerate(kinds.items(), start=1):
        deleted[name] = delete_in_batches(rows, job)
        job.progress(number, len(kinds), name)
    empty_expired(now)
    return {"deleted": deleted, "total": sum(deleted.values()), "bodies": purge_webhook_bodies(now, job)}
