"""The embedded worker: threads that claim and do jobs, and one that keeps time. No broker, no second server.

A worker may be killed at any moment: what it held comes back when its lease runs out. Told to end (SIGTERM), it takes
no new work, lets running jobs finish for a while, hands back the rest and goes.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import Error as AnyDatabaseError
from django.db import close_old_connections, connections

from core.jobs import leases
from core.jobs.context import process_stopping
from core.jobs.execution import give_back, run_claimed
from core.jobs.hints import bell
from core.jobs.renewal import renewer
from core.jobs.sweeping import sweep

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
SWEEP_SECONDS = 5.0
TROUBLE_SECONDS = (0.5, 10.0)  # how long to wait, at first and at most, for a database that is away


class Worker:
    """`threads` jobs at a time; an idle thread looks for work each `poll` seconds, and at once when this process files some."""

    def __init__(self, threads: int, poll: float, tick: Callable[[], object]) -> None:
        self._poll = poll
        self._tick = tick
        self._stop = process_stopping
        self._threads = [
            threading.Thread(target=self._work, name=f"jobs-{number}", daemon=True) for number in range(1, threads + 1)
        ]
        self._clock = threading.Thread(target=self._keep_time, name="schedules", daemon=True)

    def start(self) -> None:
        for thread in [*self._threads, self._clock]:
            thread.start()

    def stop(self) -> None:
        """Asks for the end; safe in a signal handler's thread."""
        self._stop.set()
        bell.ring_all()

    def wait(self) -> None:
        """Blocks until `stop` is called."""
        while not self._stop.wait(60.0):
            pass

    def finish(self, grace: float) -> bool:
        """Waits `grace` seconds for running jobs, then hands back those still running. True when none was."""
        deadline = time.monotonic() + grace
        for thread in [*self._threads, self._clock]:
            thread.join(max(0.0, deadline - time.monotonic()))
        unfinished = renewer.claims()
        for context in unfinished:
            logger.warning("Job %s #%s did not end in time and is handed back.", context.kind, context.id)
            give_back(context)
        return not unfinished

    def _work(self) -> None:
        trouble = Trouble("look for jobs")
        while not self._stop.is_set():
            heard = bell.rings
            try:
                job = leases.claim_next()
                if job is None:
                    bell.wait(self._poll, heard)
                else:
                    run_claimed(job)
                trouble.is_over()
            except AnyDatabaseError as error:
                self._stop.wait(trouble.seconds_after(error))
            finally:
                close_old_connections()
        connections.close_all()

    def _keep_time(self) -> None:
        trouble = Trouble("keep the schedules")
        sweep_at = time.monotonic()
        while not self._stop.wait(TICK_SECONDS):
            try:
                self._tick()
                if time.monotonic() >= sweep_at:
                    sweep_at = time.monotonic() + SWEEP_SECONDS
                    sweep()
                trouble.is_over()
            except AnyDatabaseError as error:
                self._stop.wait(trouble.seconds_after(error))
            finally:
                close_old_connections()
        connections.close_all()


class Trouble:
    """Patience with a database that is away: says so once, waits longer each time, says when it is back."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose
        self._failures = 0

    def seconds_after(self, error: Exception) -> float:
        least, most = TROUBLE_SECONDS
        if not self._failures:
            logger.warning("Cannot %s: the database does not answer (%s).", self._purpose, error)
        self._failures += 1
        return min(most, least * 2.0 ** min(self._failures - 1, 10))

    def is_over(self) -> None:
        if self._failures:
            logger.info("The database answers again.")
            self._failures = 0
