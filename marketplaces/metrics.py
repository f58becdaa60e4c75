"""Metrics of selling: shops, how long their access lasts, listings, stock alerts."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.metrics import Counted, Sample, Source, metric, part
from marketplaces.models import Listing, MarketplaceAccount, StockAlert

DAY_SECONDS = 86_400

SHOPS = metric("shops", "Shops that are switched on, by state.", "marketplace", "state")
DAYS_LEFT = metric("shop_token_days_left", "Until a person must connect the shop again.", "marketplace", "shop")
LISTINGS = metric("listings", "Listings by state.", "marketplace", "state")
STOCK_ALERTS = metric("stock_alerts_open", "Products on sale that have run low or out.", "kind")


def _parts(now: datetime) -> list[QuerySet[Any, Any]]:
    live = MarketplaceAccount.objects.filter(is_active=True)
    ending = live.filter(refresh_expires_at__isnull=False)
    return [
        part(live, "shops", "marketplace", "state"),
        part(ending, "shops_ending", "marketplace", "name", oldest="refresh_expires_at"),
        part(Listing.objects.all(), "listings", "account__marketplace", "state"),
        part(StockAlert.objects.filter(closed_at=None), "low", "kind"),
    ]


def _of(row: Counted, now: datetime) -> Iterator[Sample]:
    if row.what == "shops":
        yield SHOPS(row.number, row.first, row.second)
    elif row.what == "listings":
        yield LISTINGS(row.number, row.first, row.second)
    elif row.what == "low":
        yield STOCK_ALERTS(row.number, row.first)
    elif row.what == "shops_ending" and row.moment is not None:
        yield DAYS_LEFT((row.moment - now).total_seconds() / DAY_SECONDS, row.first, row.second)


SOURCE = Source(_parts, _of)
