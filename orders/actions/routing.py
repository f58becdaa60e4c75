"""Choosing who delivers an order: offers from the database, freight from suppliers where none is kept, proposals drafted.

No transaction is open while a supplier is asked. What was decided is drafted under the order's lock, and only if the
units are still to be bought: a decision that came too late changes nothing and is made anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.account_health import at_work
from core.errors import PartnerError, Retryable
from core.history import record
from core.jobs import enqueue
from core.models import Job
from core.money import Money
from orders.intake.taking import ROUTE_JOB
from orders.models import Order, SupplierOrder
from orders.planning.candidates import Field, Sending, candidates_for, cheapest, wanted_of
from orders.planning.decisions import as_json
from orders.planning.drafting import DraftLine, DraftPart, NotDrafted, draft, live_units, lock, withdraw
from orders.rules.profit import Rates, convert, read_rates
from orders.rules.routing import Decision, Freight, Part, Wanted, decide
from orders.rules.stages import address_reason
from orders.standing.facts import facts_of
from orders.standing.recompute import recompute
from suppliers.actions.quoting import keep
from suppliers.interface import FreightRequest, Parcel, Quote
from suppliers.models import SupplierAccount, SupplierProduct
from suppliers.registry import open_account

_ROUNDS = 4  # how often suppliers may say, once asked for all of a part, that it is not sent there like this


@dataclass(frozen=True, slots=True)
class Asking:
    """For which order, for whom, at which rates and how patiently suppliers are asked; see `route`."""

    order: Order
    by: str
    rates: Rates
    is_patient: bool
    choices: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Routed:
    """What came of it. `why_not` is the code of what kept the order from being routed at all, "" where it was."""

    order: Order
    drafted: tuple[SupplierOrder, ...] = ()
    why_not: str = ""


def ask_to_route(order_id: int, by: str, choices: Mapping[int, int] | None = None) -> Job:
    """Files the routing that a person wants: also of lines whose last purchase was refused. `choices` are offers by the
    order lines' keys that are to be asked before any other."""
    payload: dict[str, Any] = {"order": order_id, "anew": True}
    if choices:
        payload["choices"] = {str(line): offer for line, offer in choices.items()}
    with transaction.atomic():
        record(Order(pk=order_id), "order.route_asked", by=by)
        key = "" if choices else f"route_anew:{order_id}"
        return enqueue(ROUTE_JOB, payload, dedupe_key=key, priority=30, requested_by=by, rearm=True)


def route(
    order_id: int,
    by: str,
    *,
    anew: bool = False,
    is_patient: bool = True,
    choices: Mapping[int, int] | None = None,
) -> Routed:
    """Decides for all units that may be bought and that nobody has bought yet, and drafts their purchases.

    `anew`: staff want it, also for lines whose last purchase was refused or taken back by the supplier. `is_patient`:
    a supplier that does not tell its freight now is asked again later (its error goes out); else its offers are left
    out. Raises the errors of `core.errors`.
    """
    order = _take_back_too_much(order_id, by)
    why_not = _why_not(order)
    if why_not:
        return Routed(recompute(order_id, by=by), (), why_not)
    wanted = wanted_of(order, () if anew else _blocked(order))
    if not wanted:
        return Routed(recompute(order_id, by=by), (), "nothing_to_buy")
    rates = read_rates(settings.EXCHANGE_RATES)
    asking = Asking(order, by, rates, is_patient, choices or {})
    field, decision, parts = _settle(asking, wanted)
    return _write(order, field, decision, parts, by)


def _take_back_too_much(order_id: int, by: str) -> Order:
    """Proposals for more than is owed (the shop edited the order, or it goes to another country) are taken back: what
    is right is drafted anew. What was approved is not touched: that is a person's to decide."""
    with transaction.atomic():
        lock(order_id)
        order = Order.objects.select_related("account", "customer", "address").get(pk=order_id)
        lines = {line.pk: max(line.owed - line.sent_elsewhere, 0) for line in order.lines.all()}
        live = live_units(lines)
        too_many = {pk for pk, owed in lines.items() if live.get(pk, 0) > owed}
        drafts = order.supplier_orders.filter(state__in=("draft", "held")).prefetch_related("lines")
        wrong = [
            one
            for one in drafts
            if one.country != order.country or any(line.order_line_id in too_many for line in one.lines.all())
        ]
        withdraw(wrong, by, "order_changed")
    return order


def _why_not(order: Order) -> str:
    facts = facts_of(order)
    return address_reason(facts) if facts.may_be_bought else "not_to_be_bought"


def _blocked(order: Order) -> list[int]:
    """Lines whose last purchase died in a way that a person has to look at."""
    lines = [line.pk for line in order.lines.filter(requires_shipping=True).order_by("position", "pk")]
    return [pk for pk, facts in zip(lines, facts_of(order).lines, strict=True) if facts.dead_as]


def _settle(asking: Asking, wanted: Sequence[Wanted]) -> tuple[Field, Decision, list[DraftPart]]:
    """Decides, asks for the freight of each part as a whole, and decides again where one is not sent like that."""
    quotes: dict[Sending, Sequence[Freight]] = {}
    units = {one.line_id: one.quantity for one in wanted}
    for _ in range(_ROUNDS):
        field = _field(asking, wanted, quotes)
        decision = decide(wanted, field.candidates, asking.order.currency, asking.rates)
        parts = [_priced(asking, part, field) for part in decision.parts]
        refused = [part for part, priced in zip(decision.parts, parts, strict=True) if priced is None]
        if not refused:
            return field, decision, [priced for priced in parts if priced is not None]
        for take in (take for part in refused for take in part.takes):
            quotes[take.candidate.offer_id, units[take.candidate.line_id] * take.candidate.ratio] = ()
    nothing = [replace(each, problem=each.problem or "not_sent_there") for each in field.candidates]
    return field, decide(wanted, nothing, asking.order.currency, asking.rates), []


