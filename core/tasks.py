"""The two Celery tasks. Neither holds work of its own: a hint runs a job of the table, a tick files one."""

from typing import Any

from celery import Task, shared_task

from core.jobs import execute
from core.jobs.sweeping import release_expired_if_settled
from core.schedules import TICK_TASK, file_tick


@shared_task(name="core.tasks.run_job", ignore_result=True)
def run_job(job_id: int) -> str:
    """Does the job if it still waits. A second delivery of the same hint finds it claimed or done and returns at once."""
    return str(execute(job_id))


@shared_task(name=TICK_TASK, bind=True, ignore_result=True)
def tick(self: "Task[Any, Any]", job: str, payload: dict[str, Any] | None = None) -> int | None:
    """Files the job of one schedule's slot, once however many beats run. Returns the job's id, None when it was filed before."""
    release_expired_if_settled()  # what was lost may be the sweep's own job
    headers = getattr(self.request, "headers", None) or {}
    name = getattr(self.request, "periodic_task_name", None) or headers.get("periodic_task_name") or job
    filed = file_tick(name, job, payload or {})
    return filed.pk if filed else None
