"""The product pipeline: pages come in, batches go out to the database, and at the end the run is judged."""

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.conf import settings
from django.db import connection

from inventory.source.errors import InventoryAPIError
from inventory.source.interface import CatalogueSource, RawPage
from inventory.sync.category_links import CategoryLinks
from inventory.sync.fetching import PageFeed
from inventory.sync.fingerprints import fingerprinter
from inventory.sync.planning import Planner
from inventory.sync.progress import Progress
from inventory.sync.rows import Batch
from inventory.sync.runs import Lease, RunCancelled, seen_so_far
from inventory.sync.seen import SeenKeys
from inventory.sync.storage import CatalogueStorage, catalogue_storage
from inventory.sync.writing import ChunkWriter

# Unchanged items cost no row: their checkpoint waits until this many have come together, or this many seconds passed.
UNCHANGED_PER_CHUNK = 5_000
SECONDS_PER_CHUNK = 2.0
# From this many items a first sync is worth a second writer.
ITEMS_FOR_TWO_WRITERS = 5_000
BEAT_SECONDS = 10.0
ALLOCATIONS_PER_COLLECTION = 50_000
TURN_SECONDS = 0.0003


class Writer(Protocol):
    def submit(self, batch: Batch) -> None: ...

    def committed(self) -> list[Batch]: ...

    def drain(self) -> None: ...

    def close(self) -> None: ...


