"""Who watches the clock: each web process looks once a minute whether schedules are kept and worked on.

Everything else that stops is told by the minute's health check. When that check itself is not made, because beat or the
workers are gone, only a process beside them can say so. `gunicorn.conf.py` starts one thread of this in each web
process; the one that is first opens the alert and mails it.
"""

import logging
import threading
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import Error as AnyDatabaseError
from django.db import close_old_connections, connections
from django.utils import timezone

from core.alerts.lateness import clock_is_late, tell_of_clock
from core.notify import send_mail_of
from core.streams import Timetable
from core.streams.own import clock

if TYPE_CHECKING:
    from core.models import Alert

LOOK_SECONDS = 60.0
logger = logging.getLogger(__name__)


class Watchdog:
    """`look` may be called from any process; of several that find the clock late one mails, until its mail is taken."""

    def __init__(self) -> None:
        self._unsent: Alert | None = None

    def look(self, now: datetime | None = None) -> bool:
        """Whether the clock is late. The alert is closed by the health check, once it is made again."""
        moment = now or timezone.now()
        found = list(clock(Timetable(moment)))
        if not clock_is_late(found, moment):
            self._unsent = None
            return False
        alert, is_new = tell_of_clock(found, moment)
        if is_new:
            logger.error("Nothing keeps the schedules, or no worker works: see the alert %s.", alert.pk)
            self._unsent = alert
        if self._unsent is not None and send_mail_of(self._unsent):
            self._unsent = None
        return True


def start() -> threading.Thread:
    """Looks once a minute for as long as the process lives."""
    thread = threading.Thread(target=_watch, name="watchdog", daemon=True)
    thread.start()
    return thread


def _watch() -> None:
    dog, ended = Watchdog(), threading.Event()
    while not ended.wait(LOOK_SECONDS):
        close_old_connections()
        try:
            dog.look()
        except AnyDatabaseError as error:
            logger.warning("The watchdog cannot ask the database: %s", error)
        except Exception:
            logger.exception("The watchdog stumbled; it looks again in a minute.")
        connections.close_all()  # a minute's rest needs no connection
