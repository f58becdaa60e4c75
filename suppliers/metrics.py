"""Metrics of buying: accounts, how long their access lasts, offers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.metrics import Counted, Sample, Source, metric, part
from suppliers.models import SupplierAccount, SupplierProduct

DAY_SECONDS = 86_400

ACCOUNTS = metric("supplier_accounts", "Supplier accounts that are switched on, by state.", "supplier", "state")
DAYS_LEFT = metric(
    "supplier_token_days_left", "Until a person must authorise the account again.", "supplier", "account"
)
OFFERS = metric("supplier_offers", "Offers by state.", "state")


def _parts(now: datetime) -> list[QuerySet[Any, Any]]:
    live = SupplierAccount.objects.filter(is_active=True)
    ending = live.filter(refresh_expires_at__isnull=False)
    return [
        part(live, "accounts", "supplier", "state"),
        part(ending, "accounts_ending", "supplier", "name", oldest="refresh_expires_at"),
        part(SupplierProduct.objects.all(), "offers", "state"),
    ]


def _of(row: Counted, now: datetime) -> Iterator[Sample]:
    if row.what == "accounts":
        yield ACCOUNTS(row.number, row.first, row.second)
    elif row.what == "offers":
        yield OFFERS(row.number, row.first)
    elif row.what == "accounts_ending" and row.moment is not None:
        yield DAYS_LEFT((row.moment - now).total_seconds() / DAY_SECONDS, row.first, row.second)


SOURCE = Source(_parts, _of)
