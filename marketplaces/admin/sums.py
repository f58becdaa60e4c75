"""A price's sum in words, line by line."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from core.admin.badges import grouped
from inventory.admin.badges import places_of
from marketplaces.pricing import ShopPrice

LINES: dict[str, Any] = {
    "ours": gettext_lazy("Our price"),
    "rate": gettext_lazy("In the shop's currency, at %(factor)s"),
    "percent": gettext_lazy("%(factor)s % on top"),
    "fixed": gettext_lazy("Fixed amount"),
    "rounding": gettext_lazy("Rounding"),
    "price": gettext_lazy("Price there"),
    "fees": gettext_lazy("Marketplace's fees"),
    "cost": gettext_lazy("Worst cost, without freight"),
    "left": gettext_lazy("What is left"),
    "floor": gettext_lazy("Least price"),
}
STRONG = {"price", "left"}


def sum_rows(priced: ShopPrice | None) -> list[dict[str, Any]]:
    if priced is None:
        return []
    return [
        {
            "words": str(LINES[line.code]).replace("%(factor)s", line.factor),
            "amount": f"{grouped(line.amount.rounded().amount, 2)} {line.amount.currency}",
            "strong": line.code in STRONG,
        }
        for line in priced.lines
    ]


def amount(value: Decimal | None, currency: str) -> str:
    return "–" if value is None else f"{grouped(value, places_of(value, 2))} {currency}"
