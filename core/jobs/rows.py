"""Jobs over many rows: each row is done in a transaction of its own together with its outcome.

A worker that is killed goes on after the last one and repeats nothing. A row that cannot be done holds up no other.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import Count, QuerySet

from core.errors import HubError
from core.jobs.context import JobCancelled, JobContext, Reschedule
from core.models.rows import RowState

logger = logging.getLogger(__name__)

_CHUNK = 200


@dataclass(frozen=True)
class Doer:
    """Who does it, as histories and as permissions want it."""

    name: str
    user: User


def doer_of(user_id: int, permission: str) -> Doer | None:
    """The person who asked for it, as long as they are here and may do it."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return Doer(user.get_username(), user) if user is not None and user.has_perm(permission) else None


def counts(rows: QuerySet[Any]) -> dict[str, int]:
    """Number of the rows by state. One query."""
    found = rows.order_by().values("state").annotate(number=Count("pk"))
    return dict.fromkeys(RowState.values, 0) | {each["state"]: each["number"] for each in found}


def work_off(
    job: JobContext,
    rows: QuerySet[Any],
    do: Callable[[Any, Any], object],
    *,
    fetch: Callable[[Any], object] | None = None,
) -> dict[str, int]:
    """Does what still waits among these `WorkRow`s, in their order; gives how many are in which state now.

    `do(row, fetched)` only writes to the database, and raises HubError, ValueError or PermissionDenied where the row
    cannot be done. `fetch(row)` asks partners for what it needs, before the transaction.
    """
    waiting = rows.filter(state=RowState.WAITING).order_by("pk")
    total, done = rows.count(), rows.exclude(state=RowState.WAITING).count()
    while chunk := list(waiting[:_CHUNK]):
        for row in chunk:
            _stop_if_asked(job)
            _one(row, do, fetch)
            done += 1
            job.progress(done, total)
    return {state: number for state, number in counts(rows).items() if number}


def _stop_if_asked(job: JobContext) -> None:
    if job.is_cancelled():
        raise JobCancelled
    if job.is_stopping():
        raise Reschedule(0, "goes on in another process")


def _one(row: Any, do: Callable[[Any, Any], object], fetch: Callable[[Any], object] | None) -> None:
    own = type(row)._default_manager.filter(pk=row.pk, state=RowState.WAITING)
    try:
        fetched = fetch(row) if fetch else None
        with transaction.atomic():
            # The row first: of two workers the second waits here, and then finds it done.
            if own.update(state=RowState.DONE):
                do(row, fetched)
    except DatabaseError:  # the whole job comes again, and goes on here
        raise
    except Exception as error:
        if not isinstance(error, (HubError, PermissionDenied, ValueError)):
            logger.exception("%s broke.", row)
        code, text = _said(error)
        own.update(state=RowState.FAILED, code=code, text=text)


def _said(error: Exception) -> tuple[str, str]:
    """Code and words. Only errors of ours have words that staff are shown: others may hold anything."""
    if isinstance(error, PermissionDenied):
        return "not_permitted", ""
    code = str(getattr(error, "code", "") or (error if isinstance(error, ValueError) else ""))[:60]
    if isinstance(error, HubError):
        return code, str(error)[:300]
    return (code, "") if code.isidentifier() else ("broke", type(error).__name__)
