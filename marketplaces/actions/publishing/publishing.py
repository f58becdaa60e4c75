"""Bringing products into shops, and up to date there. What is missing is said before any call; the call is a job."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import AuthFailed, OutcomeUnknown, PartnerDown, Terminal
from core.history import record
from core.jobs import enqueue
from core.models import Job
from core.states import move
from inventory.models import Product, ProductGroup
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.listings.reading_back import start_reading_back
from marketplaces.actions.publishing.drafts import Check, check, draft_of, handle_for
from marketplaces.actions.pushing.filing import file_push
from marketplaces.actions.pushing.wanting import Problem
from marketplaces.interface import ListingDraft, PublishedListing
from marketplaces.models import Listing, ListingVariant, MarketplaceAccount
from marketplaces.reasons import problem_words
from marketplaces.registry import open_account

PUBLISH = "marketplaces.publish_listing"
_State = Listing.State
_WORDS = 300


class NotReady(NotPossible):
    """`problems` say what is missing; `code` is the first one's."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        words = [problem_words(problem.code, problem.values) for problem in problems]
        super().__init__(problems[0].code, " ".join(words), **problems[0].values)
        self.problems = tuple(problems)


def start_publishing(
    account: MarketplaceAccount, target: Product | ProductGroup, by: str, *, confirm_fee: bool = False
) -> tuple[Listing, Job]:
    """Files the job that lists this product or group, or brings its listing up to date. Raises NotReady, also for a fee
    that nobody confirmed, and NotPossible while it is being published already; makes no call."""
    listing = find_listing(account, target)
    checked = check(account, target, listing)
    if not checked.is_ready:
        raise NotReady(checked.problems)
    if (owed := unconfirmed_fee(listing, checked)) is not None and not confirm_fee:
        raise NotReady([owed])
    with transaction.atomic():
        listing = listing or _made(account, target)
        if owed is not None:
            accept_fee(listing, checked, by)
        take_up(listing, by)
        return listing, file_publishing(listing, by)


def unconfirmed_fee(listing: Listing | None, checked: Check) -> Problem | None:
    """The fee that publishing costs now and that nobody has agreed to. What is on sale there costs nothing anew."""
    if checked.fee is None or (listing is not None and listing.fee_accepted_by):
        return None
    is_there = listing is not None and bool(listing.remote_id) and listing.state != _State.ENDED
    # What is not shown there has never been published or has run out: bringing it back costs anew.
    if is_there and listing is not None and listing.reason != "gone" and listing.is_visible is not False:
        return None
    return Problem("fee_not_confirmed", {"fee": str(checked.fee)})


def accept_fee(listing: Listing, checked: Check, by: str) -> None:
    """Writes down who agreed to what publishing costs."""
    values = {"fee_accepted_by": by, "fee_accepted_at": timezone.now()}
    Listing.objects.filter(pk=listing.pk).update(**values)
    for name, value in values.items():
        setattr(listing, name, value)
    record(listing, "listing.fee_confirmed", by=by, data={"fee": str(checked.fee)})


def take_up(listing: Listing, by: str) -> None:
    """Moves it to "being published". Raises NotPossible where it is so already."""
    if listing.state == _State.PUBLISHING or not move(listing, _State.PUBLISHING, by=by):
        raise NotPossible("under_way", problem_words("under_way"))


def file_publishing(listing: Listing, by: str) -> Job:
    key = f"publish:{listing.pk}"
    return enqueue(
        PUBLISH,
        {"listing": listing.pk},
        dedupe_key=key,
        aggregate_key=f"listing:{listing.pk}",
        requested_by=by,
        rearm=True,
    )


def listing_for(account: MarketplaceAccount, target: Product | ProductGroup) -> Listing:
    """The row of this product or group in this shop, made where there is none."""
    return find_listing(account, target) or _made(account, target)


def find_listing(account: MarketplaceAccount, target: Product | ProductGroup) -> Listing | None:
    return Listing.objects.filter(account=account, **_what(target)).first()


