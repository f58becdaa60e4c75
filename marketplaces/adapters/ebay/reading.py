"""Orders with their parcels, page by page and one by one."""

from datetime import datetime

from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import fulfilment
from marketplaces.adapters.ebay.mapper import orders, parcels
from marketplaces.adapters.ebay.values import Misread, Obj, text
from marketplaces.interface import FulfilmentState, OrderPage, RemoteOrder


def orders_page(client: EbayClient, since: datetime, cursor: str) -> OrderPage:
    """One bad order never stops the others. Paging counts records of a moving list, so that an order may be missed: the
    caller asks again for the last minutes, and writes by id."""
    found, following = fulfilment.orders_changed(client, since, cursor)
    items: list[RemoteOrder] = []
    unreadable: list[tuple[str, str]] = []
    for node in found:
        try:
            items.append(_of_list(client, node))
        except Misread as problem:
            unreadable.append((text(node.get("orderId")), str(problem)))
    return OrderPage(tuple(items), following, tuple(unreadable))


def order(client: EbayClient, remote_id: str) -> RemoteOrder:
    return _whole(client, fulfilment.order(client, remote_id))


def state(client: EbayClient, remote_id: str) -> FulfilmentState:
    node = fulfilment.order(client, remote_id)
    return parcels.state(node, fulfilment.parcels(client, remote_id))


def _of_list(client: EbayClient, node: Obj) -> RemoteOrder:
    """A list never shows the requests to cancel: such an order is read alone."""
    if orders.cancel_state(node) != orders.NOT_CANCELLED:
        node = fulfilment.order(client, text(node.get("orderId")))
    return _whole(client, node)


def _whole(client: EbayClient, node: Obj) -> RemoteOrder:
    """Parcels are asked for where there are any."""
    sent = node.get("fulfillmentHrefs")
    told = fulfilment.parcels(client, text(node.get("orderId"))) if sent else []
    return orders.order(node, told)
