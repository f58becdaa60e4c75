"""Money as bags: what the shop counts in and what the buyer sees."""

from decimal import Decimal
from typing import Any

from marketplaces.adapters.shopify.simulator.books.orders import CENT, Order

Shown = dict[str, Any]


def money(amount: Decimal, currency: str) -> Shown:
    return {"__typename": "MoneyV2", "amount": amount, "currencyCode": currency}


def bag(order: Order, amount: Decimal) -> Shown:
    return {
        "__typename": "MoneyBag",
        "shopMoney": money(amount, order.currency),
        "presentmentMoney": money((amount * order.rate).quantize(CENT), order.presentment),
    }
