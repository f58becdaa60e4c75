"""Staged changes: taking effect once a run is within its limits or staff say so, each only on the value it was made for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.history import Entry, record_many
from core.models import SyncChange, SyncRun
from inventory.events import products_changed_if_wanted
from inventory.models import ExternalProduct, Product, StaffField
from inventory.models.sync_status import SyncStatus
from inventory.sync.diff import price_text, stock_text
from inventory.sync.rows import UNKNOWN_STOCK, SoldValues
from inventory.sync.storage import catalogue_storage

BATCH = 2_000
_STAFF_BITS = {
    "price": StaffField.PRICE,
    "currency": StaffField.PRICE,
    "stock": StaffField.STOCK,
    "is_active": StaffField.ACTIVE,
}
_State = SyncChange.State


@dataclass(slots=True)
class Applied:
    """`applied` and `stale` are changes; `items` are products that had no other change in the run and now have one."""

    applied: int = 0
    stale: int = 0
    items: int = 0


@dataclass(slots=True)
class _Outcome:
    values: list[SoldValues] = field(default_factory=list)
    applied: list[SyncChange] = field(default_factory=list)
    stale: list[SyncChange] = field(default_factory=list)


def staged(run: SyncRun) -> QuerySet[SyncChange]:
    return SyncChange.objects.filter(run=run, state=_State.STAGED)


def apply(run: SyncRun, *, by: str, only: Collection[int] | None = None) -> Applied:
    """Let staged changes of the run take effect (`only` these, by key), in transactions of bounded size.

    A change whose product has another value by now, or whose field staff have taken, becomes stale and changes nothing.
    """
    total = Applied()
    while True:
        with transaction.atomic():
            changes = _next_batch(run, only)
            if not changes:
                return total
            outcome = _judge(changes)
            _write(run, outcome, by)
            products_changed_if_wanted(values.product_id for values in outcome.values)
            total.applied += len(outcome.applied)
            total.stale += len(outcome.stale)
            items = len({change.object_id for change in outcome.applied if change.counts_item})
            total.items += items
            if items:
                SyncRun.objects.filter(pk=run.pk).update(updated=F("updated") + items)


def discard(run: SyncRun) -> int:
    """None of the run's staged changes will take effect. Returns how many there were."""
    return staged(run).update(state=_State.DISCARDED)


def _next_batch(run: SyncRun, only: Collection[int] | None) -> list[SyncChange]:
    """The next staged changes, all of one product together."""
    changes = staged(run).order_by("object_id", "field")
    if only is not None:
        changes = changes.filter(pk__in=list(only))
    batch = list(changes[:BATCH])
    if len(batch) == BATCH:
        last = batch[-1].object_id
        whole = [change for change in batch if change.object_id != last]
        return whole or batch
    return batch


def _judge(changes: Sequence[SyncChange]) -> _Outcome:
    """Compare each change with its product as it stands now; the products are locked."""
    keys = {change.object_id for change in changes}
    rows = {p.pk: p for p in Product.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    outcome = _Outcome()
    changed: dict[int, Product] = {}
    for change in changes:
        product = rows.get(change.object_id)
        if product is None or not _still_holds(change, product):
            outcome.stale.append(change)
            continue
        _set(change, product)
        changed[product.pk] = product
        outcome.applied.append(change)
    outcome.values = [
        SoldValues(p.pk, p.price, p.currency, p.stock, p.stock_known, p.is_active) for p in changed.values()
    ]
    return outcome


def _still_holds(change: SyncChange, product: Product) -> bool:
    if product.staff_fields & _STAFF_BITS[change.field]:
        return False
    return change.old == current_text(product, change.field)


def current_text(product: Product, name: str) -> str:
    """A product's value as staged changes write it."""
    if name == "price":
        return price_text(product.price)
    if name == "stock":
        return stock_text(product.stock) if product.stock_known else UNKNOWN_STOCK
    if name == "is_active":
        return "true" if product.is_active else "false"
    return str(getattr(product, name))


def _set(change: SyncChange, product: Product) -> None:
    if change.field == "price":
        product.price = Decimal(change.new)
    elif change.field == "currency":
        product.currency = change.new
    elif change.field == "is_active":
        product.is_active = change.new == "true"
    elif change.new == UNKNOWN_STOCK:
        product.stock_known = False
    else:
        product.stock, product.stock_known = Decimal(change.new), True


def _write(run: SyncRun, outcome: _Outcome, by: str) -> None:
    now = timezone.now()
    if outcome.values:
        catalogue_storage().apply_values(outcome.values, now)
    for changes, state in ((outcome.applied, _State.APPLIED), (outcome.stale, _State.STALE)):
        if changes:
            SyncChange.objects.filter(pk__in=[change.pk for change in changes]).update(state=state)
    gone = [change.object_id for change in outcome.applied if is_vanished(change)]
    if gone:
        rows = ExternalProduct._base_manager.filter(product_id__in=gone)
        rows.filter(missing_since=None).update(missing_since=now)
        rows.update(sync_status=SyncStatus.GONE)
    _settle_fingerprints(run, outcome.applied)
    data: dict[int, dict[str, list[str]]] = {}
    for change in outcome.applied:
        data.setdefault(change.object_id, {})[change.field] = [change.old, change.new]
    record_many((Entry(Product(pk=pk), "product.updated", d) for pk, d in data.items()), by=by, run_id=run.pk)


def is_vanished(change: SyncChange) -> bool:
    """True for the deactivation of an item that the service no longer lists: it has no item, and so no hash."""
    return change.field == "is_active" and not bytes(change.fingerprint)


def _settle_fingerprints(run: SyncRun, applied: Sequence[SyncChange]) -> None:
    """Give the items all of whose changes are applied their hash; a later run that has begun will judge them anew."""
    hashes = {change.object_id: bytes(change.fingerprint) for change in applied if bytes(change.fingerprint)}
    later = SyncRun.objects.filter(
        Q(started_at__gt=run.finished_at) if run.finished_at else Q(pk__gt=run.pk, started_at__isnull=False),
        partner=run.partner,
        account_id=run.account_id,
        kind=run.kind,
    )
    if not hashes or later.exists():
        return
    open_changes = SyncChange.objects.filter(run=run, object_id__in=list(hashes)).exclude(state=_State.APPLIED)
    unsettled = set(open_changes.values_list("object_id", flat=True))
    catalogue_storage().move_fingerprints([row for row in hashes.items() if row[0] not in unsettled])
