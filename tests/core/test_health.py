from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from core import health
from core.jobs import enqueue, execute
from core.models import Job, ScheduleTick

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticking():
    return ScheduleTick.objects.create(name="Sweep", filed_at=timezone.now())


@pytest.fixture
def no_database(monkeypatch):
    def refuse():
        raise OperationalError("connection to server at 10.0.0.3 refused")

    monkeypatch.setattr(health, "_ask_database", refuse)


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_all_is_well(client, ticking):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["reasons"]) == ("ready", {})
    assert answer.json()["last_tick_seconds"] < 5


def test_not_ready_where_nothing_keeps_time(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert list(answer.json()["reasons"]) == ["tick"]


def test_not_ready_when_the_last_tick_is_old(client, ticking):
    ScheduleTick.objects.update(filed_at=timezone.now() - timedelta(seconds=61))
    assert list(client.get("/readyz").json()["reasons"]) == ["tick"]


def test_not_ready_while_a_due_job_waits_too_long(client, ticking):
    enqueue("test.kind", run_at=timezone.now() - timedelta(seconds=301))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert list(answer.json()["reasons"]) == ["queue"]
    assert answer.json()["oldest_due_seconds"] == pytest.approx(301, abs=2)


def test_a_job_for_later_is_no_reason(client, ticking):
    enqueue("test.kind", run_at=timezone.now() + timedelta(days=1))
    assert client.get("/readyz").status_code == 200


def test_not_ready_without_a_database_and_ready_again_with_it(client, ticking, no_database, monkeypatch):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == {"database": "The database does not answer, or lacks tables."}
    assert "10.0.0.3" not in answer.content.decode()
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 200


def test_not_ready_when_stored_secrets_cannot_be_read(client, ticking, monkeypatch):
    monkeypatch.setattr(health, "key_problems", lambda: ["hub.E006: the key 3fa2 is missing"])
    answer = client.get("/readyz")
    assert list(answer.json()["reasons"]) == ["keys"]
    assert "3fa2" not in answer.content.decode()


def test_the_health_job_says_what_it_found(ticking):
    job = enqueue("core.health")
    assert execute(job.pk) == "done"
    assert Job.objects.get().result == {"ready": True, "reasons": [], "mails": 0}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_pages_only_answer_questions(client, path):
    assert client.post(path).status_code == 405