def publish_now(listing: Listing, by: str) -> dict[str, Any]:
    """The call. Whatever the marketplace says is written on the listing; what may work later is raised."""
    listing.refresh_from_db()
    if listing.state != _State.PUBLISHING:
        return {"listing": listing.pk, "state": listing.state}
    version = listing.wanted_version
    checked = check(listing.account, listing.product or listing.group, listing)  # type: ignore[arg-type]  # one of them is there, by constraint
    if not checked.is_ready:
        return refuse(listing, checked.problems[0].code, checked.problems[0].values, by)
    if (owed := unconfirmed_fee(listing, checked)) is not None:
        return refuse(listing, owed.code, owed.values, by)
    draft = draft_of(listing, checked)
    try:
        with open_account(listing.account) as adapter:
            published = adapter.publish(draft)
    except AuthFailed:
        raise  # of the shop, not of the listing: the job waits
    except OutcomeUnknown as error:  # found again by its handle, so it may be asked for once more
        raise PartnerDown(error.partner, error.operation, message=str(error)) from error
    except Terminal as error:
        return refuse(listing, "refused", {"words": (error.message or error.meaning)[:_WORDS]}, by)
    _keep(listing, checked, draft, published, version, by)
    return {"listing": listing.pk, "state": listing.state, "remote_id": listing.remote_id}


def refuse(listing: Listing, code: str, values: dict[str, Any], by: str) -> dict[str, Any]:
    """Writes why it could not be."""
    move(listing, _State.ERROR, by=by, why=problem_words(code, values), reason=code, reason_values=values)
    return {"listing": listing.pk, "state": listing.state, "reason": code}


def _keep(
    listing: Listing, checked: Check, draft: ListingDraft, published: PublishedListing, version: int, by: str
) -> None:
    now = timezone.now()
    said = "; ".join(published.problems)[:_WORDS]
    values: dict[str, Any] = {
        "remote_id": published.remote_id,
        "url": published.url,
        "is_visible": published.is_visible,
        "title": draft.title,
        "published_at": listing.published_at or now,
        "pushed_at": now,
        "pushed_version": version,
        "drift": [],
        "failures": 0,
        "reason": "partly_refused" if said else "",
        "reason_values": {"words": said} if said else {},
    }
    with transaction.atomic():
        _keep_variants(listing, checked, published)
        if said and _stays_hidden(listing.account, draft, published):
            values |= {"reason": "refused", "pushed_version": listing.pushed_version}
            move(listing, _State.ERROR, by=by, why=problem_words("refused", {"words": said}), **values)
            return
        if not move(listing, _State.ACTIVE, by=by, **values):
            return
        # A variant that was there keeps the stock that stands there; the push brings it to ours where it differs.
        file_push(listing, by)
        start_reading_back(listing, by)


def _stays_hidden(account: MarketplaceAccount, draft: ListingDraft, published: PublishedListing) -> bool:
    """Whether the marketplace made it and would not show it, though there is something to sell. In a shop with channels
    of its own it may be hidden by choice."""
    is_wanted = draft.is_active and any(variant.quantity for variant in draft.variants)
    return is_wanted and published.is_visible is False and not account.places.get("publications")


def _keep_variants(listing: Listing, checked: Check, published: PublishedListing) -> None:
    known = {row.product_id: row for row in listing.variants.all()}
    theirs = {int(one.key): one for one in published.variants}
    for product in checked.products:
        one = theirs.get(product.pk)
        if one is None:
            continue
        figures = checked.wanted[product.pk]
        row = known.pop(product.pk, None) or ListingVariant(listing=listing, product=product)
        if row.remote_variant_id != one.variant_id:  # new there: it was made with our quantity
            row.pushed_quantity = figures.quantity
        row.remote_variant_id, row.remote_inventory_id = one.variant_id, one.inventory_id
        row.sku = one.sku
        row.pushed_price = figures.price.amount if figures.price else None
        row.save()
    ListingVariant.objects.filter(pk__in=[row.pk for row in known.values()]).delete()


def _what(target: Product | ProductGroup) -> dict[str, Any]:
    return {"product": target} if isinstance(target, Product) else {"group": target}


def _made(account: MarketplaceAccount, target: Product | ProductGroup) -> Listing:
    try:
        with transaction.atomic():
            return Listing.objects.create(
                account=account, handle=handle_for(target), title=target.title[:255], **_what(target)
            )
    except IntegrityError:  # somebody else was faster
        return Listing.objects.get(account=account, **_what(target))
