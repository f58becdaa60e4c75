"""From a cost to our price, by a rule that staff choose. Pure.

price = (cost [+ freight]) × rate × (1 + margin ÷ 100) + fixed, rounded upwards as the rule says. A margin is a
percentage of the cost, in the rule and in the result alike. Rounding never takes away from the margin.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, InvalidOperation

from core.errors import HubError
from core.money import CurrencyMismatch, Money, smallest_unit

HIGHEST_PRICE = Decimal(10) ** 10  # our column has ten digits before the point
_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")


class BadRule(HubError):  # noqa: N818 - says what is wrong
    """The rule cannot be applied to this cost. `code`: "rounding", "rate", "currency", "margin" or "too_high"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class PriceRule:
    """`rounding` is a step ("0.01", "0.05", "1", "5") or an ending (".99", ".90").

    `currency` "" keeps the cost's. In another one `rate` is how many of it one unit of the cost's currency buys: given
    by staff, never guessed. `fixed` is in the price's currency.
    """

    margin_percent: Decimal
    fixed: Decimal | None = None
    rounding: str = "0.01"
    currency: str = ""
    rate: Decimal = Decimal(1)
    include_freight: bool = True

    def __post_init__(self) -> None:
        if not (self.margin_percent.is_finite() and self.margin_percent > -_HUNDRED):
            raise BadRule("margin", f"A margin of {self.margin_percent} % cannot be taken.")
        if self.fixed is not None and not self.fixed.is_finite():
            raise BadRule("margin", f"Not an amount: {self.fixed}.")
        if not (self.rate.is_finite() and self.rate > 0):
            raise BadRule("rate", f"Not an exchange rate: {self.rate}.")
        _rounding(self.rounding)


@dataclass(frozen=True, slots=True)
class Priced:
    """`cost` is all that the rule was applied to, in the price's currency. `margin` is what is left of the price.

    `margin_percent` is of the cost, to a tenth; None where the cost is 0. `is_below_cost`: at this price each one sold
    loses money.
    """

    price: Money
    cost: Money
    margin: Money
    margin_percent: Decimal | None

    @property
    def is_below_cost(self) -> bool:
        return self.margin.amount < 0


def price(cost: Money, freight: Money | None, rule: PriceRule) -> Priced:
    """Raises BadRule, and CurrencyMismatch where freight is not in the cost's currency."""
    landed = cost + freight if freight is not None and rule.include_freight else cost
    currency = rule.currency or cost.currency
    if currency != cost.currency and rule.rate == 1:
        raise BadRule("rate", f"From {cost.currency} to {currency} an exchange rate is needed.")
    if currency == cost.currency and rule.rate != 1:
        raise BadRule("rate", f"The price is in {currency} like the cost: there is nothing to exchange.")
    try:
        ours = landed.converted(rule.rate, currency)
    except ValueError as error:
        raise BadRule("currency", str(error)) from error
    wanted = ours.amount * (1 + rule.margin_percent / _HUNDRED) + (rule.fixed or Decimal(0))
    rounded = Money(round_up(max(wanted, Decimal(0)), rule.rounding, currency), currency)
    if rounded.amount >= HIGHEST_PRICE:
        raise BadRule("too_high", f"A price of {rounded} is more than we can keep.")
    return of_price(rounded, ours)


def of_price(ours: Money, cost: Money) -> Priced:
    """What a price leaves over a cost. Raises CurrencyMismatch."""
    margin = ours - cost
    percent = (margin.amount / cost.amount * _HUNDRED).quantize(_TENTH, ROUND_HALF_UP) if cost.amount else None
    return Priced(ours, cost, margin, percent)


def round_up(amount: Decimal, rounding: str, currency: str) -> Decimal:
    """The least amount of that form which is not below `amount`. Coins that the currency does not have are left out."""
    kind, value = _rounding(rounding)
    coin = smallest_unit(currency)
    if kind == "ending" and value % coin == 0:
        whole = (amount - value).to_integral_value(ROUND_CEILING)
        return (max(whole, Decimal(0)) + value).quantize(coin)
    step = max(value, coin) if kind == "step" else coin
    return ((amount / step).to_integral_value(ROUND_CEILING) * step).quantize(coin, ROUND_CEILING)


def _rounding(text: str) -> tuple[str, Decimal]:
    """("step" or "ending", its value). Raises BadRule."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise BadRule(
            "rounding", f"Not a rounding: {text!r}. Use a step such as 0.05 or an ending such as .99."
        ) from None
    if text.startswith("."):
        if 0 <= value < 1:
            return "ending", value
    elif value.is_finite() and value > 0:
        return "step", value
    raise BadRule("rounding", f"Not a rounding: {text!r}. Use a step such as 0.05 or an ending such as .99.")


__all__ = ["BadRule", "CurrencyMismatch", "PriceRule", "Priced", "of_price", "price", "round_up"]
