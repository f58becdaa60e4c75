"""The schedules as one look finds them: how often work is due, when it last went well, from when on it is late."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django_celery_beat.models import PeriodicTask

from core.models import Alert, Job, ScheduleTick
from core.schedules import TICK_TASK
from core.schedules.filing import read_work
from core.schedules.names import TICK_KEY

CLOCK_STOPPED = "clock_stopped"
SHORTEST_PATIENCE = timedelta(minutes=5)  # what is due every ten seconds is not late after thirty
_CHANGED_BY_A_PERSON = timedelta(minutes=5)  # beat saves a row it has run as well, some minutes later at most


class Timetable:
    """All schedules that are on, read at once. `resumed_at` is when the clock last went on after it had stood still:
    nothing is late for what it could not do meanwhile."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        rows = PeriodicTask.objects.filter(enabled=True, task=TICK_TASK).select_related("interval", "crontab")
        self.tasks: list[PeriodicTask] = list(rows.order_by("name"))
        self._work = {task.name: read_work(task) or ("", {}) for task in self.tasks}
        self._succeeded: dict[str, datetime] = {}
        self.resumed_at: datetime | None = None
        self._read_moments()

    def task(self, job: str, **payload: Any) -> PeriodicTask | None:
        """The schedule that files this job (with these values in its payload), where it is on."""
        for task in self.tasks:
            kind, given = self._work[task.name]
            if kind == job and payload.items() <= given.items():
                return task
        return None

    def job_of(self, task: PeriodicTask) -> str:
        return self._work[task.name][0]

    def last_success(self, task: PeriodicTask) -> datetime | None:
        return self._succeeded.get(task.name)

    def period(self, task: PeriodicTask) -> timedelta | None:
        """The time between two slots; None for a schedule that runs once."""
        first, second = slots_after(task, self.now, 1), slots_after(task, self.now, 2)
        return second - first if first is not None and second is not None else None

    def late_at(self, task: PeriodicTask | None, last_success: datetime | None, since: datetime) -> datetime | None:
        """Some slots after the last success, or after `since` where there was none; None where no schedule asks for it.

        Counted anew from when a person switched the schedule on or changed it, and from when the clock went on.
        """
        if task is None:
            return None
        begun = self._latest(last_success or since, _changed_at(task), self.resumed_at)
        deadline = slots_after(task, begun, settings.ALERT_STREAM_LATE_SLOTS)
        return None if deadline is None else max(deadline, begun + SHORTEST_PATIENCE)

    def late_after(self, period: timedelta, last_success: datetime | None, since: datetime) -> datetime:
        """The same for what has a period of its own."""
        begun = self._latest(last_success or since, self.resumed_at)
        patience: timedelta = max(period * settings.ALERT_STREAM_LATE_SLOTS, SHORTEST_PATIENCE)
        return begun + patience

    @staticmethod
    def _latest(first: datetime, *others: datetime | None) -> datetime:
        latest = first
        for moment in others:
            if moment is not None and moment > latest:
                latest = moment
        return latest

    def _read_moments(self) -> None:
        """When each schedule last went well, and when the clock went on. One query."""
        names = [task.name for task in self.tasks]
        ticks = ScheduleTick.objects.filter(name__in=names, succeeded_at__isnull=False).order_by()
        jobs = Job.objects.filter(dedupe_key__in=[TICK_KEY + name for name in names], state=Job.State.DONE).order_by()
        stops = Alert.objects.filter(kind=CLOCK_STOPPED, closed_at__isnull=False).order_by()
        rows = ticks.values_list("name", "succeeded_at").union(
            jobs.values_list("dedupe_key", "finished_at"), stops.values_list("kind", "closed_at"), all=True
        )
        for key, moment in rows:
            if moment is None:
                continue
            if key == CLOCK_STOPPED:
                self.resumed_at = self._latest(moment, self.resumed_at)
            else:
                name = key.removeprefix(TICK_KEY)
                self._succeeded[name] = self._latest(moment, self._succeeded.get(name))


def slots_after(task: PeriodicTask, since: datetime, count: int) -> datetime | None:
    """The end of the `count`-th slot after `since`; None for a schedule that is neither an interval nor a crontab."""
    if task.interval is not None:
        return since + count * timedelta(**{task.interval.period: task.interval.every})
    if task.crontab is None:
        return None
    for _ in range(count):
        last, distance, _now = task.crontab.schedule.remaining_delta(since)
        since = last + distance
    return since


def _changed_at(task: PeriodicTask) -> datetime | None:
    """When a person last changed the schedule; None where it has run since."""
    if task.last_run_at is not None and task.date_changed <= task.last_run_at + _CHANGED_BY_A_PERSON:
        return None
    changed: datetime = task.date_changed
    return changed
