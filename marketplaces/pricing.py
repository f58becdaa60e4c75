"""From our price to a shop's, by a rule that staff choose, with the sum's lines. Pure.

price = (ours × rate) × (1 + percent ÷ 100) + fixed, rounded upwards. What is left of it after the marketplace's fees and
the worst cost may not be under the rule's least margin: `floor` is the least price that leaves so much. Rounding never
takes away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from core.errors import HubError
from core.money import Money, smallest_unit
from inventory.pricing import HIGHEST_PRICE, round_up

_HUNDRED = Decimal(100)
_ZERO = Decimal(0)
# Names of marketplaces.models.Rounding -> what inventory.pricing.round_up understands.
_ROUNDING = {"none": "0.01", "99": ".99", "95": ".95", "whole": "1"}
_THOUSANDTH = "0.001"


class NoRate(HubError):  # noqa: N818 - says what is wrong
    """Nobody said what one currency is worth in the other; it is never guessed."""

    def __init__(self, currency: str, shop: str) -> None:
        super().__init__(f"From {currency} to {shop} an exchange rate is needed.")
        self.currency, self.shop = currency, shop


class BadRule(HubError):  # noqa: N818 - says what is wrong
    """The rule cannot be applied: its fees and margin eat the whole price, or a rate is no number."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`percent`, `fee_percent` and `least_margin_percent` in per cent, the latter two of the price; `fixed` and
    `fee_fixed` in the shop's currency. `rates`: how many of the shop's units one unit of another currency buys."""

    percent: Decimal = _ZERO
    fixed: Decimal = _ZERO
    rounding: str = "none"
    fee_percent: Decimal = _ZERO
    fee_fixed: Decimal = _ZERO
    least_margin_percent: Decimal = _ZERO
    rates: Mapping[str, str] = field(default_factory=dict)


PLAIN = Rule()


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line of the sum: `code` "ours", "rate", "percent", "fixed", "rounding", "price", "fees", "cost", "left" or
    "floor"; `factor` is the rate or the per cent where the line has one."""

    code: str
    amount: Money
    factor: str = ""


@dataclass(frozen=True, slots=True)
class ShopPrice:
    """`floor` and `left` are None where no cost is known: then nothing can be said of profit."""

    price: Money
    lines: tuple[SumLine, ...]
    floor: Money | None = None
    left: Money | None = None

    @property
    def is_below_floor(self) -> bool:
        return self.floor is not None and self.price < self.floor


def shop_price(ours: Money, costs: Sequence[Money], rule: Rule, currency: str) -> ShopPrice:
    """Our price in the shop's `currency`. `costs` are those of all offers that may come to be bought: the worst counts.

    Raises NoRate and BadRule.
    """
    base = convert(ours, currency, rule.rates)
    lines = [SumLine("ours", ours)]
    if base.currency != ours.currency:
        lines.append(SumLine("rate", base, str(rule.rates[ours.currency])))
    percent = Money(base.amount * rule.percent / _HUNDRED, currency)
    fixed = Money(rule.fixed, currency)
    if percent.amount:
        lines.append(SumLine("percent", percent, f"{rule.percent.normalize():f}"))
    if fixed.amount:
        lines.append(SumLine("fixed", fixed))
    wanted = base + percent + fixed
    price = Money(_rounded(max(wanted.amount, _ZERO), rule.rounding, currency), currency)
    if price.amount >= HIGHEST_PRICE:
        raise BadRule(f"A price of {price} is more than can be kept.")
    if price.amount != wanted.amount:
        lines.append(SumLine("rounding", price - wanted))
    lines.append(SumLine("price", price))
    if not costs:
        return ShopPrice(price, tuple(lines))
    worst = max((convert(cost, currency, rule.rates) for cost in costs), key=lambda cost: cost.amount)
    floor = floor_of(worst, rule)
    fees = Money(price.amount * rule.fee_percent / _HUNDRED + rule.fee_fixed, currency)
    left = price - fees - worst
    lines += [SumLine("fees", fees), SumLine("cost", worst), SumLine("left", left), SumLine("floor", floor)]
    return ShopPrice(price, tuple(lines), floor, left)


def floor_of(cost: Money, rule: Rule) -> Money:
    """The least price that pays the cost and the fees and leaves the least margin. Raises BadRule."""
    share = _HUNDRED - rule.fee_percent - rule.least_margin_percent
    if share <= 0:
        raise BadRule("Fees and least margin together leave nothing of the price.")
    least = (cost.amount + rule.fee_fixed) * _HUNDRED / share
    coin = smallest_unit(cost.currency)
    return Money((least / coin).to_integral_value(ROUND_CEILING) * coin, cost.currency)


def convert(amount: Money, currency: str, rates: Mapping[str, str]) -> Money:
    """Raises NoRate where the rates do not name it, BadRule where they name no number."""
    if amount.currency == currency:
        return amount
    if amount.currency not in rates:
        raise NoRate(amount.currency, currency)
    try:
        rate = Decimal(str(rates[amount.currency]))
    except InvalidOperation:
        raise BadRule(f"Not an exchange rate: {rates[amount.currency]!r}.") from None
    if not (rate.is_finite() and rate > 0):
        raise BadRule(f"Not an exchange rate: {rate}.")
    return amount.converted(rate, currency)


def _rounded(amount: Decimal, rounding: str, currency: str) -> Decimal:
    step = _ROUNDING.get(rounding)
    if step is None:
        raise BadRule(f"Not a rounding: {rounding!r}.")
    if rounding == "none" and smallest_unit(currency) == Decimal(_THOUSANDTH):
        step = _THOUSANDTH
    return round_up(amount, step, currency)


__all__ = ["PLAIN", "BadRule", "NoRate", "Rule", "ShopPrice", "SumLine", "convert", "floor_of", "shop_price"]
