"""Whatever stops is told: once, when it is late by its own rhythm, with an all-clear when it goes on."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from core.alerts.conditions import check_health_and_alert
from core.models import Alert
from core.streams import all_streams
from tests.config.streams.stopping import KINDS, NOON, any_schedule, clock, clock_again, schedule, tick_done

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def travel(settings):
    settings.SMTP_SERVER, settings.ALERT_EMAILS = "smtp.test", ["ops@shop.test"]
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(NOON, tick=False) as machine:
        PeriodicTask.objects.all().delete()
        yield machine


@pytest.mark.parametrize("name", KINDS)
def test_a_stream_that_stops_is_told_once_and_its_return_too(name, travel, settings):
    kind = KINDS[name]

    def look():
        kind.look()
        check_health_and_alert()
        return [message.subject for message in mail.outbox if _is_of(kind.alert, message)]

    kind.set_up(settings)
    travel.move_to(NOON + kind.late_after - MINUTE)
    assert look() == []
    travel.move_to(NOON + kind.late_after + MINUTE)
    look()
    look()
    told = Alert.objects.get(kind=kind.alert)
    assert told.is_open
    kind.recover(settings)
    look()
    assert not Alert.objects.get(kind=kind.alert).is_open
    if kind.alert != "alert_mails_failing":  # it could not be mailed, so nobody waits for its all-clear
        assert len(look()) == 2
        assert look()[1] == f"Over: {look()[0]}"


def _is_of(kind, message):
    marks = {f"<alert-{pk}-" for pk in Alert.objects.filter(kind=kind).values_list("pk", flat=True)}
    return any(message.extra_headers["Message-ID"].startswith(mark) for mark in marks)


def test_a_clock_that_stood_still_is_one_alert_and_no_stream_is_blamed_for_it(travel, settings):
    clock(settings)
    any_schedule(settings)
    schedule("poll", "orders.poll_shops", 5)
    tick_done("poll", "orders.poll_shops", NOON)
    travel.move_to(NOON + timedelta(hours=8))
    check_health_and_alert()
    clock_again(settings)
    travel.shift(MINUTE)
    check_health_and_alert()
    assert list(Alert.objects.values_list("kind", flat=True)) == ["clock_stopped"]
    assert [message.subject for message in mail.outbox] == ["The clock stands still", "Over: The clock stands still"]
    travel.shift(timedelta(minutes=16))
    clock_again(settings)
    check_health_and_alert()
    assert [alert.cause for alert in Alert.objects.filter(closed_at=None)] == ["schedule:poll"]


def schedules():
    return [stream for stream in all_streams() if stream.code.startswith("schedule:")]


def test_a_schedule_that_was_switched_off_is_late_for_nobody_and_has_its_time_when_it_is_on_again(travel, settings):
    any_schedule(settings)
    PeriodicTask.objects.update(enabled=False)
    travel.shift(timedelta(days=3))
    assert schedules() == []
    task = PeriodicTask.objects.get()
    task.enabled = True
    task.save()
    [stream] = schedules()
    assert stream.late_at == timezone.now() + timedelta(minutes=90)


def test_a_crontab_counts_its_own_slots(travel, settings):
    nightly = CrontabSchedule.objects.create(minute="0", hour="3", timezone="UTC")
    task = schedule("nightly", "core.housekeeping", 1)
    PeriodicTask.objects.filter(pk=task.pk).update(interval=None, crontab=nightly)
    tick_done("nightly", "core.housekeeping", NOON)
    [stream] = schedules()
    assert (stream.period, stream.late_at) == (timedelta(days=1), NOON + timedelta(days=2, hours=15))
