"""Core's own streams: the clock itself, each schedule, and the mails that tell staff."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import backup
from core.backup.job import KIND as BACKUP_JOB
from core.models import Alert
from core.notify import MAILS_FAILING, PATIENCE, is_waiting, mail_is_configured
from core.streams.registry import streams
from core.streams.stream import Stream
from core.streams.timetable import CLOCK_STOPPED, Timetable

HEALTH_JOB = "core.health"
MACHINERY: Promise = gettext_lazy("Machinery")
MESSAGES: Promise = gettext_lazy("Messages")


@streams()
def clock(timetable: Timetable) -> Iterator[Stream]:
    """The minute's look at the hub: while it is made, something keeps time and something works."""
    task = timetable.task(HEALTH_JOB)
    if task is None:
        return
    last = timetable.last_success(task)
    late_at = None if last is None else timetable.late_at(task, last, last)
    title = gettext_lazy("The clock: schedules are kept, and a worker works")
    yield Stream("clock", MACHINERY, title, timetable.period(task), last, late_at, CLOCK_STOPPED)


@streams()
def staff_mails(timetable: Timetable) -> Iterator[Stream]:
    """Alerts that are to be mailed. Late when one has waited for long."""
    if not mail_is_configured():
        return
    found = Alert.objects.aggregate(last=Max("notified_at"), oldest=Min("opened_at", filter=is_waiting()))
    last, oldest = found["last"], found["oldest"]
    late_at = None if oldest is None else max(oldest, timetable.resumed_at or oldest) + PATIENCE
    yield Stream("mails:staff", MESSAGES, gettext_lazy("Mails to staff"), None, last, late_at, MAILS_FAILING)


@streams()
def backups(timetable: Timetable) -> Iterator[Stream]:
    """The newest backup, where backups are wanted. Late by the age that the settings allow."""
    if not backup.is_wanted():
        return
    task = timetable.task(BACKUP_JOB)
    found = backup.newest()
    last = found.made_at if found is not None else None
    late_at = last + timedelta(hours=settings.BACKUP_MAX_AGE_HOURS) if last is not None else timetable.now
    period = timetable.period(task) if task is not None else None
    yield Stream("backup", MACHINERY, gettext_lazy("Backup"), period, last, late_at, "backup_late")


@streams()
def schedules(timetable: Timetable) -> Iterator[Stream]:
    """The work of every schedule that is on. What it files is watched by the streams of the apps."""
    for task in timetable.tasks:
        if timetable.job_of(task) in (HEALTH_JOB, BACKUP_JOB):
            continue
        last = timetable.last_success(task)
        late_at = timetable.late_at(task, last, task.date_changed)
        yield Stream(f"schedule:{task.name}", MACHINERY, _(task.name), timetable.period(task), last, late_at)
