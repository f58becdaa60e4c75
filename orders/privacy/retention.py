"""Personal data has its time: with the address of an order that was over long ago, and with their last order the customer."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.jobs import JobContext, Reschedule
from orders.models import Order, OrderStage
from orders.privacy.forgetting import erase_order
from orders.privacy.traces import Traces

BY = "retention"
OVER = (OrderStage.DELIVERED, OrderStage.CANCELLED)
BATCH = 100


def forget_outdated(job: JobContext) -> dict[str, Any]:
    """Forgets whom no order of the last `KEEP_ADDRESSES_DAYS` days needs; gives the number of orders."""
    before = timezone.now() - timedelta(days=settings.KEEP_ADDRESSES_DAYS)
    done = 0
    while keys := list(outdated(before).values_list("pk", "is_needed")[:BATCH]):
        for key, is_needed in keys:
            Traces.of([], [key]).wipe_orders()
            erase_order(key, BY, keeps_customer=is_needed)
        done += len(keys)
        job.progress(done)
        if job.is_cancelled() or job.is_stopping():
            raise Reschedule(0, f"stopped after {done} orders")
    return {"orders": done}


def outdated(before: datetime) -> QuerySet[Any]:
    """Orders that are over and old, whose address, or whose customer without a younger order, is still known."""
    others = Order.objects.filter(customer=OuterRef("customer")).exclude(pk=OuterRef("pk"))
    needed = Exists(others.filter(Q(placed_at__gte=before) | ~Q(state__in=OVER)))
    known = Q(address__isnull=False, address__erased_at=None) | Q(
        customer__isnull=False, customer__erased_at=None, is_needed=False
    )
    rows = Order.objects.filter(state__in=OVER, placed_at__lt=before).annotate(is_needed=needed)
    return rows.filter(known).order_by("pk")
