"""What a handler is given: its payload, and the means to stay alive, to show progress and to notice that it must stop."""

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.models import Job

PROGRESS_EVERY_SECONDS = 0.5
CANCEL_CHECK_EVERY_SECONDS = 1.0

# Set when this process was asked to end: long handlers stop at their next safe place.
process_stopping = threading.Event()


class LeaseLost(Exception):  # noqa: N818 - says what happened
    """Another worker holds the job now, or somebody ended it: write nothing more and return."""


class JobCancelled(Exception):  # noqa: N818 - says what happened
    """Raised by a handler that has stopped because `is_cancelled()` said so."""


class Reschedule(Exception):  # noqa: N818 - an order, not an error
    """Raised by a handler that cannot work yet: the job waits `seconds` and no attempt is counted."""

    def __init__(self, seconds: float, why: str = "") -> None:
        super().__init__(why or f"waits {seconds:g} s")
        self.seconds = max(0.0, seconds)


@dataclass(slots=True)
class JobContext:
    """One claim of one job. Safe to use from any thread of the handler."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempt: int
    token: str
    lease: float  # seconds
    requested_by: str = ""
    _lost: threading.Event = field(default_factory=threading.Event)
    _cancelled: bool = False
    _cancel_read_at: float = float("-inf")
    _progress_at: float = float("-inf")

    @classmethod
    def of(cls, job: Job, lease: float) -> "JobContext":
        return cls(job.pk, job.kind, job.payload, job.attempts, job.lease_token, lease, job.requested_by)

    def renew(self) -> None:
        """Makes the lease start anew now. Raises `LeaseLost` when the claim is no longer ours."""
        until = timezone.now() + timedelta(seconds=self.lease)
        if self._lost.is_set() or not self.write(lease_until=until):
            self._lost.set()
            raise LeaseLost(f"{self.kind} #{self.id}")

    def progress(self, done: int, total: int | None = None, text: str = "") -> None:
        """Shows how far the work is. Written at most twice a second, and always when `done` reaches `total`."""
        now = time.monotonic()
        if done != total and now - self._progress_at < PROGRESS_EVERY_SECONDS:
            return
        self._progress_at = now
        if not self.write(progress={"done": done, "total": total, "text": text[:200]}):
            self._lost.set()

    def is_cancelled(self) -> bool:
        """Whether somebody asked for the job to stop, or it is no longer ours. Asks the database once a second."""
        now = time.monotonic()
        if not self._cancelled and now - self._cancel_read_at >= CANCEL_CHECK_EVERY_SECONDS:
            self._cancel_read_at = now
            wanted = self._claim().values_list("cancel_requested", flat=True).first()
            self._cancelled = wanted is None or wanted
        return self._cancelled or self._lost.is_set()

    def is_stopping(self) -> bool:
        """Whether this process was asked to end: commit what is done and raise `Reschedule(0)`."""
        return process_stopping.is_set()

    @property
    def is_lost(self) -> bool:
        return self._lost.is_set()

    def _claim(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.id, state=Job.State.LEASED, lease_token=self.token)

    def write(self, **values: Any) -> bool:
        """Updates the job's row if the claim is still ours; False when it is not."""
        return self._claim().update(**values) > 0
