"""Asking shops for the orders that changed: the truth behind the webhooks, which may be late, lost or switched off."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from core.errors import HubError, NotFound
from core.history import record
from core.jobs import JobContext, Reschedule, enqueue
from core.models import PartnerAccount
from marketplaces.interface import RemoteOrder
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import open_account
from orders.intake.taking import take_remote, unchanged
from orders.models import Order

POLL_JOB = "orders.poll_shop"
READ_JOB = "orders.read_order"
BY = "poll"
MOST_PAGES = 10_000

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Poll:
    """What a reading gave; `failed` orders are read once more, each by a job of its own."""

    read: int = 0
    failed: int = 0
    pages: int = 0
    until: datetime | None = None


def file_polls(by: str) -> int:
    """One reading for each shop that works; one that is still at work is not disturbed."""
    accounts = MarketplaceAccount.objects.filter(
        is_active=True, state__in=[PartnerAccount.State.NEW, PartnerAccount.State.OK]
    )
    for account in accounts:
        file_poll(account, by)
    return len(accounts)


def file_poll(account: MarketplaceAccount, by: str) -> None:
    name = f"{POLL_JOB}:{account.pk}"
    enqueue(POLL_JOB, {"account_id": account.pk}, dedupe_key=name, priority=60, requested_by=by, rearm=True)


def poll_shop(account: MarketplaceAccount, job: JobContext | None = None) -> Poll:
    """Reads all pages since the checkpoint, with overlap: a shop's search lags behind its orders.

    The checkpoint moves when the last page was committed, never before: killed in between, it is all read again, and
    the same order twice is one. Raises the errors of `core.errors`.
    """
    since = _since(account)
    poll, cursor = Poll(), ""
    with open_account(account) as adapter:
        for _ in range(MOST_PAGES):
            page = adapter.orders_since(since, cursor)
            poll.pages += 1
            known = unchanged(account, page.items)
            for remote in page.items:
                _take(account, remote, poll, is_known=remote.remote_id in known)
            for remote_id, why in page.unreadable:
                _read_later(account, remote_id, why, poll)
            if job is not None:
                job.progress(poll.read, None)
                if job.is_stopping():
                    raise Reschedule(0, "the worker is told to end")
            if not page.cursor or page.cursor == cursor:
                break
            cursor = page.cursor
    _move_checkpoint(account, poll)
    return poll


def read_order(account: MarketplaceAccount, remote_id: str, by: str) -> Order | None:
    """One order as the shop shows it now; None where the shop has none of this number. Raises `core.errors`."""
    with open_account(account) as adapter:
        try:
            remote = adapter.order(remote_id)
        except NotFound:
            return None
    return take_remote(account, remote, by=by)


def _since(account: MarketplaceAccount) -> datetime:
    if account.orders_read_until is None:
        return timezone.now() - timedelta(days=settings.ORDER_FIRST_READ_DAYS)
    return account.orders_read_until - timedelta(minutes=settings.ORDER_POLL_OVERLAP_MINUTES)


def _take(account: MarketplaceAccount, remote: RemoteOrder, poll: Poll, *, is_known: bool) -> None:
    """One order, which costs nothing where the overlap only shows it again; one that cannot be taken never stops the others, and never is forgotten: its own job tries again, and
    shows when it gives up."""
    poll.read += 1
    poll.until = remote.updated_at if poll.until is None else max(poll.until, remote.updated_at)
    if is_known:
        return
    try:
        take_remote(account, remote, by=BY)
    except (DatabaseError, ValueError, ArithmeticError, TypeError, HubError) as error:
        _read_later(account, remote.remote_id, type(error).__name__, poll)


def _read_later(account: MarketplaceAccount, remote_id: str, what: str, poll: Poll) -> None:
    poll.failed += 1
    logger.warning("Order %s of %s could not be taken: %s", remote_id, account.pk, what)
    record(account, "order.not_taken", by=BY, data={"remote_id": remote_id, "error": what})
    payload = {"account_id": account.pk, "remote_id": remote_id}
    name = f"{READ_JOB}:{account.pk}:{remote_id}"[:120]
    enqueue(READ_JOB, payload, dedupe_key=name, requested_by=BY, rearm=True)


def _move_checkpoint(account: MarketplaceAccount, poll: Poll) -> None:
    now = timezone.now()
    values: dict[str, datetime] = {"orders_polled_at": now}
    if account.first_read_at is None:
        values["first_read_at"] = now
    until = poll.until
    if until is not None and (account.orders_read_until is None or until > account.orders_read_until):
        values["orders_read_until"] = min(until, now)
    MarketplaceAccount.objects.filter(pk=account.pk).update(**values)
    for name, value in values.items():
        setattr(account, name, value)
