"""Publishing many products, or one in many shops, at once: a result for each, and those that failed can be tried again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from core.account_health import at_work
from core.errors import HubError, RateLimited
from core.jobs import JobCancelled, JobContext, Reschedule, enqueue
from core.models import Job
from inventory.models import Product
from marketplaces.actions.drafts import check, target_of
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.publishing import (
    PUBLISH,
    file_publishing,
    find_listing,
    listing_for,
    publish_now,
    refuse,
    take_up,
)
from marketplaces.models import Listing, MarketplaceAccount
from marketplaces.reasons import error_code, problem_words

BATCH = "marketplaces.publish_listings"
MOST_PAIRS = 1000
FAILED = ("unfit", "error", "waiting")
LONGEST_WAIT_SECONDS = 6 * 3600.0


def start_batch(accounts: Iterable[MarketplaceAccount], product_ids: Iterable[int], by: str) -> Job:
    """Files the publishing of each of these products in each of these shops. Raises NotPossible for too many at once."""
    pairs = [[account.pk, pk] for account in accounts for pk in dict.fromkeys(product_ids)]
    if len(pairs) > MOST_PAIRS:
        raise NotPossible("too_many", problem_words("too_many", {"most": MOST_PAIRS}), most=MOST_PAIRS)
    return enqueue(BATCH, {"pairs": pairs}, requested_by=by)


def start_again(listings: Sequence[Listing], by: str) -> Job:
    """Files the publishing of what these listings hold."""
    pairs = []
    for listing in listings:
        first = listing.product_id or listing.variants.values_list("product_id", flat=True).first()
        first = first or Product.objects.filter(group=listing.group_id).values_list("pk", flat=True).first()
        if first is not None:
            pairs.append([listing.account_id, first])
    return enqueue(BATCH, {"pairs": pairs}, requested_by=by)


def retry_failed(job: Job, by: str) -> Job:
    """A new batch of those that did not get through. Raises NotPossible where all did."""
    pairs = [[row["account"], row["product"]] for row in job.result.get("rows", []) if row["state"] in FAILED]
    if not pairs:
        raise NotPossible("nothing_failed", problem_words("nothing_failed"))
    return enqueue(BATCH, {"pairs": pairs}, requested_by=by)


def publish_all(job: JobContext) -> dict[str, Any]:
    """One after the other. Killed, it begins anew and finds what it has done: a listing that is up to date since the job
    was filed is not sent twice."""
    pairs = [(int(account), int(product)) for account, product in job.payload["pairs"]]
    filed_at = Job.objects.values_list("created_at", flat=True).get(pk=job.id)
    accounts = {row.pk: row for row in MarketplaceAccount.objects.filter(pk__in={pair[0] for pair in pairs})}
    products = Product.objects.select_related("group", "category").in_bulk({pair[1] for pair in pairs})
    rows: list[dict[str, Any]] = []
    done: dict[tuple[int, str], dict[str, Any]] = {}  # a group once, however many of its products were chosen
    for number, (account_id, product_id) in enumerate(pairs):
        job.progress(number, len(pairs))
        _stop_if_asked(job)
        account, product = accounts.get(account_id), products.get(product_id)
        row: dict[str, Any] = {"account": account_id, "product": product_id}
        if account is None or product is None:
            rows.append({**row, "state": "unfit", "problems": ["no_product"]})
            continue
        target = target_of(product)
        key = (account_id, f"{target._meta.model_name}{target.pk}")
        if key not in done:
            done[key] = _publish_one(account, product, filed_at, job.requested_by or "batch")
        rows.append({**row, **done[key]})
    job.progress(len(pairs), len(pairs))
    return {"rows": rows, **_figures(rows)}


def _publish_one(account: MarketplaceAccount, product: Product, filed_at: datetime, by: str) -> dict[str, Any]:
    target = target_of(product)
    listing = find_listing(account, target)
    if listing is not None and _is_done_since(listing, filed_at):
        return {"listing": listing.pk, "state": "active"}
    checked = check(account, target, listing.price_rule if listing else None)
    if not checked.is_ready:
        words = [problem_words(problem.code, problem.values) for problem in checked.problems]
        codes = [problem.code for problem in checked.problems]
        return {"listing": listing.pk if listing else None, "state": "unfit", "problems": codes, "words": words}
    listing = listing or listing_for(account, target)
    if listing.state != Listing.State.PUBLISHING:
        take_up(listing, by)
    return _call(account, listing, by)


def give_up_lost() -> int:
    """Listings that stand as being published while nothing publishes them any more: their job gave up, or was cancelled.
    They become refused, so that somebody can try again. Their number."""
    alive = Job.objects.filter(state__in=(Job.State.PENDING, Job.State.LEASED))
    if alive.filter(kind=BATCH).exists():  # it may have them in hand, without a job of their own
        return 0
    keys = set(alive.filter(kind=PUBLISH).values_list("dedupe_key", flat=True))
    stuck = Listing.objects.filter(state=Listing.State.PUBLISHING)
    lost = [listing for listing in stuck if f"publish:{listing.pk}" not in keys]
    for listing in lost:
        refuse(listing, "gave_up", {}, "schedule")
    return len(lost)


def _is_done_since(listing: Listing, filed_at: datetime) -> bool:
    """Whether an attempt at this batch that was cut short has brought it there already."""
    is_sent = listing.pushed_at is not None and listing.pushed_at >= filed_at
    return is_sent and listing.state == Listing.State.ACTIVE


def _call(account: MarketplaceAccount, listing: Listing, by: str) -> dict[str, Any]:
    """What cannot be had now goes on by itself in a job of the listing's own; the others go on at once."""
    try:
        with at_work(account):
            told = publish_now(listing, by)
    except RateLimited as error:
        raise Reschedule(min(error.retry_after, LONGEST_WAIT_SECONDS), str(error)) from error
    except Reschedule as error:  # the shop is paused, or must be connected again
        return _waits(listing, "paused", str(error), by)
    except HubError as error:
        return _waits(listing, error_code(error), str(error), by)
    found: dict[str, Any] = {"listing": listing.pk, "state": told["state"]}
    if told["state"] == Listing.State.ERROR:
        listing.refresh_from_db()
        found |= {"problems": [listing.reason], "words": [problem_words(listing.reason, listing.reason_values)]}
    return found


def _waits(listing: Listing, code: str, words: str, by: str) -> dict[str, Any]:
    file_publishing(listing, by)
    return {"listing": listing.pk, "state": "waiting", "problems": [code], "words": [words]}


def _stop_if_asked(job: JobContext) -> None:
    if job.is_stopping():
        raise Reschedule(0, "the worker is told to end")
    if job.is_cancelled():
        raise JobCancelled


def _figures(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {
        "published": sum(row["state"] == Listing.State.ACTIVE for row in rows),
        "failed": sum(row["state"] in FAILED for row in rows),
    }
