"""Inventory API: items, groups of items, and looking at them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from core.errors import NotFound
from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.mapper.readings import RowResult, row_result, warnings_of
from marketplaces.adapters.ebay.paging import all_rows, page
from marketplaces.adapters.ebay.values import Obj, path_of, required, rows, text

ROWS_A_CALL = 25
MIGRATED_A_CALL = 5
ITEMS_A_PAGE = 200
Body = Mapping[str, Any]
T = TypeVar("T")


def put_item(client: EbayClient, sku: str, body: Body) -> tuple[str, ...]:
    """Makes or replaces it: 201, 204 and 200 are all good. eBay's warnings."""
    return _put(client, path_of("inventory_item", sku), body, "createOrReplaceInventoryItem")


def get_item(client: EbayClient, sku: str) -> Obj | None:
    """None where there is none."""
    return _get_or_none(client, path_of("inventory_item", sku), "getInventoryItem")


def put_items(client: EbayClient, bodies: Sequence[Body]) -> dict[str, RowResult]:
    """By SKU; rows stand and fall by themselves."""
    found: dict[str, RowResult] = {}
    for chunk in chunks(bodies, ROWS_A_CALL):
        rows_given = client.send(
            "POST",
            Family.INVENTORY,
            "bulk_create_or_replace_inventory_item",
            _responses,
            operation="bulkCreateOrReplaceInventoryItem",
            body={"requests": list(chunk)},
            language=client.identity.language,
        )
        found |= {text(row.get("sku")): row_result(row) for row in rows_given}
    return found


def get_items(client: EbayClient, skus: Sequence[str]) -> dict[str, Obj]:
    """By SKU, those alone that there are."""
    found: dict[str, Obj] = {}
    for chunk in chunks(skus, ROWS_A_CALL):
        answers = client.send(
            "POST",
            Family.INVENTORY,
            "bulk_get_inventory_item",
            _responses,
            operation="bulkGetInventoryItem",
            body={"requests": [{"sku": sku} for sku in chunk]},
        )
        for row in answers:
            if isinstance(row.get("inventoryItem"), dict) and row_result(row).is_taken:
                found[required(row, "sku")] = row["inventoryItem"]
    return found


def all_items(client: EbayClient) -> list[Obj]:
    """Of all pages. The offset of this list is a page's number, so that `next` is followed and never computed."""
    query = {"limit": ITEMS_A_PAGE}
    return all_rows(
        client, Family.INVENTORY, "inventory_item", "inventoryItems", operation="getInventoryItems", query=query
    )


def items_page(client: EbayClient, cursor: str = "") -> tuple[list[Obj], str]:
    """One page and where the next begins, "" after the last."""
    path, query = (cursor, None) if cursor else ("inventory_item", {"limit": ITEMS_A_PAGE})
    return page(client, Family.INVENTORY, path, "inventoryItems", operation="getInventoryItems", query=query)


def put_group(client: EbayClient, key: str, body: Body) -> tuple[str, ...]:
    return _put(client, path_of("inventory_item_group", key), body, "createOrReplaceInventoryItemGroup")


def get_group(client: EbayClient, key: str) -> Obj | None:
    """None where there is none."""
    return _get_or_none(client, path_of("inventory_item_group", key), "getInventoryItemGroup")


def update_prices_and_stock(client: EbayClient, requests: Sequence[Body]) -> list[Obj]:
    """The rows of one call, at most 25. Absolute figures: sent twice they are set once, though each is a revision."""
    return client.send(
        "POST",
        Family.INVENTORY,
        "bulk_update_price_quantity",
        _responses,
        operation="bulkUpdatePriceQuantity",
        body={"requests": list(requests)},
    )


def migrate(client: EbayClient, listing_ids: Sequence[str]) -> list[Obj]:
    """Takes listings made elsewhere over into this API, at most five a call. Repeated it says that they are."""
    return client.send(
        "POST",
        Family.INVENTORY,
        "bulk_migrate_listing",
        _responses,
        operation="bulkMigrateListing",
        body={"requests": [{"listingId": listing_id} for listing_id in listing_ids]},
    )


def chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _put(client: EbayClient, path: str, body: Body, operation: str) -> tuple[str, ...]:
    return client.send(
        "PUT",
        Family.INVENTORY,
        path,
        lambda given: warnings_of(given.body),
        operation=operation,
        body=dict(body),
        language=client.identity.language,
    )


def _get_or_none(client: EbayClient, path: str, operation: str) -> Obj | None:
    read: Callable[[Given], Obj] = lambda given: given.body  # noqa: E731 - named for its type
    try:
        return client.get(Family.INVENTORY, path, read, operation=operation)
    except NotFound:
        return None


def _responses(given: Given) -> list[Obj]:
    return rows(given.body.get("responses"), "responses")
