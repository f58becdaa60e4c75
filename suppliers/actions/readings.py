"""What suppliers answered, written down for many products at once: a fixed number of statements, however many variants.

An error changes no figure. What is not found keeps its figures too, and is called gone when it is missed a second time,
SUPPLIER_GONE_HOURS later at the least.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.history import Entry, record_many
from core.redaction import redact_text
from core.states import move
from inventory.events import products_changed
from inventory.models import Supply
from suppliers.actions.offer_rows import levels_of, options_of, stock_rows, take_values
from suppliers.actions.offers import deliverable, save_supplies, supply_of
from suppliers.interface import OfferReading, StockLevel, SupplierItem, Variant
from suppliers.matching import fingerprint
from suppliers.models import SupplierAccount, SupplierProduct, SupplierStock
from suppliers.models.offer import OfferState

BY = "refresh"
MOST_FAILURES = 1000
# What a reading may change in an offer, beside its state.
_OFFER_FIELDS = [
    *("external_sku", "order_key", "title", "options", "seen_options", "image_url", "weight_g"),
    *("cost", "currency", "previous_cost", "cost_changed_at"),
    *("checked_at", "missing_since", "last_error", "failures", "updated_at"),
]
_COMPARED = [name for name in _OFFER_FIELDS if name not in {"checked_at", "updated_at"}]
_LEVEL_FIELDS = ["area_name", "country", "total", "own", "maker", "is_verified"]
_SUPPLY_COMPARED = ("quantity", "cost", "currency", "rank", "trusted", "reason")


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer, and when it was asked for: what is newer than that is not written over."""

    answer: OfferReading
    asked_at: datetime


