"""Ticks: a slot that has come files its schedule's job, once, however many beats and workers keep time.

A clock that was ahead and comes back makes a schedule wait one interval, never for ever.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_celery_beat.models import PeriodicTask, PeriodicTasks

from core.jobs import enqueue
from core.models import Job, ScheduleTick
from core.schedules.names import JOB_PRIORITY, TICK_KEY, TICK_TASK
from core.schedules.timing import FUTURE_TOLERANCE, is_due, is_new_slot

logger = logging.getLogger(__name__)


def file_due() -> list[Job]:
    """Files the jobs of every schedule that is due now: the embedded worker's part of beat. Safe in many processes."""
    filed = []
    for task in _enabled_ticks():
        job = _file_if_due(task)
        if job is not None:
            filed.append(job)
    return filed


def _enabled_ticks() -> list[PeriodicTask]:
    ticks = PeriodicTask.objects.filter(enabled=True, task=TICK_TASK)
    return list(ticks.select_related("interval", "crontab", "solar", "clocked"))


def _file_if_due(task: PeriodicTask) -> Job | None:
    now = timezone.now()
    if task.expires is not None and now >= task.expires:
        _disable(task)
        return None
    if task.last_run_at is not None and task.last_run_at > now + FUTURE_TOLERANCE:
        _claim_slot(task, now, runs=0)  # the clock was ahead: count from now on
        return None
    if not is_due(task, now):
        return None
    work = read_work(task)
    if work is None:
        return None
    with transaction.atomic():
        if not _claim_slot(task, now, runs=1):
            return None  # another worker was quicker
        return file_tick(task.name, *work, task=task)


def _claim_slot(task: PeriodicTask, now: datetime, *, runs: int) -> bool:
    """Moves `last_run_at` on if nobody has since we read it. A row that runs once only is switched off, as beat does."""
    values: dict[str, Any] = {"last_run_at": now, "total_run_count": F("total_run_count") + runs}
    if task.one_off and runs:
        values |= {"enabled": False, "total_run_count": 0}
    seen = PeriodicTask.objects.filter(pk=task.pk, enabled=True, last_run_at=task.last_run_at)
    moved: bool = seen.update(**values) > 0
    if moved and task.one_off and runs:
        PeriodicTasks.update_changed()
    return moved


def _disable(task: PeriodicTask) -> None:
    PeriodicTask.objects.filter(pk=task.pk).update(enabled=False)
    PeriodicTasks.update_changed()


def read_work(task: PeriodicTask) -> tuple[str, dict[str, Any]] | None:
    """The job kind and payload that the row names; None, with a line in the log, when staff wrote something else there."""
    try:
        kwargs = json.loads(task.kwargs or "{}")
        return str(kwargs["job"]), dict(kwargs.get("payload") or {})
    except (ValueError, KeyError, TypeError):
        logger.exception("The schedule %r does not name a job in its keyword arguments.", task.name)
        return None


def file_tick(name: str, kind: str, payload: Mapping[str, Any], *, task: PeriodicTask | None = None) -> Job | None:
    """Files the job of the schedule's current slot; None when this slot has been filed, by whomever.

    While the job of an earlier slot still waits or runs nothing is added: slots that were missed come to one.
    """
    task = task or PeriodicTask.objects.select_related("interval", "crontab").filter(name=name).first()
    now = timezone.now()
    with transaction.atomic():
        tick, _ = ScheduleTick.objects.get_or_create(name=name)
        if not is_new_slot(tick.filed_at, task, now):
            return None
        last = Job.objects.filter(dedupe_key=TICK_KEY + name, state=Job.State.DONE).first()
        succeeded = (last.finished_at if last else None) or tick.succeeded_at
        seen = ScheduleTick.objects.filter(pk=tick.pk, filed_at=tick.filed_at)
        if not seen.update(filed_at=now, succeeded_at=succeeded):
            return None
        return enqueue(
            kind, payload, dedupe_key=TICK_KEY + name, rearm=True, priority=JOB_PRIORITY, requested_by="schedule"
        )
