"""The life of a run: filed, started or taken over, kept alive, fenced off, ended. One runs at a time for each kind.

What holds a run is its state and a lease token, never a lock or a transaction: whoever writes for a run proves with each
commit that the run is still theirs.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.errors import HubError
from core.history import record
from core.models import SyncChunk, SyncRun
from core.states import move
from inventory import states  # noqa: F401 - the moves that `move` allows
from inventory.querysets import PARTNER
from inventory.sync import holder
from inventory.sync.seen import SeenKeys, unpack

KINDS = ("products", "categories")
# The counts that chunks keep and runs add up; `waiting` items have only staged changes, `keyless` came without an id.
COUNTS = ("total", "created", "updated", "unchanged", "skipped", "errors", "warnings", "staged")


class AlreadyRunning(HubError):  # noqa: N818 - says what happened
    """A run of this kind is at work or waits. `run` is its row, `since` when it started, was filed or began to wait."""

    def __init__(self, run: SyncRun) -> None:
        self.run = run
        doing, since = "running", run.started_at
        if run.state == SyncRun.State.QUEUED:
            doing, since = "waiting for a worker", run.queued_at
        elif run.state == SyncRun.State.INTERRUPTED:
            doing, since = "waiting to go on", run.finished_at
        self.since: datetime = since or run.queued_at
        super().__init__(f"Already {doing} since {self.since:%Y-%m-%d %H:%M:%S} UTC ({run.kind} run #{run.pk}).")


class FencedOff(Exception):  # noqa: N818 - says what happened
    """The run is no longer ours: another process took it over or ended it. Write nothing more."""


class RunCancelled(Exception):  # noqa: N818 - says what happened
    """Staff asked the run to stop; what is committed stays."""


def file_run(
    kind: str,
    *,
    scope: str = "",
    trigger: str = "command",
    by: str = "",
    is_full: bool = False,
    page_size: int | None = None,
) -> SyncRun:
    """A new run, waiting to be started."""
    if kind not in KINDS:
        raise ValueError(f"There is no kind of run called {kind!r}.")
    return SyncRun.objects.create(
        partner=PARTNER,
        kind=kind,
        scope=scope,
        trigger=trigger,
        started_by=by[:150],
        is_full=is_full,
        page_size=page_size or settings.SYNC_PAGE_SIZE,
    )


def running(kind: str) -> SyncRun | None:
    return SyncRun.objects.filter(partner=PARTNER, account_id="", kind=kind, state=SyncRun.State.RUNNING).first()


def is_abandoned(run: SyncRun) -> bool:
    """True when nobody works on this running run any more: its process is dead, or gave no sign of life for a lease."""
    if run.state != SyncRun.State.RUNNING:
        return False
    if holder.is_dead(run.holder):
        return True
    lease = timedelta(seconds=settings.SYNC_LEASE_SECONDS)
    return run.heartbeat_at is None or timezone.now() - run.heartbeat_at > lease


@dataclass(slots=True)
class Lease:
    """The right to write for a run, as long as the row still has this token."""

    run: SyncRun
    token: str
    covered: list[tuple[int, int]] = field(default_factory=list)  # (first page, pages) that earlier attempts committed

    def checkpoint(self, counts: dict[str, int], pages: int) -> None:
        """Count a chunk, in the chunk's own transaction. Raises FencedOff when the run is no longer ours."""
        increments = {name: F(name) + counts[name] for name in COUNTS if counts.get(name)}
        self._write(pages=F("pages") + pages, calls=self.run.calls, **increments)

    def beat(self, **values: object) -> None:
        """Give a sign of life, and write `values` with it."""
        self._write(**values)

    def is_cancelled(self) -> bool:
        return SyncRun.objects.filter(pk=self.run.pk, cancel_requested=True).exists()

    def _write(self, **values: object) -> None:
        if not self.mine().update(heartbeat_at=timezone.now(), **values):
            raise FencedOff(f"run #{self.run.pk}")

    def mine(self) -> QuerySet[SyncRun]:
        return SyncRun.objects.filter(pk=self.run.pk, lease_token=self.token, state=SyncRun.State.RUNNING)


