"""Bulk actions: one job does an act to each row that somebody chose, and writes down for each what came of it.

Each row is done in a transaction of its own together with its outcome, so a worker that is killed goes on after the last
one and repeats nothing. A row that cannot be done holds up no other; those that failed can be tried again, as a new job.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.db.models import Count, QuerySet

from core.errors import HubError
from core.jobs import JobCancelled, JobContext, Reschedule, enqueue
from core.models import Job
from orders.actions.errors import NotAllowedNow
from orders.models import BulkRow
from orders.models.bulk import BulkState

logger = logging.getLogger(__name__)

KIND = "orders.bulk"
MOST = 5_000
_CHUNK = 200
_AT_ONCE = 1_000
Chosen = Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Doer:
    """Who does it, as histories and as permissions want it."""

    name: str
    user: User


@dataclass(frozen=True)
class BulkAct:
    """One thing to do to rows of one kind. `run` raises HubError, ValueError or PermissionDenied where it cannot be done;
    it only writes to the database, what takes longer it files as jobs. `concerns` says for which rows it is meant.
    `seen` gives what must still stand there when it is done: a row that changed since it was chosen is refused.
    `is_private`: its values are words that must not outlive the work."""

    name: str
    permission: str
    rows: Callable[[], QuerySet[Any]]
    run: Callable[[Any, Mapping[str, Any], Doer], object]
    concerns: Callable[[Any], bool] = lambda row: True
    seen: Callable[[Any], str] | None = None
    is_private: bool = False

    def mark(self, row: Any) -> str:
        """A short form of what stands there now; "" where nothing depends on it."""
        return sha256(self.seen(row).encode()).hexdigest()[:16] if self.seen else ""


def file(act: BulkAct, chosen: Chosen, values: Mapping[str, Any], user: User, *, once: str = "") -> Job:
    """Files the job; `chosen` are keys with their marks. The same `once` again gives the job that is there.

    Raises PermissionDenied, and NotAllowedNow for too many rows."""
    if not user.has_perm(act.permission):
        raise PermissionDenied(act.permission)
    if len(chosen) > MOST:
        raise NotAllowedNow("too_many", f"Choose {MOST} at most.")
    plain = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    payload = {"act": act.name, "user": user.pk, "values": plain}
    key = f"{KIND}:{user.pk}:{once}" if once else ""
    with transaction.atomic():
        job = enqueue(KIND, payload, dedupe_key=key, requested_by=user.get_username())
        if not BulkRow.objects.filter(job=job).exists():
            rows = [BulkRow(job=job, target=target, seen=seen) for target, seen in dict(chosen).items()]
            BulkRow.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return job


def retry_failed(job: Job, act: BulkAct, user: User) -> Job:
    """A new job for those that failed, with the marks of the first: what changed meanwhile stays refused. Asked for twice
    it is one job. Raises PermissionDenied, and NotAllowedNow where none failed or the words for it are gone."""
    failed = BulkRow.objects.filter(job=job, state=BulkState.FAILED).order_by("pk").values_list("target", "seen")
    if not failed or act.is_private:
        raise NotAllowedNow("nothing_failed", "There is nothing to try again.")
    return file(act, list(failed), job.payload["values"], user, once=f"again:{job.pk}")


def counts(job: Job) -> dict[str, int]:
    """Number of the rows by state. One query."""
    found = BulkRow.objects.filter(job=job).order_by().values("state").annotate(number=Count("pk"))
    return dict.fromkeys(BulkState.values, 0) | {each["state"]: each["number"] for each in found}


def run_all(act: BulkAct, job: JobContext) -> dict[str, Any]:
    """Does what still waits, in the order in which it was chosen."""
    user = User.objects.filter(pk=job.payload["user"], is_active=True).first()
    doer = Doer(user.get_username(), user) if user is not None and user.has_perm(act.permission) else None
    rows = BulkRow.objects.filter(job_id=job.id)
    waiting = rows.filter(state=BulkState.WAITING).order_by("pk")
    total, done = rows.count(), rows.exclude(state=BulkState.WAITING).count()
    while chunk := list(waiting[:_CHUNK]):
        for row in chunk:
            _stop_if_asked(job)
            _do(act, row, job.payload["values"], doer)
            done += 1
            job.progress(done, total)
    if act.is_private:
        Job.objects.filter(pk=job.id).update(payload={**job.payload, "values": {}})
    return dict(rows.order_by().values_list("state").annotate(number=Count("pk")))


def _stop_if_asked(job: JobContext) -> None:
    if job.is_cancelled():
        raise JobCancelled
    if job.is_stopping():
        raise Reschedule(0, "goes on in another process")


def _do(act: BulkAct, row: BulkRow, values: Mapping[str, Any], doer: Doer | None) -> None:
    try:
        with transaction.atomic():
            # The row first: of two workers the second waits here, and then finds it done.
            if not BulkRow.objects.filter(pk=row.pk, state=BulkState.WAITING).update(state=BulkState.DONE):
                return
            _act_on(act, row, values, doer)
    except DatabaseError:  # the whole job comes again, and goes on here
        raise
    except Exception as error:
        if not isinstance(error, (HubError, PermissionDenied, ValueError)):
            logger.exception("%s of %s broke.", act.name, row.target)
        code, text = _said(error)
        told = {"state": BulkState.FAILED, "code": code, "text": text}
        BulkRow.objects.filter(pk=row.pk, state=BulkState.WAITING).update(**told)


def _act_on(act: BulkAct, row: BulkRow, values: Mapping[str, Any], doer: Doer | None) -> None:
    if doer is None:
        raise PermissionDenied(act.permission)
    target = act.rows().filter(pk=row.target).first()
    if target is None:
        raise NotAllowedNow("gone", "It is not there any more.")
    if act.mark(target) != row.seen:
        raise NotAllowedNow("changed_since_seen", "It changed since it was chosen.")
    if not act.concerns(target):
        raise NotAllowedNow("not_concerned", "It does not concern it any more.")
    act.run(target, values, doer)


def _said(error: Exception) -> tuple[str, str]:
    """Code and words. Only errors of ours have words that staff are shown: others may hold anything."""
    if isinstance(error, PermissionDenied):
        return "not_permitted", ""
    code = str(getattr(error, "code", "") or (error if isinstance(error, ValueError) else ""))[:60]
    if isinstance(error, HubError):
        return code, str(error)[:300]
    return (code, "") if code.isidentifier() else ("broke", type(error).__name__)
