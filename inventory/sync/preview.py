"""A dry run: the same reading and planning as a real one, with nothing written, not even the run's row."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.models import SyncRun
from inventory.querysets import PARTNER
from inventory.reasons import hold_words, issue_words
from inventory.source.interface import CatalogueSource
from inventory.sync import categories, vanished
from inventory.sync.finish import guard_limits, in_stock_before, returned_before, sold_before
from inventory.sync.guard import GuardCounts, decide
from inventory.sync.products import ProductPipeline
from inventory.sync.progress import Progress
from inventory.sync.rows import Batch, Issue, StagedChange
from inventory.sync.runs import COUNTS, Lease
from inventory.sync.service import ERRORS_LISTED, b2b_source
from inventory.sync.writing import tally


def preview(
    kind: str,
    *,
    site_id: int | str | None = None,
    is_full: bool = False,
    source: CatalogueSource | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """What a run would do now: its statistics, `staged`, `missing`, and the `hold_reasons` it would be held for."""
    scope = "" if site_id is None else str(site_id)
    run = SyncRun(
        partner=PARTNER,
        kind=kind,
        scope=scope,
        is_full=is_full,
        page_size=settings.SYNC_PAGE_SIZE,
        started_at=timezone.now(),
        is_complete=True,
    )
    progress = progress or Progress()
    if source is None:
        with b2b_source(None) as service:
            return preview(kind, site_id=site_id, is_full=is_full, source=service, progress=progress)
    if kind == "categories":
        return _categories(run, source, progress)
    return _products(run, source, progress)


class _NoLease(Lease):
    """A lease on nothing: what it is told is forgotten."""

    def checkpoint(self, counts: dict[str, int], pages: int) -> None:
        return None

    def beat(self, **values: object) -> None:
        return None

    def is_cancelled(self) -> bool:
        return False


@dataclass(slots=True)
class _Tally:
    """A writer that counts. New items it has been given are remembered, so that a repeat is one."""

    counts: dict[str, int] = field(default_factory=dict)
    staged: dict[str, set[int]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    new: set[str] = field(default_factory=set)
    done: list[Batch] = field(default_factory=list)

    def submit(self, batch: Batch) -> None:
        for plan in batch.plans:
            if plan.outcome == "created":
                if plan.external_id in self.new:
                    plan.outcome = "skipped"
                self.new.add(plan.external_id)
            for change in plan.staged:
                for code in _codes(change):
                    self.staged.setdefault(code, set()).add(change.product_id)
        batch.final_counts = tally(batch, batch.plans, batch.issues)
        for name, value in batch.final_counts.items():
            self.counts[name] = self.counts.get(name, 0) + value
        self.issues += [issue for issue in batch.issues if issue.severity == "error"][
            : ERRORS_LISTED - len(self.issues)
        ]
        self.done.append(batch)

    def committed(self) -> list[Batch]:
        done, self.done = self.done, []
        return done

    def drain(self) -> None:
        return None

    def close(self) -> None:
        return None


def _codes(change: StagedChange) -> list[str]:
    """The guard's counts that a staged change goes under."""
    if change.field == "price":
        is_sharp = change.weight > float(settings.SYNC_GUARD_PRICE_JUMP_PERCENT)
        return (["price_jump"] if is_sharp else []) + (["price_zero"] if change.new == "0" else [])
    if change.field == "stock":
        return ["zero_stock"] if change.weight > 0 else []
    return ["price_jump"] if change.field == "currency" else ["deactivate"]


def _products(run: SyncRun, source: CatalogueSource, progress: Progress) -> dict[str, Any]:
    writer = _Tally()
    pipeline = ProductPipeline(_NoLease(run, ""), source, progress, writer)
    pipeline.run()
    may_notice = not run.scope and not writer.counts.get("keyless")
    missing = vanished.assess(pipeline.storage, pipeline.seen) if may_notice else vanished.Vanished()
    counts = {
        code: len(writer.staged.get(code, ())) for code in ("price_jump", "price_zero", "zero_stock", "deactivate")
    }
    guarded = GuardCounts(
        price_jump=counts["price_jump"],
        price_zero=counts["price_zero"],
        zero_stock=counts["zero_stock"],
        deactivate=counts["deactivate"],
        missing=missing.active,
        active=sold_before(run),
        in_stock=in_stock_before(run),
        returned=run.total,
        returned_before=returned_before(run),
    )
    reasons = decide(guarded, guard_limits())
    # Within the limits all staged changes take effect, and the items that had no others are updated ones.
    waiting = writer.counts.get("waiting", 0)
    report = _report(run, writer.counts, writer.issues, reasons)
    report["missing"] = missing.total
    report["updated" if not reasons else "unchanged"] += waiting
    return report


def _categories(run: SyncRun, source: CatalogueSource, progress: Progress) -> dict[str, Any]:
    shelves = categories.read_and_write(_NoLease(run, ""), source, progress, dry_run=True)
    missing = [key for key in shelves.by_external if key not in shelves.seen]
    active = sum(not shelf.is_new for shelf in shelves.by_external.values())
    returned = shelves.counts["total"]
    guarded = GuardCounts(active=active, returned=returned, returned_before=returned_before(run))
    errors = [issue for issue in shelves.issues if issue.severity == "error"]
    report = _report(run, shelves.counts, errors[:ERRORS_LISTED], decide(guarded, guard_limits()))
    report["missing"], report["pages"] = len(missing), 1
    return report


def _report(run: SyncRun, counts: dict[str, int], issues: list[Issue], reasons: list[dict[str, Any]]) -> dict[str, Any]:
    key = "category_id" if run.kind == "categories" else "product_id"
    errors = [{key: issue.external_id, "error": issue_words(issue.code, issue.values)} for issue in issues]
    return {
        **{name: counts.get(name, 0) for name in COUNTS},
        "errors_list": errors,
        "pages": run.pages,
        "state": "dry_run",
        "hold_reasons": [{**reason, "text": hold_words(reason)} for reason in reasons],
        "message": "Nothing was written.",
    }
