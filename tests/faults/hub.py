"""One throw-away hub: its own database, a directory for traces, and the processes a test starts on it."""

import itertools
import signal
import sys

from core.jobs import enqueue
from core.models import Job
from tests.faults.processes import Proc, environment_for, manage, wait_until


class Hub:
    """The test's own ORM speaks to the same database, so a test files jobs and reads rows as any process would."""

    def __init__(self, url, directory, broker=""):
        self.url, self.directory = url, directory
        self.settings = {
            "CELERY_BROKER_URL": broker,
            "MEDIA_ROOT": directory / "media",
            "STATIC_ROOT": directory / "static",
        }
        self.trace = directory / "trace.txt"
        self._processes = []
        self._numbers = itertools.count(1)

    def manage(self, *words, **settings):
        return manage(*words, environment=environment_for(self.url, **self.settings, **settings))

    def start(self, *command, **settings) -> Proc:
        """Starts Python with these words, e.g. `"manage.py", "worker"`; does not wait for anything."""
        log = self.directory / f"process-{next(self._numbers)}.log"
        proc = Proc([sys.executable, *command], environment_for(self.url, **self.settings | settings), log)
        self._processes.append(proc)
        return proc

    def worker(self, threads=2, **settings) -> Proc:
        return self.start("manage.py", "worker", "--threads", threads, **settings).wait_for("Worker ready")

    def celery_worker(self, concurrency=2, queues="celery", **settings) -> Proc:
        words = [
            "celery",
            "-A",
            "config",
            "worker",
            "--concurrency",
            concurrency,
            "--queues",
            queues,
            "--loglevel",
            "INFO",
            "--without-gossip",
        ]
        return self.start("-m", *words, **settings).wait_for(" ready.")

    def celery_beat(self, **settings) -> Proc:
        words = ["celery", "-A", "config", "beat", "--loglevel", "INFO", "--max-interval", "1"]
        pidfile = self.directory / f"beat-{next(self._numbers)}.pid"
        return self.start("-m", *words, "--pidfile", pidfile, **settings).wait_for("beat: Starting")

    def file(self, kind, *, dedupe_key="", aggregate_key="", **payload) -> Job:
        return enqueue(kind, {"trace": str(self.trace), **payload}, dedupe_key=dedupe_key, aggregate_key=aggregate_key)

    def traces(self, word) -> list[int]:
        """The ids of the jobs that left `word`, in the order in which it happened."""
        lines = self.trace.read_text().splitlines() if self.trace.exists() else []
        return [int(line.split()[1]) for line in lines if line.startswith(f"{word} ")]

    def wait_for_trace(self, word, count=1, timeout=40.0):
        wait_until(lambda: len(self.traces(word)) >= count, timeout, what=f"{count} x {word!r}")

    def wait_for_state(self, job, state, timeout=40.0):
        wait_until(lambda: Job.objects.get(pk=job.pk).state == state, timeout, what=f"job #{job.pk} to be {state}")
        job.refresh_from_db()
        return job

    def end(self):
        for proc in self._processes:
            proc.end()

    def stop_gently(self, proc: Proc):
        proc.signal(signal.SIGTERM)
        return proc.wait()
