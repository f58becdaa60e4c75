"""The sweep: brings back what was lost. Jobs of dead workers go back to the queue, due jobs get their hint again."""

import logging
import time
from typing import Any

from django.conf import settings

from core.jobs import hints
from core.jobs.context import JobContext
from core.jobs.leases import due, release_expired
from core.jobs.registry import handles
from core.jobs.renewal import renewer

logger = logging.getLogger(__name__)

HINTS_A_SWEEP = 1000
URGENT, URGENT_HINTS_A_SWEEP = 60, 100  # a priority; these hints overtake those that wait
JUMP_SECONDS = 20.0


class ClockWatch:
    """Notices when the wall clock jumps against the monotonic one.

    After a jump forward every lease looks as if it had run out. The workers that see the jump renew theirs at once; for
    one lease time nobody is taken for dead.
    """

    def __init__(self) -> None:
        self._offset: float | None = None
        self._settled_at = float("-inf")

    def is_settled(self) -> bool:
        now = time.monotonic()
        offset = time.time() - now
        if self._offset is not None and abs(offset - self._offset) > JUMP_SECONDS:
            logger.warning("The clock has jumped by %+.0f s: leases are renewed first.", offset - self._offset)
            self._settled_at = now + settings.JOB_LEASE_SECONDS
            renewer.renew_all_now()
        self._offset = offset
        return now >= self._settled_at


clock = ClockWatch()


def release_expired_if_settled() -> int:
    """Frees the jobs of lost workers, unless the clock has just jumped. Returns their number."""
    return release_expired() if clock.is_settled() else 0


def sweep() -> dict[str, Any]:
    """Frees the jobs of lost workers and, with a broker, sends hints for what is due. Harmless at any time, any number of times."""
    freed = release_expired_if_settled()
    return {"freed": freed, "hinted": _hint() if settings.CELERY_BROKER_URL else 0}


def _hint() -> int:
    """Sends hints for what is due. A queue that is full gets them for urgent jobs alone: all the others would pile up
    there, sweep after sweep, as long as there is more work than workers. Returns their number."""
    by_queue: dict[str, list[tuple[int, str, int]]] = {}
    for pk, kind, priority in due().values_list("pk", "kind", "priority")[:HINTS_A_SWEEP]:
        by_queue.setdefault(hints.queue_of(kind), []).append((pk, kind, priority))
    sent = 0
    for queue, jobs in by_queue.items():
        is_full = hints.waiting(queue) >= HINTS_A_SWEEP
        wanted = [job for job in jobs if job[2] <= URGENT][:URGENT_HINTS_A_SWEEP] if is_full else jobs
        for pk, kind, priority in wanted:
            hints.send(pk, kind=kind, priority=priority)
        sent += len(wanted)
    return sent


@handles("core.sweep", lease=30, max_attempts=1)
def _sweep_job(job: JobContext) -> dict[str, Any]:
    return sweep()
