"""Reading costs and stock again: hourly what is due, at once what somebody or a push asks for."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from core.crash import crash_point
from core.errors import PartnerError, RateLimited, Retryable
from core.jobs import JobCancelled, JobContext, LeaseLost, Reschedule, enqueue
from core.models import Job, PartnerAccount
from inventory.events import products_changed
from inventory.models import Supply
from suppliers.actions.readings import BY, Changes, Reading, write_readings
from suppliers.interface import OfferReading
from suppliers.models import SupplierAccount, SupplierProduct
from suppliers.models.offer import OfferState
from suppliers.registry import open_account

REFRESH_ACCOUNT_JOB = "suppliers.refresh_account"
REFRESH_PRODUCTS_JOB = "suppliers.refresh_products"
SCHEDULED_REFRESH_JOB = "suppliers.scheduled_refresh"
ASKED_PRIORITY = 50  # what a push or a person asks for goes before the hourly round

CHUNK_PRODUCTS = 20
CHUNK_SECONDS = 15.0
MOST_SECONDS = 50 * 60.0  # a round ends before the next one begins, which puts what is left in order anew
TOO_MANY_FAILURES = 5  # in a row: the supplier does not work, so that asking on is of no use
GONE_EVERY = timedelta(hours=24)
LONGEST_PAUSE = timedelta(hours=24)
BEST_SELLER = 100  # units in 30 days; more than that hastens nothing further
_OFTEN = 0.9  # an hourly round finds due what the last one read towards its end

Show = Callable[[int, int], None]


@dataclass(slots=True)
class Round:
    """How far a round came. `left` is what it did not get to."""

    changes: Changes = field(default_factory=Changes)
    products: int = 0
    left: int = 0


def start_refresh(account: SupplierAccount, by: str, product_ids: Sequence[str] = ()) -> Job:
    """Files the reading of these products of the supplier, or of all that were not read since now.

    What waits already is not filed twice; what is being read now is read once more, since its answer may be older than
    the news that brought us here.
    """
    if not product_ids:
        asked = timezone.now().isoformat()
        return _file(REFRESH_ACCOUNT_JOB, {"account_id": account.pk, "before": asked}, f"{account.pk}", by)
    ids = sorted(set(product_ids))
    name = ids[0] if len(ids) == 1 else hashlib.sha256("\n".join(ids).encode()).hexdigest()[:32]
    payload = {"account_id": account.pk, "product_ids": ids}
    job = _file(REFRESH_PRODUCTS_JOB, payload, f"{account.pk}:{name}", by)
    if job.state == Job.State.LEASED:
        job = _file(REFRESH_PRODUCTS_JOB, payload, f"{account.pk}:{name}:again", by)
    return job


def _file(kind: str, payload: dict[str, object], name: str, by: str, priority: int = ASKED_PRIORITY) -> Job:
    return enqueue(kind, payload, dedupe_key=f"{kind}:{name}", priority=priority, requested_by=by, rearm=True)


def file_rounds(by: str = "schedule") -> int:
    """One round for each account that works and has offers; one that is still at work is not disturbed."""
    accounts = SupplierAccount.objects.filter(
        is_active=True, state__in=[PartnerAccount.State.NEW, PartnerAccount.State.OK], offers__isnull=False
    ).distinct()
    for account in accounts:
        _file(REFRESH_ACCOUNT_JOB, {"account_id": account.pk}, f"{account.pk}", by, priority=100)
    return len(accounts)


def tell_of_stale(since: datetime, now: datetime | None = None) -> int:
    """Offers whose figures became too old to be sold on after `since`: their products have changed by that alone."""
    age = timedelta(hours=settings.SUPPLY_MAX_AGE_HOURS)
    until = (now or timezone.now()) - age
    stale = Supply.objects.filter(trusted=True, quantity__gt=0, as_of__gte=since - age, as_of__lt=until)
    ids = set(stale.values_list("product_id", flat=True))
    products_changed(ids)
    return len(ids)


def due_products(account: SupplierAccount, before: datetime | None = None, now: datetime | None = None) -> list[str]:
    """Their products whose figures are older than SUPPLIER_REFRESH_HOURS (or than `before`), the most pressing first.

    Pressing is what was never read, then what is old, the more so the better it sells; age alone brings everything to
    the front in the end. What fails is tried again after a pause that doubles, or once since `before`; what is gone is
    looked for once a day.
    """
    now = now or timezone.now()
    limit = before or now - timedelta(hours=settings.SUPPLIER_REFRESH_HOURS * _OFTEN)
    rows = (
        SupplierProduct.objects.filter(account=account)
        .exclude(state=OfferState.DISABLED)
        .values("external_product_id")
        .annotate(
            oldest=Min("checked_at"),
            never=Count("pk", filter=Q(checked_at__isnull=True)),
            alive=Count("pk", filter=~Q(state=OfferState.GONE)),
            sold=Max("product__sold_30d"),
            failed=Max("failures"),
            tried=Max("updated_at", filter=Q(failures__gt=0)),
        )
    )
    due: list[tuple[float, str]] = []
    for row in rows:
        if row["failed"] and row["tried"] > (before or now - _pause(row["failed"])):
            continue
        if row["never"]:
            due.append((float("-inf"), row["external_product_id"]))
        elif row["oldest"] <= (limit if row["alive"] else min(limit, now - GONE_EVERY)):
            age = (now - row["oldest"]).total_seconds()
            due.append((-age * (1 + min(row["sold"], BEST_SELLER) / 10), row["external_product_id"]))
    return [product_id for _, product_id in sorted(due)]


def _pause(failures: int) -> timedelta:
    hours = float(settings.SUPPLIER_REFRESH_HOURS) * 2.0 ** min(failures - 1, 10)
    return min(timedelta(hours=hours), LONGEST_PAUSE)


def refresh_due(account: SupplierAccount, context: JobContext, before: datetime | None = None) -> Round:
    """A round over what is due. Killed, stopped or out of allowance it goes on later with what is due then."""
    return refresh(account, due_products(account, before), context, seconds=MOST_SECONDS)


def write_reading(account: SupplierAccount, reading: OfferReading, asked_at: datetime | None = None) -> Changes:
    """Writes down what one look at a product gave."""
    return write_readings(account, [Reading(reading, asked_at or timezone.now())])


def refresh(
    account: SupplierAccount,
    product_ids: Sequence[str],
    context: JobContext | None = None,
    *,
    seconds: float = float("inf"),
    by: str = BY,
) -> Round:
    """Reads these products and writes chunk by chunk; what was read is written whatever happens next.

    Raises RateLimited and AuthFailed, JobCancelled, Reschedule(0) when the worker ends, LeaseLost; a Retryable when the
    supplier fails again and again.
    """
    done = Round(left=len(product_ids))
    if not product_ids:
        return done
    with open_account(account) as adapter:
        pen = _Pen(account, done, by)
        ends = time.monotonic() + seconds
        try:
            for answer in adapter.refresh(product_ids, account.ship_to, account.currency):
                pen.take(answer)
                _show(context, pen)
                if time.monotonic() > ends:
                    break
        except PartnerError:
            pen.write()
            raise
        pen.write()
    return done


def _show(context: JobContext | None, pen: "_Pen") -> None:
    if context is None:
        return
    done = pen.round.products + pen.waiting
    context.progress(done, done + pen.round.left - pen.waiting)
    if context.is_cancelled():
        if context.is_lost:
            raise LeaseLost(f"{context.kind} #{context.id}")
        pen.write()
        raise JobCancelled
    if context.is_stopping():
        pen.write()
        raise Reschedule(0, "the worker is told to end")


class _Pen:
    """Collects readings and writes them by the chunk."""

    def __init__(self, account: SupplierAccount, done: Round, by: str) -> None:
        self.round = done
        self._account, self._by = account, by
        self._readings: list[Reading] = []
        self._asked_at = timezone.now()
        self._since = time.monotonic()
        self._failures_in_a_row = 0

    @property
    def waiting(self) -> int:
        return len(self._readings)

    def take(self, answer: OfferReading) -> None:
        if isinstance(answer.error, RateLimited):  # says nothing of the product
            raise answer.error
        self._readings.append(Reading(answer, self._asked_at))
        self._failures_in_a_row = self._failures_in_a_row + 1 if isinstance(answer.error, Retryable) else 0
        if self._failures_in_a_row >= TOO_MANY_FAILURES and answer.error is not None:
            raise answer.error
        if len(self._readings) >= CHUNK_PRODUCTS or time.monotonic() - self._since > CHUNK_SECONDS:
            self.write()

    def write(self) -> None:
        if self._readings:
            changes = write_readings(self._account, self._readings, self._by)
            self.round.changes.add(changes)
            self.round.products += len(self._readings)
            self.round.left -= len(self._readings)
            crash_point("refresh.chunk_written")
        self._readings = []
        self._asked_at = timezone.now()
        self._since = time.monotonic()
