"""Filing work, and the two things staff do to it: try again, cancel."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.history import record
from core.jobs import hints, registry
from core.models import Job

FINISHED = (Job.State.DONE, Job.State.DEAD, Job.State.CANCELLED)


def enqueue(
    kind: str,
    payload: Mapping[str, Any] | None = None,
    *,
    dedupe_key: str = "",
    aggregate_key: str = "",
    run_at: datetime | None = None,
    priority: int = 100,
    requested_by: str = "",
    rearm: bool = False,
) -> Job:
    """Files a job in the caller's transaction: it exists exactly when the change that needs it does.

    `payload` holds ids only (JSON, no personal data, no secret). With a `dedupe_key` that is already used the row that
    has it is returned and nothing is filed, whatever its state; with `rearm` a finished one starts anew instead.
    Lower `priority` goes first. A worker is woken when the transaction commits.
    """
    handler = registry.find(kind)
    job = Job(
        kind=kind,
        payload=dict(payload or {}),
        dedupe_key=dedupe_key,
        aggregate_key=aggregate_key,
        run_at=run_at or timezone.now(),
        priority=priority,
        requested_by=requested_by,
        max_attempts=handler.max_attempts if handler else registry.DEFAULT_MAX_ATTEMPTS,
    )
    if dedupe_key:
        if not (rearm and _rearm(job)):
            Job.objects.bulk_create([job], ignore_conflicts=True)
        job = Job.objects.get(dedupe_key=dedupe_key)
    else:
        job.save(force_insert=True)
    _wake(job)
    return job


def _rearm(wanted: Job) -> bool:
    """Starts the finished job of the same key anew, with what `wanted` says; False when there is none."""
    return (
        Job.objects.filter(dedupe_key=wanted.dedupe_key, state__in=FINISHED).update(
            **_fresh(wanted.run_at),
            kind=wanted.kind,
            payload=wanted.payload,
            priority=wanted.priority,
            requested_by=wanted.requested_by,
            max_attempts=wanted.max_attempts,
            created_at=timezone.now(),
        )
        > 0
    )


def _fresh(run_at: datetime) -> dict[str, Any]:
    return {
        "state": Job.State.PENDING,
        "run_at": run_at,
        "attempts": 0,
        "lost_leases": 0,
        "cancel_requested": False,
        "lease_token": "",
        "lease_until": None,
        "progress": {},
        "result": {},
        "error_class": "",
        "error": "",
        "started_at": None,
        "finished_at": None,
    }


def retry(job: Job, by: str) -> bool:
    """Starts a job that was given up or cancelled anew, its attempts at zero. False when it is neither."""
    with transaction.atomic():
        again = Job.objects.filter(pk=job.pk, state__in=(Job.State.DEAD, Job.State.CANCELLED))
        if not again.update(**_fresh(timezone.now())):
            return False
        record(job, "job.retried", by=by, data={"from": job.state})
        job.refresh_from_db()
        _wake(job)
    return True


def cancel(job: Job, by: str) -> bool:
    """Ends a waiting job at once, or one that gave up and is not to be tried again; asks a running one to stop at its
    next safe place. False when it is done or cancelled already.
    """
    with transaction.atomic():
        row = Job.objects.filter(pk=job.pk)
        ended = row.filter(state__in=(Job.State.PENDING, Job.State.DEAD)).update(
            state=Job.State.CANCELLED, finished_at=timezone.now()
        )
        asked = 0 if ended else row.filter(state=Job.State.LEASED).update(cancel_requested=True)
        if ended or asked:
            record(job, "job.cancelled", by=by, data={"at_once": bool(ended)})
    job.refresh_from_db()
    return bool(ended or asked)


def _wake(job: Job) -> None:
    if job.state == Job.State.PENDING and job.run_at <= timezone.now():
        transaction.on_commit(partial(hints.send, job.pk, kind=job.kind, priority=job.priority), robust=True)
