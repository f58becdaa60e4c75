"""What staff see of a schedule and do with it."""

from datetime import datetime

from django_celery_beat.models import PeriodicTask

from core.jobs import enqueue
from core.models import Job, ScheduleTick
from core.schedules.filing import read_work
from core.schedules.names import JOB_PRIORITY, TICK_KEY


def run_now(task: PeriodicTask, by: str) -> Job:
    """Files the schedule's job at once, outside its slots. While it already waits or runs, that job is returned."""
    work = read_work(task)
    if work is None:
        raise ValueError(f"The schedule {task.name!r} does not name a job.")
    kind, payload = work
    return enqueue(kind, payload, dedupe_key=TICK_KEY + task.name, rearm=True, priority=JOB_PRIORITY, requested_by=by)


def last_job(task: PeriodicTask) -> Job | None:
    """The schedule's latest job, whatever became of it."""
    return Job.objects.filter(dedupe_key=TICK_KEY + task.name).first()


def last_success(task: PeriodicTask) -> datetime | None:
    """When the schedule's work last came to a good end."""
    job = last_job(task)
    if job is not None and job.state == Job.State.DONE:
        return job.finished_at
    return ScheduleTick.objects.filter(name=task.name).values_list("succeeded_at", flat=True).first()


def last_tick() -> datetime | None:
    """When any schedule last filed a job: the sign that a beat or an embedded worker keeps time."""
    return ScheduleTick.objects.order_by("-filed_at").values_list("filed_at", flat=True).exclude(filed_at=None).first()
