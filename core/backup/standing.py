"""Which backups were made and which failed: lines of the history, so that every machine of the hub knows."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from core.models import Event

logger = logging.getLogger(__name__)

SUBJECT = "core.backup"
MADE, FAILED = "backup.made", "backup.failed"
ERROR_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Newest:
    """The last backup that was made, on whichever machine; `failed_since` is the last failure after it, "" for none."""

    name: str
    made_at: datetime
    size: int
    failed_since: str

    def age(self, now: datetime | None = None) -> timedelta:
        return (now or timezone.now()) - self.made_at


def is_wanted() -> bool:
    """Whether backups are made by schedule."""
    return bool(settings.BACKUP_FOLDER)


def newest() -> Newest | None:
    """None while no backup was ever made."""
    last = backups().filter(kind=MADE).first()
    if last is None:
        return None
    failure = backups().filter(kind=FAILED, pk__gt=last.pk).first()
    said = str(failure.data.get("error", "")) if failure else ""
    return Newest(last.subject_id, last.created_at, int(last.data.get("bytes", 0)), said)


def last_failure() -> str:
    """The words of the last failure when no backup was made after it, else ""."""
    last = backups().first()
    return str(last.data.get("error", "")) if last is not None and last.kind == FAILED else ""


def is_late(now: datetime | None = None) -> bool:
    """Whether backups are wanted and the newest is older than `BACKUP_MAX_AGE_HOURS`, or there is none."""
    if not is_wanted():
        return False
    last = newest()
    return last is None or last.age(now) > timedelta(hours=settings.BACKUP_MAX_AGE_HOURS)


def backups() -> QuerySet[Event]:
    """The lines of the history that tell of backups, newest first."""
    return Event.objects.filter(subject_type=SUBJECT).order_by("-pk")


def note_made(name: str, data: Mapping[str, Any], by: str) -> None:
    Event.objects.create(subject_type=SUBJECT, subject_id=name, kind=MADE, actor=by, data=dict(data))


def note_failed(error: str, by: str) -> None:
    """A failure is told to whoever asked in any case: a database that cannot even note it must not hide its words."""
    try:
        Event.objects.create(subject_type=SUBJECT, kind=FAILED, actor=by, data={"error": error[:ERROR_CHARACTERS]})
    except AnyDatabaseError:
        logger.warning("The failed backup could not be noted in the history: %s", error)