def _field(asking: Asking, wanted: Sequence[Wanted], quotes: dict[Sending, Sequence[Freight]]) -> Field:
    """The offers with their freight; what is not known of it is asked for and added to `quotes`."""
    country = asking.order.country
    field = candidates_for(wanted, country, quotes)
    missing = field.missing(quotes)
    for offer, number in missing:
        quotes[offer.pk, number] = _ask(asking, offer.account, [(offer, number)], exact=False)
    field = candidates_for(wanted, country, quotes) if missing else field
    chosen = [
        replace(each, rank=0) if asking.choices.get(each.line_id) == each.offer_id else each
        for each in field.candidates
    ]
    return replace(field, candidates=tuple(chosen))


def _ask(
    asking: Asking, account: SupplierAccount, sent: Sequence[tuple[SupplierProduct, int]], *, exact: bool
) -> Sequence[Freight]:
    """The ways to send so many of theirs; `exact` to this very address, else to its country, which is kept for others."""
    request = _request(asking.order, account, sent, exact=exact)
    try:
        with at_work(account), open_account(account) as adapter:
            quotes = adapter.quote(request)
    except Retryable:
        if asking.is_patient:
            raise
        return ()
    except PartnerError:
        return ()
    if not exact:
        keep(account, request, quotes)
    return _ways(quotes)


def freight_of(
    order: Order, account: SupplierAccount, sent: Sequence[tuple[SupplierProduct, int]]
) -> Sequence[Freight]:
    """The ways to send so many of theirs together to the order's very address, none where it is not sent there. For
    somebody who waits for the answer: raises the errors of `core.errors`."""
    with open_account(account) as adapter:
        return _ways(adapter.quote(_request(order, account, sent, exact=True)))


def _ways(quotes: Iterable[Quote]) -> Sequence[Freight]:
    return [Freight(each.service_code, each.price, each.min_days, each.max_days, each.origin) for each in quotes]


def _request(
    order: Order, account: SupplierAccount, sent: Sequence[tuple[SupplierProduct, int]], *, exact: bool
) -> FreightRequest:
    items = tuple(
        Parcel(offer.external_variant_id, number, offer.external_product_id, offer.external_sku)
        for offer, number in sent
    )
    address = order.address
    if not exact or address is None:
        return FreightRequest(order.country, items, currency=account.currency)
    return FreightRequest(
        order.country,
        items,
        postal_code=address.postal_code,
        province=address.province,
        city=address.city,
        currency=account.currency,
        tax_id=address.tax_id,
    )


def _priced(asking: Asking, part: Part, field: Field) -> DraftPart | None:
    """The part with the cheapest way to send all of it to the address; None where there is none."""
    offers = [(field.offers[take.candidate.offer_id], take) for take in part.takes]
    account = offers[0][0].account
    sent = [(offer, take.quantity * take.candidate.ratio) for offer, take in offers]
    way = cheapest(_ask(asking, account, sent, exact=True))
    freight = None if way is None else _in_currency(way.price, part.currency, asking.rates)
    if way is None or freight is None:
        return None
    return DraftPart(
        account=account,
        currency=part.currency,
        lines=tuple(DraftLine(take.candidate.line_id, offer, take.quantity, offer.cost) for offer, take in offers),
        service_code=way.service_code,
        origin=way.origin,
        freight=freight,
        min_days=way.min_days,
        max_days=way.max_days,
    )


def _in_currency(price: Money, currency: str, rates: Rates) -> Decimal | None:
    changed = convert(price, currency, rates)
    return None if changed is None else changed[0].rounded().amount


def _write(order: Order, field: Field, decision: Decision, parts: Sequence[DraftPart], by: str) -> Routed:
    now = timezone.now()
    kept = as_json(decision, field.offers, order.country, now.isoformat())
    with transaction.atomic():
        locked = lock(order.pk)
        if locked.country != order.country or locked.cancelled_at is not None:
            return Routed(recompute(order.pk, by=by), (), "changed_meanwhile")
        try:
            drafted = draft(order.pk, parts, by)
        except NotDrafted:
            return Routed(recompute(order.pk, by=by), (), "changed_meanwhile")
        Order.objects.filter(pk=order.pk).update(decision=_with_others(locked, kept), routed_at=now)
        verdicts = sorted({line.verdict for line in decision.lines if line.verdict})
        record(locked, "order.routed", by=by, data={"parts": len(drafted), "verdicts": verdicts})
        return Routed(recompute(order.pk, by=by), tuple(drafted))


def _with_others(order: Order, kept: dict[str, object]) -> dict[str, object]:
    """What was decided before of lines that this decision was not about stays on the order."""
    lines = kept["lines"]
    assert isinstance(lines, list)  # noqa: S101 - for the type checker
    new = {line["line"] for line in lines}
    others = [line for line in order.decision.get("lines", []) if line["line"] not in new]
    return {**kept, "lines": [*others, *lines]}
