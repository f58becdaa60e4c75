"""Append-only history: what happened to a row, when, by whom. Written in the transaction of the change it tells of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from core.models import Event

BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of history that is not written yet. `data` must be JSON; it holds values, never words or secrets."""

    subject: Model
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


def record(
    subject: Model, kind: str, *, by: str = "", data: Mapping[str, Any] | None = None, run_id: int | None = None
) -> Event:
    """Writes that `kind` happened to `subject`. `by` is a user name or the name of the program part that acted."""
    return Event.objects.create(
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        kind=kind,
        actor=by,
        data=dict(data or {}),
        run_id=run_id,
    )


def record_many(entries: Iterable[Entry], *, by: str = "", run_id: int | None = None) -> int:
    """Writes many lines in batches and returns their number: two statements for a thousand rows, not a thousand."""
    events = [
        Event(
            subject_type=entry.subject._meta.label_lower,
            subject_id=str(entry.subject.pk),
            kind=entry.kind,
            actor=by,
            data=dict(entry.data),
            run_id=run_id,
        )
        for entry in entries
    ]
    Event.objects.bulk_create(events, batch_size=BATCH_SIZE)
    return len(events)
