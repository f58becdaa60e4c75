"""Money of operations as plain JSON: {"amount": "4.50", "currency": "EUR"}, and back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.money import Money, smallest_unit
from marketplaces.adapters.etsy.values import Obj, money, text


def shown(amount: Money | None) -> dict[str, str] | None:
    return None if amount is None else {"amount": f"{amount.rounded().amount:f}", "currency": amount.currency}


def shown_of(node: Obj, name: str) -> dict[str, str] | None:
    return shown(money(node.get(name), name))


def shown_minor(amount: Any, currency: Any) -> dict[str, str] | None:
    """A whole number of the currency's smallest coins, as the ledger writes it; None for null."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        return None
    code = text(currency)
    return shown(Money(Decimal(amount) * smallest_unit(code), code))


def taken(given: Mapping[str, Any]) -> Money:
    """Raises ValueError for what is no money."""
    return Money(Decimal(str(given["amount"])), str(given["currency"]))
