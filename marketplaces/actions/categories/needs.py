"""What marketplaces ask of listings in their categories: read by a job, kept, read again when it is old. A category that
is gone there retires the mappings that lead to it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.account_health import at_work
from core.errors import NotFound, Rejected
from core.history import record
from core.jobs import JobContext, enqueue
from core.models import Job
from marketplaces.actions.categories.kept import shop_of, sites_in_use
from marketplaces.interface import MarketplaceAdapter
from marketplaces.models import CategoryMapping, Listing, RemoteCategoryNeeds
from marketplaces.models.categories import MappingState
from marketplaces.registry import open_account

READ_NEEDS = "marketplaces.read_needs"
PRIORITY = 110  # after what is on sale
OLD_AT_ONCE = 100


def start_reading_needs(marketplace: str, site: str, category_ids: Sequence[str], by: str) -> Job | None:
    """Files the reading of these categories' needs; None where they have none, or no shop can be asked."""
    wanted = sorted({each for each in category_ids if each})
    if not wanted or (marketplace, site) not in sites_in_use():
        return None
    payload = {"marketplace": marketplace, "site": site, "categories": wanted}
    return enqueue(READ_NEEDS, payload, priority=PRIORITY, requested_by=by)


def file_old_needs() -> int:
    """Files the reading of those in use that were never read, or long ago. How many categories that are."""
    number = 0
    for marketplace, site in sites_in_use():
        old = old_needs(marketplace, site)[:OLD_AT_ONCE]
        number += len(old)
        key = f"needs:{marketplace}:{site}"
        if old:
            payload = {"marketplace": marketplace, "site": site, "categories": old}
            enqueue(READ_NEEDS, payload, dedupe_key=key, priority=PRIORITY, requested_by="schedule", rearm=True)
    return number


def old_needs(marketplace: str, site: str) -> list[str]:
    mapped = CategoryMapping.objects.filter(marketplace=marketplace, site=site, state=MappingState.MAPPED)
    own = Listing.objects.filter(account__marketplace=marketplace, account__site=site).exclude(category_id="")
    used = {*mapped.values_list("theirs", flat=True), *own.values_list("category_id", flat=True)}
    fresh_from = timezone.now() - timedelta(days=settings.CATEGORY_NEEDS_DAYS)
    fresh = RemoteCategoryNeeds.objects.filter(marketplace=marketplace, site=site, read_at__gte=fresh_from)
    return sorted(used - set(fresh.values_list("category_id", flat=True)))


def read_needs(job: JobContext) -> dict[str, Any]:
    """One call a category. What was read before the job was killed is kept."""
    marketplace, site = job.payload["marketplace"], job.payload["site"]
    account = shop_of(marketplace, site)
    if account is None:
        return {"read": 0, "retired": 0, "problem": "no_shop_to_ask"}
    told = {"read": 0, "retired": 0}
    wanted = job.payload["categories"]
    with at_work(account), open_account(account) as adapter:
        for number, category_id in enumerate(wanted):
            job.progress(number, len(wanted))
            told["read" if _read_one(adapter, marketplace, site, category_id, job.requested_by) else "retired"] += 1
    job.progress(len(wanted), len(wanted))
    return told


def _read_one(adapter: MarketplaceAdapter, marketplace: str, site: str, category_id: str, by: str) -> bool:
    """False where it is gone, or holds no listings any more."""
    try:
        needs = adapter.category_needs(category_id).written()
    except (NotFound, Rejected):
        needs = None
    with transaction.atomic():
        RemoteCategoryNeeds.objects.update_or_create(
            marketplace=marketplace,
            site=site,
            category_id=category_id,
            defaults={"needs": needs, "read_at": timezone.now()},
        )
        if needs is None:
            _retire(marketplace, site, category_id, by or "job")
    return needs is not None


def _retire(marketplace: str, site: str, category_id: str, by: str) -> None:
    rows = CategoryMapping.objects.filter(marketplace=marketplace, site=site, theirs=category_id)
    for row in rows.exclude(state=MappingState.RETIRED):
        row.state = MappingState.RETIRED
        row.save(update_fields=["state", "updated_at"])
        record(row, "category_mapping.retired", by=by, data={"theirs": row.theirs})
