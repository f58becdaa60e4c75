"""The production profile: a real beat and real workers on Redis."""

import json
import signal
import time

import pytest
import redis
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks

from core.jobs import hints
from core.models import Job
from tests.faults.processes import wait_until

pytestmark = pytest.mark.celery


def hint(hub, job):
    """What `enqueue` sends on commit, from a process that has the broker set."""
    hub.manage("shell", "-c", f"from core.jobs import hints; hints.send({job.pk})")


def hints_in(server, prefix):
    """How many lie in the lists of Celery's usual queue, of all urgencies."""
    return sum(server.llen(name) for name in server.scan_iter(f"{prefix}celery*"))


def every(hub, seconds, name="Each few seconds", **more):
    interval, _ = IntervalSchedule.objects.get_or_create(every=seconds, period="seconds")
    kwargs = json.dumps({"job": "faults.note", "payload": {"trace": str(hub.trace)}})
    return PeriodicTask.objects.create(name=name, task="core.tasks.tick", interval=interval, kwargs=kwargs, **more)


def test_beat_and_worker_turn_a_schedule_into_finished_work(celery_hub):
    every(celery_hub, 2)
    celery_hub.celery_worker()
    celery_hub.celery_beat()
    celery_hub.wait_for_trace("did", count=3, timeout=60)
    job = Job.objects.get(dedupe_key="tick:Each few seconds")
    assert (job.kind, job.requested_by) == ("faults.note", "schedule")
    assert not PeriodicTask.objects.filter(name__startswith="celery.").exists()  # beat adds none of its own


def test_no_beat_then_three_beats_keep_each_slot_once(celery_hub):
    every(celery_hub, 4)
    celery_hub.celery_worker()
    time.sleep(6)
    assert celery_hub.traces("did") == []  # late, not lost
    for _ in range(3):
        celery_hub.celery_beat()
    celery_hub.wait_for_trace("did", count=1, timeout=60)
    began, before = time.monotonic(), len(celery_hub.traces("did"))
    time.sleep(16)
    slots = (time.monotonic() - began) / 4
    assert 2 <= len(celery_hub.traces("did")) - before <= slots + 1


def test_an_interval_that_staff_changed_lives_through_a_deploy(celery_hub):
    name = "Catalogue: products"
    often, _ = IntervalSchedule.objects.get_or_create(every=2, period="seconds")
    kwargs = json.dumps({"job": "faults.note", "payload": {"trace": str(celery_hub.trace)}})
    PeriodicTask.objects.filter(name=name).update(interval=often, kwargs=kwargs)
    PeriodicTasks.update_changed()
    celery_hub.manage("migrate", "--skip-checks", "--verbosity", "0")
    assert f"{name}: changed by staff, kept" in celery_hub.manage("setup_schedules")
    assert PeriodicTask.objects.get(name=name).interval == often
    celery_hub.celery_worker()
    celery_hub.celery_beat()
    celery_hub.wait_for_trace("did", count=2, timeout=60)


def test_a_hint_starts_a_job_on_an_idle_worker_at_once(celery_hub):
    celery_hub.celery_worker(concurrency=1)
    celery_hub.manage(
        "shell",
        "-c",
        "import time\nfrom core.jobs import enqueue\n"
        "for _ in range(60):\n    enqueue('faults.noop', {}); time.sleep(0.05)",
    )
    wait_until(lambda: Job.objects.filter(kind="faults.noop", state="done").count() == 60, what="60 jobs")
    waits = sorted((job.started_at - job.created_at).total_seconds() for job in Job.objects.filter(kind="faults.noop"))
    print(f"enqueue to start: median {waits[30] * 1000:.1f} ms, worst {waits[-1] * 1000:.1f} ms")  # noqa: T201 - shown with -rP
    assert waits[30] < 2  # five seconds without hints, on any machine: the sweep comes every ten
    assert waits[-3] < 5


def test_a_killed_celery_workers_job_is_done_by_the_next(celery_hub):
    worker = celery_hub.celery_worker(concurrency=1)
    job = celery_hub.file("faults.sleep", seconds=60, once=True)
    hint(celery_hub, job)
    celery_hub.wait_for_trace("start")
    assert worker.kill() == -signal.SIGKILL
    celery_hub.celery_worker(concurrency=1)
    PeriodicTask.objects.filter(name="Sweep of lost jobs").update(
        interval=IntervalSchedule.objects.create(every=2, period="seconds")
    )
    celery_hub.celery_beat()
    celery_hub.wait_for_state(job, "done", timeout=90)
    assert celery_hub.traces("end") == [job.pk]


def test_a_killed_pool_child_loses_nothing(celery_hub):
    worker = celery_hub.celery_worker(concurrency=1)
    job = celery_hub.file("faults.kill")
    other = celery_hub.file("faults.note")
    hint(celery_hub, job)
    celery_hub.wait_for_trace("start")
    hint(celery_hub, other)
    celery_hub.wait_for_state(other, "done", timeout=60)
    assert worker.process.poll() is None
    assert Job.objects.get(pk=job.pk).state in {"leased", "pending"}


