"""The jobs of selling: publishing, pushing prices and stock, reading back, and looking after shops."""

# Every process loads this file to know its kinds of work, so what the work itself needs is loaded when it comes.
# ruff: noqa: PLC0415

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings

from core.account_health import at_work
from core.errors import RateLimited
from core.housekeeping import Rows, outdated_rows
from core.jobs import JobContext, Reschedule, handles
from marketplaces.models import Listing, MarketplaceAccount, StockAlert

Result = TypeVar("Result")
LONGEST_WAIT_SECONDS = 6 * 3600.0


@handles("marketplaces.check_accounts", lease=300, max_attempts=2)
def check_accounts(_job: JobContext) -> dict[str, Any]:
    """Tokens renewed ahead of time, and word to staff before something ends."""
    from marketplaces.actions.shops import watching

    return watching.check_accounts()


@handles("marketplaces.configure_webhooks", max_attempts=4)
def configure_webhooks(job: JobContext) -> dict[str, Any]:
    """Tell the marketplace where to push."""
    from marketplaces.actions.shops import webhooks

    account = MarketplaceAccount.objects.get(pk=job.payload["account_id"])
    return _patiently(account, lambda: webhooks.set_up(account, job.requested_by))


@handles("marketplaces.watch_webhooks", max_attempts=1)
def watch_webhooks(_job: JobContext) -> dict[str, Any]:
    """The hourly tick: are webhooks still set, and do they still come?"""
    from marketplaces.actions.shops import webhooks

    return webhooks.watch()


@handles("marketplaces.perform")
def perform(job: JobContext) -> dict[str, Any]:
    """One of a marketplace's own operations that writes there."""
    from marketplaces.actions import performing

    account = MarketplaceAccount.objects.get(pk=job.payload["account_id"])
    return _patiently(account, lambda: performing.perform(job))


@handles("marketplaces.adopt_listings")
def adopt_listings(job: JobContext) -> dict[str, Any]:
    """Tie what stands in a shop already to our products."""
    from marketplaces.actions.publishing import adopting

    account = MarketplaceAccount.objects.get(pk=job.payload["account_id"])
    return _patiently(account, lambda: adopting.adopt(job))


@handles("marketplaces.publish_listing")
def publish_listing(job: JobContext) -> dict[str, Any]:
    """Bring one listing into its shop, or up to date there. Killed at any moment it is done anew: it is found by its
    handle."""
    from marketplaces.actions.publishing import publishing

    listing = _listing(job)
    return _patiently(listing.account, lambda: publishing.publish_now(listing, job.requested_by or "publish"))


@handles("marketplaces.publish_listings")
def publish_listings(job: JobContext) -> dict[str, Any]:
    """Many listings one after the other, with a result for each; what is done already is not done again."""
    from marketplaces.actions.publishing import batches

    return batches.publish_all(job)


@handles("marketplaces.end_listing")
def end_listing(job: JobContext) -> dict[str, Any]:
    """Take one listing off sale."""
    from marketplaces.actions.listings import ending

    listing = _listing(job)
    return _patiently(listing.account, lambda: ending.end_now(listing, job.requested_by or "end"))


@handles("marketplaces.delete_listing")
def delete_listing(job: JobContext) -> dict[str, Any]:
    """Delete one listing in the shop for good."""
    from marketplaces.actions.listings import deleting

    listing, by = _listing(job), job.requested_by or "delete"
    return _patiently(listing.account, lambda: deleting.delete_now(listing, job.payload["remote_id"], by))


@handles("marketplaces.push_listing")
def push_listing(job: JobContext) -> dict[str, Any]:
    """Bring one listing's prices and stock to what they are now."""
    from marketplaces.actions.pushing import one_listing as pushing

    listing = _listing(job)
    return _patiently(listing.account, lambda: pushing.push_now(listing, job.requested_by or "push"))


