"""`manage.py worker`: does background jobs and keeps the schedules, without a broker."""

import os
import signal
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from core.checks import require_start
from core.jobs import run_due
from core.jobs.worker import Worker
from core.schedules import file_due
from core.turns import quick_turns

ONCE_LIMIT = 100_000


class Command(BaseCommand):
    help = "Do background jobs and keep the schedules until told to end (SIGTERM or Ctrl-C)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=settings.WORKER_THREADS, help="jobs done at the same time")
        parser.add_argument("--once", action="store_true", help="file what is due, do every due job, then end")

    def handle(self, *args: Any, threads: int, once: bool, **options: Any) -> None:
        require_start()
        if settings.CELERY_BROKER_URL:
            self.stdout.write("CELERY_BROKER_URL is set: this worker shares the jobs with the Celery workers.")
        if once:
            file_due()
            self.stdout.write(f"Jobs done: {run_due(ONCE_LIMIT)}")
            return
        self._serve(max(1, threads))

    def _serve(self, threads: int) -> None:
        quick_turns()
        worker = Worker(threads, poll=settings.WORKER_POLL_SECONDS, tick=file_due)

        def end(number: int, frame: FrameType | None) -> None:
            worker.stop()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        worker.start()
        self.stdout.write(f"Worker ready: {threads} threads, process {os.getpid()}.")
        self.stdout.flush()
        worker.wait()
        if not worker.finish(settings.WORKER_SHUTDOWN_SECONDS):
            os._exit(0)  # a job that did not end must not go on beside its successor
        self.stdout.write("Worker ended.")
