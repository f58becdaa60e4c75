"""Taking a few items at hand, in a small run of their own that passes the same guard as a whole catalogue."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import transaction

from core.models import SyncRun
from inventory.source import mapper
from inventory.sync import categories
from inventory.sync.category_links import CategoryLinks
from inventory.sync.fingerprints import Fingerprint, fingerprinter
from inventory.sync.finish import finish_categories, finish_products
from inventory.sync.planning import Planner
from inventory.sync.rows import Batch
from inventory.sync.runs import AlreadyRunning, Lease, file_run, interrupt, start
from inventory.sync.seen import SeenKeys
from inventory.sync.storage import catalogue_storage
from inventory.sync.stored_items import StoredItems
from inventory.sync.writing import ChunkWriter


def take(
    kind: str,
    raws: Sequence[bytes],
    *,
    trigger: str,
    by: str,
    scope: str = "",
    before: Callable[[], object] | None = None,
    after: Callable[[SyncRun], object] | None = None,
) -> SyncRun:
    """Create or update from these items (JSON bytes). Never says that others are missing.

    `before` and `after` are called with the run held, around the writing. Raises AlreadyRunning while another run of
    the kind is at work.
    """
    run = file_run(kind, scope=scope, trigger=trigger, by=by)
    try:
        lease = start(run, by=by)
    except AlreadyRunning:
        run.delete()
        raise
    try:
        if before is not None:
            before()
        work = _categories if kind == "categories" else _products
        return work(lease, raws, after or (lambda run: None))
    except BaseException as error:
        interrupt(lease, why=type(error).__name__)
        raise


def _products(lease: Lease, raws: Sequence[bytes], after: Callable[[SyncRun], object]) -> SyncRun:
    storage, source, seen = catalogue_storage(), StoredItems(), SeenKeys()
    planner = Planner(source, storage, _fingerprint(), CategoryLinks(), seen)
    batch = Batch(first_page=0)
    planner.plan(raws, [source.item_id(raw) for raw in raws], batch)
    ChunkWriter(storage, lease).submit(batch)
    lease.run.refresh_from_db()
    after(lease.run)
    return finish_products(lease, storage, seen, None, is_complete=False)


def _categories(lease: Lease, raws: Sequence[bytes], after: Callable[[SyncRun], object]) -> SyncRun:
    with transaction.atomic():
        shelves = categories.load()
        categories.plan(shelves, list(raws), StoredItems(), _fingerprint(), is_full=False, reserve=categories.real_ids)
        categories.write(lease, shelves)
    lease.run.refresh_from_db()
    after(lease.run)
    return finish_categories(lease, None, is_complete=False)


def _fingerprint() -> Fingerprint:
    return fingerprinter(mapper.MAPPER_VERSION, settings.B2B_CURRENCY)
