"""The job of an import, and the end of what it kept."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from core.errors import HubError
from core.imports.filing import JOB, to_do
from core.imports.kinds import ImportKind, kind_of, known_kinds, mark
from core.jobs import JobContext, Reschedule, handles
from core.jobs.rows import Doer, doer_of, work_off
from core.models import ImportRow, TableImport

UNKNOWN_WAITS_SECONDS = 60
EMPTY: dict[str, Any] = {"values": {}, "changes": {}, "problems": []}


class ChangedSinceSeen(HubError):  # noqa: N818 - says what happened
    code = "changed_since_seen"


@handles(JOB)
def run(job: JobContext) -> dict[str, Any] | None:
    """Does the rows; one that changed since the preview is refused."""
    table = TableImport.objects.filter(pk=job.payload["import"]).first()
    kind = kind_of(table.kind) if table is not None else None
    if table is None:
        return {"gone": True}
    if kind is None:  # during a deploy: newer code brought it
        raise Reschedule(UNKNOWN_WAITS_SECONDS, f"no process here knows files of {table.kind}")
    kind = kind.afresh()
    doer = doer_of(job.payload["user"], kind.permission)
    return work_off(
        job,
        to_do(table),
        lambda row, fetched: _apply(kind, row, doer, fetched),
        fetch=lambda row: kind.fetch(row.values) if doer else None,
    )


def _apply(kind: ImportKind, row: ImportRow, doer: Doer | None, fetched: Any) -> None:
    if doer is None:
        raise PermissionDenied(kind.permission)
    if mark(kind.seen(row.values)) != row.seen:
        raise ChangedSinceSeen("It changed since the preview.")
    kind.apply(row.values, doer, fetched)
    if kind.is_private:
        ImportRow.objects.filter(pk=row.pk).update(**EMPTY)


def never_confirmed(now: datetime) -> QuerySet[TableImport]:
    """Previews that nobody will confirm any more."""
    return TableImport.objects.filter(confirmed_at=None, expires_at__lt=now)


def empty_expired(now: datetime) -> int:
    """Personal data that an import still keeps goes with its time; how many rows had some."""
    private = [kind.slug for kind in known_kinds() if kind.is_private]
    rows = ImportRow.objects.filter(table__kind__in=private, table__expires_at__lt=now).exclude(
        values={}, changes={}, problems=[]
    )
    return rows.update(**EMPTY)
