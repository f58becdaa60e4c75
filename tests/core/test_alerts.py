"""Alerts open once for each cause, are mailed once, close when the cause is gone, and never break who raises them."""

import json
import shutil
import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from core.alerts import conditions
from core.alerts.words import WORDS, all_clear_of, text_of, title_of
from core.attention import open_alerts
from core.jobs import JobOutcome, enqueue, execute
from core.models import Alert, Job, SyncRun
from core.notify import clear_alert, raise_alert, send_mails
from core.schedules import TICK_TASK

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.SMTP_SERVER = "smtp.test"
    settings.ALERT_EMAILS = ["ops@shop.test"]
    settings.EMAIL_FROM = settings.DEFAULT_FROM_EMAIL = "Hub <hub@shop.test>"
    settings.LANGUAGE_CODE = "en"
    PeriodicTask.objects.all().delete()


def dead_job(kind="inventory.sync"):
    return Job.objects.create(kind=kind, state=Job.State.DEAD, run_at=timezone.now())


def run(state, *, finished=NOW, kind="products", **values):
    made = SyncRun.objects.create(partner="b2b", kind=kind, state=state, finished_at=finished, **values)
    SyncRun.objects.filter(pk=made.pk).update(queued_at=finished or NOW)
    return made


def schedule(kind="products", **timing):
    kwargs = json.dumps({"job": "inventory.scheduled_sync", "payload": {"kind": kind}})
    return PeriodicTask.objects.create(name=f"sync {kind}", task=TICK_TASK, kwargs=kwargs, **timing)


def hourly():
    return IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.HOURS)[0]


def test_one_cause_is_one_open_row_whose_values_follow():
    first = raise_alert("dead_letter", "x", job="x", count=1)
    second = raise_alert("dead_letter", "x", job="x", count=2)
    assert second.pk == first.pk
    assert Alert.objects.get().data == {"job": "x", "count": 2}


def test_a_cause_that_returns_is_a_new_alert():
    first = raise_alert("dead_letter", "x", job="x", count=1)
    assert clear_alert("dead_letter", "x") is True
    assert clear_alert("dead_letter", "x") is False
    assert raise_alert("dead_letter", "x", job="x", count=1).pk != first.pk
    assert [alert.kind for alert in open_alerts(Alert.objects.all())] == ["dead_letter"]


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="no words for an alert of the kind 'nonsense'"):
        raise_alert("nonsense", "x")


def test_a_secret_among_the_values_is_not_kept():
    assert raise_alert("sync_failed", "x", api_key="CANARYCANARY").data == {"api_key": "[redacted]"}


def test_one_mail_when_it_opens_and_one_when_it_is_over():
    raise_alert("dead_letter", "inventory.sync", job="inventory.sync", count=3)
    assert [send_mails(), send_mails()] == [1, 0]
    clear_alert("dead_letter", "inventory.sync")
    assert [send_mails(), send_mails()] == [1, 0]
    opened, over = mail.outbox
    assert opened.subject == "A job gave up: inventory.sync"
    assert opened.body.startswith("3 job(s) of the kind inventory.sync gave up after all attempts.")
    assert opened.from_email == "Hub <hub@shop.test>"
    assert opened.to == ["ops@shop.test"]
    assert over.subject == "Over: A job gave up: inventory.sync"
    assert over.body == "No job of the kind inventory.sync waits for help any more."
    assert opened.extra_headers["Message-ID"] == f"<alert-{Alert.objects.get().pk}-notified_at@shop.test>"


def test_an_alert_that_was_over_before_its_mail_is_not_mailed():
    raise_alert("dead_letter", "x", job="x", count=1)
    clear_alert("dead_letter", "x")
    assert send_mails() == 0
    assert mail.outbox == []


def test_a_kind_that_is_off_is_a_row_and_no_mail(settings):
    settings.ALERTS_OFF = ["dead_letter"]
    raise_alert("dead_letter", "x", job="x", count=1)
    raise_alert("disk_low", "media", free=7, path="/data")
    assert send_mails() == 1
    assert [message.subject for message in mail.outbox] == ["The disk is almost full"]
    assert open_alerts(Alert.objects.all()).count() == 2


@pytest.mark.parametrize(("server", "people"), [("", ["ops@shop.test"]), ("smtp.test", [])])
def test_without_a_mail_server_or_readers_alerts_are_rows_only(settings, server, people):
    settings.SMTP_SERVER, settings.ALERT_EMAILS = server, people
    raise_alert("dead_letter", "x", job="x", count=1)
    assert send_mails() == 0
    assert open_alerts(Alert.objects.all()).count() == 1


def refusing():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]  # free again: nobody listens


def hanging_up():
    listener = socket.create_server(("127.0.0.1", 0))

    def hang_up():
        connection, _ = listener.accept()
        connection.close()

    threading.Thread(target=hang_up, daemon=True).start()
    return listener.getsockname()[1]


def rejecting():
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 mail.test\r\n")
            for line in lines:
                known = line.upper().startswith((b"EHLO", b"MAIL"))
                connection.sendall(b"250 ok\r\n" if known else b"550 no such person\r\n")

    threading.Thread(target=answer, daemon=True).start()
    return listener.getsockname()[1]


