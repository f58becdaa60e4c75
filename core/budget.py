"""What an account may still ask of a partner today: points, daily quotas, or calls that are only counted.

One row a budget (`CallBudget`), moved by compare-and-set, so that all processes spend from the same purse. A part of it
is kept back for orders and quotes: the catalogue waits rather than touch it. Days end at 00:00 UTC.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from core.errors import HeldBack
from core.models import CallBudget

SHORTEST_WAIT_SECONDS = 1.0


class Purpose(StrEnum):
    CATALOGUE = "catalogue"  # may wait
    ORDERS = "orders"  # orders, and what is asked for them: may use the reserve


class BudgetSpent(HeldBack):
    """The allowance does not cover the call; `retry_after` is when it will."""

    meaning = "the allowance is used up"


@dataclass(frozen=True, slots=True)
class Budget:
    """One allowance of one account: `name` is "points", "calls" or a quota's name.

    `total` is for a day, 0 for what is only counted, unless the partner itself says that nothing is left; what the partner itself says later in the day wins over it.
    `reserve_percent` of it is for orders alone. What was spent comes back at `refill_per_second`, if at all.
    """

    partner: str
    account_id: str
    name: str
    total: float
    reserve_percent: float = field(default_factory=lambda: settings.SUPPLIER_RESERVE_PERCENT)
    refill_per_second: float = 0.0

    @property
    def key(self) -> str:
        return _key(self.partner, self.account_id, self.name)


@dataclass(frozen=True, slots=True)
class BudgetReading:
    """How a budget stands now. `used` is what was spent today, `used_reserved` the part of it that was kept back."""

    total: float
    remaining: float
    used: float
    used_reserved: float
    exhausted_until: datetime | None = None

    @property
    def used_share(self) -> float:
        """From 0 to 1; 0 for what is only counted."""
        return 1 - self.remaining / self.total if self.total > 0 else 0.0


@dataclass(frozen=True, slots=True)
class _Stand:
    """A row brought forward to `as_of`: its day is today's, what has come back is in `remaining`."""

    day: date
    total: float
    remaining: float
    refill_per_second: float
    used: float
    used_reserved: float
    exhausted_until: datetime | None
    as_of: datetime


def spend(budget: Budget, cost: float = 1, *, purpose: Purpose, operation: str) -> None:
    """Takes `cost` before the call is sent. Raises BudgetSpent where that is more than `purpose` may take now."""

    def taken(stand: _Stand) -> dict[str, object]:
        if stand.total <= 0 and stand.exhausted_until is None:
            return {"used": stand.used + cost}
        reserve = stand.total * budget.reserve_percent / 100
        wait = _wait(stand, cost, reserve if purpose is Purpose.CATALOGUE else 0.0)
        if wait > 0:
            raise BudgetSpent(budget.partner, operation, retry_after=wait, message=_words(budget, stand, purpose))
        left = stand.remaining - cost
        from_reserve = min(cost, max(0.0, reserve - left))
        return {
            "remaining": left,
            "used": stand.used + cost,
            "used_reserved": stand.used_reserved + from_reserve,
        }

    _change(budget, taken)


def observe(budget: Budget, *, remaining: float, total: float, used: float | None = None) -> None:
    """Writes down what the partner itself said; all three for today."""
    now = timezone.now()  # whatever a clock that was ahead has written before
    said: dict[str, object] = {"remaining": max(0.0, remaining), "total": max(0.0, total), "as_of": now}
    said["day"] = now.astimezone(UTC).date()
    if used is not None:
        said["used"] = used
    if remaining > 0:
        said["exhausted_until"] = None
    _change(budget, lambda _: said)


def exhausted(budget: Budget, seconds: float) -> None:
    """The partner said that nothing is left: nobody asks again before `seconds` have passed."""
    until = timezone.now() + timedelta(seconds=seconds)
    _change(budget, lambda _: {"remaining": 0.0, "exhausted_until": until})


