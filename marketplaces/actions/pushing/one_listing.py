"""Prices and stock of one listing brought to its shop. The job takes the figures of the moment it sends, so it never
matters how many changes came before it, or in what order."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from core.errors import NotFound
from core.jobs import Reschedule
from marketplaces.actions.pushing import zeroing
from marketplaces.actions.pushing.outcomes import note_gone, note_pushed, note_refusal
from marketplaces.actions.pushing.wanting import Wanted, wanted
from marketplaces.interface import MarketplaceAdapter, PricePush, PushOutcome, StockPush
from marketplaces.models import Listing, ListingVariant
from marketplaces.registry import open_account

ROUNDS = 3  # of "another figure stood there" before the job waits
STALE_WAIT_SECONDS = 60.0
_KEYS = uuid.UUID("6f7c2f0e-2f0b-5a53-9a8e-5b0e4b1f7d11")  # the space of our stock pushes' idempotency keys
_State = Listing.State


def push_now(listing: Listing, by: str) -> dict[str, Any]:
    """Sends what differs from what was pushed last. Raises Reschedule while the shop's own figures move under it."""
    listing.refresh_from_db()
    if listing.state != _State.ACTIVE:
        return {"listing": listing.pk, "state": listing.state}
    version = listing.wanted_version
    rows = list(listing.variants.select_related("product").exclude(remote_variant_id=""))
    figures = wanted(listing.account, [row.product for row in rows], listing.price_rule)
    waiting = zeroing.hold_back(rows, figures, listing.account.stock_buffer)
    try:
        with open_account(listing.account) as adapter:
            refused = _push_prices(adapter, listing, rows, figures)
            refused = _push_stock(adapter, listing, zeroing.without(rows, waiting), figures) or refused
    except NotFound:
        return note_gone(listing, by)
    if refused:
        return note_refusal(listing, *refused, by)
    if waiting:  # the job ends, so that a new wish need not wait
        again_at = zeroing.wait(listing, version)
        return {"listing": listing.pk, "state": listing.state, "zero_confirmed_from": again_at.isoformat()}
    if not note_pushed(listing, version, figures, by):
        raise Reschedule(0, "It changed again meanwhile.")
    return {"listing": listing.pk, "version": version, "state": listing.state}


def _push_prices(
    adapter: MarketplaceAdapter, listing: Listing, rows: Sequence[ListingVariant], figures: dict[int, Wanted]
) -> tuple[str, str] | None:
    """The code and words of a refusal."""
    pushes, of = [], {}
    for row in rows:
        price = figures[row.product_id].price
        if price is not None and price.amount != row.pushed_price:
            pushes.append(PricePush(listing.remote_id, row.remote_variant_id, price))
            of[row.remote_variant_id] = row
    if not pushes:
        return None
    prices = {push.variant_id: push.price.amount for push in pushes}
    refused = None
    for outcome in adapter.push_prices(pushes):
        if outcome.is_taken:
            _write(of[outcome.variant_id], pushed_price=prices[outcome.variant_id])
        else:
            refused = ("price_refused", outcome.message or outcome.code)
    return refused


def _push_stock(
    adapter: MarketplaceAdapter, listing: Listing, rows: Sequence[ListingVariant], figures: dict[int, Wanted]
) -> tuple[str, str] | None:
    _settle_lost(adapter, listing, rows, figures)
    waiting = [row for row in rows if figures[row.product_id].quantity != row.pushed_quantity]
    for _round in range(ROUNDS):
        if not waiting:
            return None
        of = {row.remote_variant_id: row for row in waiting}
        pushes = [_wish(row, listing, figures[row.product_id].quantity) for row in waiting]
        waiting, refused = _take(adapter.push_stock(pushes), of, adapter, listing)
        if refused:
            return refused
        # Figures may have moved as well: a sale there is an order here by now.
        figures = {**figures, **wanted(listing.account, [row.product for row in waiting], listing.price_rule)}
        waiting = [row for row in waiting if figures[row.product_id].quantity != row.pushed_quantity]
    if waiting:
        raise Reschedule(STALE_WAIT_SECONDS, "The shop's stock keeps changing.")
    return None


def _settle_lost(
    adapter: MarketplaceAdapter, listing: Listing, rows: Sequence[ListingVariant], figures: dict[int, Wanted]
) -> None:
    """A push whose answer was lost is sent again with its own key where it is still what we want; else we look at what
    stands there before a new one."""
    lost = [row for row in rows if row.sent_quantity is not None]
    if any(row.sent_quantity != figures[row.product_id].quantity for row in lost):
        _look(adapter, listing, lost)


def _wish(row: ListingVariant, listing: Listing, quantity: int) -> StockPush:
    """Written down before it is sent. The same wish keeps its key, another one gets a new version and so a new key."""
    if row.sent_quantity != quantity:
        version = row.stock_version + 1
        _write(row, stock_version=version, sent_quantity=quantity, sent_expected=row.pushed_quantity)
    return StockPush(
        variant_id=row.remote_variant_id,
        inventory_id=row.remote_inventory_id,
        location_id=listing.account.location_id,
        quantity=quantity,
        idempotency_key=key_of(row),
        expected=row.sent_expected,
    )


def key_of(row: ListingVariant) -> str:
    """The idempotency key of this row's last stock push; that of no other hub that speaks to the same shop."""
    return str(uuid.uuid5(_KEYS, f"{settings.INSTALLATION_MARK}:{row.pk}:{row.stock_version}"))


def _take(
    outcomes: Sequence[PushOutcome],
    of: dict[str, ListingVariant],
    adapter: MarketplaceAdapter,
    listing: Listing,
) -> tuple[list[ListingVariant], tuple[str, str] | None]:
    """Writes what became of each; gives those under which another figure stood, and a refusal's code and words."""
    stale, refused = [], None
    for outcome in outcomes:
        row = of[outcome.variant_id]
        if outcome.is_taken:
            _write(row, pushed_quantity=row.sent_quantity, sent_quantity=None, sent_expected=None)
        elif outcome.code == "stale":
            stale.append(row)
            _write(row, pushed_quantity=outcome.found, seen_quantity=outcome.found)
            _write(row, sent_quantity=None, sent_expected=None)
        else:
            refused = ("stock_refused", outcome.message or outcome.code)
            _write(row, sent_quantity=None, sent_expected=None)
    if any(row.pushed_quantity is None for row in stale):
        _look(adapter, listing, stale)
    return stale, refused


def _look(adapter: MarketplaceAdapter, listing: Listing, rows: Sequence[ListingVariant]) -> None:
    """What stands in the shop now is what the next push expects."""
    reading = adapter.read_listing(listing.remote_id)
    found = {variant.variant_id: variant.quantity for variant in reading.variants}
    for row in rows:
        quantity = found.get(row.remote_variant_id)
        _write(row, pushed_quantity=quantity, seen_quantity=quantity, sent_quantity=None, sent_expected=None)


def _write(row: ListingVariant, **values: Any) -> None:
    ListingVariant.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
