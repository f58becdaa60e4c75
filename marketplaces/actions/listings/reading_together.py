"""Listings of a marketplace that shows many in one call: read back together, and often (LISTING_READ_BACK_MINUTES)."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.jobs import JobContext, Reschedule, enqueue
from core.models import Job
from marketplaces.actions.listings.reading_back import PRIORITY, take_reading
from marketplaces.models import Listing, MarketplaceAccount
from marketplaces.registry import open_account

READ_SHOP_BACK = "marketplaces.read_back_shop"
TOGETHER = 100


def read_together() -> dict[str, float]:
    """The marketplaces of which this is so, and after how many minutes."""
    return dict(settings.LISTING_READ_BACK_MINUTES)


def file_shops() -> int:
    """One reading for each shop that has listings which were not looked at for long. Their number."""
    filed = 0
    for slug, minutes in read_together().items():
        stale = _stale(Listing.objects.filter(account__marketplace=slug), minutes)
        keys = stale.filter(account__is_active=True).order_by("account_id").values_list("account_id", flat=True)
        for account_id in keys.distinct():
            start_reading_shop(account_id, "schedule")
            filed += 1
    return filed


def start_reading_shop(account_id: int, by: str) -> Job:
    """Files the look at all that are due of one shop; many wishes are one look."""
    payload, name = {"account_id": account_id}, f"read_back_shop:{account_id}"
    return enqueue(READ_SHOP_BACK, payload, dedupe_key=name, priority=PRIORITY, requested_by=by, rearm=True)


def read_shop_back(job: JobContext, account: MarketplaceAccount) -> dict[str, Any]:
    """All that are due of one shop, so many a call; each has its own outcome. Raises Reschedule when the worker ends."""
    due = _stale(account.listings, read_together().get(account.marketplace, 0.0))
    rows = list(due.exclude(remote_id="").order_by(F("read_back_at").asc(nulls_first=True), "pk"))
    told = {"account": account.pk, "listings": len(rows), "gone": 0, "drifted": 0}
    with open_account(account) as adapter:
        for start in range(0, len(rows), TOGETHER):
            some = rows[start : start + TOGETHER]
            readings = adapter.read_listings([listing.remote_id for listing in some])
            for listing in some:
                take_reading(listing, readings.get(listing.remote_id), job.requested_by or "read back")
                told["gone"] += listing.reason == "gone"
                told["drifted"] += bool(listing.drift)
            if job.is_stopping():
                raise Reschedule(0, "the worker is told to end")
    return told


def _stale(listings: Any, minutes: float) -> QuerySet[Listing]:
    oldest = timezone.now() - timedelta(minutes=minutes)
    found: QuerySet[Listing] = listings.filter(
        Q(read_back_at=None) | Q(read_back_at__lte=oldest), state=Listing.State.ACTIVE
    )
    return found