@dataclass(slots=True)
class Changes:
    """What a chunk of readings changed. `product_ids` are ours whose supply is another one now."""

    product_ids: set[int] = field(default_factory=set)
    read: int = 0
    failed: int = 0
    missing: int = 0
    costs: int = 0
    moved: int = 0

    def add(self, other: "Changes") -> None:
        self.product_ids |= other.product_ids
        for name in ("read", "failed", "missing", "costs", "moved"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class _Plan:
    """What is to be written."""

    same: list[SupplierProduct] = field(default_factory=list)
    changed: list[SupplierProduct] = field(default_factory=list)
    moves: list[tuple[SupplierProduct, str]] = field(default_factory=list)
    fresh_stock: list[tuple[int, datetime]] = field(default_factory=list)  # (offer, asked at): the same figures
    new_stock: list[SupplierStock] = field(default_factory=list)
    old_stock: list[int] = field(default_factory=list)
    fresh_supply: list[tuple[int, datetime]] = field(default_factory=list)
    new_supply: list[Supply] = field(default_factory=list)
    history: list[Entry] = field(default_factory=list)


def write_readings(account: SupplierAccount, readings: Sequence[Reading], by: str = BY) -> Changes:
    """All of it in one transaction, with one job for those who listen to changes."""
    with transaction.atomic():
        chunk = _Chunk(account, readings)
        for reading in readings:
            chunk.take(reading)
        chunk.write(by)
    return chunk.changes


class _Chunk:
    """The rows that some readings concern, what they say now, and what is to become of them."""

    def __init__(self, account: SupplierAccount, readings: Sequence[Reading]) -> None:
        self.changes = Changes()
        self._account = account
        self._now = timezone.now()
        self._plan = _Plan()
        ids = {reading.answer.product_id for reading in readings}
        # Locked in one order, so that two refreshes of the same products wait for one another and do not stand still.
        offers = (
            SupplierProduct.objects.select_for_update(no_key=True)
            .filter(account=account, external_product_id__in=ids)
            .exclude(state=OfferState.DISABLED)
            .order_by("pk")
        )
        self._offers: dict[str, list[SupplierProduct]] = defaultdict(list)
        for offer in offers:
            offer.account = account
            self._offers[offer.external_product_id].append(offer)
        known = [offer for group in self._offers.values() for offer in group]
        self._stock: dict[int, list[SupplierStock]] = defaultdict(list)
        for row in SupplierStock.objects.filter(offer__in=known):
            self._stock[row.offer_id].append(row)
        supplies = Supply.objects.filter(source__in=[offer.source for offer in known])
        self._supplies = {(row.product_id, row.source): row for row in supplies}

    def take(self, reading: Reading) -> None:
        answer = reading.answer
        variants = {variant.variant_id: variant for variant in answer.item.variants} if answer.item else {}
        for offer in self._offers[answer.product_id]:
            if offer.checked_at is not None and offer.checked_at > reading.asked_at:
                continue  # a quicker one has asked later
            before = [getattr(offer, name) for name in _COMPARED]
            variant = variants.get(offer.external_variant_id)
            if answer.error is not None:
                self._failed(offer, answer.error)
            elif answer.item is None or variant is None:
                self._missed(offer, reading.asked_at)
            else:
                self._found(offer, answer.item, variant, reading.asked_at)
            if before != [getattr(offer, name) for name in _COMPARED]:
                self._plan.changed.append(offer)
            elif answer.error is None:
                self._plan.same.append(offer)

    def _failed(self, offer: SupplierProduct, error: Exception) -> None:
        """Figures and their age stay; `updated_at` says when it was tried."""
        offer.failures = min(offer.failures + 1, MOST_FAILURES)
        offer.last_error = redact_text(str(error) or type(error).__name__).replace("\x00", "")[:300]
        self.changes.failed += 1

    def _missed(self, offer: SupplierProduct, asked_at: datetime) -> None:
        self.changes.missing += 1
        offer.checked_at = asked_at
        offer.failures, offer.last_error = 0, ""
        if offer.missing_since is None:
            offer.missing_since = asked_at
        elif offer.state != OfferState.GONE and asked_at - offer.missing_since >= timedelta(
            hours=settings.SUPPLIER_GONE_HOURS
        ):
            self._plan.moves.append((offer, OfferState.GONE))
            self._set_supply(offer, OfferState.GONE, [], asked_at)

    def _found(self, offer: SupplierProduct, item: SupplierItem, variant: Variant, asked_at: datetime) -> None:
        self.changes.read += 1
        cost = offer.cost, offer.currency
        take_values(offer, item, variant)
        offer.checked_at = asked_at
        offer.missing_since, offer.failures, offer.last_error = None, 0, ""
        if cost[0] is not None and cost != (offer.cost, offer.currency):
            offer.previous_cost, offer.cost_changed_at = cost[0], asked_at
            self.changes.costs += 1
            data = {"cost": [str(cost[0]), str(offer.cost)], "currency": [cost[1], offer.currency]}
            self._plan.history.append(Entry(offer, "supplier_product.cost_changed", data))
        state = self._state_after(offer, variant)
        if state != offer.state:
            self._plan.moves.append((offer, state))
        levels = levels_of(item, variant)
        if levels is not None:
            self._set_stock(offer, levels, asked_at)
        self._set_supply(offer, state, levels, asked_at)

    def _state_after(self, offer: SupplierProduct, variant: Variant) -> str:
        """A confirmed link whose options are others now waits for staff; when they are as before it is as before."""
        options = options_of(variant)
        if not offer.option_fingerprint:  # never confirmed
            offer.options = options
            return OfferState.SUGGESTED if offer.state == OfferState.GONE else offer.state
        if fingerprint(options) == offer.option_fingerprint:
            offer.seen_options = None
            return OfferState.CONFIRMED
        offer.seen_options = options
        return OfferState.CHANGED

    def _set_stock(self, offer: SupplierProduct, levels: Sequence[StockLevel], asked_at: datetime) -> None:
        known = {row.area_id: row for row in self._stock[offer.pk]}
        rows = {row.area_id: row for row in stock_rows(offer, levels, asked_at)}
        if known.keys() == rows.keys() and all(_alike(known[area], row) for area, row in rows.items()):
            self._plan.fresh_stock.append((offer.pk, asked_at))
        else:
            self._plan.new_stock += rows.values()
            self._plan.old_stock += [row.pk for area, row in known.items() if area not in rows]
        self._stock[offer.pk] = list(rows.values())

    def _set_supply(
        self, offer: SupplierProduct, state: str, levels: Sequence[StockLevel] | None, asked_at: datetime
    ) -> None:
        """`levels` None: the stock was not told, so that the last figure stays, with its age."""
        known = self._supplies.get((offer.product_id, offer.source))
        if levels is None:
            quantity, as_of = (known.quantity, known.as_of) if known else (0, None)
        else:
            quantity, as_of = deliverable(levels, self._account.stock_basis, offer.quantity_ratio), asked_at
        kept, offer.state = offer.state, state
        supply = supply_of(offer, quantity, as_of)
        offer.state = kept
        self._supplies[offer.product_id, offer.source] = supply
        if known is None or any(getattr(known, name) != getattr(supply, name) for name in _SUPPLY_COMPARED):
            self._plan.new_supply.append(supply)
            self.changes.product_ids.add(offer.product_id)
        elif as_of is not None and as_of != known.as_of:
            self._plan.fresh_supply.append((known.pk, as_of))
            if self._was_stale(known):  # it counts again: for those who sell it that is news
                self.changes.product_ids.add(offer.product_id)

    def _was_stale(self, supply: Supply) -> bool:
        oldest = self._now - timedelta(hours=settings.SUPPLY_MAX_AGE_HOURS)
        return supply.trusted and (supply.as_of is None or supply.as_of < oldest)

    def write(self, by: str) -> None:
        plan = self._plan
        for offer, state in plan.moves:
            self.changes.moved += move(offer, state, by=by)
        _write_offers(plan, self._now)
        _write_stock(plan)
        _touch(Supply, "pk", plan.fresh_supply)
        save_supplies(plan.new_supply)
        record_many(plan.history, by=by)
        products_changed(self.changes.product_ids)


def _write_offers(plan: _Plan, now: datetime) -> None:
    if plan.changed:
        # An upsert of rows that all exist: one statement, where a bulk update writes a CASE for each field and row.
        SupplierProduct.objects.bulk_create(
            plan.changed, update_conflicts=True, unique_fields=["id"], update_fields=_OFFER_FIELDS
        )
    by_time: dict[Any, list[int]] = defaultdict(list)
    for offer in plan.same:
        by_time[offer.checked_at].append(offer.pk)
    for checked_at, pks in by_time.items():
        SupplierProduct.objects.filter(pk__in=pks).update(checked_at=checked_at, updated_at=now)


def _write_stock(plan: _Plan) -> None:
    if plan.old_stock:
        SupplierStock.objects.filter(pk__in=plan.old_stock).delete()
    SupplierStock.objects.bulk_create(
        plan.new_stock,
        update_conflicts=True,
        unique_fields=["offer", "area_id"],
        update_fields=[*_LEVEL_FIELDS, "as_of"],
    )
    _touch(SupplierStock, "offer_id", plan.fresh_stock)


def _touch(model: Any, key: str, times: Sequence[tuple[int, datetime]]) -> None:
    """One UPDATE for each time of asking; products of one call share it."""
    by_time: dict[datetime, list[int]] = defaultdict(list)
    for pk, as_of in times:
        by_time[as_of].append(pk)
    for as_of, pks in by_time.items():
        model.objects.filter(**{f"{key}__in": pks}).update(as_of=as_of)


def _alike(known: SupplierStock, row: SupplierStock) -> bool:
    return all(getattr(known, name) == getattr(row, name) for name in _LEVEL_FIELDS)
