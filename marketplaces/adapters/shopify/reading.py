"""Orders, the state of their parcels, and listings, read to the last page."""

from datetime import UTC, datetime
from typing import Any

from core.errors import NotFound
from marketplaces.adapters.shopify.client import ShopifyClient
from marketplaces.adapters.shopify.client.answers import Given
from marketplaces.adapters.shopify.errors import PARTNER
from marketplaces.adapters.shopify.mapper import orders, parcels
from marketplaces.adapters.shopify.mapper.parcels import OrderPart
from marketplaces.adapters.shopify.paging import page_of, rest
from marketplaces.adapters.shopify.values import Misread, Obj, gid, needed_number, number_of, obj, obj_or_none, rows
from marketplaces.interface import OrderPage, RemoteFulfilment, RemoteOrder

ORDERS_A_PAGE = 20  # about 330 points of the 1,000 that one query may cost


def orders_page(client: ShopifyClient, since: datetime, cursor: str) -> OrderPage:
    stamp = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    variables = {"first": ORDERS_A_PAGE, "after": cursor or None, "query": f"updated_at:>='{stamp}'"}
    found, following = client.ask("orders_page", variables, lambda given: page_of(given.data, "orders"))
    items: list[RemoteOrder] = []
    unreadable: list[tuple[str, str]] = []
    for node in found:
        try:
            items.append(_whole_order(client, node))
        except Misread as problem:  # one bad order never stops the others
            unreadable.append((number_of(node.get("id")), str(problem)))
    return OrderPage(tuple(items), following, tuple(unreadable))


def order(client: ShopifyClient, remote_id: str) -> RemoteOrder:
    return _whole_order(client, _root(client, "order", "order", {"id": gid("Order", remote_id)}))


def _whole_order(client: ShopifyClient, node: Obj) -> RemoteOrder:
    lines, cursor = page_of(node, "lineItems")
    lines += rest(client, "order_lines", "order", "lineItems", {"id": node.get("id")}, cursor)
    return orders.order(node, lines)


def order_parcels(client: ShopifyClient, remote_id: str) -> tuple[Obj, list[OrderPart], list[RemoteFulfilment]]:
    """The order's head, its fulfilment orders and its fulfilments, each with all its lines."""
    variables: dict[str, Any] = {"id": gid("Order", remote_id), "after": None}
    head = _root(client, "order_parcels", "order", variables)
    found, cursor = page_of(head, "fulfillmentOrders")
    found += rest(client, "order_parcels", "order", "fulfillmentOrders", variables, cursor)
    parts = [_whole_part(client, node) for node in found]
    existing = [_whole_fulfilment(client, node) for node in rows(head.get("fulfillments"), "fulfillments")]
    return head, parts, existing


def _whole_part(client: ShopifyClient, node: Obj) -> OrderPart:
    lines, cursor = page_of(node, "lineItems")
    lines += rest(client, "fulfillment_order_lines", "fulfillmentOrder", "lineItems", {"id": node.get("id")}, cursor)
    return parcels.order_part(node, lines)


def _whole_fulfilment(client: ShopifyClient, node: Obj) -> RemoteFulfilment:
    lines, cursor = page_of(node, "fulfillmentLineItems")
    lines += rest(client, "fulfillment_lines", "fulfillment", "fulfillmentLineItems", {"id": node.get("id")}, cursor)
    return parcels.fulfilment(node, lines)


def product(client: ShopifyClient, file: str, remote_id: str, location_id: str) -> tuple[Obj, list[Obj]]:
    """A product with all its variants, by one of the documents that read them; at a location where one is given."""
    variables: dict[str, Any] = {
        "id": gid("Product", remote_id),
        "after": None,
        "locationId": gid("Location", location_id or "0"),
        "atLocation": bool(location_id),
    }
    head = _root(client, file, "product", variables)
    variants, cursor = page_of(head, "variants")
    return head, variants + rest(client, file, "product", "variants", variables, cursor)


def _root(client: ShopifyClient, file: str, name: str, variables: dict[str, Any]) -> Obj:
    """The root field's object. Raises NotFound where it is null: that is how Shopify says so."""

    def read(given: Given) -> Obj | None:
        return obj_or_none(given.data.get(name), name)

    found = client.ask(file, variables, read)
    if found is None:
        raise NotFound(PARTNER, file, message=f"there is no such {name}")
    needed_number(obj(found, name), "id")
    return found
