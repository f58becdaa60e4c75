"""The jobs of buying: importing, and reading costs and stock again."""

# Every process loads this file to know its kinds of work, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone

from core.account_health import at_work
from core.errors import RateLimited
from core.housekeeping import Rows, outdated_rows
from core.jobs import JobContext, Reschedule, handles
from core.models import Job
from suppliers.models import FreightQuote, SupplierAccount

Result = TypeVar("Result")
LONGEST_WAIT_SECONDS = 6 * 3600.0
_FIRST_LOOK = timedelta(days=1)  # for stale figures, where no round has ended yet


@handles("suppliers.import_product")
def import_product(job: JobContext) -> dict[str, Any]:
    """Import the product of the payload. Killed at any moment it has written all or nothing, and is done anew."""
    from suppliers.actions import importing

    account = _account(job)
    job.progress(0, 1)
    result = _patiently(
        account, lambda: importing.import_product(account, importing.request_of(job.payload), job.requested_by)
    )
    job.progress(1, 1)
    return asdict(result)


@handles("suppliers.refresh_account", max_attempts=4)
def refresh_account(job: JobContext) -> dict[str, Any]:
    """A round over one account's offers, as far as time and allowance go."""
    from suppliers.actions import refreshing

    account = _account(job)
    before = datetime.fromisoformat(job.payload["before"]) if "before" in job.payload else None
    return _told(_patiently(account, lambda: refreshing.refresh_due(account, job, before)))


@handles("suppliers.refresh_products")
def refresh_products(job: JobContext) -> dict[str, Any]:
    """These products now: a push named them, or somebody pressed the button."""
    from suppliers.actions import refreshing

    account = _account(job)
    by = job.requested_by or "refresh"
    return _told(_patiently(account, lambda: refreshing.refresh(account, job.payload["product_ids"], job, by=by)))


@handles("suppliers.scheduled_refresh", lease=60, max_attempts=3)
def scheduled_refresh(job: JobContext) -> dict[str, Any]:
    """The hourly tick: a round for each account, and word of the figures that became too old to be sold on."""
    from suppliers.actions import refreshing

    now = timezone.now()
    last = Job.objects.filter(kind=job.kind, state=Job.State.DONE).order_by("-finished_at").first()
    since = last.started_at if last is not None and last.started_at is not None else now - _FIRST_LOOK
    return {
        "accounts": refreshing.file_rounds(job.requested_by or "schedule"),
        "stale": refreshing.tell_of_stale(since, now),
    }


@handles("suppliers.check_accounts", lease=300, max_attempts=2)
def check_accounts(_job: JobContext) -> dict[str, Any]:
    """Tokens renewed ahead of time, and word to staff before something ends."""
    from suppliers.actions import watching

    return watching.check_accounts()


@handles("suppliers.configure_webhooks", max_attempts=4)
def configure_webhooks(job: JobContext) -> dict[str, Any]:
    """Tell the supplier where to push, and about which products."""
    from suppliers.actions import webhooks

    account = _account(job)
    return _patiently(account, lambda: webhooks.set_up(account, job.requested_by))


@handles("suppliers.watch_webhooks", max_attempts=1)
def watch_webhooks(job: JobContext) -> dict[str, Any]:
    """The hourly tick: are webhooks still set, and do they still come?"""
    from suppliers.actions import webhooks

    return webhooks.watch()


def _account(job: JobContext) -> SupplierAccount:
    return SupplierAccount.objects.get(pk=job.payload["account_id"])


def _patiently(account: SupplierAccount, work: Callable[[], Result]) -> Result:
    """Where a limit, ours or theirs, is reached the job waits as long as it says, and loses no attempt."""
    try:
        with at_work(account):
            return work()
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error


def _told(done: Any) -> dict[str, Any]:
    changes = done.changes
    return {
        "products": done.products,
        "left": done.left,
        "read": changes.read,
        "failed": changes.failed,
        "missing": changes.missing,
        "cost_changes": changes.costs,
        "state_changes": changes.moved,
        "changed_products": len(changes.product_ids),
    }


@outdated_rows
def old_quotes(now: datetime) -> Rows:
    return {
        "freight_quotes": FreightQuote.objects.filter(quoted_at__lt=now - timedelta(days=settings.KEEP_QUOTES_DAYS))
    }
