"""The database goes away, conflicts, or loses its client in mid-write."""

import secrets
import sqlite3
import threading
import urllib.error
import urllib.request
from contextlib import closing

import pytest
from django.db import close_old_connections, connection, connections, transaction
from django.utils import timezone

from core.jobs import enqueue, execute
from core.jobs.registry import handles
from core.models import Event, Job, RateLimitBucket
from tests.faults.processes import free_port, wait_until

pytestmark = pytest.mark.faults

# Each asks the database who is calling.
PAGES = ["/admin/", "/api/products"]
CALLER = {"Cookie": f"sessionid={'a' * 32}", "X-API-Key": f"hub_{'b' * 8}_{'c' * 43}"}


def test_jobs_go_on_after_the_database_dropped_every_connection(postgresql_hub, databases):
    hub = postgresql_hub
    hub.worker()
    job = hub.file("faults.ask", seconds=3)
    hub.wait_for_trace("start")
    connection.close()
    assert databases.terminate_connections(hub.url) > 0
    hub.wait_for_state(job, "done")
    after = hub.file("faults.note")
    hub.wait_for_state(after, "done")


def test_ready_turns_to_503_and_back_while_the_database_is_away(postgresql_hub, databases):
    hub = postgresql_hub
    port = free_port()
    hub.start("manage.py", "hub", "--port", port).wait_for("serves")
    wait_until(lambda: status(port, "/readyz") == 200, 60, what="the hub to be ready")
    connection.close()
    databases.refuse_connections(hub.url)
    wait_until(lambda: status(port, "/readyz") == 503, what="503 without the database")
    assert status(port, "/healthz") == 200
    assert [status(port, page) for page in PAGES] == [503, 503]
    databases.allow_connections(hub.url)
    wait_until(lambda: status(port, "/readyz") == 200, 60, what="ready again, without a restart")
    assert 500 not in [status(port, page) for page in PAGES]
    job = hub.file("faults.note")
    hub.wait_for_state(job, "done")


def test_a_deadlock_is_broken_and_the_loser_tries_again(postgresql_hub):
    first = RateLimitBucket.objects.create(key="first")
    second = RateLimitBucket.objects.create(key="second")
    both_hold_one = threading.Barrier(2)

    @handles("faults.deadlock")
    def crossing(job):
        mine, other = (first, second) if job.payload["way"] == "there" else (second, first)
        with transaction.atomic():
            RateLimitBucket.objects.filter(pk=mine.pk).update(next_free_at=job.id)
            if job.attempt == 1:
                both_hold_one.wait(10)
            RateLimitBucket.objects.filter(pk=other.pk).update(next_free_at=job.id)

    jobs = [enqueue("faults.deadlock", {"way": way}) for way in ("there", "back")]
    outcomes = in_threads(jobs)
    assert sorted(outcomes) == ["done", "retry"]
    loser = Job.objects.get(state="pending")
    assert loser.error_class == "OperationalError"
    assert "deadlock" in loser.error
    wait_until(lambda: loser.run_at <= timezone.now(), 5)
    assert execute(loser.pk) == "done"


def test_a_serialization_failure_is_tried_again(postgresql_hub):
    bucket = RateLimitBucket.objects.create(key="contested", next_free_at=0)
    both_have_read = threading.Barrier(2)

    @handles("faults.serialize")
    def add_one(job):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
            row = RateLimitBucket.objects.get(pk=bucket.pk)
            if job.attempt == 1:
                both_have_read.wait(10)
            RateLimitBucket.objects.filter(pk=bucket.pk).update(next_free_at=row.next_free_at + 1)

    jobs = [enqueue("faults.serialize") for _ in range(2)]
    assert sorted(in_threads(jobs)) == ["done", "retry"]
    loser = Job.objects.get(state="pending")
    wait_until(lambda: loser.run_at <= timezone.now(), 5)
    assert execute(loser.pk) == "done"
    bucket.refresh_from_db()
    assert bucket.next_free_at == 2


def test_kills_among_writes_leave_a_whole_database(hub):
    """200 kills of a worker that writes one row a transaction; the seed of the moments is printed."""
    seed = secrets.randbelow(10**6)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    hub.start("-m", "tests.faults.kill_writers", seed, 200).wait_for("all killed", timeout=120)
    assert intact(hub)
    written = 0
    for job in Job.objects.filter(
        kind="faults.write"
    ):  # each transaction whole, in order, none missing before the kill
        rows = Event.objects.filter(subject_id=str(job.pk)).order_by("pk")
        numbers = [data["n"] for data in rows.values_list("data", flat=True)]
        assert numbers == list(range(len(numbers)))
        written += len(numbers)
    assert written > 200


def intact(hub):
    connection.check_constraints()
    if hub.url.startswith("postgres"):
        return True  # its write-ahead log is the server's business; a killed client leaves no half transaction
    with closing(sqlite3.connect(hub.url.removeprefix("sqlite:///"))) as file:
        return (
            file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            and not file.execute("PRAGMA foreign_key_check").fetchall()
        )


def status(port, path):
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=CALLER)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def in_threads(jobs):
    """Executes each job in a thread with its own connection, all at once; gives the outcomes."""
    outcomes = []

    def run(job):
        try:
            outcomes.append(str(execute(job.pk)))
        finally:
            close_old_connections()
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
