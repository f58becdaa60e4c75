"""The end of a product run: what waited for its last page, what vanished, what the guard says, and the run's last state."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from core.history import record
from core.models import SyncChange, SyncRun
from core.states import move
from inventory.models import ExternalCategory, ExternalProduct, Product
from inventory.models.sync_status import SyncStatus
from inventory.sync import changes, vanished
from inventory.sync.guard import GuardCounts, GuardLimits, HoldReason, decide
from inventory.sync.runs import FencedOff, Lease, counted, seen_so_far
from inventory.sync.seen import SeenKeys
from inventory.sync.storage import CatalogueStorage

_State = SyncRun.State
IN_STOCK = Q(stock_known=True, stock__gt=0)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run was not read to its end, as the run keeps it."""

    code: str
    text: str


def guard_limits() -> GuardLimits:
    return GuardLimits(
        settings.SYNC_GUARD_MIN_ITEMS, settings.SYNC_GUARD_PERCENT, settings.SYNC_GUARD_MIN_RETURN_PERCENT
    )


def finish_products(
    lease: Lease, storage: CatalogueStorage, seen: SeenKeys, failure: Failure | None, *, is_complete: bool | None = None
) -> SyncRun:
    """Judge the run and end it: done, failed, or held with its reasons. Repeating it after a crash changes nothing.

    `is_complete`: whether every page was read; unless told otherwise, when there was no failure.
    """
    run = lease.run
    run.is_complete = failure is None if is_complete is None else is_complete
    lease.beat(is_complete=run.is_complete, calls=run.calls, pages_expected=run.pages_expected)
    may_notice = run.is_complete and not run.scope and not counted(run, "keyless")
    missing = vanished.assess(storage, seen) if may_notice else vanished.Vanished()
    reasons = _reasons(run, missing)
    if missing.total:
        codes = {reason["code"] for reason in reasons}
        vanished.note(run, storage, seen, is_held=bool(codes & {"missing", "empty", "shrunk"}))
    run.missing = missing.total
    if not reasons:
        changes.apply(run, by="sync")
    return close(lease, reasons, failure)


def _reasons(run: SyncRun, missing: vanished.Vanished) -> list[HoldReason]:
    rows = SyncChange.objects.filter(run=run)
    if rows.filter(state=SyncChange.State.APPLIED).exists():
        return []  # an earlier attempt at this end was let through and died half-way
    counts = staged_counts(run) | {"missing": missing.active}
    if not any(counts.values()) and run.total and not run.is_complete:
        return []
    before = returned_before(run) if run.is_complete else None
    known = GuardCounts(**counts, returned=run.total, returned_before=before, is_complete=run.is_complete)
    limits = guard_limits()
    # Counting what is sold takes as long as a thousand items: only where the answer can matter. Fewer than three are let
    # through, of however many.
    if known.largest <= min(2, limits.min_items) and run.total:
        return decide(known, limits)
    guarded = GuardCounts(
        **counts,
        active=sold_before(run),
        in_stock=max(0, in_stock_before(run) - counted(run, "restocked")),
        returned=run.total,
        returned_before=before,
        is_complete=run.is_complete,
    )
    return decide(guarded, limits)


def staged_counts(run: SyncRun) -> dict[str, int]:
    """How many products the run's staged changes would reprice, zero (of those that were on sale) or deactivate."""
    rows = SyncChange.objects.filter(run=run).exclude(state=SyncChange.State.DISCARDED)
    jumps = rows.filter(field="price", weight__gt=float(settings.SYNC_GUARD_PRICE_JUMP_PERCENT))
    return {
        "price_jump": jumps.values("object_id").union(rows.filter(field="currency").values("object_id")).count(),
        "price_zero": rows.filter(field="price", new="0").count(),
        "zero_stock": rows.filter(field="stock", weight__gt=0).count(),
        "deactivate": rows.filter(field="is_active").exclude(fingerprint=b"").count(),
    }


def sold_before(run: SyncRun) -> int:
    """How many products of the run's scope are active, without those that the run itself has brought."""
    return _active_before(run).count()