def start(run: SyncRun, *, by: str = "") -> Lease:
    """Begin `run`, or continue it where it stopped. Raises AlreadyRunning when it or another one is at work.

    A running run whose process is dead is ended as interrupted when another one starts, and continued when it is the
    one asked for.
    """
    if run.state == SyncRun.State.RUNNING:
        return _take_over(run, by)
    token = uuid4().hex
    values: dict[str, Any] = {
        "lease_token": token,
        "holder": holder.current_holder(),
        "heartbeat_at": timezone.now(),
        "started_at": run.started_at or timezone.now(),
        "finished_at": None,
        "error_code": "",
        "error": "",
        "cancel_requested": False,
    }
    _interrupt_abandoned(run.kind)
    try:
        with transaction.atomic():
            if not move(run, SyncRun.State.RUNNING, by=by or run.started_by, **values):
                run.refresh_from_db()
                raise AlreadyRunning(run)
    except IntegrityError:
        other = running(run.kind)
        if other is None:  # it ended between the two statements
            return start(SyncRun.objects.get(pk=run.pk), by=by)
        raise AlreadyRunning(other) from None
    return _with_progress(Lease(run, token))


def _take_over(run: SyncRun, by: str) -> Lease:
    if not is_abandoned(run):
        raise AlreadyRunning(run)
    token = uuid4().hex
    now = timezone.now()
    with transaction.atomic():
        taken = SyncRun.objects.filter(pk=run.pk, state=run.state, lease_token=run.lease_token).update(
            lease_token=token, holder=holder.current_holder(), heartbeat_at=now
        )
        if not taken:
            run.refresh_from_db()
            raise AlreadyRunning(run)
        record(run, "sync_run.taken_over", by=by or "sync", data={"holder": run.holder}, run_id=run.pk)
    run.refresh_from_db()
    return _with_progress(Lease(run, token))


def _interrupt_abandoned(kind: str) -> None:
    other = running(kind)
    if other is not None and is_abandoned(other):
        move(other, SyncRun.State.INTERRUPTED, by="sync", why="its process is gone", holder="", lease_token="")


def _with_progress(lease: Lease) -> Lease:
    """Make the run's totals the sum over its chunk rows, and remember which pages they cover."""
    sums: Counter[str] = Counter()
    pages = 0
    for first, count, counts in lease.run.chunks.order_by("first_page").values_list(
        "first_page", "page_count", "counts"
    ):
        lease.covered.append((first, count))
        sums.update(counts)
        pages += count
    totals = {name: sums[name] for name in COUNTS} | {"pages": pages}
    if any(getattr(lease.run, name) != value for name, value in totals.items()):
        lease.beat(**totals)
        for name, value in totals.items():
            setattr(lease.run, name, value)
    return lease


def seen_so_far(run: SyncRun) -> SeenKeys:
    """The rows that the run's committed chunks have seen."""
    seen = SeenKeys()
    for packed in SyncChunk.objects.filter(run=run).values_list("seen", flat=True).iterator():
        seen.update(unpack(bytes(packed)))
    return seen


def counted(run: SyncRun, name: str) -> int:
    """The sum of a count that only chunk rows keep (`waiting`, `keyless`)."""
    return sum(counts.get(name, 0) for counts in run.chunks.values_list("counts", flat=True).iterator())


def interrupt(lease: Lease, *, why: str, code: str = "", error: str = "") -> bool:
    """Let go of a run that can be continued. False when it was no longer ours."""
    calls = lease.run.calls
    lease.run.refresh_from_db()
    if lease.run.lease_token != lease.token or lease.run.state != SyncRun.State.RUNNING:
        return False
    return move(
        lease.run,
        SyncRun.State.INTERRUPTED,
        by="sync",
        why=why,
        lease_token="",
        holder="",
        error_code=code,
        error=error[:2000],
        finished_at=timezone.now(),
        calls=calls,
    )
