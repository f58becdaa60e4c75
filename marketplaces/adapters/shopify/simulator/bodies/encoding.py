"""The bytes of a webhook: raw UTF-8, with & < > as \\u0026 \\u003c \\u003e, so that nobody else writes them the same."""

import json
from decimal import Decimal
from typing import Any

from marketplaces.adapters.shopify.simulator.books.orders import CENT, Order


def encode(body: Any) -> bytes:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").encode()


def money(amount: Decimal) -> str:
    return f"{amount.quantize(CENT)}"


def money_set(order: Order, amount: Decimal) -> dict[str, Any]:
    shown = (amount * order.rate).quantize(CENT)
    return {
        "shop_money": {"amount": money(amount), "currency_code": order.currency},
        "presentment_money": {"amount": money(shown), "currency_code": order.presentment},
    }
