"""Prices and stock brought to the shops when they change: a hundred changes are one push.

Each listing counts the versions that are wanted and the one that was pushed last. The job takes the figures of the moment
it sends, so it never matters how many changes came before it, or in what order.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core.errors import NotFound
from core.history import record
from core.jobs import Reschedule, enqueue
from core.models import Job
from core.states import move
from marketplaces.actions.wanting import Wanted, wanted
from marketplaces.interface import MarketplaceAdapter, PricePush, PushOutcome, StockPush
from marketplaces.models import Listing, ListingVariant, MarketplaceAccount, PriceRule
from marketplaces.reasons import problem_words
from marketplaces.registry import open_account

PUSH = "marketplaces.push_listing"
PRIORITY = 80  # before new listings: what is on sale must be right first
ROUNDS = 3  # of "another figure stood there" before the job waits
STALE_WAIT_SECONDS = 60.0
MOST_FAILURES = 3  # the same refusal so often stops the listing until somebody has looked
_KEYS = uuid.UUID("6f7c2f0e-2f0b-5a53-9a8e-5b0e4b1f7d11")  # the space of our stock pushes' idempotency keys
_State = Listing.State
_WORDS = 300


# --- filing --------------------------------------------------------------------------------------------------------------


def want_push(product_ids: Iterable[int], by: str) -> int:
    """Marks every listing of these products as changed and files one push for each; their number."""
    ids = list(product_ids)
    named = Q(variants__product_id__in=ids)
    with transaction.atomic():
        keys = list(Listing.objects.filter(named, state=_State.ACTIVE).order_by("pk").values_list("pk", flat=True))
        listings = list(Listing.objects.filter(pk__in=set(keys)).order_by("pk"))
        for listing in listings:
            file_push(listing, by)
    return len(listings)


def want_push_of_rule(rule: PriceRule, by: str) -> int:
    """As `want_push`, for all that is sold by this price rule."""
    by_shop = Q(price_rule=None, account__price_rule=rule)
    with transaction.atomic():
        listings = list(Listing.objects.filter(by_shop | Q(price_rule=rule), state=_State.ACTIVE).order_by("pk"))
        for listing in listings:
            file_push(listing, by)
    return len(listings)


def want_push_of_shop(account: MarketplaceAccount, by: str) -> int:
    """As `want_push`, for all that is on sale in this shop."""
    with transaction.atomic():
        listings = list(account.listings.filter(state=_State.ACTIVE).order_by("pk"))
        for listing in listings:
            file_push(listing, by)
    return len(listings)


def set_rule(listings: Sequence[Listing], rule: PriceRule | None, by: str) -> int:
    """Has these priced by this rule, or by their shop's again; what is on sale is pushed. Their number."""
    changed = [listing for listing in listings if listing.price_rule_id != (rule.pk if rule else None)]
    with transaction.atomic():
        for listing in changed:
            Listing.objects.filter(pk=listing.pk).update(price_rule=rule)
            record(listing, "listing.rule_set", by=by, data={"rule": rule.name if rule else ""})
            if listing.state == _State.ACTIVE:
                file_push(listing, by)
    return len(changed)


def file_push(listing: Listing, by: str) -> Job:
    """One more version is wanted; the one job of this listing is there or starts anew."""
    Listing.objects.filter(pk=listing.pk).update(wanted_version=F("wanted_version") + 1)
    return _file(listing.pk, by)


def file_owed() -> int:
    """Files the pushes of listings that are behind and have no job at work: one was lost, or a change came in the
    moment in which its job ended. Their number."""
    behind = Listing.objects.filter(state=_State.ACTIVE, wanted_version__gt=F("pushed_version"))
    keys = list(behind.order_by("pk").values_list("pk", flat=True)[:1000])
    at_work = Job.objects.filter(
        dedupe_key__in=[_key(pk) for pk in keys], state__in=(Job.State.PENDING, Job.State.LEASED)
    ).values_list("dedupe_key", flat=True)
    owed = [pk for pk in keys if _key(pk) not in set(at_work)]
    for pk in owed:
        _file(pk, "schedule")
    return len(owed)


def _file(pk: int, by: str) -> Job:
    return enqueue(
        PUSH,
        {"listing": pk},
        dedupe_key=_key(pk),
        aggregate_key=f"listing:{pk}",
        priority=PRIORITY,
        requested_by=by,
        rearm=True,
    )


def _key(pk: int) -> str:
    return f"push:{pk}"


# --- the calls -----------------------------------------------------------------------------------------------------------


def push_now(listing: Listing, by: str) -> dict[str, Any]:
    """Sends what differs from what was pushed last. Raises Reschedule while the shop's own figures move under it."""
    listing.refresh_from_db()
    if listing.state != _State.ACTIVE:
        return {"listing": listing.pk, "state": listing.state}
    version = listing.wanted_version
    rows = list(listing.variants.select_related("product").exclude(remote_variant_id=""))
    figures = wanted(listing.account, [row.product for row in rows], listing.price_rule)
    try:
        with open_account(listing.account) as adapter:
            refused = _push_prices(adapter, listing, rows, figures)
            refused = _push_stock(adapter, listing, rows, figures) or refused
    except NotFound:
        move(listing, _State.ERROR, by=by, why=problem_words("gone"), reason="gone", reason_values={})
        return {"listing": listing.pk, "state": listing.state, "reason": "gone"}
    if refused:
        return _note_refusal(listing, *refused, by)
    _note_pushed(listing, version, figures, by)
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


# --- what became of it ---------------------------------------------------------------------------------------------------


def _note_pushed(listing: Listing, version: int, figures: dict[int, Wanted], by: str) -> None:
    problem = next((each.problems[0] for each in figures.values() if each.problems), None)
    mended = [each for each in listing.drift if each["field"] not in {"price", "quantity"}]
    values = {
        "pushed_version": version,
        "pushed_at": timezone.now(),
        "failures": 0,
        "drift": mended,
        "reason": problem.code if problem else "",
        "reason_values": problem.values if problem else {},
    }
    with transaction.atomic():
        Listing.objects.filter(pk=listing.pk, pushed_version__lte=version).update(**values)
        record(listing, "listing.pushed", by=by, data={"version": version})
        is_behind = Listing.objects.filter(pk=listing.pk, wanted_version__gt=version).exists()
    if is_behind:
        raise Reschedule(0, "It changed again meanwhile.")


def _note_refusal(listing: Listing, code: str, words: str, by: str) -> dict[str, Any]:
    values = {"reason": code, "reason_values": {"words": words[:_WORDS]}, "failures": listing.failures + 1}
    if listing.failures + 1 >= MOST_FAILURES:
        move(listing, _State.ERROR, by=by, why=problem_words(code, values["reason_values"]), **values)  # type: ignore[arg-type]
    else:
        Listing.objects.filter(pk=listing.pk).update(**values)
    return {"listing": listing.pk, "state": listing.state, "reason": code}


def _write(row: ListingVariant, **values: Any) -> None:
    ListingVariant.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
