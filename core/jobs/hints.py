"""Wake-up calls. A hint says "this job waits"; losing every hint costs seconds, never work, so failures are ignored."""

import logging
import os
import threading
import time
from typing import cast

from celery import current_app
from django.conf import settings
from kombu import Connection

logger = logging.getLogger(__name__)

RUN_JOB_TASK = "core.tasks.run_job"
SILENCE_SECONDS = 10.0
# Nobody must wait for a frozen Redis, a request least of all. (`retry=False` alone still let one hint hang for 7 s.)
WEB_TIMEOUT_SECONDS, TIMEOUT_SECONDS = 0.3, 2.0


class _Bell:
    """Wakes the threads of this process that wait for work."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        with self._condition:
            self._rings += 1
            self._condition.notify()

    def ring_all(self) -> None:
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, seconds: float, seen: int) -> None:
        """Waits until the bell has rung more than `seen` times, `seconds` at most."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings > seen, timeout=seconds)

    @property
    def rings(self) -> int:
        return self._rings


bell = _Bell()
_silent_until = 0.0
_local = threading.local()


def send(job_id: int) -> None:
    """Tells Celery, where a broker is set, and the waiting threads of this process. Never raises."""
    global _silent_until  # noqa: PLW0603 - one broker a process, and so one silence
    bell.ring()
    if not settings.CELERY_BROKER_URL or time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(RUN_JOB_TASK, args=[job_id], ignore_result=True, retry=False, connection=_connection())
    except Exception as error:  # noqa: BLE001 - a broker may fail in any way; the sweep repairs it
        _silent_until = time.monotonic() + SILENCE_SECONDS
        _local.__dict__.clear()
        logger.warning("The broker takes no hints (%s); none are sent for %g s.", type(error).__name__, SILENCE_SECONDS)


def _connection() -> Connection:
    """This thread's own connection to the broker, one that gives up quickly. (A forked child opens its own.)"""
    if getattr(_local, "pid", 0) != os.getpid():
        connection = current_app.connection_for_write()
        seconds = WEB_TIMEOUT_SECONDS if settings.IS_WEB_PROCESS else TIMEOUT_SECONDS
        impatient = {"socket_timeout": seconds, "socket_connect_timeout": seconds, "max_retries": 0}
        connection.transport_options = {**(connection.transport_options or {}), **impatient}
        _local.pid, _local.connection = os.getpid(), connection
    return cast("Connection", _local.connection)
