"""Whether a run may take effect by itself. Pure: counts and limits in, reasons with their numbers out.

A bad feed must not empty the shops: an answer that would zero, delist or reprice more than the limits allow is held
until staff have looked at it.
"""

from dataclasses import dataclass
from decimal import Decimal

HoldReason = dict[str, str | int]

# Few items: below this many changes even a majority of a tiny catalogue is let through.
_MAJORITY_FLOOR = 3


@dataclass(frozen=True, slots=True)
class GuardLimits:
    min_items: int
    percent: Decimal
    min_return_percent: Decimal


@dataclass(frozen=True, slots=True)
class GuardCounts:
    """What a run would do, in products. `active` is how many were sold in the run's scope before it, `in_stock` how many
    of these had stock: what loses its stock is measured against these, however many more have none.

    `returned` is what the service listed, `returned_before` what it listed in the last complete run of the same scope
    (None: there was none). `is_complete` says that every page was read: only then may the list's length be judged.
    """

    active: int = 0
    in_stock: int = 0
    price_jump: int = 0
    price_zero: int = 0
    zero_stock: int = 0
    deactivate: int = 0
    missing: int = 0
    returned: int = 0
    returned_before: int | None = None
    is_complete: bool = True

    @property
    def largest(self) -> int:
        return max(self.price_jump, self.price_zero, self.zero_stock, self.deactivate, self.missing)


def is_exceeded(count: int, base: int, limits: GuardLimits) -> bool:
    """More than max(min_items, percent of `base`), or most of a small catalogue.

    One or two items are always let through, even where they are all there is: of a shop that sells two things both may
    be sold out on one day, and asking staff each time would teach them to approve without a look.
    """
    if count > max(Decimal(limits.min_items), limits.percent * base / 100):
        return True
    return count >= _MAJORITY_FLOOR and 2 * count > base


def decide(counts: GuardCounts, limits: GuardLimits) -> list[HoldReason]:
    """Why the run is to be held; empty when it may take effect."""
    reasons: list[HoldReason] = []
    if counts.is_complete and counts.active and not counts.returned:
        reasons.append({"code": "empty", "active": counts.active})
    elif counts.is_complete and _is_shrunk(counts, limits):
        reasons.append({"code": "shrunk", "returned": counts.returned, "before": counts.returned_before or 0})
    for code in ("missing", "zero_stock", "deactivate", "price_jump", "price_zero"):
        count: int = getattr(counts, code)
        name = "in_stock" if code == "zero_stock" else "active"
        base: int = getattr(counts, name)
        if is_exceeded(count, base, limits):
            reasons.append({"code": code, "count": count, name: base})
    return reasons


def _is_shrunk(counts: GuardCounts, limits: GuardLimits) -> bool:
    before = counts.returned_before
    return (
        before is not None and before >= _MAJORITY_FLOOR and counts.returned * 100 < before * limits.min_return_percent
    )
