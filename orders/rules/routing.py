"""Who delivers what: lines and offers in, a decision with every offer and its reason out. Pure.

An offer that staff ranked first is asked first; between equal ranks the cheaper landed cost, then the fewer days. A line
comes from one supplier wherever one can deliver it all; only else is it split, in the same order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.money import Money
from orders.rules.profit import Rates, convert

CHOSEN = "chosen"
CHOSEN_IN_PART = "chosen_in_part"
RANKED_LOWER = "ranked_lower"
TOO_FEW = "too_few"
NO_OFFER = "no_offer"

_STALE = frozenset({"stale", "never_read"})
# What kept an offer from being chosen -> the verdict of a line that has none better; the first that fits is shown.
_VERDICTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("no_exchange_rate", frozenset({"no_exchange_rate"})),
    ("not_sent_there", frozenset({"not_sent_there", "freight_unknown"})),
    ("no_stock", frozenset({"no_stock", TOO_FEW})),
    ("stale_offers", _STALE),
)


@dataclass(frozen=True, slots=True)
class Freight:
    """One way to send an offer's units to the order's country. `service_code` is what the purchase has to name."""

    service_code: str
    price: Money
    min_days: int | None = None
    max_days: int | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many units of a line are to be bought."""

    line_id: int
    product_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer for a line. `available` in our units, `unit_cost` for one of theirs, `ratio` of theirs make one of ours.

    `problem` is why it is out of the question before anything is compared: "unconfirmed", "changed", "gone", "disabled",
    "account_off", "cannot_order", "no_cost", "never_read", "stale", "no_stock", "not_sent_there", "freight_unknown".
    """

    line_id: int
    offer_id: int
    account_id: int
    supplier: str
    variant_id: str
    rank: int
    available: int
    ratio: int = 1
    unit_cost: Money | None = None
    freight: Freight | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its landed cost in the order's currency for all that is wanted, and why it was (not) chosen."""

    candidate: Candidate
    reason: str
    landed: Money | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """So many units of a line from this offer."""

    candidate: Candidate
    quantity: int


@dataclass(frozen=True, slots=True)
class LineDecision:
    """`verdict` "" where the line is delivered, else the code of the order's reason."""

    wanted: Wanted
    verdict: str
    judged: tuple[Judged, ...]
    takes: tuple[Take, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What one supplier account is asked for in one purchase, in one currency."""

    account_id: int
    currency: str
    takes: tuple[Take, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    lines: tuple[LineDecision, ...]
    parts: tuple[Part, ...] = field(default=())


def decide(wanted: Sequence[Wanted], candidates: Iterable[Candidate], currency: str, rates: Rates) -> Decision:
    """`currency` is the order's. Two lines of one product share what an offer has."""
    of_line: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        of_line[candidate.line_id].append(candidate)
    taken: dict[int, int] = defaultdict(int)
    decisions = []
    for one in wanted:
        decision = _decide_line(one, of_line[one.line_id], taken, currency, rates)
        for take in decision.takes:
            taken[take.candidate.offer_id] += take.quantity
        decisions.append(decision)
    return Decision(tuple(decisions), _parts(take for decision in decisions for take in decision.takes))


def _decide_line(
    wanted: Wanted, candidates: Sequence[Candidate], taken: Mapping[int, int], currency: str, rates: Rates
) -> LineDecision:
    left = [replace(each, available=max(each.available - taken[each.offer_id], 0)) for each in candidates]
    judged = [_judge(each, wanted.quantity, currency, rates) for each in left]
    usable = sorted((each for each in judged if not each.reason), key=_first_asked)
    takes = _take(wanted.quantity, [each.candidate for each in usable])
    told = tuple(sorted((_tell(each, takes, wanted.quantity) for each in judged), key=_first_asked))
    return LineDecision(wanted, "" if takes else _verdict(told), told, takes)


def _judge(candidate: Candidate, quantity: int, currency: str, rates: Rates) -> Judged:
    """`reason` "" for an offer that can be used."""
    if candidate.problem:
        return Judged(candidate, candidate.problem)
    if candidate.unit_cost is None:
        return Judged(candidate, "no_cost")
    if candidate.available <= 0:
        return Judged(candidate, "no_stock")
    if candidate.freight is None:
        return Judged(candidate, "freight_unknown")
    landed = _landed(candidate.unit_cost * (candidate.ratio * quantity), candidate.freight.price, currency, rates)
    if landed is None or convert(candidate.freight.price, candidate.unit_cost.currency, rates) is None:
        return Judged(candidate, "no_exchange_rate")
    return Judged(candidate, "", landed)


def _landed(goods: Money, freight: Money, currency: str, rates: Rates) -> Money | None:
    both = convert(goods, currency, rates), convert(freight, currency, rates)
    return None if both[0] is None or both[1] is None else (both[0][0] + both[1][0]).rounded()


def _first_asked(judged: Judged) -> tuple[int, Decimal, int, int]:
    freight = judged.candidate.freight
    days = freight.max_days if freight is not None and freight.max_days is not None else 10_000
    landed = judged.landed.amount if judged.landed is not None else Decimal("Infinity")
    return judged.candidate.rank, landed, days, judged.candidate.offer_id


def _take(quantity: int, usable: Sequence[Candidate]) -> tuple[Take, ...]:
    """All from one where one has it all, else from several; nothing where all together have too few."""
    whole = next((each for each in usable if each.available >= quantity), None)
    if whole is not None:
        return (Take(whole, quantity),)
    takes, missing = [], quantity
    for each in usable:
        units = min(each.available, missing)
        takes.append(Take(each, units))
        missing -= units
        if not missing:
            return tuple(takes)
    return ()


def _tell(judged: Judged, takes: Sequence[Take], quantity: int) -> Judged:
    if judged.reason:
        return judged
    units = sum(take.quantity for take in takes if take.candidate.offer_id == judged.candidate.offer_id)
    if units:
        return replace(judged, reason=CHOSEN if units == quantity else CHOSEN_IN_PART)
    return replace(judged, reason=TOO_FEW if judged.candidate.available < quantity else RANKED_LOWER)


def _verdict(judged: Sequence[Judged]) -> str:
    reasons = {each.reason for each in judged}
    return next((verdict for verdict, causes in _VERDICTS if reasons & causes), NO_OFFER)


def _parts(takes: Iterable[Take]) -> tuple[Part, ...]:
    groups: dict[tuple[int, str], list[Take]] = defaultdict(list)
    for take in takes:
        assert take.candidate.unit_cost is not None  # noqa: S101 - what has no cost was not taken
        groups[take.candidate.account_id, take.candidate.unit_cost.currency].append(take)
    return tuple(Part(account, currency, tuple(group)) for (account, currency), group in groups.items())
