"""Wake-up calls. A hint says "this job waits"; losing every hint costs seconds, never work, so failures are ignored."""

import logging
import os
import threading
import time
from typing import Any, cast

from celery import current_app
from django.conf import settings
from kombu import Connection

logger = logging.getLogger(__name__)

RUN_JOB_TASK = "core.tasks.run_job"
# Redis keeps a list for each of these, and gives from the first that holds something: (up to this priority of the job, list).
LISTS = ((40, 0), (60, 3), (80, 6))
LAST_LIST = 9
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


def send(job_id: int, *, kind: str = "", priority: int = 100) -> None:
    """Tells Celery, where a broker is set, and the waiting threads of this process. Never raises.

    The hint of an urgent job overtakes those that wait; a kind of `JOB_QUEUES` goes to the queue of its own.
    """
    bell.ring()
    if not settings.CELERY_BROKER_URL or time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(
            RUN_JOB_TASK,
            args=[job_id],
            ignore_result=True,
            retry=False,
            connection=_connection(),
            queue=queue_of(kind),
            priority=next((place for most, place in LISTS if priority <= most), LAST_LIST),
        )
    except Exception as error:  # noqa: BLE001 - a broker may fail in any way; the sweep repairs it
        _leave_alone(error)


def waiting(queue: str) -> int:
    """How many hints lie in a queue of the broker; 0 where it cannot say. Never raises."""
    if time.monotonic() < _silent_until:
        return 0
    try:
        channel: Any = _connection().default_channel
        return int(channel.queue_declare(queue).message_count)
    except Exception as error:  # noqa: BLE001 - as above
        _leave_alone(error)
        return 0


def queue_of(kind: str) -> str:
    """The queue whose workers do jobs of this kind: that of the longest beginning in `JOB_QUEUES`, or Celery's usual one."""
    fitting = [start for start in settings.JOB_QUEUES if kind.startswith(start)]
    return str(settings.JOB_QUEUES[max(fitting, key=len)]) if fitting else str(current_app.conf.task_default_queue)


def _leave_alone(error: Exception) -> None:
    global _silent_until  # noqa: PLW0603 - one broker a process, and so one silence
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
