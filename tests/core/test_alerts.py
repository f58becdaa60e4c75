"""Alerts open once for each cause, are mailed once, close when the cause is gone, and never break who raises them."""

import shutil
import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from core.alerts import conditions
from core.alerts.names import NAMES
from core.alerts.switches import is_on, switch
from core.alerts.words import WORDS, all_clear_of, text_of, title_of
from core.attention import open_alerts
from core.jobs import JobOutcome, enqueue, execute
from core.models import Alert, ApiCall, CallBudget, Job, SyncRun
from core.notify import clear_alert, raise_alert, send_mails
from tests.buying_rows import webhooks

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


def test_a_webhook_that_failed_opens_its_alert_and_holds_up_none_after_it():
    webhooks(1, state="dead", topic="STOCK")
    moment = timezone.now()
    CallBudget.objects.create(key="cj:1:calls", as_of=moment, exhausted_until=moment + timedelta(hours=1))
    conditions.check_health_and_alert()
    opened = {alert.kind: alert for alert in Alert.objects.filter(kind__in=["webhook_dead", "quota_spent"])}
    assert set(opened) == {"webhook_dead", "quota_spent"}
    assert opened["webhook_dead"].data == {"partner": "cj-dropshipping", "kind": "STOCK", "count": 1}
    assert title_of(opened["webhook_dead"]) == "Webhooks failed: cj-dropshipping STOCK"


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


def test_what_staff_said_in_the_console_wins_over_the_settings(settings):
    settings.ALERTS_OFF = ["dead_letter"]
    switch("dead_letter", True, by="ana")
    switch("disk_low", False, by="ana")
    raise_alert("dead_letter", "x", job="x", count=1)
    raise_alert("disk_low", "media", free=7, path="/data")
    assert send_mails() == 1
    assert [message.subject for message in mail.outbox] == ["A job gave up: x"]


def test_new_orders_are_mailed_only_where_that_was_asked_for(settings):
    assert not is_on("new_order")
    settings.ALERT_NEW_ORDERS = True
    assert is_on("new_order")
    switch("new_order", False, by="ana")
    assert not is_on("new_order")


def test_every_kind_has_a_name_for_its_switch():
    assert set(NAMES) == set(WORDS)


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


@pytest.mark.parametrize(("calls", "told"), [(4, []), (5, ["shopify:7"])])
def test_five_refusals_as_too_many_within_a_quarter_of_an_hour_are_told(calls, told):
    values = {"partner": "shopify", "account_id": "7", "operation": "orders", "method": "GET", "path": "/x"}
    made = [ApiCall(**values, status=200, error_class="RateLimited") for _ in range(calls)]
    made += [ApiCall(**values, status=200), ApiCall(**values, status=500, error_class="PartnerDown")]
    ApiCall.objects.bulk_create(made)
    assert list(conditions.asked_to_slow_down(timezone.now())) == told
    assert conditions.asked_to_slow_down(timezone.now() + timedelta(minutes=16)) == {}


def test_an_allowance_that_the_partner_calls_used_up_is_told_until_it_is_back():
    until = NOW + timedelta(hours=3)
    for key in ("cj-dropshipping:1:points", "ebay:1:revisions:77"):
        CallBudget.objects.create(key=key, as_of=NOW, exhausted_until=until)
    [told] = conditions.spent_allowances(NOW).values()
    assert told == {"account": "cj-dropshipping:1", "name": "points", "until": "2026-11-21 15:00 UTC"}
    assert conditions.spent_allowances(until) == {}
