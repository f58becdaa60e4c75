"""The offers for an order's lines, out of the database alone: what routing chooses among."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from core.models import PartnerAccount
from core.money import Money
from inventory.models import Supply
from orders.models import Order
from orders.planning.drafting import live_units
from orders.rules.routing import Candidate, Freight, Wanted
from suppliers.interface import Capability
from suppliers.models import FreightQuote, SupplierProduct
from suppliers.registry import adapter_class

_NOT_AT_WORK = (PartnerAccount.State.PAUSED, PartnerAccount.State.NEEDS_RECONNECT)
QUOTE_HOURS = 24.0  # a kept quote older than this is asked for again

# An offer and how many of theirs are to be sent.
Sending = tuple[int, int]
# The ways to send it; none at all: the supplier does not send it there. What is missing was not asked yet.
Quotes = Mapping[Sending, Sequence[Freight]]


@dataclass(frozen=True, slots=True)
class Field:
    """What is wanted, and the offers by their keys."""

    wanted: tuple[Wanted, ...]
    offers: Mapping[int, SupplierProduct]
    candidates: tuple[Candidate, ...]

    def missing(self, quotes: Quotes) -> list[tuple[SupplierProduct, int]]:
        """The offers whose freight decides something and is not known yet, the first asked first."""
        units = {one.line_id: one.quantity for one in self.wanted}
        sendings = [
            (self.offers[each.offer_id], units[each.line_id] * each.ratio)
            for each in self.candidates
            if each.problem == "freight_unknown"
        ]
        return [(offer, number) for offer, number in dict.fromkeys(sendings) if (offer.pk, number) not in quotes]


def wanted_of(order: Order, blocked: Iterable[int] = ()) -> tuple[Wanted, ...]:
    """The mapped lines with units that nobody has bought or drafted; `blocked` lines wait for a person."""
    lines = [
        line
        for line in order.lines.filter(requires_shipping=True).order_by("position", "pk")
        if line.product_id is not None and line.pk not in set(blocked)
    ]
    live = live_units(line.pk for line in lines)
    found = []
    for line in lines:
        left = line.owed - line.sent_elsewhere - live.get(line.pk, 0)
        if left > 0 and line.product_id is not None:
            found.append(Wanted(line.pk, line.product_id, left))
    return tuple(found)


def candidates_for(wanted: Sequence[Wanted], country: str, quotes: Quotes) -> Field:
    """Each offer of each line with its freight: the cheapest of what was just asked, else of what is kept."""
    offers = {
        offer.pk: offer
        for offer in SupplierProduct.objects.filter(product_id__in={one.product_id for one in wanted})
        .select_related("account")
        .order_by("rank", "pk")
    }
    supplies = _supplies(offers.values())
    sendings = {(pk, one.quantity * offer.quantity_ratio) for one in wanted for pk, offer in offers.items()}
    known = {**_kept(sendings, country), **quotes}
    of_product: dict[int, list[SupplierProduct]] = defaultdict(list)
    for offer in offers.values():
        of_product[offer.product_id].append(offer)
    now = timezone.now()
    found = [
        _candidate(one, offer, supplies.get((offer.product_id, offer.source)), known, now)
        for one in wanted
        for offer in of_product[one.product_id]
    ]
    return Field(tuple(wanted), offers, tuple(found))


def _supplies(offers: Iterable[SupplierProduct]) -> dict[tuple[int, str], Supply]:
    rows = Supply.objects.filter(product_id__in={offer.product_id for offer in offers})
    return {(row.product_id, row.source): row for row in rows}


def _kept(sendings: set[Sending], country: str) -> dict[Sending, list[Freight]]:
    """What suppliers said of exactly so many units in the last hours. Only an offer's newest answer counts."""
    since = timezone.now() - timedelta(hours=QUOTE_HOURS)
    rows = FreightQuote.objects.filter(
        offer_id__in={offer for offer, _ in sendings}, country=country, postal_code="", quoted_at__gte=since
    )
    newest: dict[Sending, datetime] = {}
    found: dict[Sending, list[Freight]] = defaultdict(list)
    for row in rows.filter(Q(quantity__in={number for _, number in sendings})).order_by("-quoted_at", "price"):
        key = (row.offer_id or 0, row.quantity)
        if newest.setdefault(key, row.quoted_at) == row.quoted_at:
            found[key].append(
                Freight(row.service_code, Money(row.price, row.currency), row.min_days, row.max_days, row.origin)
            )
    return dict(found)


def _candidate(
    wanted: Wanted, offer: SupplierProduct, supply: Supply | None, quotes: Quotes, now: datetime
) -> Candidate:
    ways = quotes.get((offer.pk, wanted.quantity * offer.quantity_ratio))
    freight = cheapest(ways or ())
    cost = None if offer.cost is None or not offer.currency else Money(offer.cost, offer.currency)
    problem = _problem(offer, supply, now)
    if not problem and freight is None:
        problem = "freight_unknown" if ways is None else "not_sent_there"
    return Candidate(
        line_id=wanted.line_id,
        offer_id=offer.pk,
        account_id=offer.account_id,
        supplier=offer.account.supplier,
        variant_id=offer.external_variant_id,
        rank=offer.rank,
        available=supply.quantity if supply is not None else 0,
        ratio=max(offer.quantity_ratio, 1),
        unit_cost=cost,
        freight=freight,
        problem=problem,
    )


def cheapest(ways: Iterable[Freight]) -> Freight | None:
    """The cheapest way, of two equal ones the quicker."""
    return min(ways, key=lambda way: (way.price.amount, way.max_days or 10_000, way.service_code), default=None)


def _problem(offer: SupplierProduct, supply: Supply | None, now: datetime) -> str:
    """The first thing that keeps this offer from being bought, freight apart."""
    return next((code for code, is_so in _CHECKS if is_so(offer, supply, now)), "")


def _is_stale(_offer: SupplierProduct, supply: Supply | None, now: datetime) -> bool:
    age = timedelta(hours=settings.SUPPLY_MAX_AGE_HOURS)
    return supply is not None and supply.as_of is not None and supply.as_of < now - age


def _is_off(offer: SupplierProduct, _supply: Supply | None, _now: datetime) -> bool:
    return not offer.account.is_active or offer.account.state in _NOT_AT_WORK


def _cannot_order(offer: SupplierProduct, _supply: Supply | None, _now: datetime) -> bool:
    return Capability.ORDER not in adapter_class(offer.account.supplier).capabilities


_Check = Callable[[SupplierProduct, Supply | None, datetime], bool]
_CHECKS: tuple[tuple[str, _Check], ...] = (
    ("unconfirmed", lambda offer, supply, now: offer.state == SupplierProduct.State.SUGGESTED),
    ("changed", lambda offer, supply, now: offer.state == SupplierProduct.State.CHANGED),
    ("gone", lambda offer, supply, now: offer.state == SupplierProduct.State.GONE),
    ("disabled", lambda offer, supply, now: offer.state != SupplierProduct.State.CONFIRMED),
    ("account_off", _is_off),
    ("cannot_order", _cannot_order),
    ("never_read", lambda offer, supply, now: supply is None or supply.as_of is None),
    ("stale", _is_stale),
    ("no_cost", lambda offer, supply, now: offer.cost is None),
    ("no_stock", lambda offer, supply, now: supply is None or supply.quantity <= 0),
)
