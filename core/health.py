"""Whether the hub is alive (`/healthz`) and fit for work (`/readyz`).

Ready means: the database answers, stored secrets can be read, no due job waits too long, and something keeps time. The
reasons are public, so they name no key, host or row; `manage.py doctor` says more.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.checks import key_problems
from core.jobs import JobContext, handles
from core.models import Job
from core.schedules import last_tick

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Readiness:
    """`reasons` are code and sentence of everything that is wrong; ages are in seconds, None where there is nothing."""

    reasons: dict[str, str] = field(default_factory=dict)
    oldest_due_seconds: float | None = None
    last_tick_seconds: float | None = None

    @property
    def is_ready(self) -> bool:
        return not self.reasons

    def as_json(self) -> dict[str, Any]:
        return {
            "status": "ready" if self.is_ready else "not ready",
            "reasons": self.reasons,
            "oldest_due_seconds": self.oldest_due_seconds,
            "last_tick_seconds": self.last_tick_seconds,
        }


def readiness() -> Readiness:
    """Looks once, now. Never raises: a database that is away is one of the answers."""
    found = Readiness()
    try:
        _ask_database()
        if key_problems():
            found.reasons["keys"] = "Stored secrets cannot be read with the configured keys."
        _look_at_work(found, timezone.now())
    except AnyDatabaseError as error:
        logger.warning("The database does not answer: %s", error)
        found.reasons = {"database": "The database does not answer, or lacks tables."}
    return found


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _look_at_work(found: Readiness, now: datetime) -> None:
    oldest = oldest_due_at(now)
    if oldest is not None:
        found.oldest_due_seconds = round((now - oldest).total_seconds(), 1)
        if found.oldest_due_seconds > settings.READY_QUEUE_SECONDS:
            found.reasons["queue"] = f"A job has been due for more than {settings.READY_QUEUE_SECONDS:g} seconds."
    ticked = last_tick()
    if ticked is not None:
        found.last_tick_seconds = round((now - ticked).total_seconds(), 1)
    if found.last_tick_seconds is None or found.last_tick_seconds > settings.READY_TICK_SECONDS:
        found.reasons["tick"] = "No schedule has been kept of late: is a worker (or celery beat) running?"


def oldest_due_at(now: datetime) -> datetime | None:
    """When the job that has waited longest fell due; None when none waits."""
    waiting = Job.objects.filter(state=Job.State.PENDING, run_at__lte=now)
    return waiting.order_by("run_at").values_list("run_at", flat=True).first()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing of the database."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the hub can do its work, 503 with the reasons when it cannot."""
    found = readiness()
    return JsonResponse(found.as_json(), status=200 if found.is_ready else 503)


@handles("core.health", max_attempts=1)
def check_health(job: JobContext) -> dict[str, Any]:
    """The minute's look at the hub: what staff should know is told by alerts."""
    from core.alerts.conditions import check_health_and_alert  # noqa: PLC0415 - keeps the mail code out of every start

    found = readiness()
    return {"ready": found.is_ready, "reasons": list(found.reasons), "mails": check_health_and_alert()}
