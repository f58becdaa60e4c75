"""Money: an exact amount and its currency, never one without the other. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

# Currencies (ISO 4217) whose smallest unit is not a hundredth.
_NO_DECIMALS = frozenset({"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"})  # fmt: skip
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


class CurrencyMismatch(ValueError):  # noqa: N818 - says what happened
    """Two amounts of different currencies were to be added or compared."""


def smallest_unit(currency: str) -> Decimal:
    """The value of the smallest coin: 0.01 for EUR, 1 for XOF, 0.001 for TND."""
    if currency in _NO_DECIMALS:
        return Decimal(1)
    return Decimal("0.001") if currency in _THREE_DECIMALS else Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in units of `currency` (ISO 4217, upper case). Arithmetic keeps all decimals; `rounded` gives coins."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite():
            raise ValueError("An amount of money is a finite Decimal.")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():  # noqa: PLR2004
            raise ValueError(f"Not a currency: {self.currency!r}.")

    def __str__(self) -> str:
        return f"{self.rounded().amount} {self.currency}"

    def __add__(self, other: Self) -> Self:
        self._check(other)
        return type(self)(self.amount + other.amount, self.currency)

    def __sub__(self, other: Self) -> Self:
        self._check(other)
        return type(self)(self.amount - other.amount, self.currency)

    def __mul__(self, times: int | Decimal) -> Self:
        return type(self)(self.amount * times, self.currency)

    def __lt__(self, other: Self) -> bool:
        self._check(other)
        return self.amount < other.amount

    def rounded(self) -> Self:
        """To the currency's smallest coin, half up."""
        return type(self)(self.amount.quantize(smallest_unit(self.currency), ROUND_HALF_UP), self.currency)

    def converted(self, rate: Decimal, currency: str) -> Self:
        """In another currency: `rate` is how many of `currency` one unit of ours buys. Not rounded."""
        return type(self)(self.amount * rate, currency)

    def _check(self, other: Self) -> None:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """From `low` to `high` in one currency; equal where the partner gives one figure."""

    low: Money
    high: Money

    def __post_init__(self) -> None:
        if self.high < self.low:
            raise ValueError(f"From {self.low} down to {self.high} is no range.")

    @classmethod
    def of(cls, low: Decimal, high: Decimal, currency: str) -> Self:
        """Either order is understood."""
        first, last = sorted((low, high))
        return cls(Money(first, currency), Money(last, currency))

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low.rounded().amount}–{self.high}"
