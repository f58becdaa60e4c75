"""A second host: it has a worker and the two addresses, and nothing else. It loses its power, or its cable, in mid-work.

The processes are those of deploy/systemd, with their very command lines.
"""

import json
import os
import signal
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from core.models import Job
from tests.deploy.reading import ROOT, start_words
from tests.faults.processes import wait_until
from tests.faults.two_hosts import B_ADDRESS, two_hosts, what_is_missing

pytestmark = [pytest.mark.faults, pytest.mark.once, pytest.mark.timeout(1200)]

DATABASE = "hub"
LEASE = 5  # seconds, of faults.sleep
SLEEP = 3


@pytest.fixture(scope="module")
def running_hosts(django_db_blocker):
    """Both hosts with the hub's tables, a beat on the first and no worker yet. The test's ORM comes in by a socket."""
    missing = what_is_missing()
    if missing:
        pytest.skip(f"Two hosts cannot be made here: {missing}.")
    with two_hosts() as hosts:
        with psycopg.connect(host=str(hosts.socket), user="postgres", dbname="postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {DATABASE}")
        migrated = start(hosts, hosts.a, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        assert migrated.wait(600) == 0, migrated.output()
        with _orm_on(hosts, django_db_blocker):
            sweep = IntervalSchedule.objects.create(every=2, period="seconds")
            PeriodicTask.objects.exclude(name="Sweep of lost jobs").update(enabled=False)
            PeriodicTask.objects.filter(name="Sweep of lost jobs").update(interval=sweep)
            start(hosts, hosts.a, "-m", *start_words("entrepot-beat")).wait_for("beat: Starting", timeout=240)
            yield hosts


@pytest.fixture
def hosts(running_hosts):
    """What a test has started ends with it: another one's worker would take the jobs of the next."""
    both = (running_hosts.a, running_hosts.b)
    before = [len(host.started) for host in both]
    yield running_hosts
    running_hosts.plug_it_in()
    for host, first in zip(both, before, strict=True):
        host.end_from(first)


class _orm_on:  # noqa: N801 - reads as a word of the fixture
    """Django's default connection leads to the hosts' database for a while."""

    def __init__(self, hosts, blocker):
        self._blocker = blocker
        self._settings = {
            **connections.settings["default"],
            "NAME": DATABASE,
            "HOST": str(hosts.socket),
            "PORT": "",
            "USER": "postgres",
            "PASSWORD": "",
        }

    def __enter__(self):
        self._blocker.unblock()
        self._before = connections.settings["default"], connections["default"], settings.CELERY_BROKER_URL
        connections.settings["default"] = self._settings
        connections["default"] = connections.create_connection("default")
        settings.CELERY_BROKER_URL = ""

    def __exit__(self, *error):
        connections["default"].close()
        connections.settings["default"], connections["default"], settings.CELERY_BROKER_URL = self._before
        self._blocker.restore()


@pytest.fixture
def trace(tmp_path):
    return tmp_path / "trace.txt"


def start(hosts, host, *words, **more):
    return hosts.run(host, *words, url=hosts.url(DATABASE), **more)


def worker(hosts, host):
    return start(hosts, host, "-m", *start_words("entrepot-worker")).wait_for(" ready.", timeout=240)


def file_on_a(hosts, count, kind, trace, **payload):
    """As any process of the first host files them: rows, and hints by Redis."""
    payload = json.dumps({"trace": str(trace), **payload})
    code = f"import json\nfrom core.jobs import enqueue\nfor _ in range({count}): print('#', enqueue({kind!r}, json.loads({payload!r})).pk)"
    filed = start(hosts, hosts.a, "manage.py", "shell", "-c", code)
    assert filed.wait(240) == 0, filed.output()
    return [int(line.split()[1]) for line in filed.output().splitlines() if line.startswith("# ")]


def traces(trace, word):
    """(job, process) of everything that left `word`."""
    lines = trace.read_text().splitlines() if trace.exists() else []
    return [(int(job), int(pid)) for said, job, pid in (line.split() for line in lines) if said == word]


def is_of(worker, pid):
    try:
        return os.getpgid(pid) == worker.pid
    except ProcessLookupError:
        return False


def all_done(jobs):
    return Job.objects.filter(pk__in=jobs, state="done").count() == len(jobs)


def under_way_on(worker, trace):
    """Jobs that the worker has begun and not ended."""
    ended = {job for job, _ in traces(trace, "end")}
    return {job for job, pid in traces(trace, "start") if job not in ended and is_of(worker, pid)}


def test_a_host_that_dies_in_mid_work_loses_nothing_and_is_welcome_back(hosts, trace):
    web = start(hosts, hosts.a, "-m", *start_words("entrepot-web"))
    on_b = worker(hosts, hosts.b)

    # What one host files, the other does.
    first = file_on_a(hosts, 10, "faults.note", trace)
    wait_until(lambda: all_done(first), 60, what="the second host to do what the first has filed")
    assert sorted(job for job, _ in traces(trace, "did")) == first
    assert all(is_of(on_b, pid) for _, pid in traces(trace, "did"))
    probe = hosts.a.start(sys.executable, ROOT / "deploy" / "probe.py", environment={"PATH": os.environ["PATH"]})
    assert probe.wait(120) == 0, web.output()

    # Power and cable of the second are gone while it works beside the first.
    on_a = worker(hosts, hosts.a)
    jobs = file_on_a(hosts, 12, "faults.sleep", trace, seconds=SLEEP)
    lost = wait_until(lambda: under_way_on(on_b, trace), 60, what="the second host to work")
    hosts.pull_the_cable()
    hosts.b.lose_power()
    wait_until(lambda: all_done(jobs), 120, what="the first host to do it all")
    assert sorted(job for job, _ in traces(trace, "end")) == jobs  # each to its end once
    rows = {job.pk: (job.attempts, job.lost_leases) for job in Job.objects.filter(pk__in=jobs)}
    begun_twice = {job for job in jobs if sum(job == begun for begun, _ in traces(trace, "start")) == 2}
    assert lost <= begun_twice
    assert {job for job, counts in rows.items() if counts == (2, 1)} >= begun_twice
    assert all(counts in {(1, 0), (2, 1)} for counts in rows.values())

    # It comes back, and the first may rest.
    hosts.plug_it_in()
    again = worker(hosts, hosts.b)
    on_a.signal(signal.SIGTERM)
    assert on_a.wait(120) == 0
    late = file_on_a(hosts, 5, "faults.note", trace)
    wait_until(lambda: all_done(late), 60, what="the second host, come back, to work")
    assert {job for job, pid in traces(trace, "did") if is_of(again, pid)} == set(late)
    again.signal(signal.SIGTERM)
    assert again.wait(120) == 0


def test_a_host_cut_off_for_a_while_cannot_undo_what_others_did_and_works_on_without_a_restart(hosts, trace):
    on_b = worker(hosts, hosts.b)
    [job] = file_on_a(hosts, 1, "faults.sleep", trace, seconds=SLEEP)
    wait_until(lambda: under_way_on(on_b, trace), 60, what="the second host to begin")
    hosts.pull_the_cable()
    on_a = worker(hosts, hosts.a)
    wait_until(lambda: all_done([job]), LEASE + 60, what="the first host to do it")
    wait_until(lambda: len(traces(trace, "end")) == 2, 60, what="the one cut off to come to its end, too")
    done = Job.objects.get(pk=job)
    on_a.signal(signal.SIGTERM)
    assert on_a.wait(120) == 0

    hosts.plug_it_in()
    late = file_on_a(hosts, 5, "faults.note", trace)
    wait_until(lambda: all_done(late), 120, what="the second host to work again")
    assert {job for job, pid in traces(trace, "did") if is_of(on_b, pid)} == set(late)
    after = Job.objects.get(pk=job)
    assert (after.state, after.attempts, after.lost_leases) == ("done", 2, 1)
    assert (after.finished_at, after.lease_token) == (done.finished_at, done.lease_token)


def test_sessions_of_a_host_that_vanished_are_let_go_of_within_a_minute(hosts):
    """The server's own patience with a silent client is two hours."""
    sleeper = (
        "import time\nfrom core.models import Job\nJob.objects.count(); print('connected', flush=True); time.sleep(200)"
    )
    start(hosts, hosts.b, "manage.py", "shell", "-c", sleeper).wait_for("connected", timeout=240)
    assert sessions_of_b(hosts) > 0
    hosts.pull_the_cable()
    hosts.b.lose_power()
    wait_until(lambda: sessions_of_b(hosts) == 0, 75, every=1, what="the server to let go")
    hosts.plug_it_in()


def sessions_of_b(hosts):
    with psycopg.connect(host=str(hosts.socket), user="postgres", dbname="postgres") as server:
        [(count,)] = server.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE client_addr = %s", [B_ADDRESS]
        ).fetchall()
        return count
