"""How often a schedule runs, in words: "every 6 hours", "every day at 03:20 UTC"."""

from datetime import timedelta
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from core.admin.badges import duration

PERIODS: dict[str, Any] = {
    IntervalSchedule.DAYS: ngettext_lazy("every day", "every %(n)d days", "n"),
    IntervalSchedule.HOURS: ngettext_lazy("every hour", "every %(n)d hours", "n"),
    IntervalSchedule.MINUTES: ngettext_lazy("every minute", "every %(n)d minutes", "n"),
    IntervalSchedule.SECONDS: ngettext_lazy("every second", "every %(n)d seconds", "n"),
    IntervalSchedule.MICROSECONDS: ngettext_lazy("every microsecond", "every %(n)d microseconds", "n"),
}
UNITS = {
    IntervalSchedule.DAYS: gettext_lazy("days"),
    IntervalSchedule.HOURS: gettext_lazy("hours"),
    IntervalSchedule.MINUTES: gettext_lazy("minutes"),
    IntervalSchedule.SECONDS: gettext_lazy("seconds"),
}
LENGTHS = {
    IntervalSchedule.DAYS: timedelta(days=1),
    IntervalSchedule.HOURS: timedelta(hours=1),
    IntervalSchedule.MINUTES: timedelta(minutes=1),
    IntervalSchedule.SECONDS: timedelta(seconds=1),
}
SUNDAY_AS_SEVEN = 7  # crontabs count from Sunday, which is 0 and 7; Django counts from Monday


def rhythm_words(task: PeriodicTask) -> str:
    if task.interval is not None:
        return str(PERIODS[task.interval.period] % {"n": task.interval.every})
    if task.crontab is not None:
        return crontab_words(task.crontab)
    return "–"


def period_words(period: timedelta) -> str:
    """A length of time as a rhythm, where it is so many of one unit; else as a length."""
    for unit, length in LENGTHS.items():
        count, rest = divmod(period, length)
        if count and not rest:
            return str(PERIODS[unit] % {"n": count})
    return duration(period.total_seconds())


def crontab_words(row: CrontabSchedule) -> str:
    """Plain words for the rhythms that people use; any other crontab is shown as it is, with its zone."""
    zone = str(row.timezone)
    every_date = row.day_of_month == "*" and row.month_of_year == "*"
    if every_date and row.minute.isdecimal() and row.hour == "*" and row.day_of_week == "*":
        return _("every hour at minute %(minute)s") % {"minute": row.minute}
    if every_date and row.minute.isdecimal() and row.hour.isdecimal():
        at = {"time": f"{int(row.hour):02}:{int(row.minute):02}", "zone": zone}
        if row.day_of_week == "*":
            return _("every day at %(time)s %(zone)s") % at
        if row.day_of_week in {"1-5", "mon-fri"}:
            return _("Monday to Friday at %(time)s %(zone)s") % at
        if row.day_of_week.isdecimal() and int(row.day_of_week) <= SUNDAY_AS_SEVEN:
            day = WEEKDAYS[(int(row.day_of_week) - 1) % SUNDAY_AS_SEVEN]
            return _("every %(day)s at %(time)s %(zone)s") % {**at, "day": day}
    parts = [row.minute, row.hour, row.day_of_month, row.month_of_year, row.day_of_week]
    return _("by the clock: %(crontab)s (%(zone)s)") % {"crontab": " ".join(parts), "zone": zone}
