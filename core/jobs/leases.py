"""Claiming a job: one worker holds it, for the length of a lease, under a token that only this claim has."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from core.jobs import registry
from core.models import Job

MAX_LOST_LEASES = 5
RACES_TOLERATED = 5


_BUSY = """SELECT 1 FROM core_job other WHERE other.aggregate_key = core_job.aggregate_key AND other.state = 'leased'"""
# One statement in both dialects: finding the job and taking it cannot be torn apart, and costs one round trip.
_CLAIM = """
UPDATE core_job SET state = 'leased', lease_token = %s, started_at = %s, attempts = attempts + 1, lease_until = {until}
WHERE id = (
    SELECT id FROM core_job
    WHERE state = 'pending' AND run_at <= %s AND kind IN ({kinds}) {only}
      AND (aggregate_key = '' OR NOT EXISTS ({busy}))
    ORDER BY priority, run_at, id LIMIT 1 {lock}
)
RETURNING *
"""


def due() -> QuerySet[Job]:
    """Jobs that this process may start now, first the most urgent: due, of a known kind, their aggregate at rest."""
    busy = Job.objects.filter(aggregate_key=OuterRef("aggregate_key"), state=Job.State.LEASED)
    return Job.objects.filter(
        Q(aggregate_key="") | ~Exists(busy),
        state=Job.State.PENDING,
        run_at__lte=timezone.now(),
        kind__in=registry.kinds(),
    ).order_by("priority", "run_at", "id")


def claim_next() -> Job | None:
    """Claims the most urgent due job, or gives None. When nothing waits it first frees the jobs of lost workers."""
    job = _claim_first()
    if job is None and release_expired():
        job = _claim_first()
    return job


def claim(job_id: int) -> Job | None:
    """Claims this job when it is due and free; None when it runs, is done, waits for later or has an unknown kind."""
    return _claim_first(job_id)


def _claim_first(job_id: int | None = None) -> Job | None:
    """Takes the first due job. Two workers that reach for one aggregate meet in a unique index: the loser looks again."""
    skips_locked = connection.features.has_select_for_update_skip_locked
    for _ in range(RACES_TOLERATED):
        # A look without a lock first where an UPDATE would be the one writer (SQLite): idle polls disturb nobody.
        if not skips_locked and not due().exists():
            return None
        sql, values = _claim_statement(job_id, lock="FOR UPDATE SKIP LOCKED" if skips_locked else "")
        try:
            return next(iter(Job.objects.raw(sql, values)), None)
        except IntegrityError:
            continue
    return None


def _claim_statement(job_id: int | None, lock: str) -> tuple[str, list[Any]]:
    """The claim's SQL and its values. A lease is as long as the job's kind says, so its end is a CASE over the kinds."""
    now = timezone.now()
    leases = {kind: handler.lease for kind, handler in registry.handlers().items()}
    ends = [value for kind, lease in leases.items() for value in (kind, _moment(now + timedelta(seconds=lease)))]
    until = f"CASE kind {'WHEN %s THEN %s ' * len(leases)}END" if leases else "NULL"
    sql = _CLAIM.format(
        until=until,
        kinds=", ".join(["%s"] * len(leases)) or "NULL",
        only="" if job_id is None else "AND id = %s",
        busy=_BUSY,
        lock=lock,
    )
    only = [] if job_id is None else [job_id]
    return sql, [uuid4().hex, _moment(now), *ends, _moment(now), *leases, *only]


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def release_expired() -> int:
    """Frees jobs whose lease ran out: their worker died or froze. Returns how many changed.

    A job goes back to the queue; it is given up when it was lost `MAX_LOST_LEASES` times (it seems to kill its worker),
    when its attempts are used up, and it ends as cancelled when somebody had asked for that.
    """
    expired = Job.objects.filter(state=Job.State.LEASED, lease_until__lt=timezone.now())
    if not expired.exists():
        return 0
    lost = {"lease_token": "", "lease_until": None, "lost_leases": F("lost_leases") + 1}
    ended = lost | {"finished_at": timezone.now()}
    gave_up = {"error_class": "WorkerLost", "error": "The worker died or froze while it did this job."}
    hopeless = Q(lost_leases__gte=MAX_LOST_LEASES - 1) | Q(attempts__gte=F("max_attempts"))
    cancelled = expired.filter(cancel_requested=True).update(state=Job.State.CANCELLED, **ended)
    dead = expired.filter(hopeless).update(state=Job.State.DEAD, **ended, **gave_up)
    freed = expired.update(state=Job.State.PENDING, **lost, **gave_up)
    return cancelled + dead + freed