@handles("marketplaces.push_shop")
def push_shop(job: JobContext) -> dict[str, Any]:
    """Bring all that is owed by one shop to what it is now, many listings in a call."""
    from marketplaces.actions.pushing import whole_shop as bulk_pushing

    account = MarketplaceAccount.objects.select_related("price_rule").get(pk=job.payload["account_id"])
    return _patiently(account, lambda: bulk_pushing.push_owed(job, account))


@handles("marketplaces.read_back_listing")
def read_back_listing(job: JobContext) -> dict[str, Any]:
    """See what the shop shows for one listing."""
    from marketplaces.actions.listings import reading_back

    listing = _listing(job)
    return _patiently(listing.account, lambda: reading_back.read_back_now(listing, job.requested_by or "read back"))


@handles("marketplaces.read_back_shop")
def read_back_shop(job: JobContext) -> dict[str, Any]:
    """See what a shop shows for all its listings, many in a call."""
    from marketplaces.actions.listings import reading_together

    account = MarketplaceAccount.objects.select_related("price_rule").get(pk=job.payload["account_id"])
    return _patiently(account, lambda: reading_together.read_shop_back(job, account))


@handles("marketplaces.read_back_stale", lease=60, max_attempts=1)
def read_back_stale(_job: JobContext) -> dict[str, Any]:
    """The quarter-hourly tick: files the reading back of listings not looked at for long, and pushes that are owed;
    listings whose publishing was lost become ones that somebody can try again."""
    from marketplaces.actions.listings import reading_back, reading_together
    from marketplaces.actions.publishing import batches
    from marketplaces.actions.pushing import filing as push_filing

    return {
        "read_back": reading_back.file_stale(),
        "shops_read_back": reading_together.file_shops(),
        "pushes": push_filing.file_owed(),
        "given_up": batches.give_up_lost(),
    }


@handles("marketplaces.read_needs", max_attempts=4)
def read_needs(job: JobContext) -> dict[str, Any]:
    """Read what a marketplace asks of listings in some of its categories."""
    from marketplaces.actions.categories import needs

    return _waiting_for_limits(lambda: needs.read_needs(job))


@handles("marketplaces.suggest_categories", max_attempts=4)
def suggest_categories(job: JobContext) -> dict[str, Any]:
    """Ask a marketplace which of its categories stand for ours."""
    from marketplaces.actions.categories import suggesting

    return _waiting_for_limits(lambda: suggesting.suggest(job))


@handles("marketplaces.check_shop", max_attempts=4)
def check_shop(job: JobContext) -> dict[str, Any]:
    """Read what a seller still needs there, and what can be chosen for its listings."""
    from marketplaces.actions.shops import selling_choices

    account = MarketplaceAccount.objects.get(pk=job.payload["account_id"])
    return _patiently(account, lambda: selling_choices.check_shop(account))


@handles("marketplaces.file_old_needs", lease=60, max_attempts=1)
def file_old_needs(_job: JobContext) -> dict[str, Any]:
    """The daily tick: what categories ask for is read again where it is old."""
    from marketplaces.actions.categories import needs

    return {"categories": needs.file_old_needs()}


@handles("marketplaces.watch_stock", lease=300, max_attempts=1)
def watch_stock(_job: JobContext) -> dict[str, Any]:
    """The quarter-hourly tick: what has run low in which shop, told once for each cause."""
    from marketplaces.actions.listings import low_stock

    return low_stock.watch_stock()


def _listing(job: JobContext) -> Listing:
    return Listing.objects.select_related("account").get(pk=job.payload["listing"])


def _patiently(account: MarketplaceAccount, work: Callable[[], Result]) -> Result:
    """Where a limit, ours or theirs, is reached the job waits as long as it says, and loses no attempt."""

    def carefully() -> Result:
        with at_work(account):
            return work()

    return _waiting_for_limits(carefully)


def _waiting_for_limits(work: Callable[[], Result]) -> Result:
    try:
        return work()
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error


@outdated_rows
def old_stock_alerts(now: datetime) -> Rows:
    return {"stock_alerts": StockAlert.objects.filter(closed_at__lt=now - timedelta(days=settings.KEEP_EVENTS_DAYS))}
