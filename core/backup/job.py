"""The job that makes a backup into `BACKUP_FOLDER`: filed by the schedule, and by staff who want one now."""

from pathlib import Path
from typing import Any

from django.conf import settings

from core.backup.making import make_backup
from core.backup.pruning import Keep
from core.jobs import JobCancelled, JobContext, Reschedule, enqueue, handles
from core.models import Job

KIND = "core.backup"
MEGABYTE = 1_000_000
MAX_ATTEMPTS = 3


def file_backup(by: str) -> Job:
    """A backup as soon as a worker is free."""
    return enqueue(KIND, requested_by=by)


@handles(KIND, max_attempts=MAX_ATTEMPTS)
def backup(job: JobContext) -> dict[str, Any]:
    if not settings.BACKUP_FOLDER:
        raise JobCancelled  # the schedule is there for the day on which a folder is named

    def progress(done: int, total: int) -> None:
        if job.is_cancelled():
            raise JobCancelled
        if job.is_stopping():
            raise Reschedule(0, "begins anew after the restart")
        job.progress(done // MEGABYTE, max(total // MEGABYTE, 1), "MB")

    made = make_backup(Path(settings.BACKUP_FOLDER), keep=Keep.from_settings(), by=job.requested_by, progress=progress)
    return made.as_data()
