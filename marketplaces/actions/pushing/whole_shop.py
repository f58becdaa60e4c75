"""Prices and stock of a whole shop in few calls, where the marketplace takes many listings in one: what is owed is taken
in portions, each call's outcomes are written before the next call, and the job gives way to what is more urgent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.jobs import JobCancelled, JobContext, Reschedule
from marketplaces.actions.pushing import zeroing
from marketplaces.actions.pushing.filing import owed
from marketplaces.actions.pushing.outcomes import note_gone, note_pushed, note_refusal
from marketplaces.actions.pushing.wanting import Wanted, wanted
from marketplaces.interface import MarketplaceAdapter, OfferPush, PushOutcome
from marketplaces.models import Listing, ListingVariant, MarketplaceAccount
from marketplaces.registry import open_account

PORTION = 200  # listings whose figures are worked out at once
CALLS_AT_ONCE = 8  # then whatever is more urgent has its turn
REFUSED_WAITS = timedelta(minutes=15)
GONE = {"gone", "not_found"}
HELD_BACK = "held_back"  # the marketplace takes no more changes of this listing for now: nobody has refused anything


@dataclass
class _Work:
    """One listing that is behind: the version that was wanted before its figures were read, what has to be sent."""

    listing: Listing
    version: int
    figures: dict[int, Wanted]
    offers: list[OfferPush] = field(default_factory=list)
    rows: dict[str, ListingVariant] = field(default_factory=dict)
    open: int = 0  # offers whose outcome is not written yet
    refused: str | None = None
    is_gone: bool = False
    has_to_wait: bool = False  # a zero is not confirmed yet


def push_owed(job: JobContext, account: MarketplaceAccount) -> dict[str, Any]:
    """Sends what is owed by this shop. Killed at any moment, what was not written is worked out and sent anew: figures
    are absolute. Raises Reschedule after some calls while there is more."""
    by, told = job.requested_by or "push", {"listings": 0, "calls": 0, "offers": 0}
    with open_account(account) as adapter:
        while portion := _portion(account, adapter.offers_at_once):
            work = _worked_out(account, portion)
            for one in [each for each in work if not each.offers]:
                _settle(one, by)
            for offers in _calls(adapter.offers_at_once, work):
                _stop_if_asked(job)
                _send(adapter, offers, by)
                told["calls"] += 1
                told["offers"] += len(offers)
                job.progress(told["offers"], None)
                if told["calls"] >= CALLS_AT_ONCE:
                    raise Reschedule(0, "What is more urgent has its turn.")
            told["listings"] += len(work)
    return told


def _portion(account: MarketplaceAccount, size: int) -> list[Listing]:
    """No more than this job will send: where a call holds one listing (`size` 0), the figures of the others would be
    worked out anew each time."""
    rows = owed().filter(account=account).select_related("price_rule").order_by("pk")
    return list(rows[: PORTION if size > 0 else CALLS_AT_ONCE])


def _worked_out(account: MarketplaceAccount, listings: Sequence[Listing]) -> list[_Work]:
    """The figures of all of them in a few queries for each price rule; zeros that a feed alone says wait."""
    variants: dict[int, list[ListingVariant]] = {listing.pk: [] for listing in listings}
    rows = ListingVariant.objects.filter(listing__in=listings).exclude(remote_variant_id="")
    for row in rows.select_related("product").order_by("pk"):
        variants[row.listing_id].append(row)
    figures = _figures(account, listings, variants)
    everything = [(row, figures[row.listing_id]) for listing in listings for row in variants[listing.pk]]
    waiting: set[int] = set()
    for listing in listings:
        waiting |= zeroing.hold_back(variants[listing.pk], figures[listing.pk], account.stock_buffer)
    work = {one.pk: _Work(one, one.wanted_version, figures[one.pk]) for one in listings}
    for row, by_product in everything:
        one = work[row.listing_id]
        one.has_to_wait = one.has_to_wait or row.pk in waiting
        offer = _offer(one.listing, row, by_product[row.product_id], is_zero_open=row.pk in waiting)
        if offer is not None:
            one.offers.append(offer)
            one.rows[row.remote_variant_id] = row
    for one in work.values():
        one.open = len(one.offers)
    return list(work.values())


def _figures(
    account: MarketplaceAccount, listings: Sequence[Listing], variants: Mapping[int, Sequence[ListingVariant]]
) -> dict[int, dict[int, Wanted]]:
    by_rule: dict[int | None, list[Listing]] = {}
    for listing in listings:
        by_rule.setdefault(listing.price_rule_id, []).append(listing)
    found: dict[int, dict[int, Wanted]] = {}
    for group in by_rule.values():
        products = {row.product_id: row.product for listing in group for row in variants[listing.pk]}
        known = wanted(account, list(products.values()), group[0].price_rule)
        for listing in group:
            found[listing.pk] = {row.product_id: known[row.product_id] for row in variants[listing.pk]}
    return found


def _offer(listing: Listing, row: ListingVariant, figures: Wanted, *, is_zero_open: bool) -> OfferPush | None:
    """What differs from what the shop took last; None where nothing does."""
    price = figures.price if figures.price is not None and figures.price.amount != row.pushed_price else None
    is_other = figures.quantity != row.pushed_quantity and not is_zero_open
    quantity = figures.quantity if is_other else None
    if price is None and quantity is None:
        return None
    return OfferPush(listing.remote_id, row.remote_variant_id, row.remote_inventory_id, row.sku, price, quantity)


_Sent = tuple[_Work, OfferPush]


def _calls(size: int, work: Sequence[_Work]) -> Iterator[list[_Sent]]:
    """The offers of each call: as many as fit, whichever listing they are of, or those of one listing (`size` 0)."""
    pairs = [[(one, offer) for offer in one.offers] for one in work]
    if size <= 0:
        yield from (own for own in pairs if own)
        return
    everything = [pair for own in pairs for pair in own]
    for first in range(0, len(everything), size):
        yield everything[first : first + size]


def _send(adapter: MarketplaceAdapter, sent: Sequence[_Sent], by: str) -> None:
    outcomes = adapter.push_offers([offer for _one, offer in sent])
    by_variant = {outcome.variant_id: outcome for outcome in outcomes}
    with transaction.atomic():
        for one, offer in sent:
            _write(one, offer, by_variant.get(offer.variant_id) or PushOutcome(offer.variant_id, "no_answer"))
        for one in {id(one): one for one, _offer in sent}.values():
            if one.open == 0:
                _settle(one, by)


def _write(one: _Work, offer: OfferPush, outcome: PushOutcome) -> None:
    one.open -= 1
    if outcome.is_taken:
        values: dict[str, Any] = {"sent_quantity": None, "sent_expected": None}
        if offer.price is not None:
            values["pushed_price"] = offer.price.amount
        if offer.quantity is not None:
            values |= {"pushed_quantity": offer.quantity, "zero_at": None}
        ListingVariant.objects.filter(pk=one.rows[offer.variant_id].pk).update(**values)
    elif outcome.code in GONE:
        one.is_gone = True
    elif outcome.code == HELD_BACK:
        one.has_to_wait = True
    else:
        one.refused = outcome.message or outcome.code


def _settle(one: _Work, by: str) -> None:
    """All that was to be sent of this listing is answered."""
    now = timezone.now()
    if one.is_gone:
        note_gone(one.listing, by)
    elif one.refused is not None:
        note_refusal(one.listing, "offer_refused", one.refused, by, again_at=now + REFUSED_WAITS)
    elif one.has_to_wait:
        zeroing.wait(one.listing, one.version)
    else:
        note_pushed(one.listing, one.version, one.figures, by)


def _stop_if_asked(job: JobContext) -> None:
    if job.is_stopping():
        raise Reschedule(0, "the worker is told to end")
    if job.is_cancelled():
        raise JobCancelled
