import socket
import threading
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection

from config.settings.celery import named_queues
from core.jobs import enqueue, hints

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings, monkeypatch):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    calls = []
    monkeypatch.setattr(
        hints.current_app, "send_task", lambda name, args, **options: calls.append((name, args, options))
    )
    return calls


def test_a_hint_goes_out_when_the_transaction_commits(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("test.kind")
        assert sent == []
    (name, args, options) = sent[0]
    assert (len(sent), name, args) == (1, "core.tasks.run_job", [job.pk])
    assert (options["ignore_result"], options["retry"]) == (True, False)


@pytest.mark.parametrize(("priority", "place"), [(20, 0), (40, 0), (50, 3), (80, 6), (100, 9), (120, 9)])
def test_the_hint_of_an_urgent_job_overtakes_others(sent, priority, place, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue("test.kind", priority=priority)
    assert sent[0][2]["priority"] == place


def test_a_kind_goes_to_the_queue_that_the_settings_name_for_it(sent, settings, django_capture_on_commit_callbacks):
    settings.JOB_QUEUES = {"test.": "tests", "test.long": "long"}
    with django_capture_on_commit_callbacks(execute=True):
        enqueue("test.longer")
        enqueue("test.kind")
        enqueue("other.kind")
    assert [options["queue"] for _name, _args, options in sent] == ["long", "tests", "celery"]


def test_queues_are_named_in_pairs():
    assert named_queues(["inventory.sync=long", "orders.=orders"]) == {"inventory.sync": "long", "orders.": "orders"}
    assert named_queues([]) == {}


@pytest.mark.parametrize("pair", ["inventory.sync", "=long", "inventory.sync="])
def test_half_a_pair_is_refused_at_the_start(pair):
    with pytest.raises(ImproperlyConfigured, match="JOB_QUEUES wants pairs"):
        named_queues([pair])


def test_without_a_broker_nothing_is_sent(settings, sent, django_capture_on_commit_callbacks):
    settings.CELERY_BROKER_URL = ""
    with django_capture_on_commit_callbacks(execute=True):
        enqueue("test.kind")
    assert sent == []


def test_a_broker_that_fails_is_left_alone_for_ten_seconds(settings, monkeypatch, django_capture_on_commit_callbacks):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    tries = []

    def refuse(*args, **options):
        tries.append(args)
        raise ConnectionError("refused")

    monkeypatch.setattr(hints.current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        first, second = enqueue("test.kind"), enqueue("test.kind")
    assert len(tries) == 1
    assert (first.state, second.state) == ("pending", "pending")
    monkeypatch.setattr(hints, "_silent_until", 0.0)
    hints.send(first.pk)
    assert len(tries) == 2


def test_filing_work_rings_the_bell_of_this_process(django_capture_on_commit_callbacks):
    heard = hints.bell.rings
    with django_capture_on_commit_callbacks(execute=True):
        enqueue("test.kind")
    assert hints.bell.rings == heard + 1


@pytest.fixture
def silent_server():
    """Takes connections and says nothing, as a frozen Redis does."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield listener.getsockname()[1]


def test_a_frozen_broker_costs_a_request_less_than_a_second(settings, silent_server, monkeypatch):
    settings.IS_WEB_PROCESS = True
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent_server}/0"
    broker = Connection(settings.CELERY_BROKER_URL)
    monkeypatch.setattr(hints.current_app, "connection_for_write", lambda: broker)
    monkeypatch.setattr(hints, "_local", threading.local())
    began = time.monotonic()
    hints.send(1)
    assert time.monotonic() - began < 1
    assert hints._silent_until > time.monotonic() + 8


def test_a_broker_that_is_not_there_costs_less_than_a_second(settings, monkeypatch):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(hints.current_app, "connection_for_write", lambda: Connection(settings.CELERY_BROKER_URL))
    monkeypatch.setattr(hints, "_local", threading.local())
    began = time.monotonic()
    hints.send(1)
    assert time.monotonic() - began < 1
    assert hints._silent_until > time.monotonic() + 8
