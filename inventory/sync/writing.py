"""Committing batches: rows, counts and checkpoint in one transaction, a refused batch taken apart down to the bad item."""

import queue
import shutil
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection, connections, transaction
from django.utils import timezone

from core.crash import crash_point
from core.errors import HubError
from core.models import SyncChunk
from inventory.events import products_changed_if_wanted
from inventory.sync.rows import Batch, Issue, ItemPlan
from inventory.sync.runs import Lease
from inventory.sync.seen import pack
from inventory.sync.storage import CatalogueStorage

Refused = (DataError, IntegrityError)
# A deadlock, a lock waited for too long, a database that restarts: the same chunk may pass the next time.
PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


class DiskFull(HubError):  # noqa: N818 - says what happened
    def __init__(self, path: Path, free: int) -> None:
        super().__init__(
            f"Only {free // 1_000_000} MB are free on the disk of {path}: the run stops before it is full."
        )


class ChunkWriter:
    """Commits batches, in this thread or (`threads` > 0) in others, each with its own database connection."""

    def __init__(self, storage: CatalogueStorage, lease: Lease, threads: int = 0) -> None:
        self._storage = storage
        self._lease = lease
        self._queue: queue.Queue[Batch | None] = queue.Queue(maxsize=max(1, threads))
        self._done: queue.SimpleQueue[Batch] = queue.SimpleQueue()
        self._failure: BaseException | None = None
        self._threads = [
            threading.Thread(target=self._work, name=f"write-{i + 1}", daemon=True) for i in range(threads)
        ]
        self._rested_at = 0.0
        for thread in self._threads:
            thread.start()

    def submit(self, batch: Batch) -> None:
        """Commit `batch` now or soon. Raises what an earlier batch failed with."""
        self._raise_failure()
        check_disk()
        if self._threads:
            self._queue.put(batch)
        else:
            self._rest()
            self._commit(batch)
            self._done.put(batch)
            self._rested_at = time.monotonic()

    def committed(self) -> list[Batch]:
        """Batches committed since the last call."""
        batches = []
        while not self._done.empty():
            batches.append(self._done.get())
        self._raise_failure()
        return batches

    def drain(self) -> None:
        """Wait until everything submitted is committed."""
        if self._threads:
            self._queue.join()
        self._raise_failure()

    def close(self) -> None:
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _work(self) -> None:
        try:
            while (batch := self._queue.get()) is not None:
                try:
                    if self._failure is None:
                        self._commit(batch)
                        self._done.put(batch)
                except BaseException as error:  # noqa: BLE001 - raised again in the thread that submits
                    self._failure = error
                finally:
                    self._queue.task_done()
        finally:
            connections.close_all()

    def _rest(self) -> None:
        """On SQLite leave the write lock alone for a while: a writer that never rests starves all others."""
        if connection.vendor == "sqlite":
            wait = settings.SYNC_SQLITE_PAUSE_SECONDS - (time.monotonic() - self._rested_at)
            if wait > 0:
                time.sleep(wait)

    def _commit(self, batch: Batch) -> None:
        if connection.in_atomic_block:  # a caller's transaction cannot be begun anew
            return self._commit_once(batch)
        for pause in PAUSES_SECONDS:
            try:
                return self._commit_once(batch)
            except (OperationalError, InterfaceError):
                connection.close()
                time.sleep(pause)
        return self._commit_once(batch)

    def _commit_once(self, batch: Batch) -> None:
        try:
            self._transact(batch, careful=False)
        except Refused:
            self._transact(batch, careful=True)
        crash_point("sync.chunk_committed")

    def _transact(self, batch: Batch, *, careful: bool) -> None:
        now = timezone.now()
        run_id = self._lease.run.pk
        with transaction.atomic():
            plans, issues = batch.plans, list(batch.issues)
            if careful:
                self._storage.check_constraints_now()
                created, plans, refused = self._bisect(batch.plans, now)
                issues += refused
            else:
                created = self._storage.write(plans, run_id, now) if plans else []
            failed = [plan.product_id for plan in plans if plan.outcome == "errors" and plan.product_id]
            if failed:
                self._storage.mark_errors(failed, now)
            if issues:
                self._storage.write_issues(issues, run_id, now)
            counts = tally(batch, plans, issues)
            crash_point("sync.chunk_written")
            seen = pack([*batch.seen, *created])
            SyncChunk.objects.create(
                run_id=run_id, first_page=batch.first_page, page_count=batch.page_count, counts=counts, seen=seen
            )
            self._lease.checkpoint(counts, batch.page_count)
            products_changed_if_wanted(plan.update.product_id for plan in plans if plan.update and plan.history)
        batch.created, batch.final_counts = created, counts

    def _bisect(self, plans: Sequence[ItemPlan], now: datetime) -> tuple[list[int], list[ItemPlan], list[Issue]]:
        """Write what can be written. Returns the new keys, the plans (refused ones as errors) and their issues."""
        try:
            with transaction.atomic():
                created = self._storage.write(plans, self._lease.run.pk, now)
                self._storage.verify()
                return created, list(plans), []
        except Refused as error:
            if len(plans) == 1:
                return [], [plans[0].failed()], [_refusal(plans[0], error)]
        middle = len(plans) // 2
        first, second = self._bisect(plans[:middle], now), self._bisect(plans[middle:], now)
        return first[0] + second[0], first[1] + second[1], first[2] + second[2]


def _refusal(plan: ItemPlan, error: Exception) -> Issue:
    cause = " ".join(str(error).split())[:200].replace("\0", "")
    return Issue("error", plan.external_id, "", "database_refused", {"cause": cause}, plan.raw)


def tally(batch: Batch, plans: Sequence[ItemPlan], issues: Sequence[Issue]) -> dict[str, int]:
    """The chunk's counts: what was counted without a plan, and each plan under its outcome."""
    counts = dict(batch.counts)
    for plan in plans:
        counts[plan.outcome] = counts.get(plan.outcome, 0) + 1
    staged = sum(len(plan.staged) for plan in plans)
    warnings = sum(issue.severity == "warning" for issue in issues)
    restocked = sum(_is_restocked(plan) for plan in plans)
    for name, value in (("staged", staged), ("warnings", warnings), ("restocked", restocked)):
        if value:
            counts[name] = counts.get(name, 0) + value
    return counts


def _is_restocked(plan: ItemPlan) -> bool:
    """Whether a known item that had nothing to sell has something now."""
    update, history = plan.update, plan.history
    if update is None or history is None or not (update.is_active and update.stock_known and update.stock > 0):
        return False
    was_active, was_known, stock = (history.data.get(name, [True])[0] for name in ("is_active", "stock_known", "stock"))
    return not was_active or not was_known or stock == "0"


def check_disk() -> None:
    """Raise DiskFull when a local disk that the run writes to is nearly full."""
    path = Path(settings.BASE_DIR)
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        path = file.parent if file.exists() else path
    free = shutil.disk_usage(path).free
    if free < settings.SYNC_MIN_FREE_BYTES:
        raise DiskFull(path, free)
