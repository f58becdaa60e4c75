"""What an order earns, line by line, and whether that is enough. Pure.

paid - tax - refunds - fee - goods - freight, all in the order's currency. What of the order nobody has bought yet earns
nothing yet: its price is taken off, so that a part that loses money never hides behind one that waits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.money import Money

BELOW_FLOOR = "below_floor"
NO_EXCHANGE_RATE = "no_exchange_rate"
NO_TOTAL = "no_total"
NO_COST = "no_cost"

Rates = Mapping[tuple[str, str], Decimal]
_PERCENT = Decimal(100)
_ZERO = Decimal(0)


def read_rates(given: Iterable[str]) -> dict[tuple[str, str], Decimal]:
    """`USD/EUR=0.92` (one dollar buys 0.92 euros) for each pair, and the way back. Raises ValueError."""
    rates: dict[tuple[str, str], Decimal] = {}
    for entry in given:
        pair, _, figure = entry.strip().partition("=")
        one, _, other = pair.strip().upper().partition("/")
        rate = Decimal(figure.strip() or "0") if figure.strip().replace(".", "", 1).isdigit() else _ZERO
        if len(one) != 3 or len(other) != 3 or rate <= 0:  # noqa: PLR2004 - ISO 4217
            raise ValueError(f"Not an exchange rate: {entry!r}. Write it as USD/EUR=0.92.")
        rates[one, other] = rate
        rates.setdefault((other, one), 1 / rate)
    return rates


def convert(money: Money, currency: str, rates: Rates) -> tuple[Money, Decimal] | None:
    """In `currency`, not rounded, with the rate; None where no rate is listed."""
    rate = Decimal(1) if money.currency == currency else rates.get((money.currency, currency))
    return None if rate is None else (money.converted(rate, currency), rate)


@dataclass(frozen=True, slots=True)
class Sale:
    """What the customer pays, in `currency`. `fee_percent` of the total stays with the shop; `not_bought` is the price
    of the units that no purchase holds."""

    currency: str
    total: Decimal | None
    tax: Decimal = _ZERO
    refunded: Decimal = _ZERO
    fee_percent: Decimal = _ZERO
    not_bought: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Cost:
    """One purchase: `goods` and `freight` in `currency`, None where the supplier has not said."""

    about: str
    currency: str
    goods: Decimal | None
    freight: Decimal | None


@dataclass(frozen=True, slots=True)
class SumLine:
    """`code` is "paid", "tax", "refunded", "fee", "not_bought", "goods" or "freight"; `amount` counts with its sign, in
    the order's currency, None where it cannot be told; `original` is what was converted at `rate`."""

    code: str
    amount: Decimal | None
    about: str = ""
    original: Money | None = None
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ProfitSum:
    """`profit` and `cost` None where a figure is missing; `problems` are codes that say which."""

    currency: str
    lines: tuple[SumLine, ...]
    cost: Decimal | None
    profit: Decimal | None
    problems: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        return next((line.amount for line in self.lines if line.code == "paid" and line.amount is not None), _ZERO)


def sum_up(sale: Sale, costs: Sequence[Cost], rates: Rates) -> ProfitSum:
    """The sum of an order with these purchases. Without any purchase there is no profit to speak of: None."""
    lines = [*_earned(sale), *(line for cost in costs for line in _spent(cost, sale.currency, rates))]
    spent = [line for line in lines if line.code in ("goods", "freight")]
    problems = _problems(sale, spent)
    cost = None if any(line.amount is None for line in spent) or not spent else -_added(spent)
    profit = None if problems or not spent else _coins(_added(lines), sale.currency)
    cost = None if cost is None else _coins(cost, sale.currency)
    return ProfitSum(sale.currency, tuple(lines), cost, profit, problems)


def floor_verdict(found: ProfitSum, floor_percent: Decimal) -> str:
    """ "" where the order may be bought for, else why not: `no_exchange_rate` or `below_floor`.

    A sum without a profit for another reason says nothing: the guards of the purchase look at its cost themselves.
    """
    if NO_EXCHANGE_RATE in found.problems:
        return NO_EXCHANGE_RATE
    if found.profit is not None and found.profit < found.total * floor_percent / _PERCENT:
        return BELOW_FLOOR
    return ""


def as_json(found: ProfitSum) -> dict[str, Any]:
    """How the order keeps it: amounts as exact text."""
    return {
        "currency": found.currency,
        "cost": _text(found.cost),
        "profit": _text(found.profit),
        "problems": list(found.problems),
        "lines": [
            {
                "code": line.code,
                "amount": _text(line.amount),
                "about": line.about,
                **_origin(line),
            }
            for line in found.lines
        ],
    }


def _origin(line: SumLine) -> dict[str, str]:
    if line.original is None:
        return {}
    original = {"original": _text(line.original.amount) or "", "original_currency": line.original.currency}
    return original if line.rate is None else {**original, "rate": f"{line.rate.normalize():f}"}


def _earned(sale: Sale) -> list[SumLine]:
    total = sale.total
    fee = None if total is None else _coins(total * sale.fee_percent / _PERCENT, sale.currency)
    lines = [SumLine("paid", total), SumLine("tax", -sale.tax), SumLine("refunded", -sale.refunded)]
    lines.append(SumLine("fee", None if fee is None else -fee))
    return [*lines, SumLine("not_bought", -sale.not_bought)] if sale.not_bought else lines


def _spent(cost: Cost, currency: str, rates: Rates) -> list[SumLine]:
    found = []
    for code, amount in (("goods", cost.goods), ("freight", cost.freight)):
        if amount is None:
            found.append(SumLine(code, None, cost.about))
            continue
        original = Money(amount, cost.currency)
        changed = convert(original, currency, rates)
        if changed is None:
            found.append(SumLine(code, None, cost.about, original))
        elif cost.currency == currency:
            found.append(SumLine(code, -amount, cost.about))
        else:
            found.append(SumLine(code, -_coins(changed[0].amount, currency), cost.about, original, changed[1]))
    return found


def _problems(sale: Sale, spent: Sequence[SumLine]) -> tuple[str, ...]:
    found = [] if sale.total is not None else [NO_TOTAL]
    missing = [line for line in spent if line.amount is None]
    if any(line.original is not None for line in missing):
        found.append(NO_EXCHANGE_RATE)
    if any(line.original is None for line in missing):
        found.append(NO_COST)
    return tuple(found)


def _added(lines: Iterable[SumLine]) -> Decimal:
    return sum((line.amount for line in lines if line.amount is not None), _ZERO)


def _coins(amount: Decimal, currency: str) -> Decimal:
    return Money(amount, currency).rounded().amount


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"
