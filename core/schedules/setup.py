"""Schedules as the code proposes them, and putting them into the database once."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from core.schedules.names import TICK_TASK


@dataclass(frozen=True, slots=True)
class Every:
    count: int
    period: str  # "seconds", "minutes", "hours", "days"


@dataclass(frozen=True, slots=True)
class Cron:
    """Times in UTC."""

    minute: str = "0"
    hour: str = "*"
    day_of_week: str = "*"


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a new installation gets: `name` is shown to staff and identifies the row."""

    name: str
    job: str
    timing: Every | Cron
    description: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Installed:
    """What `install` found. `changed` were changed by staff and stay so; `unknown` are rows of ours that the code no
    longer lists: they are named for a person to delete, never deleted.
    """

    created: list[str]
    kept: list[str]
    changed: list[str]
    unknown: list[str]


def tables_exist() -> bool:
    return PeriodicTask._meta.db_table in connection.introspection.table_names()


@transaction.atomic
def install(schedules: Iterable[Schedule]) -> Installed:
    """Creates the rows that are missing, by name. Existing rows are never written."""
    wanted = {schedule.name: schedule for schedule in schedules}
    there = {
        task.name: task for task in PeriodicTask.objects.select_related("interval", "crontab").filter(task=TICK_TASK)
    }
    created = [name for name in wanted if name not in there and _create(wanted[name])]
    changed = [name for name, schedule in wanted.items() if name in there and _differs(there[name], schedule)]
    kept = [name for name in wanted if name in there and name not in changed]
    return Installed(created, kept, changed, [name for name in there if name not in wanted])


def _create(schedule: Schedule) -> bool:
    timing = schedule.timing
    row: dict[str, Any]
    if isinstance(timing, Every):
        values: dict[str, Any] = {"every": timing.count, "period": timing.period}
        row = {
            "interval": IntervalSchedule.objects.filter(**values).first() or IntervalSchedule.objects.create(**values)
        }
    else:
        values = {"minute": timing.minute, "hour": timing.hour, "day_of_week": timing.day_of_week}
        known = CrontabSchedule.objects.filter(**values, day_of_month="*", month_of_year="*", timezone="UTC").first()
        row = {"crontab": known or CrontabSchedule.objects.create(**values, timezone="UTC")}
    _, created = PeriodicTask.objects.get_or_create(
        name=schedule.name,
        defaults={
            **row,
            "task": TICK_TASK,
            "kwargs": json.dumps({"job": schedule.job, "payload": dict(schedule.payload)}),
            "description": schedule.description,
        },
    )
    return bool(created)


def _differs(task: PeriodicTask, schedule: Schedule) -> bool:
    timing = schedule.timing
    if not task.enabled:
        return True
    if isinstance(timing, Every):
        return task.interval is None or (task.interval.every, task.interval.period) != (timing.count, timing.period)
    crontab = task.crontab
    return crontab is None or (crontab.minute, crontab.hour, crontab.day_of_week) != (
        timing.minute,
        timing.hour,
        timing.day_of_week,
    )