def reading(partner: str, account_id: str, name: str) -> BudgetReading | None:
    """How a budget stands now; None where it was never used."""
    row = CallBudget.objects.filter(key=_key(partner, account_id, name)).first()
    return standing(row) if row is not None else None


def standing(row: CallBudget) -> BudgetReading:
    """How a budget's row stands now, for those who have read many at once."""
    stand = _forward(row, timezone.now(), row.total)
    return BudgetReading(stand.total, stand.remaining, stand.used, stand.used_reserved, stand.exhausted_until)


def seconds_to_midnight(now: datetime) -> float:
    """Until the next 00:00 UTC."""
    midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), datetime.min.time(), UTC)
    return (midnight - now).total_seconds()


def _change(budget: Budget, values_for: Callable[[_Stand], dict[str, object]]) -> None:
    """Reads, decides, writes if nobody has written meanwhile; else once more."""
    while True:
        now = timezone.now()
        row = _row(budget, now)
        stand = _forward(row, now, budget.total)
        values = {
            "day": stand.day,
            "total": stand.total,
            "remaining": stand.remaining,
            "refill_per_second": budget.refill_per_second,
            "used": stand.used,
            "used_reserved": stand.used_reserved,
            "exhausted_until": stand.exhausted_until,
            "as_of": stand.as_of,
        } | values_for(stand)
        unmoved = CallBudget.objects.filter(
            pk=row.pk, as_of=row.as_of, day=row.day, remaining=row.remaining, used=row.used, total=row.total
        )
        if unmoved.update(**values):
            return


def _row(budget: Budget, now: datetime) -> CallBudget:
    fresh = {
        "total": budget.total,
        "remaining": budget.total,
        "refill_per_second": budget.refill_per_second,
        "day": now.astimezone(UTC).date(),
        "as_of": now,
    }
    return CallBudget.objects.get_or_create(key=budget.key, defaults=fresh)[0]


def _forward(row: CallBudget, now: datetime, total: float) -> _Stand:
    """The row as it is now. A clock that went backwards gives nothing back and takes nothing away."""
    today = max(now.astimezone(UTC).date(), row.day or date.min)
    as_of = max(now, row.as_of)
    held = row.exhausted_until if row.exhausted_until and row.exhausted_until > now else None
    if row.day != today:  # the partner counts anew; how much it gives is heard with its first answer
        allowed = total or row.total
        left = 0.0 if held else allowed
        return _Stand(today, allowed, left, row.refill_per_second, 0.0, 0.0, held, as_of)
    allowed = row.total or total
    left = row.remaining if row.total else allowed
    passed = (as_of - row.as_of).total_seconds()
    left = min(allowed, left + passed * row.refill_per_second) if row.refill_per_second else left
    return _Stand(today, allowed, left, row.refill_per_second, row.used, row.used_reserved, held, as_of)


def _wait(stand: _Stand, cost: float, floor: float) -> float:
    """Seconds until `cost` can be taken without going below `floor`; 0 for now."""
    if stand.exhausted_until is not None:
        return max(SHORTEST_WAIT_SECONDS, (stand.exhausted_until - stand.as_of).total_seconds())
    missing = cost + floor - stand.remaining
    if missing <= 0:
        return 0.0
    midnight = seconds_to_midnight(stand.as_of)
    if stand.refill_per_second > 0 and cost + floor <= stand.total:
        midnight = min(midnight, missing / stand.refill_per_second)
    return max(SHORTEST_WAIT_SECONDS, midnight)


def _words(budget: Budget, stand: _Stand, purpose: Purpose) -> str:
    if stand.exhausted_until is not None:
        return f"the partner says that no {budget.name} are left"
    kept = f", {budget.reserve_percent:g} % are kept for orders" if purpose is Purpose.CATALOGUE else ""
    return f"{stand.remaining:.0f} of {stand.total:.0f} {budget.name} are left{kept}"


def _key(partner: str, account_id: str, name: str) -> str:
    return f"{partner}:{account_id}:{name}"
