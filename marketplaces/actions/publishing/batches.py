"""Publishing many products, or one in many shops, at once: a result for each, and those that failed can be tried again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.account_health import at_work
from core.errors import HubError, RateLimited
from core.jobs import JobCancelled, JobContext, Reschedule, enqueue
from core.models import Job
from inventory.models import Product
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.publishing.drafts import check, target_of
from marketplaces.actions.publishing.publishing import (
    PUBLISH,
    accept_fee,
    file_publishing,
    find_listing,
    listing_for,
    publish_now,
    refuse,
    take_up,
    unconfirmed_fee,
)
from marketplaces.actions.publishing.shop_books import ShopBook
from marketplaces.models import Listing, MarketplaceAccount, PublishTemplate
from marketplaces.reasons import error_code, problem_words

BATCH = "marketplaces.publish_listings"
MOST_PAIRS = 1000
FAILED = ("unfit", "error", "waiting")
LONGEST_WAIT_SECONDS = 6 * 3600.0


def start_batch(
    accounts: Iterable[MarketplaceAccount],
    product_ids: Iterable[int],
    by: str,
    *,
    confirm_fee: bool = False,
    template: PublishTemplate | None = None,
) -> Job:
    """Files the publishing of each of these products in each of these shops. `confirm_fee`: whoever asks has agreed to
    what it costs. `template` becomes that of the listings in its own shop. Raises NotPossible for too many at once."""
    ids = list(dict.fromkeys(product_ids))
    pairs = [[account.pk, pk] for account in accounts for pk in ids]
    return start_pairs(pairs, by, confirm_fee=confirm_fee, template=template)


def start_pairs(
    pairs: list[list[int]], by: str, *, confirm_fee: bool = False, template: PublishTemplate | None = None
) -> Job:
    """As `start_batch`, for [shop, product] that were chosen one by one."""
    if len(pairs) > MOST_PAIRS:
        raise NotPossible("too_many", problem_words("too_many", {"most": MOST_PAIRS}), most=MOST_PAIRS)
    payload = {"pairs": pairs, "confirm_fee": confirm_fee, "template": template.pk if template else None}
    return enqueue(BATCH, payload, requested_by=by)


def start_again(listings: Sequence[Listing], by: str, *, confirm_fee: bool = False) -> Job:
    """Files the publishing of what these listings hold."""
    pairs = []
    for listing in listings:
        first = listing.product_id or listing.variants.values_list("product_id", flat=True).first()
        first = first or Product.objects.filter(group=listing.group_id).values_list("pk", flat=True).first()
        if first is not None:
            pairs.append([listing.account_id, first])
    return start_pairs(pairs, by, confirm_fee=confirm_fee)


def retry_failed(job: Job, by: str) -> Job:
    """A new batch of those that did not get through. Raises NotPossible where all did."""
    pairs = [[row["account"], row["product"]] for row in job.result.get("rows", []) if row["state"] in FAILED]
    if not pairs:
        raise NotPossible("nothing_failed", problem_words("nothing_failed"))
    kept = {name: job.payload.get(name) for name in ("confirm_fee", "template")}  # agreed to for these very listings
    return enqueue(BATCH, {"pairs": pairs, **kept}, requested_by=by)


def publish_all(job: JobContext) -> dict[str, Any]:
    """One after the other. Killed, it begins anew and finds what it has done: a listing that is up to date since the job
    was filed is not sent twice."""
    pairs = [(int(account), int(product)) for account, product in job.payload["pairs"]]
    filed_at = Job.objects.values_list("created_at", flat=True).get(pk=job.id)
    accounts = {row.pk: row for row in MarketplaceAccount.objects.filter(pk__in={pair[0] for pair in pairs})}
    products = Product.objects.select_related("group", "category").in_bulk({pair[1] for pair in pairs})
    template = PublishTemplate.objects.filter(pk=job.payload.get("template") or 0).first()
    asked = _Asked(filed_at, job.requested_by or "batch", bool(job.payload.get("confirm_fee")), template)
    books: dict[int, ShopBook] = {}
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
            done[key] = _publish_one(books.setdefault(account_id, ShopBook(account)), product, asked)
        rows.append({**row, **done[key]})
    job.progress(len(pairs), len(pairs))
    return {"rows": rows, **_figures(rows)}


@dataclass(frozen=True, slots=True)
class _Asked:
    at: datetime
    by: str
    confirm_fee: bool
    template: PublishTemplate | None


def _publish_one(book: ShopBook, product: Product, asked: _Asked) -> dict[str, Any]:
    account, target = book.account, target_of(product)
    listing = find_listing(account, target)
    if listing is not None and _is_done_since(listing, asked.at):
        return {"listing": listing.pk, "state": "active"}
    if asked.template is not None and asked.template.account_id == account.pk:
        listing = listing or listing_for(account, target)
        listing.template = asked.template
        listing.save(update_fields=["template", "updated_at"])
    checked = check(account, target, listing, book)
    owed = unconfirmed_fee(listing, checked)
    problems = [*checked.problems, *([owed] if owed is not None and not asked.confirm_fee else [])]
    if problems:
        words = [problem_words(problem.code, problem.values) for problem in problems]
        codes = [problem.code for problem in problems]
        return {"listing": listing.pk if listing else None, "state": "unfit", "problems": codes, "words": words}
    listing = listing or listing_for(account, target)
    if owed is not None:
        accept_fee(listing, checked, asked.by)
    if listing.state != Listing.State.PUBLISHING:
        take_up(listing, asked.by)
    return _call(account, listing, asked.by)


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
