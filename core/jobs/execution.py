"""Doing a job: claim it, call its handler, write the outcome if the claim is still ours."""

import logging
import time
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import Error as AnyDatabaseError
from django.db import close_old_connections
from django.db.models import F
from django.utils import timezone

from core.crash import crash_point
from core.jobs import leases, registry
from core.jobs.context import JobCancelled, JobContext, LeaseLost, Reschedule
from core.jobs.outcomes import fate_of
from core.jobs.renewal import renewer
from core.logs import logged_with
from core.models import Job

logger = logging.getLogger(__name__)

FINISH_TRIES = 6


class JobOutcome(StrEnum):
    DONE = "done"
    RETRY = "retry"  # failed, back in the queue for a later time
    WAITING = "waiting"  # asked for more time, no attempt counted
    DEAD = "dead"
    CANCELLED = "cancelled"
    FENCED = "fenced"  # another worker holds it now; nothing was written
    NOT_DUE = "not due"  # nothing to do: it runs elsewhere, is finished, waits for later or has an unknown kind


def execute(job_id: int) -> JobOutcome:
    """Claims and does this job. Calling it twice, or for a job that is done, does nothing the second time."""
    job = leases.claim(job_id)
    return JobOutcome.NOT_DUE if job is None else run_claimed(job)


def run_due(limit: int) -> int:
    """Does due jobs one after the other in this thread, `limit` at most. Returns how many it started."""
    for count in range(limit):
        job = leases.claim_next()
        if job is None:
            return count
        run_claimed(job)
    return limit


def run_claimed(job: Job) -> JobOutcome:
    """Does a job that this thread has just claimed, and writes what became of it."""
    handler = registry.find(job.kind)
    if handler is None:
        raise LookupError(f"No handler for {job.kind!r} in this process.")
    context = JobContext.of(job, handler.lease)
    crash_point("job.claimed")
    try:
        with renewer.watching(context), logged_with(job=job.pk, job_kind=job.kind):
            outcome, values = _attempt(job, handler, context)
            return _finish(context, outcome, values)
    except BaseException:  # the process is told to end: somebody else may start at once
        give_back(context)
        raise


def _attempt(job: Job, handler: registry.Handler, context: JobContext) -> tuple[JobOutcome, dict[str, Any]]:
    """Calls the handler. Returns the outcome and the columns that go with it."""
    try:
        result = handler.run(context)
    except Reschedule as wait:
        later = timezone.now() + timedelta(seconds=wait.seconds)
        return JobOutcome.WAITING, _pending(later) | {"attempts": F("attempts") - 1, "error": str(wait)[:200]}
    except LeaseLost:
        return JobOutcome.FENCED, {}
    except JobCancelled:
        return JobOutcome.CANCELLED, _ended(Job.State.CANCELLED)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises decides the job's fate, not the worker's
        return _failed(job, error)
    return JobOutcome.DONE, _ended(Job.State.DONE) | {"result": result or {}, "error_class": "", "error": ""}


def _failed(job: Job, error: Exception) -> tuple[JobOutcome, dict[str, Any]]:
    fate = fate_of(error, job.attempts)
    said = {"error_class": fate.error_class, "error": fate.error}
    if fate.retry_in is not None and not fate.is_counted:
        later = timezone.now() + timedelta(seconds=fate.retry_in)
        return JobOutcome.WAITING, _pending(later) | {"attempts": F("attempts") - 1} | said
    if fate.retry_in is None or job.attempts >= job.max_attempts:
        logger.error("Job %s #%s is given up: %s", job.kind, job.pk, fate.error)
        return JobOutcome.DEAD, _ended(Job.State.DEAD) | said
    logger.warning("Job %s #%s tries again in %.1f s: %s", job.kind, job.pk, fate.retry_in, fate.error)
    return JobOutcome.RETRY, _pending(timezone.now() + timedelta(seconds=fate.retry_in)) | said


def _pending(run_at: Any) -> dict[str, Any]:
    return {"state": Job.State.PENDING, "run_at": run_at, "lease_token": "", "lease_until": None}


def _ended(state: str) -> dict[str, Any]:
    return {"state": state, "finished_at": timezone.now(), "lease_token": "", "lease_until": None}


def _finish(context: JobContext, outcome: JobOutcome, values: dict[str, Any]) -> JobOutcome:
    """Writes the outcome if the claim is still ours. A database that is away for some seconds is waited for."""
    crash_point("job.before_finish")
    if outcome is JobOutcome.FENCED:
        return outcome
    for attempt in range(FINISH_TRIES):
        try:
            return outcome if context.write(**values) else JobOutcome.FENCED
        except AnyDatabaseError:
            if attempt == FINISH_TRIES - 1:
                raise
            close_old_connections()
            time.sleep(0.1 * 2**attempt)
    return JobOutcome.FENCED


def give_back(context: JobContext) -> None:
    """Puts a claimed job back for others as if it had not been taken. Never raises: else the lease runs out."""
    try:
        context.write(**_pending(timezone.now()), attempts=F("attempts") - 1)
    except AnyDatabaseError:
        logger.warning("Job %s #%s stays claimed until its lease runs out.", context.kind, context.id)