def in_stock_before(run: SyncRun) -> int:
    """How many of them are in stock. What the run itself has restocked is among them; what it would zero still is."""
    return _active_before(run).filter(IN_STOCK).count()


def _active_before(run: SyncRun) -> QuerySet[Product]:
    externals = ExternalProduct._base_manager.filter(product_id=OuterRef("pk"))
    if run.scope:
        externals = externals.filter(site_id=run.scope)
    products = Product.objects.filter(Exists(externals), is_active=True)
    return products.filter(created_at__lt=run.started_at or timezone.now())


def returned_before(run: SyncRun) -> int | None:
    """How many items the last complete run of the same scope was given that took effect."""
    before = SyncRun.objects.filter(
        partner=run.partner,
        account_id=run.account_id,
        kind=run.kind,
        scope=run.scope,
        is_complete=True,
        state=_State.DONE,
    ).exclude(pk=run.pk)
    return before.order_by("-finished_at").values_list("total", flat=True).first()


def close(lease: Lease, reasons: list[HoldReason], failure: Failure | None) -> SyncRun:
    """Give the run its last state and its totals, and discard what it supersedes."""
    run = lease.run
    state = _State.HELD if reasons else _State.FAILED if failure else _State.DONE
    values: dict[str, Any] = {
        "calls": run.calls,
        "staged": SyncChange.objects.filter(run=run).count(),
        "missing": run.missing,
        "is_complete": run.is_complete,
        "hold_reasons": reasons,
        "error_code": failure.code if failure else "",
        "error": failure.text[:2000] if failure else "",
        "finished_at": timezone.now(),
        "holder": "",
    }
    if not reasons:
        # Items whose only changes became stale or were never let through are unchanged after all.
        values["unchanged"] = F("unchanged") + _left_unchanged(run)
    if not move(run, state, by="sync", **values):
        raise FencedOff(f"run #{run.pk}")
    run.refresh_from_db()
    if run.is_complete:
        supersede_older(run)
    return run


def _left_unchanged(run: SyncRun) -> int:
    rows = SyncChange.objects.filter(run=run, counts_item=True)
    return rows.exclude(state=SyncChange.State.APPLIED).count()


def supersede_older(run: SyncRun) -> None:
    """A newer reading of the same items makes older decisions pointless: their staged changes are discarded."""
    older = SyncRun.objects.filter(
        partner=run.partner,
        account_id=run.account_id,
        kind=run.kind,
        pk__lt=run.pk,
        state__in=[_State.HELD, _State.INTERRUPTED],
    )
    if run.scope:
        older = older.filter(scope=run.scope)
    for other in older:
        if move(other, _State.DISCARDED, by="sync", why=f"superseded by run #{run.pk}"):
            count = changes.discard(other)
            record(other, "sync_run.superseded", by="sync", data={"by_run": run.pk, "changes": count}, run_id=other.pk)


def finish_categories(lease: Lease, failure: Failure | None, *, is_complete: bool | None = None) -> SyncRun:
    """End a category run: categories that are no longer listed are marked, never deactivated or deleted."""
    run = lease.run
    run.is_complete = failure is None if is_complete is None else is_complete
    reasons: list[HoldReason] = []
    if run.is_complete and not counted(run, "keyless"):
        seen = seen_so_far(run)
        missing = [pk for pk in _listed_categories() if pk not in seen]
        run.missing = len(missing)
        before = returned_before(run)
        counts = GuardCounts(active=len(seen) + len(missing), returned=run.total, returned_before=before)
        reasons = decide(counts, guard_limits())
        if missing and not reasons:
            _mark_missing_categories(run, missing)
    return close(lease, reasons, failure)


def _listed_categories() -> list[int]:
    rows = ExternalCategory._base_manager.exclude(sync_status=SyncStatus.GONE)
    return list(rows.values_list("category_id", flat=True))


def _mark_missing_categories(run: SyncRun, keys: list[int]) -> None:
    rows = ExternalCategory._base_manager.filter(category_id__in=keys)
    rows.filter(missing_since__lt=run.started_at).update(sync_status=SyncStatus.GONE)
    rows.filter(missing_since=None).update(missing_since=timezone.now(), sync_status=SyncStatus.MISSING)
