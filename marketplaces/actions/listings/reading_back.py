"""Listings read back from the shops and compared with what we want there; what differs is shown, prices and stock are
mended by a push."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core.errors import NotFound
from core.history import record
from core.jobs import enqueue
from core.models import Job
from core.states import move
from marketplaces.actions.listings.ending import NO_FEE_ACCEPTED
from marketplaces.actions.pushing.filing import file_push
from marketplaces.actions.pushing.outcomes import note_gone
from marketplaces.actions.pushing.wanting import wanted
from marketplaces.interface import ListingReading, VariantReading
from marketplaces.models import Listing, ListingVariant
from marketplaces.reasons import drift_words, problem_words
from marketplaces.registry import open_account

READ_BACK = "marketplaces.read_back_listing"
PRIORITY = 120  # after whatever changes something
AT_ONCE = 200  # a tick; the rest has its turn at the next ones
_State = Listing.State
MENDED_BY_PUSH = ("price", "quantity")
# Their word for a listing that is not on sale -> what it is for us, and why.
STOPPED_THERE = {
    "archived": (_State.ENDED, "ended_there"),
    "draft": (_State.PAUSED, "paused_there"),
    "inactive": (_State.PAUSED, "paused_there"),
    "expired": (_State.ENDED, "expired_there"),
}
# What comes back for a new fee only: the consent to the first one does not count any more.
RENEWED_FOR_A_FEE = frozenset({"sold_out"})
# What hides a listing for want of stock: no difference while there is none.
HIDDEN_WITHOUT_STOCK = frozenset({"inactive", "sold_out"})


def start_reading_back(listing: Listing, by: str) -> Job:
    """Files the look at one listing; many wishes are one look."""
    return enqueue(
        READ_BACK,
        {"listing": listing.pk},
        dedupe_key=f"read_back:{listing.pk}",
        aggregate_key=f"listing:{listing.pk}",
        priority=PRIORITY,
        requested_by=by,
        rearm=True,
    )


def file_stale() -> int:
    """Files the look at those that were not looked at for long, the longest first; what is read together with others
    (`reading_together`) is left out. Their number."""
    oldest = timezone.now() - timedelta(hours=settings.LISTING_READ_BACK_HOURS)
    stale = Listing.objects.filter(Q(read_back_at=None) | Q(read_back_at__lt=oldest), state=_State.ACTIVE)
    stale = stale.exclude(account__marketplace__in=list(settings.LISTING_READ_BACK_MINUTES))
    rows = list(stale.order_by(F("read_back_at").asc(nulls_first=True), "pk")[:AT_ONCE])
    for listing in rows:
        start_reading_back(listing, "schedule")
    return len(rows)


def read_back_now(listing: Listing, by: str) -> dict[str, Any]:
    """The call, and what it found written on the listing. One that is gone is not on sale any more."""
    listing.refresh_from_db()
    if listing.state != _State.ACTIVE or not listing.remote_id:
        return {"listing": listing.pk, "state": listing.state}
    try:
        with open_account(listing.account) as adapter:
            reading = adapter.read_listing(listing.remote_id)
    except NotFound:
        return take_reading(listing, None, by)
    return take_reading(listing, reading, by)


def take_reading(listing: Listing, reading: ListingReading | None, by: str) -> dict[str, Any]:
    """What the shop shows, written on the listing; None: it is gone. One that is not on sale here is left as it is."""
    if listing.state != _State.ACTIVE:
        return {"listing": listing.pk, "state": listing.state}
    if reading is None:
        return note_gone(listing, by)
    if _was_stopped(listing, reading, by):
        return {"listing": listing.pk, "state": listing.state, "reason": listing.reason}
    rows = list(listing.variants.select_related("product"))
    drift = [*_of_listing(reading), *_of_variants(listing, rows, reading)]
    _keep(listing, rows, reading, drift, by)
    return {"listing": listing.pk, "state": listing.state, "drift": len(drift)}


def _was_stopped(listing: Listing, reading: ListingReading, by: str) -> bool:
    """Whether somebody took it off sale there although it has stock: that is respected, and nothing is pushed to it until
    staff say so. What only ran out of stock is not meant."""
    to = STOPPED_THERE.get(reading.status)
    if to is None or not any(variant.quantity for variant in reading.variants):
        return False
    state, reason = to
    values: dict[str, Any] = {"is_visible": False, "read_back_at": timezone.now(), "drift": []}
    if state == _State.ENDED:
        values |= NO_FEE_ACCEPTED
    return move(listing, state, by=by, why=problem_words(reason), reason=reason, reason_values={}, **values)


def _of_listing(reading: ListingReading) -> list[dict[str, Any]]:
    if reading.status in HIDDEN_WITHOUT_STOCK and not any(variant.quantity for variant in reading.variants):
        return []
    found = []
    if reading.status != "active":
        found.append({"product": None, "field": "status", "ours": "active", "theirs": reading.status})
    if reading.is_visible is False:
        found.append({"product": None, "field": "visible", "ours": "yes", "theirs": "no"})
    return found


def _of_variants(listing: Listing, rows: Sequence[ListingVariant], reading: ListingReading) -> list[dict[str, Any]]:
    """Against what is wanted now, not against what was pushed: a sale there that is an order here is no difference."""
    theirs = {variant.variant_id: variant for variant in reading.variants}
    figures = wanted(listing.account, [row.product for row in rows], listing.price_rule)
    found: list[dict[str, Any]] = []
    for row in rows:
        shown = theirs.get(row.remote_variant_id)
        if shown is None:
            found.append({"product": row.product_id, "field": "missing", "ours": row.sku, "theirs": ""})
            continue
        ours = figures[row.product_id]
        if ours.price is not None and shown.price is not None and shown.price != ours.price:
            found.append(_differs(row, "price", ours.price.amount, shown.price.amount))
        if shown.quantity is not None and shown.quantity != ours.quantity:
            found.append(_differs(row, "quantity", ours.quantity, shown.quantity))
    return found


def _differs(row: ListingVariant, field: str, ours: object, theirs: object) -> dict[str, Any]:
    return {"product": row.product_id, "field": field, "ours": str(ours), "theirs": str(theirs)}


def _keep(
    listing: Listing,
    rows: Sequence[ListingVariant],
    reading: ListingReading,
    drift: list[dict[str, Any]],
    by: str,
) -> None:
    theirs = {variant.variant_id: variant for variant in reading.variants}
    with transaction.atomic():
        for row in rows:
            if shown := theirs.get(row.remote_variant_id):
                _keep_seen(row, shown)
        is_news = drift and drift != listing.drift
        values: dict[str, Any] = {"read_back_at": timezone.now(), "drift": drift}
        if reading.status in RENEWED_FOR_A_FEE:
            values |= NO_FEE_ACCEPTED
        if reading.is_visible is not None:
            values["is_visible"] = reading.is_visible
        Listing.objects.filter(pk=listing.pk).update(**values)
        if is_news:
            said = ", ".join(sorted({drift_words(each["field"]) for each in drift}))
            record(listing, "listing.drifted", by=by, data={"fields": said, "differences": drift[:20]})
        if any(each["field"] in MENDED_BY_PUSH for each in drift):
            file_push(listing, by)
    for name, value in values.items():
        setattr(listing, name, value)


def _keep_seen(row: ListingVariant, shown: VariantReading) -> None:
    """What stands there is also what the next push compares with; a push whose answer is awaited keeps its own."""
    values: dict[str, Any] = {
        "seen_price": shown.price.amount if shown.price else None,
        "seen_quantity": shown.quantity,
    }
    if shown.price is not None:
        values["pushed_price"] = shown.price.amount
    if shown.quantity is not None and row.sent_quantity is None:
        values["pushed_quantity"] = shown.quantity
    ListingVariant.objects.filter(pk=row.pk).update(**values)
