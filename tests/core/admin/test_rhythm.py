"""How often a schedule runs, in words."""

import pytest
from django.utils import translation
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from core.admin.badges import duration
from core.admin.rhythm import rhythm_words


@pytest.mark.parametrize(
    ("every", "period", "words"),
    [(1, "hours", "every hour"), (6, "hours", "every 6 hours"), (10, "seconds", "every 10 seconds")],
)
def test_an_interval_in_words(every, period, words):
    assert rhythm_words(PeriodicTask(interval=IntervalSchedule(every=every, period=period))) == words


@pytest.mark.parametrize(
    ("crontab", "words"),
    [
        ("20 3 * * *", "every day at 03:20 UTC"),
        ("5 * * * *", "every hour at minute 5"),
        ("0 18 * * 1-5", "Monday to Friday at 18:00 UTC"),
        ("0 9 * * 0", "every Sunday at 09:00 UTC"),
        ("0 9 * * 1", "every Monday at 09:00 UTC"),
        ("0 9 * * 7", "every Sunday at 09:00 UTC"),
        ("*/7 * 1 * *", "by the clock: */7 * 1 * * (UTC)"),
    ],
)
def test_a_crontab_in_words(crontab, words):
    names = ["minute", "hour", "day_of_month", "month_of_year", "day_of_week"]
    row = CrontabSchedule(**dict(zip(names, crontab.split(), strict=True)), timezone="UTC")
    assert rhythm_words(PeriodicTask(crontab=row)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.04, "0.1 s"),
        (0.41, "0.4 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (41.2, "41 s"),
        (200, "3 min 20 s"),
    ],
)
def test_a_short_time_is_told_in_tenths(seconds, words):
    with translation.override("en"):
        assert duration(seconds) == words
