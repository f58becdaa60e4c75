"""When a schedule is due. Being late is harmless, being early or twice is not; missed slots come to one."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_celery_beat.models import PeriodicTask

EARLY_SHARE = 0.1  # two beats that keep slightly different time still mean the same slot
FUTURE_TOLERANCE = timedelta(seconds=30)


def is_due(task: PeriodicTask, now: datetime) -> bool:
    if task.start_time is not None and now < task.start_time:
        return False
    if task.one_off and task.total_run_count > 0:
        return False
    return next_due(task, now) <= now


def next_due(task: PeriodicTask, now: datetime | None = None) -> datetime:
    """When the row's next slot begins; a time in the past means that it is due."""
    now = now or timezone.now()
    since = task.last_run_at or task.date_changed or now
    if task.start_time is not None and task.last_run_at is None:
        start: datetime = task.start_time
        return start
    if task.interval is not None:
        return since + timedelta(**{task.interval.period: task.interval.every})
    if task.clocked is not None:
        at: datetime = task.clocked.clocked_time
        return at
    remaining: timedelta = task.schedule.remaining_estimate(since)
    return now + remaining


def is_new_slot(filed_at: datetime | None, task: PeriodicTask | None, now: datetime) -> bool:
    if filed_at is None or task is None or filed_at > now + FUTURE_TOLERANCE:
        return True
    if task.interval is not None:
        every = timedelta(**{task.interval.period: task.interval.every})
        return now - filed_at >= every * (1 - EARLY_SHARE)
    if task.crontab is not None:
        remaining: timedelta = task.schedule.remaining_estimate(filed_at)
        return remaining <= timedelta(0)
    return now > filed_at