@pytest.mark.parametrize("server", [refusing, hanging_up, rejecting])
def test_a_mail_server_that_fails_breaks_nothing_and_gets_it_later(settings, server):
    raise_alert("dead_letter", "x", job="x", count=1)
    in_memory = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server(), False
    settings.EMAIL_TIMEOUT = 2
    assert send_mails() == 0
    settings.EMAIL_BACKEND = in_memory
    assert send_mails() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("kind", WORDS)
def test_the_words_survive_missing_values(kind):
    alert = Alert(kind=kind, cause="x", data={})
    for words in (title_of(alert), text_of(alert), all_clear_of(alert)):
        assert words
        assert "%(" not in words


def test_a_failed_run_alerts_until_a_later_one_goes_well():
    failed = run(SyncRun.State.FAILED, error="The service said no", pages=1)
    conditions.check_health_and_alert()
    conditions.check_health_and_alert()
    alert = Alert.objects.get(kind="sync_failed")
    assert alert.cause == "b2b:products"
    assert alert.data == {"partner": "b2b", "stream": "products", "run": failed.pk, "error": "The service said no"}
    run(SyncRun.State.RUNNING, finished=None)
    conditions.check_health_and_alert()
    assert Alert.objects.get(kind="sync_failed").is_open
    SyncRun.objects.filter(state=SyncRun.State.RUNNING).update(state=SyncRun.State.DONE, finished_at=NOW)
    conditions.check_health_and_alert()
    assert not Alert.objects.get(kind="sync_failed").is_open
    assert [message.subject for message in mail.outbox] == [
        "Sync failed: b2b products",
        "Over: Sync failed: b2b products",
    ]


def test_each_held_run_alerts_until_it_is_decided_on():
    held = run(SyncRun.State.HELD, staged=812)
    conditions.check_health_and_alert()
    alert = Alert.objects.get(kind="sync_held")
    assert alert.cause == f"b2b:products#{held.pk}"
    assert "(812 changes)" in text_of(alert)
    SyncRun.objects.update(state=SyncRun.State.DISCARDED)
    conditions.check_health_and_alert()
    assert not Alert.objects.get(kind="sync_held").is_open


@pytest.mark.parametrize(("hours", "late"), [(2.9, False), (3.1, True)])
def test_a_stream_is_late_after_three_intervals_without_success(hours, late):
    schedule(interval=hourly())
    run(SyncRun.State.DONE, finished=NOW - timedelta(hours=hours))
    run(SyncRun.State.FAILED, finished=NOW - timedelta(minutes=5))
    assert list(conditions.late_streams(NOW)) == (["b2b:products"] if late else [])


def test_a_stream_that_never_went_well_is_late_from_its_first_run_on():
    schedule(interval=hourly())
    run(SyncRun.State.FAILED, finished=NOW - timedelta(hours=4))
    assert conditions.late_streams(NOW)["b2b:products"]["since"] == "2026-11-21 08:00 UTC"


def test_a_crontab_counts_its_own_slots():
    nightly = CrontabSchedule.objects.create(minute="0", hour="3", timezone="UTC")
    task = schedule(crontab=nightly)
    since = NOW - timedelta(days=3)
    assert conditions.slots_after(task, since, 3) == datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def test_a_schedule_that_is_off_or_of_another_kind_makes_no_stream_late():
    schedule(interval=hourly(), enabled=False)
    schedule(kind="categories", interval=hourly())
    run(SyncRun.State.DONE, finished=NOW - timedelta(days=9))
    assert conditions.late_streams(NOW) == {}


def test_dead_jobs_alert_once_a_kind_with_their_count():
    dead_job()
    dead_job()
    dead_job("core.sweep")
    assert conditions.dead_letters() == {
        "core.sweep": {"job": "core.sweep", "count": 1},
        "inventory.sync": {"job": "inventory.sync", "count": 2},
    }


@pytest.mark.parametrize(("seconds", "stuck"), [(299, False), (301, True)])
def test_a_job_that_is_due_for_five_minutes_means_a_stuck_queue(seconds, stuck):
    Job.objects.create(kind="inventory.sync", run_at=NOW - timedelta(seconds=seconds))
    Job.objects.create(kind="later", run_at=NOW + timedelta(days=1))
    assert list(conditions.stuck_queue(NOW)) == (["queue"] if stuck else [])


def test_a_disk_below_the_limit_alerts(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "not" / "yet"
    full = shutil._ntuple_diskusage(10**12, 10**12 - 499_000_000, 499_000_000)
    monkeypatch.setattr("core.alerts.conditions.shutil.disk_usage", lambda path: full)
    assert conditions.low_disks()["media"] == {"free": 499, "path": str(tmp_path / "not" / "yet")}


def test_the_health_job_of_each_minute_opens_and_mails_alerts():
    dead_job()
    job = enqueue("core.health", {})
    assert execute(job.pk) == JobOutcome.DONE
    job.refresh_from_db()
    assert job.result["mails"] == 1
    assert [message.subject for message in mail.outbox] == ["A job gave up: inventory.sync"]
