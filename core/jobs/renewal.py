"""Keeps the leases of running jobs alive: one thread a process, busy only while a job runs longer than a third of its lease."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as AnyDatabaseError
from django.db import connections

from core.jobs.context import JobContext, LeaseLost

logger = logging.getLogger(__name__)

RENEWALS_A_LEASE = 3
RETRY_SECONDS = 2.0
IDLE_SECONDS = 60.0


class Renewer:
    """Renews every watched claim three times a lease. A claim that was taken over is marked lost and dropped."""

    def __init__(self) -> None:
        self._due: dict[str, tuple[float, JobContext]] = {}  # token -> (monotonic time of the next renewal, claim)
        self._changed = threading.Condition()
        self._wakes_at = float("inf")
        self._thread: threading.Thread | None = None
        self._pid = 0

    @contextmanager
    def watching(self, context: JobContext) -> Iterator[None]:
        due_at = time.monotonic() + context.lease / RENEWALS_A_LEASE
        with self._changed:
            self._due[context.token] = (due_at, context)
            self._start()
            if due_at < self._wakes_at:  # short jobs must not wake the thread each time
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._due.pop(context.token, None)

    def renew_all_now(self) -> None:
        """For a clock that has jumped: by it, every lease may look as if it had run out."""
        with self._changed:
            self._due = {token: (0.0, context) for token, (_, context) in self._due.items()}
            self._changed.notify()

    def claims(self) -> list[JobContext]:
        """The claims that run in this process now."""
        with self._changed:
            return [context for _, context in self._due.values()]

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive() or self._pid != os.getpid():  # threads die in a fork
            self._pid = os.getpid()
            self._thread = threading.Thread(target=self._run, name="lease-renewal", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._changed:
                ripe = [context for at, context in self._due.values() if at <= time.monotonic()]
                if not ripe:
                    pause = self._seconds_to_next()
                    self._wakes_at = time.monotonic() + pause
                    self._changed.wait(pause)
            for context in ripe:
                self._renew(context)
            if ripe and not self._due:
                connections.close_all()  # this thread's own connection

    def _seconds_to_next(self) -> float:
        return min([max(0.0, at - time.monotonic()) for at, _ in self._due.values()], default=IDLE_SECONDS)

    def _renew(self, context: JobContext) -> None:
        pause = context.lease / RENEWALS_A_LEASE
        try:
            context.renew()
        except LeaseLost:
            logger.warning("Job %s #%s was taken over by another worker.", context.kind, context.id)
            with self._changed:
                self._due.pop(context.token, None)
            return
        except AnyDatabaseError as error:
            logger.warning("The lease of job %s #%s is not renewed yet: %s", context.kind, context.id, error)
            connections.close_all()
            pause = min(pause, RETRY_SECONDS)
        with self._changed:
            if context.token in self._due:
                self._due[context.token] = (time.monotonic() + pause, context)


renewer = Renewer()
