"""Who did what to what, when and why: the history, narrowed and read page by page, at the same cost however long it is.

Pages go by the key of their last line, never by an offset. Days become keys first, since the lines are written in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from core.models import Event

PEOPLE, PROGRAM = "people", "program"
_CHUNK = 1_000


@dataclass(frozen=True)
class Narrowed:
    """What of the history is wanted; "" and None narrow nothing. Days are in the hub's zone, both included."""

    who: str = ""  # a user name or the name of a part of the program; or PEOPLE, or PROGRAM
    subject_type: str = ""
    subject_id: str = ""
    kind: str = ""  # the beginning of a code
    first_day: date | None = None
    last_day: date | None = None
    run: int | None = None


def lines(wanted: Narrowed) -> QuerySet[Event]:
    """The newest first."""
    rows = Event.objects.order_by("-pk")
    if wanted.who in (PEOPLE, PROGRAM):
        names = User.objects.values_list("username", flat=True)
        rows = rows.filter(actor__in=list(names)) if wanted.who == PEOPLE else rows.exclude(actor__in=list(names))
    elif wanted.who:
        rows = rows.filter(actor=wanted.who)
    if wanted.subject_type:
        rows = rows.filter(subject_type=wanted.subject_type)
    if wanted.subject_id:
        rows = rows.filter(subject_id=wanted.subject_id)
    if wanted.kind:
        rows = rows.filter(kind__startswith=wanted.kind)
    if wanted.run is not None:
        rows = rows.filter(run_id=wanted.run)
    return _of_days(rows, wanted.first_day, wanted.last_day)


def page_of(wanted: Narrowed, before: int | None, number: int) -> tuple[list[Event], int | None]:
    """The lines older than the one of key `before`, and the key with which the next page begins; None at the end."""
    rows = lines(wanted)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: number + 1])
    return found[:number], found[number - 1].pk if len(found) > number else None


def in_chunks(wanted: Narrowed, most: int) -> Iterator[list[Event]]:
    """All of it for a file, `most` lines at most."""
    before: int | None = None
    for _start in range(0, most, _CHUNK):
        chunk, before = page_of(wanted, before, _CHUNK)
        if chunk:
            yield chunk
        if before is None:
            return


def subject_types() -> list[str]:
    """The kinds of objects that have a history: one look into the index for each, not one line after the other."""
    found: list[str] = []
    last = ""
    while True:
        rows = Event.objects.filter(subject_type__gt=last).order_by("subject_type")
        name = rows.values_list("subject_type", flat=True).first()
        if name is None:
            return found
        found.append(name)
        last = name


def _of_days(rows: QuerySet[Event], first: date | None, last: date | None) -> QuerySet[Event]:
    if first is not None:
        key = _first_key_since(_begin(first))
        rows = rows.filter(pk__gte=key) if key is not None else rows.none()
    if last is not None:
        key = _first_key_since(_begin(last + timedelta(days=1)))
        rows = rows.filter(pk__lt=key) if key is not None else rows
    return rows


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _first_key_since(moment: datetime) -> int | None:
    rows = Event.objects.filter(created_at__gte=moment).order_by("created_at", "pk")
    return rows.values_list("pk", flat=True).first()
