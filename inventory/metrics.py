"""The catalogue's metrics: what an index can count, so that a look costs the same at any size."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.metrics import Counted, Sample, Source, metric, part
from inventory.models import Category, ExternalProduct, Product
from inventory.models.sync_status import SyncStatus

PRODUCTS = metric("products", "Products of the catalogue.")
CATEGORIES = metric("categories", "Categories of the catalogue.")
UNWELL = metric("b2b_products_unwell", "Products of the B2B service that are not in step with it, by why.", "state")


def _parts(now: datetime) -> list[QuerySet[Any, Any]]:
    return [
        part(Product.objects.all(), "products"),
        part(Category.objects.all(), "categories"),
        part(ExternalProduct.objects.exclude(sync_status=SyncStatus.SYNCED), "unwell", "sync_status"),
    ]


def _of(row: Counted, now: datetime) -> Iterator[Sample]:
    match row.what:
        case "products":
            yield PRODUCTS(row.number)
        case "categories":
            yield CATEGORIES(row.number)
        case "unwell":
            yield UNWELL(row.number, row.first)


SOURCE = Source(_parts, _of)
