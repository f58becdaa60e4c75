"""Amounts as the API shows them, and the least price of a listing in each currency."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# About 0.20 US dollars; the figures for other currencies are this look-alike's own.
LEAST_PRICE = {"USD": Decimal("0.20"), "EUR": Decimal("0.18"), "GBP": Decimal("0.16"), "CAD": Decimal("0.27")}
MOST_PRICE = Decimal(50_000)


def shown(amount: Decimal, currency: str, divisor: int = 100) -> dict[str, Any]:
    return {"amount": minor(amount, divisor), "divisor": divisor, "currency_code": currency}


def minor(amount: Decimal, divisor: int = 100) -> int:
    return int((amount * divisor).quantize(Decimal(1), ROUND_HALF_UP))


def least_price(currency: str) -> Decimal:
    return LEAST_PRICE.get(currency, Decimal("0.20"))