class ProductPipeline:
    """Reads the products of one run and writes them chunk by chunk. `seen` afterwards tells what the run has seen."""

    def __init__(self, lease: Lease, source: CatalogueSource, progress: Progress, writer: Writer | None = None) -> None:
        self._lease = lease
        self._run = lease.run
        self._source = source
        self._progress = progress
        self.storage: CatalogueStorage = catalogue_storage()
        self._writer = writer
        self.seen: SeenKeys = seen_so_far(lease.run) if lease.covered else SeenKeys()
        self._batch: Batch | None = None
        self._batch_since = 0.0
        self._in_flight: list[tuple[Batch, set[str]]] = []
        self._beat_at = time.monotonic()
        self._calls_before = lease.run.calls  # those of earlier attempts
        self._fed: PageFeed | None = None
        self.planner = self._make_planner()

    def run(self) -> None:
        """Read to the end. Raises what stopped it: FencedOff, RunCancelled, InventoryAPIError, a database error."""
        with _rare_collections(), _quick_turns():
            self._run_to_end()

    def _run_to_end(self) -> None:
        self._progress.total = self._run.items_expected
        feed = self._fed = self._feed()
        fresh = self.storage.is_empty()
        try:
            self._read(feed, fresh=fresh)
        except InventoryAPIError:
            self._flush()  # the pages that did come stay
            self._drain()
            raise
        else:
            self._flush()
            self._drain()
        finally:
            if self._writer is not None:
                self._writer.close()
            self._note_length(feed)

    def _feed(self) -> PageFeed:
        return PageFeed(
            self._source,
            page_size=self._run.page_size,
            site_id=self._run.scope or None,
            covered=self._lease.covered,
            pages_expected=self._run.pages_expected if self._lease.covered else None,
            idle=self._beat,
        )

    def _make_planner(self) -> Planner:
        fingerprint = fingerprinter(self._source.mapper_version, settings.B2B_CURRENCY)
        return Planner(self._source, self.storage, fingerprint, CategoryLinks(), self.seen, is_full=self._run.is_full)

    def _read(self, feed: PageFeed, *, fresh: bool) -> None:
        for pages in _groups(feed, settings.SYNC_CHUNK_SIZE):
            self._note_expected(feed)
            self._writer_for(feed, fresh=fresh)
            self._absorb(pages)
            self._progress.show(self._run)
        self._note_expected(feed)

    def _writer_for(self, feed: PageFeed, *, fresh: bool) -> Writer:
        if self._writer is None:
            self._writer = ChunkWriter(self.storage, self._lease, _writer_threads(self.storage, feed, fresh=fresh))
        return self._writer

    def _absorb(self, pages: list[RawPage]) -> None:
        """Plan a group of pages into the open batch, and send the batch off when it is big or old enough."""
        raws = [raw for page in pages for raw in page.items]
        ids = [self._source.item_id(raw) for raw in raws]
        self._collect()
        if self._has_unwritten(ids):
            self._flush()
            self._drain()
        batch = self._open_batch(pages[0].number)
        batch.page_count += len(pages)
        self.planner.plan(raws, ids, batch)
        is_old = time.monotonic() - self._batch_since > SECONDS_PER_CHUNK
        if is_old or len(batch.plans) >= settings.SYNC_CHUNK_SIZE or batch.counts["total"] >= UNCHANGED_PER_CHUNK:
            self._flush()

    def _has_unwritten(self, ids: list[str | None]) -> bool:
        """Whether one of the items is in a batch that is not committed yet (rows moved between pages)."""
        pending = [planned for _, planned in self._in_flight]
        if self._batch is not None and self._batch.plans:
            pending.append({plan.external_id for plan in self._batch.plans})
        return any(not planned.isdisjoint(ids) for planned in pending)

    def _open_batch(self, first_page: int) -> Batch:
        batch = self._batch
        if batch is not None and batch.first_page + batch.page_count != first_page:
            self._flush()  # a gap: pages in between were committed by an earlier attempt
            batch = None
        if batch is None:
            batch = self._batch = Batch(first_page)
            self._batch_since = time.monotonic()
        return batch

    def _flush(self) -> None:
        batch, self._batch = self._batch, None
        if batch is None or self._writer is None:
            return
        if self._lease.is_cancelled():
            raise RunCancelled
        self._in_flight.append((batch, {plan.external_id for plan in batch.plans}))
        self._count_calls()
        self._writer.submit(batch)
        self._collect()
        self._beat_at = time.monotonic()

    def _drain(self) -> None:
        if self._writer is not None:
            self._writer.drain()
            self._collect()

    def _collect(self) -> None:
        """Take note of what has been committed: new rows count as seen, progress moves."""
        if self._writer is None:
            return
        for batch in self._writer.committed():
            self.seen.update(batch.created)
            self._in_flight = [entry for entry in self._in_flight if entry[0] is not batch]
            for name, value in batch.final_counts.items():
                if hasattr(self._run, name):
                    setattr(self._run, name, getattr(self._run, name) + value)
            self._run.pages += batch.page_count

    def _note_expected(self, feed: PageFeed) -> None:
        expected = (feed.pages_expected, feed.items_expected or self._run.items_expected)
        if feed.pages_expected and expected != (self._run.pages_expected, self._run.items_expected):
            self._run.pages_expected, self._run.items_expected = expected
            self._progress.total = self._run.items_expected
            self._lease.beat(pages_expected=expected[0], items_expected=expected[1])

    def _note_length(self, feed: PageFeed) -> None:
        self._count_calls()
        if feed.ended_at is not None:
            self._run.pages_expected = feed.ended_at

    def _count_calls(self) -> None:
        """Each chunk brings the figure up to date: what a killed attempt has asked stays counted."""
        if self._fed is not None:
            self._run.calls = self._calls_before + self._fed.calls

    def _beat(self) -> None:
        """While waiting for pages: stay alive, notice a cancellation."""
        if time.monotonic() - self._beat_at < BEAT_SECONDS:
            return
        self._beat_at = time.monotonic()
        self._lease.beat()
        if self._lease.is_cancelled():
            raise RunCancelled


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let the garbage collector look seldom, and not at what was there before: a run makes rows by the thousand, no cycles."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS_PER_COLLECTION, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Let waiting threads have the interpreter sooner: fetchers and writers need it often, and each time briefly."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(min(interval, TURN_SECONDS))
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def _groups(feed: PageFeed, size: int) -> Iterator[list[RawPage]]:
    """Adjoining pages together until they hold `size` items, or came slowly enough to be worth a checkpoint.

    What came before a failure is given before it is raised.
    """
    group: list[RawPage] = []
    count, since = 0, time.monotonic()
    try:
        for page in feed:
            if group and group[-1].number + 1 != page.number:
                yield group
                group, count, since = [], 0, time.monotonic()
            group.append(page)
            count += len(page.items)
            if count >= size or time.monotonic() - since > SECONDS_PER_CHUNK:
                yield group
                group, count, since = [], 0, time.monotonic()
    except InventoryAPIError:
        if group:
            yield group
        raise
    if group:
        yield group


def _writer_threads(storage: CatalogueStorage, feed: PageFeed, *, fresh: bool) -> int:
    """Writers of their own pay on a long first sync, where the database works as hard as we do."""
    if connection.in_atomic_block or storage.writers < 2:  # noqa: PLR2004 - a second writer
        return 0
    return storage.writers if fresh and (feed.items_expected or 0) >= ITEMS_FOR_TWO_WRITERS else 0
