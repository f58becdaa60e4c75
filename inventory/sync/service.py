"""The doors to the sync, by the names their users know: `ProductSyncService`, and `carry_out` for a run that is filed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import msgspec
from django.db import Error as AnyDatabaseError
from django.db import connection
from django.utils import timezone

from core.calllog import CallLog
from core.errors import HubError
from core.models import SyncIssue, SyncRun
from core.states import move
from inventory.models import Category, ExternalCategory, ExternalProduct, Product
from inventory.reasons import issue_words
from inventory.source.adapter import B2BSource
from inventory.source.client import InventoryAPIClient
from inventory.source.errors import InventoryAPIError
from inventory.source.interface import CatalogueSource
from inventory.sync import categories, changes, few_items, renumbered
from inventory.sync.category_links import link_waiting_products
from inventory.sync.finish import Failure, finish_categories, finish_products
from inventory.sync.products import ProductPipeline
from inventory.sync.progress import Progress
from inventory.sync.runs import AlreadyRunning, FencedOff, Lease, RunCancelled, file_run, interrupt, start
from inventory.sync.seen import SeenKeys
from inventory.sync.storage import catalogue_storage
from inventory.sync.stored_items import StoredItems
from inventory.sync.writing import DiskFull

ERRORS_LISTED = 100
Statistics = dict[str, Any]


@contextmanager
def b2b_source(run_id: int | None) -> Iterator[CatalogueSource]:
    """The B2B service of the settings for one run: calls that go well are counted, calls that fail are written down."""
    log = CallLog("failures", run_id)
    client = InventoryAPIClient(log=log)
    try:
        yield B2BSource(client)
    finally:
        client.close()


def carry_out(
    run: SyncRun,
    *,
    by: str = "",
    source: CatalogueSource | None = None,
    progress: Progress | None = None,
    will_retry: bool = False,
    raises: bool = False,
) -> SyncRun:
    """Start or continue `run` and see it to an end; returns it in its last state.

    Raises AlreadyRunning when it cannot start, FencedOff when another process took it over. With `will_retry` a failure
    that may pass (and is raised) leaves the run interrupted, for the caller to continue; without, it ends as failed, and
    with `raises` the error is raised then too.
    KeyboardInterrupt and other ends of the process leave it interrupted.
    """
    lease = start(run, by=by)
    try:
        return _read(lease, source, progress or Progress())
    except FencedOff:
        raise
    except RunCancelled:
        return _cancelled(lease)
    except (InventoryAPIError, DiskFull, AnyDatabaseError) as error:
        if isinstance(error, AnyDatabaseError) and not connection.in_atomic_block:
            # A server that restarted left us a dead connection: the run's own row needs one that lives.
            connection.close_if_unusable_or_obsolete()
        code, may_pass = _describe(error)
        text = _told_to_wait(error, will_retry=will_retry) or str(error)
        if will_retry and may_pass:
            interrupt(lease, why="may pass", code="waiting" if code == "rate_limited" else code, error=text)
            raise
        ended = _failed(lease, Failure(code, text))
        if raises:
            raise
        return ended
    except BaseException as error:
        interrupt(lease, why=type(error).__name__)
        raise


def _describe(error: Exception) -> tuple[str, bool]:
    """(error code of the run, whether the same may work later)."""
    if isinstance(error, InventoryAPIError):
        return error.code, error.is_retryable
    return ("disk_full", True) if isinstance(error, DiskFull) else ("database", True)


def _told_to_wait(error: Exception, *, will_retry: bool) -> str:
    """Until when the service asked us to wait, for people; "" where it did not."""
    seconds = error.retry_after if isinstance(error, InventoryAPIError) else None
    if seconds is None:
        return ""
    until = f"{timezone.now() + timedelta(seconds=seconds):%Y-%m-%d %H:%M} UTC"
    return f"waiting until {until} (asked by the service)" if will_retry else f"asked to wait until {until}: {error}"


def _read(lease: Lease, source: CatalogueSource | None, progress: Progress) -> SyncRun:
    run = lease.run
    if source is None:
        with b2b_source(run.pk) as service:
            return _read(lease, service, progress)
    if run.kind == "categories":
        if not lease.covered:
            categories.read_and_write(lease, source, progress)
        progress.show(run, at_once=True)
        return finish_categories(lease, None)
    link_waiting_products(run.pk)
    pipeline = ProductPipeline(lease, source, progress)
    pipeline.run()
    progress.show(run, at_once=True)
    renumbered.settle(lease, pipeline.planner, source, pipeline.storage, pipeline.seen)
    return finish_products(lease, pipeline.storage, pipeline.seen, None)


def _failed(lease: Lease, failure: Failure) -> SyncRun:
    calls = lease.run.calls
    lease.run.refresh_from_db()
    lease.run.calls = calls
    if lease.run.kind == "categories":
        return finish_categories(lease, failure)
    return finish_products(lease, catalogue_storage(), SeenKeys(), failure)


def _cancelled(lease: Lease) -> SyncRun:
    """Stopped by staff: what is committed stays, what was staged is dropped."""
    run, calls = lease.run, lease.run.calls
    run.refresh_from_db()
    if run.lease_token != lease.token:
        raise FencedOff(f"run #{run.pk}")
    changes.discard(run)
    move(run, SyncRun.State.CANCELLED, by=run.started_by or "sync", finished_at=timezone.now(), holder="", calls=calls)
    return run


def statistics(run: SyncRun) -> Statistics:
    """The figures of a run under the names their users know; `errors_list` holds at most 100 entries."""
    key = "category_id" if run.kind == "categories" else "product_id"
    errors = run.issues.filter(severity=SyncIssue.Severity.ERROR).order_by("pk")[:ERRORS_LISTED]
    names = ("total", "created", "updated", "errors")
    return {
        **{name: getattr(run, name) for name in names},
        "errors_list": [{key: issue.external_id, "error": describe_issue(issue)} for issue in errors],
        "unchanged": run.unchanged,
        "skipped": run.skipped,
        "pages": run.pages,
    }


def describe_issue(issue: SyncIssue) -> str:
    """A problem in words, in the language of the moment."""
    return issue_words(issue.code, issue.values)


class ItemRefused(HubError):  # noqa: N818 - says what happened
    """An item that was handed to the service by itself cannot be taken; the text says why."""


class ProductSyncService:
    """The sync by the names its users know: thin doors to the bulk engine.

    `source` is where the catalogue comes from, the B2B service of the settings unless told otherwise; `by` is who asks.
    """

    def __init__(self, source: CatalogueSource | None = None, *, by: str = "") -> None:
        self._source = source
        self._by = by

    def sync_categories(self) -> Statistics:
        """Bring all categories here. Returns the statistics; raises InventoryAPIError, AlreadyRunning."""
        return self._sync("categories", "")

    def sync_products(self, site_id: int | str | None = None) -> Statistics:
        """Bring all products here, or those of one site (0 is one). Returns the statistics; raises as above."""
        return self._sync("products", "" if site_id is None else str(site_id))

    def create_or_update_category(self, data: Mapping[str, Any]) -> Category:
        """Take one category as the service writes it (a mapping with `id`). Raises ItemRefused, AlreadyRunning."""
        self._take("categories", data)
        return ExternalCategory._base_manager.select_related("category").get(external_id=_id_of(data)).category

    def create_or_update_product(self, data: Mapping[str, Any]) -> Product:
        """Take one product as the service writes it (a mapping with `id`). Raises ItemRefused, AlreadyRunning."""
        self._take("products", data)
        return ExternalProduct._base_manager.select_related("product").get(external_id=_id_of(data)).product

    def _sync(self, kind: str, scope: str) -> Statistics:
        run = file_run(kind, scope=scope, trigger="service", by=self._by)
        try:
            return statistics(carry_out(run, source=self._source, raises=True))
        except AlreadyRunning:
            run.delete()
            raise

    def _take(self, kind: str, data: Mapping[str, Any]) -> None:
        run = few_items.take(kind, [msgspec.json.encode(data)], trigger="service", by=self._by)
        issue = run.issues.filter(severity=SyncIssue.Severity.ERROR).first()
        if issue is not None:
            raise ItemRefused(describe_issue(issue))


def _id_of(data: Mapping[str, Any]) -> str:
    return StoredItems().item_id(msgspec.json.encode(data)) or ""
