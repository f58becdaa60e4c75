"""Stock and prices: compare and set, many rows in one call, and row by row where one of them is refused."""

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from marketplaces.adapters.shopify.client import ShopifyClient, UserError
from marketplaces.adapters.shopify.client.answers import Given
from marketplaces.adapters.shopify.errors import STALE
from marketplaces.adapters.shopify.mapper.listings import amount, available
from marketplaces.adapters.shopify.values import Obj, gid, obj, obj_or_none
from marketplaces.interface import PricePush, PushOutcome, StockPush

ROWS_A_CALL = 100  # an input's list takes 250
REASON = "correction"


def push_stock(client: ShopifyClient, pushes: Sequence[StockPush]) -> list[PushOutcome]:
    """In the order of the pushes. Rows of one call stand or fall together: when one is refused, each goes by itself."""
    outcomes: list[PushOutcome] = []
    for start in range(0, len(pushes), ROWS_A_CALL):
        chunk = pushes[start : start + ROWS_A_CALL]
        if len(chunk) > 1 and not _set(client, chunk, _common_key(chunk)):
            outcomes += [PushOutcome(push.variant_id) for push in chunk]
        else:
            outcomes += [_push_one(client, push) for push in chunk]
    return outcomes


def _push_one(client: ShopifyClient, push: StockPush) -> PushOutcome:
    refusals = _set(client, [push], push.idempotency_key)
    if not refusals:
        return PushOutcome(push.variant_id)
    is_kept, found = _level(client, push)
    if not is_kept:
        return _activate(client, push, refusals[0])
    if found == push.quantity:  # it stands there already: an earlier try whose answer was lost
        return PushOutcome(push.variant_id)
    code = "stale" if refusals[0].code == STALE else refusals[0].code or "refused"
    return PushOutcome(push.variant_id, code, refusals[0].message, found)


def _set(client: ShopifyClient, pushes: Sequence[StockPush], key: str) -> tuple[UserError, ...]:
    """What was refused. `changeFromQuantity` is always there: null is "do not compare", absent is an error."""
    quantities = [
        {
            "inventoryItemId": gid("InventoryItem", push.inventory_id),
            "locationId": gid("Location", push.location_id),
            "quantity": push.quantity,
            "changeFromQuantity": push.expected,
        }
        for push in pushes
    ]
    given = {"name": "available", "reason": REASON, "quantities": quantities}
    return client.ask(
        "inventory_set_quantities", {"input": given, "idempotencyKey": key}, _refusals, keeps_refusals=True
    )


def activate(client: ShopifyClient, push: StockPush) -> tuple[UserError, ...]:
    """Begins to keep an item at a location, with this many units."""
    variables = {
        "inventoryItemId": gid("InventoryItem", push.inventory_id),
        "locationId": gid("Location", push.location_id),
        "available": push.quantity,
        "idempotencyKey": str(uuid5(NAMESPACE_URL, f"activate:{push.idempotency_key}")),
    }
    return client.ask("inventory_activate", variables, _refusals, keeps_refusals=True)


def _activate(client: ShopifyClient, push: StockPush, why: UserError) -> PushOutcome:
    refusals = activate(client, push)
    if not refusals:
        return PushOutcome(push.variant_id)
    return PushOutcome(push.variant_id, why.code or "refused", refusals[0].message)


def _level(client: ShopifyClient, push: StockPush) -> tuple[bool, int | None]:
    """Whether the item is kept at the location, and how many there are."""

    def read(given: Given) -> tuple[bool, int | None]:
        item = obj_or_none(given.data.get("inventoryItem"), "inventoryItem")
        level = obj_or_none(item.get("inventoryLevel"), "inventoryLevel") if item else None
        return level is not None and bool(level.get("isActive")), available(level)

    variables = {"id": gid("InventoryItem", push.inventory_id), "locationId": gid("Location", push.location_id)}
    return client.ask("inventory_level", variables, read)


def push_prices(client: ShopifyClient, pushes: Sequence[PricePush]) -> list[PushOutcome]:
    """One call a product; what is not named as refused was taken."""
    by_product: dict[str, list[PricePush]] = {}
    for push in pushes:
        by_product.setdefault(push.product_id, []).append(push)
    outcomes: dict[tuple[str, str], PushOutcome] = {}
    for product_id, rows in by_product.items():
        for start in range(0, len(rows), ROWS_A_CALL):
            chunk = rows[start : start + ROWS_A_CALL]
            for push, outcome in zip(chunk, _push_prices_of(client, product_id, chunk), strict=True):
                outcomes[push.product_id, push.variant_id] = outcome
    return [outcomes[push.product_id, push.variant_id] for push in pushes]


def _push_prices_of(client: ShopifyClient, product_id: str, pushes: Sequence[PricePush]) -> list[PushOutcome]:
    variants = [
        {
            "id": gid("ProductVariant", push.variant_id),
            "price": amount(push.price),
            "compareAtPrice": amount(push.compare_at),
        }
        for push in pushes
    ]
    variables = {"productId": gid("Product", product_id), "variants": variants}
    refusals = client.ask("product_variants_bulk_update", variables, _refusals, keeps_refusals=True)
    return [_price_outcome(push, number, refusals) for number, push in enumerate(pushes)]


def _price_outcome(push: PricePush, number: int, refusals: Sequence[UserError]) -> PushOutcome:
    """A refusal that names no row is one of all rows."""
    for refusal in refusals:
        if refusal.index in {None, number}:
            return PushOutcome(push.variant_id, refusal.code or "refused", refusal.message)
    return PushOutcome(push.variant_id)


def _refusals(given: Given) -> tuple[UserError, ...]:
    _payload(given)
    return given.user_errors


def _payload(given: Given) -> Obj:
    return obj(given.payload, "the payload")


def _common_key(pushes: Sequence[StockPush]) -> str:
    """The same rows have the same key for ever, as each row's own."""
    joined: Any = "\n".join(push.idempotency_key for push in pushes)
    return str(uuid5(NAMESPACE_URL, joined))
