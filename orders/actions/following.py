"""Asking suppliers how purchases are: which, how often, in how few calls."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.errors import AuthFailed, Terminal
from core.history import record
from core.inbox import EventOutcome
from core.jobs import JobContext, Reschedule, enqueue
from core.models import Event, PartnerAccount
from orders.following.purchases import OPEN, file_follow, take_purchases
from orders.models import SupplierOrder
from orders.models.purchases import PurchaseState
from suppliers.handlers import NOT_OURS
from suppliers.interface import Purchase, Push, SupplierAdapter, Topic
from suppliers.models import SupplierAccount

logger = logging.getLogger(__name__)

BY = "polling"
FOLLOW_ACCOUNT_JOB = "orders.follow_account"
EXTRA_BILL_EVENT = "supplier_order.extra_bill"
BATCH = 50
_PARTS_AT_ONCE = 20
_PUSHED_ABOUT = timedelta(days=180)
MOST_SECONDS = 10 * 60.0  # a round ends before the next one begins

_P = PurchaseState
# How long what was read of a purchase is good for: what waits for money moves at once, what travels moves by the day.
HOW_OFTEN = {
    **dict.fromkeys((_P.PLACED, _P.PAY_READY, _P.PAY_SENDING, _P.PAY_UNKNOWN, _P.PAY_REJECTED), timedelta(minutes=15)),
    _P.PAID: timedelta(hours=1),
    _P.PARTLY_SHIPPED: timedelta(hours=4),
    _P.SHIPPED: timedelta(hours=12),
}


def file_rounds(by: str, supplier: str = "") -> int:
    """One round for each account that works and has purchases under way; one that is still at work is not disturbed.
    `supplier`: only accounts there."""
    accounts = SupplierAccount.objects.filter(
        is_active=True,
        state__in=(PartnerAccount.State.NEW, PartnerAccount.State.OK),
        pk__in=due_purchases().values("account_id"),
    )
    if supplier:
        accounts = accounts.filter(supplier=supplier)
    for account in accounts:
        key = f"{FOLLOW_ACCOUNT_JOB}:{account.pk}"
        enqueue(FOLLOW_ACCOUNT_JOB, {"account_id": account.pk}, dedupe_key=key, requested_by=by, rearm=True)
    return len(accounts)


def due_purchases() -> QuerySet[SupplierOrder]:
    """Those whose last reading is too old, the longest unread first. Delivered and cancelled ones are asked for no more."""
    now = timezone.now()
    due = Q(read_at=None)
    for state, every in HOW_OFTEN.items():
        due |= Q(state=state, read_at__lt=now - every)
    return SupplierOrder.objects.filter(due, state__in=OPEN).order_by(F("read_at").asc(nulls_first=True), "pk")


def follow_account(account: SupplierAccount, adapter: SupplierAdapter, job: JobContext) -> dict[str, int]:
    """A round over what is due, in batches. Killed or held back by limits it goes on later with what is due then."""
    told = {"read": 0, "failed": 0}
    ends = time.monotonic() + MOST_SECONDS
    due = list(due_purchases().filter(account=account).exclude(supplier_order_ids=[]))
    for batch in _batches(due):
        if job.is_stopping() or time.monotonic() > ends:
            raise Reschedule(0 if job.is_stopping() else 60, "the rest is read in the next round")
        read, failed = _patient_batch(batch, adapter)
        told["read"] += read
        told["failed"] += failed
        job.progress(told["read"] + told["failed"], len(due))
    return told


def _patient_batch(batch: Sequence[SupplierOrder], adapter: SupplierAdapter) -> tuple[int, int]:
    """How many were read, and how many the supplier would not show. One that it cannot show holds up no other."""
    try:
        return take_batch(batch, adapter, BY), 0
    except AuthFailed:
        raise
    except Terminal as error:
        if len(batch) > 1:
            each = [_patient_batch([row], adapter) for row in batch]
            return sum(read for read, _ in each), sum(failed for _, failed in each)
        logger.warning("%s cannot be read: %s", batch[0].client_no, error)
        SupplierOrder.objects.filter(pk=batch[0].pk).update(read_at=timezone.now(), message=str(error)[:1000])
        return 0, 1


def follow_one(row: SupplierOrder, adapter: SupplierAdapter, also: Sequence[str], by: str) -> dict[str, Any]:
    """One purchase now. `also` are numbers that a push named as parts of it: only what the supplier shows is believed."""
    known = list(row.supplier_order_ids)
    shown = adapter.orders(list(dict.fromkeys([*known, *also]))) if known or also else []
    belonging = [each for each in shown if each.order_id in known or _is_part(row, each)]
    row = take_purchases(row.pk, belonging, by)
    return {"supplier_order": row.pk, "shown": len(belonging), "state": str(row.state)}


def take_batch(batch: Sequence[SupplierOrder], adapter: SupplierAdapter, by: str) -> int:
    """Reads these with as few calls as the supplier allows; gives how many of them it showed."""
    ids = [name for row in batch for name in row.supplier_order_ids]
    by_id: dict[str, Purchase] = {each.order_id: each for each in adapter.orders(list(dict.fromkeys(ids)))}
    taken = 0
    for row in batch:
        shown = [by_id[name] for name in row.supplier_order_ids if name in by_id]
        if shown:
            take_purchases(row.pk, shown, by)
            taken += 1
        else:  # it is asked for again in its turn, not before all others
            SupplierOrder.objects.filter(pk=row.pk).update(read_at=timezone.now())
    return taken


def _is_part(row: SupplierOrder, shown: Purchase) -> bool:
    """A part has our number, or none; never one under which something else was bought."""
    return shown.client_no in ("", row.client_no) or shown.client_no.startswith(f"{row.client_no}-")


def _batches(rows: Sequence[SupplierOrder]) -> Iterator[Sequence[SupplierOrder]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def find_purchases(
    account: SupplierAccount, order_ids: Iterable[str], client_nos: Iterable[str]
) -> list[SupplierOrder]:
    """The purchases at this account that a push speaks of: by our numbers, else by theirs among those of the last half
    year, since a list of numbers has no index."""
    rows = SupplierOrder.objects.filter(account=account).order_by("pk")
    ours = [each for each in client_nos if each]
    found = list(rows.filter(client_no__in=ours)[:_PARTS_AT_ONCE]) if ours else []
    theirs = [each for each in order_ids if each]
    if found or not theirs:
        return found
    named = Q()
    for name in theirs:
        # A list in JSON is searched as its text, which both databases can; the quotes keep "12" from finding "123".
        named |= Q(supplier_order_ids__icontains=f'"{name}"')
    return list(rows.filter(named, created_at__gte=timezone.now() - _PUSHED_ABOUT)[:_PARTS_AT_ONCE])


def take_push(account: SupplierAccount, push: Push, by: str) -> EventOutcome:
    """Files a look at the purchases that a push speaks of."""
    rows = find_purchases(account, push.order_ids, (push.values.get("client_no", ""),))
    if not rows:
        return EventOutcome.ignored(NOT_OURS)
    also = [name for name in push.values.get("parts", "").split(",") if name][:_PARTS_AT_ONCE]
    with transaction.atomic():
        for row in rows:
            if push.topic == Topic.EXTRA_BILL:
                _note_bill(row, push, by)
            file_follow(row, by, also)
    return EventOutcome.done({"purchases": [row.pk for row in rows]})


def _note_bill(row: SupplierOrder, push: Push, by: str) -> None:
    """Once a bill, by its number there."""
    bill = {name: push.values.get(name, "") for name in ("bill_id", "amount", "currency", "status", "reason")}
    known = Event.objects.filter(
        subject_type=row._meta.label_lower, subject_id=str(row.pk), kind=EXTRA_BILL_EVENT, data__bill_id=bill["bill_id"]
    )
    if not known.exists():
        record(row, EXTRA_BILL_EVENT, by=by, data=bill)
