"""Ways in which the whole catalogue can be wrong, as seen by the reader; the shop itself is not changed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

Item = dict[str, Any]
View = Callable[[list[bytes]], list[bytes]]

encode = msgspec.json.Encoder().encode


def _each(change: Callable[[Item], Item]) -> View:
    return lambda products: [encode(change(msgspec.json.decode(raw))) for raw in products]


def _times_hundred(item: Item) -> Item:
    return item if item.get("price") is None else item | {"price": str(Decimal(str(item["price"])) * 100)}


def _other_account(item: Item) -> Item:
    return item | {"id": int(item["id"]) + 50_000_000, "sku": None, "name": f"Autre compte {item['id']}"}


def _in_service_words(item: Item) -> Item:
    """The vocabulary of the service's own list: other keys, figures as text, the purchase price beside the selling one."""
    price, stock, images = item.get("price"), item.get("stock"), item.get("images") or [None]
    same = {
        key: item.get(key) for key in ("id", "name", "description", "is_active", "site_configuration", "updated_at")
    }
    return same | {
        "cug": item.get("sku"),
        "selling_price": price,
        "purchase_price": None if price is None else str(Decimal(str(price)) * 8 / 10),
        "quantity": None if stock is None else f"{stock}.000",
        "category": None if item.get("category_id") is None else {"id": item["category_id"], "name": "Rayon"},
        "brand_name": item.get("brand"),
        "image_url": images[0],
        "sale_unit_type": "quantity",
    }


VIEWS: dict[str, View] = {
    "empty": lambda _products: [],
    "half": lambda products: products[::2],
    "prices_x100": _each(_times_hundred),
    "zero_stock": _each(lambda item: item | {"stock": 0}),
    "inactive": _each(lambda item: item | {"is_active": False}),
    "wrong_account": _each(_other_account),
    "service_words": _each(_in_service_words),
}
