"""When the health check itself is no longer made, a web process tells: once, whichever of several is first."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django_celery_beat.models import PeriodicTask

from core.models import Alert
from core.watchdog import Watchdog
from tests.config.streams.stopping import NOON, clock, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail(settings, time_machine):
    settings.SMTP_SERVER, settings.ALERT_EMAILS, settings.LANGUAGE_CODE = "smtp.test", ["ops@shop.test"], "en"
    time_machine.move_to(NOON, tick=False)
    PeriodicTask.objects.all().delete()


def test_a_clock_that_is_kept_is_no_news(settings):
    clock(settings)
    assert Watchdog().look(NOON + timedelta(minutes=4)) is False
    assert Alert.objects.count() == 0


def test_of_several_processes_one_mails_and_only_once(settings):
    clock(settings)
    first, second = Watchdog(), Watchdog()
    late = NOON + timedelta(minutes=6)
    assert [first.look(late), second.look(late), first.look(late + timedelta(minutes=1))] == [True, True, True]
    assert Alert.objects.get().data == {"since": "2026-03-02 12:00 UTC"}
    assert [message.subject for message in mail.outbox] == ["The clock stands still"]


def test_a_mail_server_that_is_away_gets_it_with_the_next_look(settings):
    clock(settings)
    dog = Watchdog()
    settings.EMAIL_BACKEND = "tests.config.streams.stopping.Refusing"
    dog.look(NOON + timedelta(minutes=6))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    dog.look(NOON + timedelta(minutes=7))
    assert len(mail.outbox) == 1


def test_a_hub_that_was_never_started_or_has_no_health_check_is_let_be():
    schedule("Health check and alerts", "core.health", 1)
    assert Watchdog().look(datetime(2026, 3, 9, tzinfo=UTC)) is False
    PeriodicTask.objects.update(enabled=False)
    assert Watchdog().look(datetime(2026, 3, 9, tzinfo=UTC)) is False
