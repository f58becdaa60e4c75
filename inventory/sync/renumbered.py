"""Items that came under a new id with a known item's SKU: a renumbering upstream, unless the known item came too."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from core.models import SyncChunk, SyncIssue, SyncRun
from inventory.models import ExternalProduct, Product
from inventory.source.interface import CatalogueSource
from inventory.sync.planning import Planner
from inventory.sync.rows import Batch
from inventory.sync.runs import COUNTS, Lease
from inventory.sync.seen import SeenKeys
from inventory.sync.storage import CatalogueStorage
from inventory.sync.writing import ChunkWriter

CODE = "renumbered"
MANY = 5_000
LAST_CHUNK = 0  # `first_page` of what is written after the last page


def settle(lease: Lease, planner: Planner, source: CatalogueSource, storage: CatalogueStorage, seen: SeenKeys) -> None:
    """After the last page: import the new items whose namesake was listed too, and warn of every SKU used twice.

    Once a run: its chunk row is written with it.
    """
    run = lease.run
    if run.chunks.filter(first_page=LAST_CHUNK).exists():
        return
    twins = _both_listed(run, seen)
    if not twins and not run.created and not run.updated:
        return
    batch = Batch(LAST_CHUNK)
    raws = [issue.raw.encode() for issue in twins]
    planner.plan(raws, [source.item_id(raw) for raw in raws], batch, allow_renumbered=True)
    # They were counted when their page was read, as errors.
    batch.count("total", -len(raws))
    batch.count("errors", -len(raws))
    with transaction.atomic():
        SyncIssue.objects.filter(pk__in=[issue.pk for issue in twins]).delete()
        writer = ChunkWriter(storage, lease)
        writer.submit(batch)
        seen.update(batch.created)
        _warn_of_shared_skus(lease)
    run.refresh_from_db(fields=COUNTS)  # not `calls`, which is counted here and written at the end


def _both_listed(run: SyncRun, seen: SeenKeys) -> list[SyncIssue]:
    """The run's suspected renumberings whose old id was listed after all."""
    suspects = list(run.issues.filter(code=CODE, severity=SyncIssue.Severity.ERROR, resolved_at=None))
    others = [issue.values.get("other", "") for issue in suspects]
    keys = dict(ExternalProduct._base_manager.filter(external_id__in=others).values_list("external_id", "product_id"))
    return [issue for issue in suspects if (key := keys.get(issue.values.get("other", ""))) is not None and key in seen]


def _skus_used_twice() -> int:
    """How many there are. Counting them takes a third of the time that asking after many items' namesakes does."""
    skus = Product.objects.exclude(sku="").order_by().values("sku").annotate(uses=Count("pk"))
    return skus.filter(uses__gt=1).count()


def _warn_of_shared_skus(lease: Lease) -> None:
    """One warning for each item that this run brought or changed and whose SKU another item carries too."""
    run = lease.run
    if run.created + run.updated > MANY and not _skus_used_twice():
        return
    changed = Product.objects.filter(updated_at__gte=run.started_at, external__isnull=False).exclude(sku="")
    twin = Product.objects.filter(sku=OuterRef("sku"), external__isnull=False).exclude(pk=OuterRef("pk"))
    shared = changed.filter(Exists(twin)).order_by("pk").values_list("external__external_id", "sku")
    issues = [
        SyncIssue(run=run, severity="warning", external_id=key, field="sku", code="same_sku", values={"sku": sku})
        for key, sku in shared.iterator(chunk_size=2000)
    ]
    if not issues:
        return
    SyncIssue.objects.bulk_create(issues, batch_size=500)
    chunk = SyncChunk.objects.get(run=run, first_page=LAST_CHUNK)
    chunk.counts["warnings"] = chunk.counts.get("warnings", 0) + len(issues)
    chunk.save(update_fields=["counts"])
    lease.checkpoint({"warnings": len(issues)}, 0)


def adopt(issues: Sequence[SyncIssue]) -> int:
    """Staff say that these are renumberings: the known rows take the new ids. Returns how many did."""
    adopted = 0
    for issue in issues:
        rows = ExternalProduct._base_manager.filter(external_id=issue.values.get("other", ""))
        with transaction.atomic():
            if ExternalProduct._base_manager.filter(external_id=issue.external_id).exists():
                continue
            adopted += rows.update(external_id=issue.external_id, fingerprint=b"", synced_at=timezone.now())
    return adopted
