"""Items that the service no longer lists: missing after one complete run over all sites, gone after two in a row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.models import SyncChange, SyncRun
from inventory.models import ExternalProduct, StaffField
from inventory.models.sync_status import SyncStatus
from inventory.sync.seen import SeenKeys
from inventory.sync.storage import CatalogueStorage

BATCH = 2_000


@dataclass(slots=True)
class Vanished:
    """`active`: missing products that are sold today. `total`: all missing ones that were not gone already."""

    active: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    product_id: int
    external_id: str
    title: str
    is_sold: bool
    missing_since: datetime | None

    def is_missing_again(self, run: SyncRun) -> bool:
        return self.missing_since is not None and run.started_at is not None and self.missing_since < run.started_at


def assess(storage: CatalogueStorage, seen: SeenKeys) -> Vanished:
    """How many known items the run has not seen. Cheap when there are none."""
    found = Vanished()
    if storage.known_count() == len(seen):
        return found
    for rows in _unseen(storage, seen):
        found.total += len(rows)
        found.active += sum(row.is_sold for row in rows)
    return found


def note(run: SyncRun, storage: CatalogueStorage, seen: SeenKeys, *, is_held: bool) -> None:
    """Write down what is missing. Within the limits: the first time it is marked, the second time its end is staged.

    Above the limits (`is_held`) nothing is marked: every missing item's deactivation waits for staff.
    """
    for rows in _unseen(storage, seen):
        with transaction.atomic():
            to_stage = rows if is_held else [row for row in rows if row.is_missing_again(run)]
            _stage(run, [row for row in to_stage if row.is_sold])
            if is_held:
                continue
            again = {row.product_id for row in to_stage}
            _mark([row for row in rows if row.product_id not in again], SyncStatus.MISSING)
            _mark([row for row in to_stage if not row.is_sold], SyncStatus.GONE)


def _unseen(storage: CatalogueStorage, seen: SeenKeys) -> Iterator[list[_Row]]:
    """Rows that are known, not gone and not seen, in batches."""
    for keys in storage.known_keys(BATCH):
        missing = [key for key in keys if key not in seen]
        if missing:
            yield _rows(missing)


def _rows(product_ids: Sequence[int]) -> list[_Row]:
    values = ExternalProduct._base_manager.filter(product_id__in=product_ids).values_list(
        "product_id", "external_id", "product__title", "product__is_active", "product__staff_fields", "missing_since"
    )
    return [
        _Row(pk, external_id, title, is_active and not staff & StaffField.ACTIVE, missing_since)
        for pk, external_id, title, is_active, staff, missing_since in values.order_by("product_id")
    ]


def _stage(run: SyncRun, rows: Sequence[_Row]) -> None:
    SyncChange.objects.bulk_create(
        [
            SyncChange(
                run=run,
                object_id=row.product_id,
                external_id=row.external_id,
                label=row.title,
                field="is_active",
                old="true",
                new="false",
                weight=1.0,
            )
            for row in rows
        ],
        ignore_conflicts=True,  # a continued run has staged some of them already
    )


def _mark(rows: Sequence[_Row], status: SyncStatus) -> None:
    keys = [row.product_id for row in rows]
    if not keys:
        return
    externals = ExternalProduct._base_manager.filter(product_id__in=keys)
    externals.filter(missing_since=None).update(missing_since=timezone.now())
    externals.exclude(sync_status=status).update(sync_status=status)
