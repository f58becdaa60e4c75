"""The embedded worker killed, frozen, told to end. On SQLite and, with `DATABASE_URL`, on PostgreSQL."""

import signal
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from core.models import Job, ScheduleTick
from tests.faults.processes import wait_until

pytestmark = pytest.mark.faults


def test_a_killed_workers_job_is_done_by_the_next(hub):
    worker = hub.worker()
    job = hub.file("faults.sleep", seconds=60, once=True)
    hub.wait_for_trace("start")
    assert worker.kill() == -signal.SIGKILL
    hub.worker()
    hub.wait_for_state(job, "done")
    assert hub.traces("start") == [job.pk, job.pk]
    assert hub.traces("end") == [job.pk]
    assert (job.attempts, job.lost_leases) == (2, 1)


@pytest.mark.parametrize("point", ["job.claimed", "job.before_finish"])
def test_a_crash_at_an_exact_place_loses_nothing(hub, point):
    job = hub.file("faults.sleep", seconds=0)
    crashed = hub.start("manage.py", "worker", HUB_CRASH_AT=point, JOB_LEASE_SECONDS=2)
    assert crashed.wait() == 137
    assert Job.objects.get().state == "leased"
    hub.worker()
    hub.wait_for_state(job, "done")
    assert len(hub.traces("end")) == (1 if point == "job.claimed" else 2)


def test_a_worker_told_to_end_finishes_what_it_does(hub):
    worker = hub.worker()
    job = hub.file("faults.sleep", seconds=2)
    hub.wait_for_trace("start")
    assert hub.stop_gently(worker) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)


def test_a_worker_told_to_end_hands_back_what_takes_too_long(hub):
    worker = hub.worker(WORKER_SHUTDOWN_SECONDS=0.5)
    job = hub.file("faults.sleep", seconds=60, once=True)
    hub.wait_for_trace("start")
    assert hub.stop_gently(worker) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lost_leases) == ("pending", 0, 0)


def test_a_long_job_stops_at_its_next_step_when_the_worker_is_told_to_end(hub):
    worker = hub.worker()
    job = hub.file("faults.patient", seconds=30)
    hub.wait_for_trace("start")
    began = time.monotonic()
    assert hub.stop_gently(worker) == 0
    assert time.monotonic() - began < 10
    job.refresh_from_db()
    assert (job.state, job.attempts, hub.traces("end")) == ("pending", 0, [])


def test_a_job_longer_than_its_lease_runs_once(hub):
    hub.worker()
    hub.worker()
    job = hub.file("faults.sleep", seconds=12)  # its lease is 5 s
    hub.wait_for_state(job, "done")
    assert hub.traces("start") == [job.pk]
    assert (job.attempts, job.lost_leases) == (1, 0)


def test_a_frozen_worker_is_fenced_off_when_it_thaws(hub):
    frozen = hub.worker()
    job = hub.file("faults.sleep", seconds=1)
    hub.wait_for_trace("start")
    frozen.signal(signal.SIGSTOP)
    hub.worker()
    hub.wait_for_state(job, "done")
    finished_at = job.finished_at
    frozen.signal(signal.SIGCONT)
    wait_until(lambda: len(hub.traces("end")) == 2, what="the frozen worker to end its job")
    time.sleep(1)
    job.refresh_from_db()
    assert (job.state, job.finished_at, job.attempts) == ("done", finished_at, 2)


def test_a_job_that_kills_its_worker_dies_and_others_go_on(hub):
    poison = hub.file("faults.kill")
    others = [hub.file("faults.note") for _ in range(5)]
    deaths = 0
    while Job.objects.get(pk=poison.pk).state != "dead":
        proc = hub.start("manage.py", "worker", "--threads", 1)
        wait_until(
            lambda proc=proc: proc.process.poll() is not None or Job.objects.get(pk=poison.pk).state == "dead",
            what="the worker to die of the job, or to give it up",
        )
        deaths += proc.process.poll() == 137
        assert deaths <= 5
    poison.refresh_from_db()
    assert (deaths, poison.attempts, poison.lost_leases) == (5, 5, 5)
    assert poison.error_class == "WorkerLost"
    for job in others:
        hub.wait_for_state(job, "done")


def test_a_kind_of_newer_code_waits_through_a_deploy(hub):
    unknown, known = hub.file("kind.of.newer.code"), hub.file("faults.note")
    old = hub.worker()
    hub.wait_for_state(known, "done")
    assert hub.stop_gently(old) == 0
    unknown.refresh_from_db()
    assert (unknown.state, unknown.attempts) == ("pending", 0)


def test_two_workers_share_the_work_and_do_each_job_once(hub):
    jobs = [hub.file("faults.note") for _ in range(100)]
    hub.worker()
    hub.worker()
    wait_until(lambda: Job.objects.filter(state="done", kind="faults.note").count() == 100, what="100 jobs")
    assert sorted(hub.traces("did")) == [job.pk for job in jobs]


def test_jobs_of_one_aggregate_never_overlap(hub):
    for _ in range(6):
        hub.file("faults.sleep", seconds=0.3, aggregate_key="run:1")
    hub.worker(threads=4)
    hub.worker(threads=4)
    wait_until(lambda: Job.objects.filter(state="done", kind="faults.sleep").count() == 6, what="6 jobs")
    words = [line.split()[0] for line in hub.trace.read_text().splitlines()]
    assert words == ["start", "end"] * 6


def test_late_schedules_are_kept_once_by_three_workers(hub):
    hourly, _ = IntervalSchedule.objects.get_or_create(every=1, period="hours")
    long_ago = timezone.now() - timedelta(hours=10)
    kwargs = f'{{"job": "faults.note", "payload": {{"trace": "{hub.trace}"}}}}'
    PeriodicTask.objects.create(
        name="Late", task="core.tasks.tick", interval=hourly, kwargs=kwargs, last_run_at=long_ago
    )
    for _ in range(3):
        hub.worker()
    hub.wait_for_trace("did")
    time.sleep(4)
    assert len(hub.traces("did")) == 1
    assert PeriodicTask.objects.get(name="Late").total_run_count == 1
    assert ScheduleTick.objects.get(name="Late").filed_at > long_ago


def test_a_filed_job_starts_within_the_poll_time(hub):
    hub.worker(WORKER_POLL_SECONDS=0.5)
    waits = []
    for _ in range(10):
        job = hub.file("faults.noop")
        hub.wait_for_state(job, "done")
        waits.append((job.started_at - job.created_at).total_seconds())
        time.sleep(0.05)
    assert sorted(waits)[len(waits) // 2] <= 0.5 + 0.25
    assert max(waits) <= 3  # the machine may be busy for a moment; the sweep would come after ten seconds


def test_once_does_what_is_due_and_ends(hub):
    hub.file("faults.note")
    hub.file("faults.note")
    assert "Jobs done:" in hub.manage("worker", "--once")
    assert len(hub.traces("did")) == 2


def test_a_worker_without_its_keys_does_not_start(hub):
    proc = hub.start("manage.py", "worker", SECRET_KEY="short")
    assert proc.wait() == 1
    assert "SECRET_KEY" in proc.output()