def test_a_second_delivery_does_not_run_a_job_again(celery_hub):
    celery_hub.celery_worker(concurrency=2)
    job = celery_hub.file("faults.sleep", seconds=3)
    hint(celery_hub, job)
    celery_hub.wait_for_trace("start")
    hint(celery_hub, job)
    celery_hub.wait_for_state(job, "done")
    hint(celery_hub, job)
    time.sleep(2)
    assert celery_hub.traces("start") == [job.pk]


def test_lost_hints_are_made_good_by_the_sweep(celery_hub):
    jobs = [celery_hub.file("faults.note") for _ in range(200)]  # filed, and every hint for them lost
    redis.Redis.from_url(celery_hub.settings["CELERY_BROKER_URL"]).flushdb()
    PeriodicTask.objects.filter(name="Sweep of lost jobs").update(
        interval=IntervalSchedule.objects.create(every=2, period="seconds")
    )
    celery_hub.celery_worker(concurrency=2)
    celery_hub.celery_beat()
    wait_until(lambda: Job.objects.filter(kind="faults.note", state="done").count() == 200, 60, what="200 jobs")
    assert sorted(celery_hub.traces("did")) == [job.pk for job in jobs]


def test_the_embedded_worker_may_run_beside_celery(celery_hub):
    celery_hub.worker().wait_for("shares the jobs with the Celery workers")
    job = celery_hub.file("faults.note")
    celery_hub.wait_for_state(job, "done")


def test_a_broker_that_is_away_holds_nothing_up(hub, settings, monkeypatch):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(hints, "_silent_until", 0.0)
    began = time.monotonic()
    jobs = [hub.file("faults.note") for _ in range(20)]
    assert time.monotonic() - began < 10  # one patient try a job is more than that
    hub.worker()
    for job in jobs:
        hub.wait_for_state(job, "done")


def test_all_that_is_put_into_redis_carries_the_prefix_of_the_installation(celery_hub):
    """Another installation's worker on the same Redis takes none of its hints."""
    stranger = celery_hub.celery_worker(REDIS_PREFIX="another:", DATABASE_URL=celery_hub.url)
    server = redis.Redis.from_url(celery_hub.settings["CELERY_BROKER_URL"])
    job = celery_hub.file("faults.note")
    ours = {"REDIS_PREFIX": "ours:"}
    celery_hub.manage("shell", "-c", f"from core.jobs import hints; hints.send({job.pk})", **ours)
    wait_until(lambda: hints_in(server, "ours:") == 1, what="the hint to lie in our queue")
    time.sleep(2)
    assert hints_in(server, "ours:") == 1
    celery_hub.celery_worker(**ours)
    celery_hub.wait_for_state(job, "done")
    assert all(key.startswith((b"ours:", b"another:")) for key in server.scan_iter())
    assert stranger.process.poll() is None


FILE_MANY = (
    "from core.jobs import enqueue\n"
    "for _ in range(80): enqueue('faults.noop')\n"
    "enqueue('faults.noop', priority=20, requested_by='urgent')"
)


def test_an_urgent_job_overtakes_those_that_wait_before_it(celery_hub):
    celery_hub.manage("shell", "-c", FILE_MANY)
    celery_hub.celery_worker(concurrency=1)
    wait_until(lambda: not Job.objects.filter(kind="faults.noop").exclude(state="done").exists(), 60, what="all jobs")
    order = list(Job.objects.filter(kind="faults.noop").order_by("started_at").values_list("requested_by", flat=True))
    assert order.index("urgent") <= 5  # some hints are on their way to the worker already


def test_a_queue_of_its_own_has_workers_of_its_own(celery_hub):
    long = {"JOB_QUEUES": "faults.note=long"}
    job = celery_hub.file("faults.note")
    celery_hub.manage("shell", "-c", f"from core.jobs import hints; hints.send({job.pk}, kind='{job.kind}')", **long)
    celery_hub.celery_worker(**long)
    time.sleep(3)
    assert Job.objects.get(pk=job.pk).state == "pending"
    celery_hub.celery_worker(queues="long", **long)
    celery_hub.wait_for_state(job, "done")


def test_sweeps_do_not_pile_up_hints_of_work_that_nobody_does_yet(celery_hub):
    server = redis.Redis.from_url(celery_hub.settings["CELERY_BROKER_URL"])
    many = "from core.jobs import enqueue\nfor _ in range(1100): enqueue('faults.noop')"
    celery_hub.manage("shell", "-c", many, REDIS_PREFIX="ours:")
    assert hints_in(server, "ours:") == 1100
    sweeps = "from core.jobs.sweeping import sweep\nprint([sweep()['hinted'] for _ in range(3)])"
    assert "[0, 0, 0]" in celery_hub.manage("shell", "-c", sweeps, REDIS_PREFIX="ours:")
    assert hints_in(server, "ours:") == 1100
