"""Bulk actions: one job does an act to each row that somebody chose, and writes down for each what came of it.

How the rows are worked off is `core.jobs.rows`; those that failed can be tried again, as a new job.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet

from core.jobs import JobContext, enqueue, rows
from core.jobs.rows import Doer
from core.models import Job
from orders.actions.errors import NotAllowedNow
from orders.models import BulkRow
from orders.models.bulk import BulkState

KIND = "orders.bulk"
MOST = 5_000
_AT_ONCE = 1_000
Chosen = Sequence[tuple[int, str]]


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
            targets = [BulkRow(job=job, target=target, seen=seen) for target, seen in dict(chosen).items()]
            BulkRow.objects.bulk_create(targets, batch_size=_AT_ONCE)
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
    return rows.counts(BulkRow.objects.filter(job=job))


def run_all(act: BulkAct, job: JobContext) -> dict[str, Any]:
    """Does what still waits, in the order in which it was chosen."""
    values = job.payload["values"]
    doer = rows.doer_of(job.payload["user"], act.permission)
    done = rows.work_off(
        job, BulkRow.objects.filter(job_id=job.id), lambda row, _fetched: _act_on(act, row, values, doer)
    )
    if act.is_private:
        Job.objects.filter(pk=job.id).update(payload={**job.payload, "values": {}})
    return done


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
