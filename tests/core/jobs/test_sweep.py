from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.jobs import claim_next, enqueue, sweep, sweeping
from core.jobs.renewal import renewer
from core.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_clock(monkeypatch):
    monkeypatch.setattr(sweeping, "clock", sweeping.ClockWatch())


def test_the_sweep_frees_what_a_lost_worker_held(handler):
    handler("test.kind")
    enqueue("test.kind")
    claim_next()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sweep() == {"freed": 1, "hinted": 0}
    assert Job.objects.get().state == "pending"


def test_with_a_broker_due_jobs_get_their_hint_again(handler, settings, monkeypatch):
    handler("test.kind")
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    sent = []
    monkeypatch.setattr(sweeping.hints, "send", lambda pk, **_: sent.append(pk))
    monkeypatch.setattr(sweeping.hints, "waiting", lambda _queue: 0)
    due, _later = enqueue("test.kind"), enqueue("test.kind", run_at=timezone.now() + timedelta(hours=1))
    assert sweep() == {"freed": 0, "hinted": 1}
    assert sent == [due.pk]


def test_a_queue_that_is_full_gets_hints_of_urgent_jobs_alone(handler, settings, monkeypatch):
    handler("test.kind")
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    sent = []
    monkeypatch.setattr(sweeping.hints, "send", lambda pk, **_: sent.append(pk))
    monkeypatch.setattr(sweeping.hints, "waiting", lambda _queue: 1000)
    _usual, urgent = enqueue("test.kind"), enqueue("test.kind", priority=50)
    assert sweep() == {"freed": 0, "hinted": 1}
    assert sent == [urgent.pk]


def test_a_full_queue_holds_up_no_hint_for_another_one(handler, settings, monkeypatch):
    handler("test.kind")
    handler("test.long")
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    settings.JOB_QUEUES = {"test.long": "long"}
    sent = []
    monkeypatch.setattr(sweeping.hints, "send", lambda pk, **_: sent.append(pk))
    monkeypatch.setattr(sweeping.hints, "waiting", lambda queue: 1000 if queue == "long" else 0)
    usual, _long = enqueue("test.kind"), enqueue("test.long")
    assert sweep() == {"freed": 0, "hinted": 1}
    assert sent == [usual.pk]


@pytest.mark.parametrize("hours", [2, -2])
def test_a_clock_that_jumps_takes_nobody_for_dead(handler, monkeypatch, hours):
    renewed = []
    monkeypatch.setattr(renewer, "renew_all_now", lambda: renewed.append(hours))
    handler("test.kind")
    enqueue("test.kind")
    claim_next()
    assert sweep()["freed"] == 0
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert sweep()["freed"] == 0
    assert renewed == [hours]
    assert Job.objects.get().state == "leased"


def test_a_lease_time_after_the_jump_the_sweep_works_again(handler, monkeypatch):
    clock = {"wall": 1000.0, "mono": 10.0}
    monkeypatch.setattr(sweeping.time, "time", lambda: clock["wall"])
    monkeypatch.setattr(sweeping.time, "monotonic", lambda: clock["mono"])
    watch = sweeping.ClockWatch()
    assert watch.is_settled()
    clock["wall"] += 7200
    assert not watch.is_settled()
    clock["wall"] += 121
    clock["mono"] += 121
    assert watch.is_settled()
