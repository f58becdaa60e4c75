"""Fulfillment API: orders, their parcels and refunds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from marketplaces.adapters.ebay import paging
from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.signing import MessageKey
from marketplaces.adapters.ebay.values import Misread, Obj, path_of, required, rows, written

ORDERS_A_PAGE = 40  # of 200 that it may have: some need a call of their own, and a page is to be done in a short time
OLDEST = timedelta(days=729)  # eBay tells of no more than two years (30830)


def orders_changed(client: EbayClient, since: datetime, cursor: str) -> tuple[list[Obj], str]:
    """One page, and the path of the next. By `lastmodifieddate` alone: beside a creation date it would not count."""
    now = timezone.now()
    if since > now:  # a time to come is refused (30850)
        return [], ""
    query = {"filter": f"lastmodifieddate:[{written(max(since, now - OLDEST))}..]", "limit": ORDERS_A_PAGE}
    return paging.page(
        client, Family.ORDERS, cursor or "order", "orders", operation="getOrders", query=None if cursor else query
    )


def order(client: EbayClient, order_id: str) -> Obj:
    def read(given: Given) -> Obj:
        required(given.body, "orderId")
        return given.body

    return client.get(Family.ORDERS, path_of("order", order_id), read, operation="getOrder")


def parcels(client: EbayClient, order_id: str) -> list[Obj]:
    return client.get(
        Family.ORDERS,
        path_of("order", order_id, "shipping_fulfillment"),
        lambda given: rows(given.body.get("fulfillments"), "fulfillments"),
        operation="getShippingFulfillments",
    )


def tell_parcel(client: EbayClient, order_id: str, body: Mapping[str, Any]) -> str:
    """The parcel's id, which is in the Location header alone. Sent once: a repeat may add a second parcel."""

    def read(given: Given) -> str:
        if not given.new_id:
            raise Misread("the answer has no Location")
        return given.new_id

    return client.send(
        "POST",
        Family.ORDERS,
        path_of("order", order_id, "shipping_fulfillment"),
        read,
        operation="createShippingFulfillment",
        repeatable=False,
        body=body,
    )


def refund(client: EbayClient, order_id: str, body: Mapping[str, Any], key: MessageKey | None) -> Obj:
    """Sent once: money."""

    def read(given: Given) -> Obj:
        required(given.body, "refundId")
        return given.body

    return client.send(
        "POST",
        Family.ORDERS,
        path_of("order", order_id, "issue_refund"),
        read,
        operation="issueRefund",
        repeatable=False,
        body=body,
        key=key,
    )
