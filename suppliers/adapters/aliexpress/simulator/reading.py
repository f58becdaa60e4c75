"""What the platform tells of an order and of its parcels (contract, 6.3 and 6.4)."""

import json
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from suppliers.adapters.aliexpress.simulator.books import PAY_TIMEOUT, Books, Order
from suppliers.adapters.aliexpress.simulator.catalogue import money
from suppliers.adapters.aliexpress.simulator.clock import DAY
from suppliers.adapters.aliexpress.simulator.products import store
from suppliers.adapters.aliexpress.simulator.refusals import Refusal, invalid, missing
from suppliers.adapters.aliexpress.simulator.shapes import Json, Rows

PACIFIC = ZoneInfo("America/Los_Angeles")


def order_get(books: Books, asked: Mapping[str, str]) -> Json:
    if not asked.get("single_order_query"):
        raise missing("single_order_query")
    try:
        order_id = json.loads(asked["single_order_query"])["order_id"]
    except (ValueError, KeyError, TypeError):
        raise invalid("single_order_query") from None
    order = books.find(str(order_id))
    if order is None:  # a wrong number looks like a lack of permission
        raise Refusal("15", sub_code="isv.insufficient-permission")
    return {"result": _order(order), "rsp_code": "200", "rsp_msg": "Call succeeds"}


def _order(order: Order) -> Json:
    # While nothing was sent the lists are written out; later a list of one is the object itself.
    is_sent = bool(order.parcels)
    children = [
        {
            "product_id": str(line.product_id),
            "product_name": line.subject,
            "product_count": str(line.quantity),
            "product_price": {"amount": money(line.price, "USD"), "currency_code": "USD"},
        }
        | ({"end_reason": order.end_reason} if order.end_reason else {})
        for line in order.lines
    ]
    service = order.lines[0].service
    parcels = [{"logistics_no": number, "logistics_service": service} for number in order.parcels]
    return {
        "gmt_create": datetime.fromtimestamp(order.created, PACIFIC).strftime("%Y-%m-%d %H:%M:%S"),
        "order_status": order.status,
        "logistics_status": order.logistics,
        "pay_timeout_second": str(PAY_TIMEOUT),
        "order_amount": {"amount": order.amount, "currency_code": "USD"},
        "child_order_list": Rows("aeop_child_order_info", children, lonely=is_sent),
        "logistics_info_list": Rows("aeop_order_logistics_info", parcels, lonely=True),
        "store_info": store(order.store) | {"store_url": f"https://www.aliexpress.com/store/{order.store}"},
    }


def order_tracking_get(books: Books, asked: Mapping[str, str]) -> Json:
    if not asked.get("ae_order_id"):
        raise missing("ae_order_id")
    order = books.find(asked["ae_order_id"])
    if order is None or not order.parcels:
        return {"result": {"ret": False, "msg": "TRACKING DATA NOT FOUND", "code": "1001"}}
    details = Rows("tracking_detail", [_parcel(order, place) for place in range(len(order.parcels))])
    data = {"tracking_detail_line_list": details}
    return {"result": {"ret": True, "code": "0", "msg": "success", "data": data}}


def _parcel(order: Order, place: int) -> Json:
    """One parcel, its newest event first. The parcels share the lines between them."""
    start = int(order.created * 1000)
    delivered = [("DELIVERED", "Delivered", 9)] if order.status == "FINISH" else []
    steps = [*delivered, ("IN_TRANSIT", "Departed from sorting centre", 4), ("CREATED", "Order received", 2)]
    nodes = []
    for number, (name, words, days) in enumerate(steps):
        at = start + int(days * DAY * 1000)
        nodes.append(
            # A number here, a text there: both have been seen in one answer.
            {"time_stamp": str(at) if number % 2 else at, "tracking_name": name, "tracking_detail_desc": words}
        )
    lines = [line for number, line in enumerate(order.lines) if number % len(order.parcels) == place] or order.lines[:1]
    items = [
        {
            "item_id": str(line.product_id),
            "item_title": line.subject,
            "sku_desc": line.sku_text,
            "quantity": str(line.quantity),
        }
        for line in lines
    ]
    return {
        "mail_no": order.parcels[place],
        "carrier_name": "AliExpress Selection Standard",
        "eta_time_stamps": start + int(14 * DAY * 1000),
        "detail_node_list": Rows("detail_node", nodes),
        "package_item_list": Rows("package_item", items),
    }
