"""Disputes about orders made through the API."""

from decimal import Decimal
from typing import Any

from suppliers.adapters.cj.simulator.clock import order_date
from suppliers.adapters.cj.simulator.envelopes import Refused, Reply
from suppliers.adapters.cj.simulator.ledger import Line, Order, find_order
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.world import World

REASONS = {1: "Unfulfilled Order Cancellation", 9: "Products Damaged"}


@route("GET", "disputes/disputeProducts")
def dispute_products(world: World, asked: Asked) -> Reply:
    order = find_order(asked.caller, asked.word("orderId"))
    lines = [_line(world, order, line) for line in order.lines]
    return Reply({"orderId": order.order_id, "orderNumber": order.number, "productInfoList": lines})


@route("POST", "disputes/disputeConfirmInfo")
def dispute_confirm_info(world: World, asked: Asked) -> Reply:
    order = find_order(asked.caller, asked.field("orderId"))
    chosen = asked.body.get("productInfoList")
    if not isinstance(chosen, list) or not chosen:
        raise Refused(1607007)
    wanted = {str(row.get("lineItemId")) for row in chosen if isinstance(row, dict)}
    lines = [line for line in order.lines if line.line_id in wanted]
    if not lines:
        raise Refused(1607007)
    goods = sum((line.price * line.quantity for line in lines), Decimal(0))
    return Reply(
        {
            "orderId": order.order_id,
            "orderNumber": order.number,
            "maxProductPrice": goods,
            "maxPostage": order.postage,
            "maxIossTaxAmount": 0,
            "maxIossHandTaxAmount": 0,
            "maxAmount": goods + order.postage,
            "expectResultOptionList": ["1", "2"],
            "productInfoList": [_line(world, order, line) | {"cjImage": ""} for line in lines],
            "disputeReasonList": [{"disputeReasonId": key, "reasonName": name} for key, name in REASONS.items()],
        }
    )


@route("POST", "disputes/create")
def create(world: World, asked: Asked) -> Reply:
    """`businessDisputeId` is the caller's own key: a second one with it is refused."""
    account, order = asked.caller, find_order(asked.caller, asked.field("orderId"))
    key = asked.field("businessDisputeId")
    reason = REASONS.get(asked.number("disputeReasonId"))
    if reason is None or order.paid is None or any(row["key"] == key for row in account.disputes.values()):
        raise Refused(1607008)
    number = f"DP{world.number():08d}"
    account.disputes[number] = {
        "key": key, "disputeId": number, "id": number, "orderId": order.order_id, "orderNumber": order.number,
        "status": "In Process", "disputeReason": reason, "replacementAmount": None, "resendOrderCode": None,
        "finallyDeal": None, "money": order.amount, "createDate": order_date(world.clock.now()), "productList": [],
    }  # fmt: skip
    order.dispute_id = number
    return Reply(data=True)


@route("POST", "disputes/cancel")
def cancel(world: World, asked: Asked) -> Reply:
    order = find_order(asked.caller, asked.field("orderId"))
    row = asked.caller.disputes.get(asked.field("disputeId"))
    if row is None or row["orderId"] != order.order_id:
        raise Refused(1607009)
    row["status"], order.dispute_id = "Cancelled", None
    return Reply(data=True)


@route("GET", "disputes/getDisputeList")
def get_dispute_list(world: World, asked: Asked) -> Reply:
    page, size = asked.whole("pageNum", 1), asked.whole("pageSize", 10, most=100)
    found = [
        {name: value for name, value in row.items() if name != "key"}
        for row in asked.caller.disputes.values()
        if all(asked.word(name) in ("", row[name]) for name in ("orderId", "disputeId", "orderNumber"))
    ]
    rows = found[(page - 1) * size : page * size]
    return Reply({"pageNum": page, "pageSize": size, "total": len(found), "list": rows})


def _line(world: World, order: Order, line: Line) -> dict[str, Any]:
    return {
        "lineItemId": line.line_id,
        "cjProductId": line.pid,
        "cjVariantId": line.variant.vid,
        "canChoose": order.dispute_id is None and order.paid is not None,
        "price": line.price,
        "quantity": line.quantity,
        "cjProductName": world.catalogue.products[line.pid].name,
        "cjImage": line.variant.image,
        "sku": line.variant.sku,
        "supplierName": "",
    }
