"""Background work. The `Job` table is the queue; processes only come to it (`manage.py worker`, Celery, a command).

File work inside your own transaction with `enqueue`, do it in a function marked `@handles("kind")`. A job is claimed for
the length of a lease under a fencing token and finished by compare-and-set on that token: it may run more than once
after a crash, it is never lost, and a worker that was taken for dead cannot write over its successor's outcome.
"""

from core.jobs.context import JobCancelled, JobContext, LeaseLost, Reschedule
from core.jobs.execution import JobOutcome, execute, run_due
from core.jobs.leases import claim_next
from core.jobs.lost import without_job
from core.jobs.queue import cancel, enqueue, retry
from core.jobs.registry import handles
from core.jobs.sweeping import sweep

__all__ = [
    "JobCancelled",
    "JobContext",
    "JobOutcome",
    "LeaseLost",
    "Reschedule",
    "cancel",
    "claim_next",
    "enqueue",
    "execute",
    "handles",
    "retry",
    "run_due",
    "sweep",
    "without_job",
]
