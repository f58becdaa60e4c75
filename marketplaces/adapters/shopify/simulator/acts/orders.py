"""Cancelling, refunding, and what is written on an order."""

import uuid
from collections.abc import Iterable
from decimal import Decimal

from marketplaces.adapters.shopify.simulator import telling
from marketplaces.adapters.shopify.simulator.books import changing
from marketplaces.adapters.shopify.simulator.books.numbers import gid, number_in
from marketplaces.adapters.shopify.simulator.books.orders import ZERO, Line, Order, Transaction
from marketplaces.adapters.shopify.simulator.books.shop import Job, Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Refused, Shown, root
from marketplaces.adapters.shopify.simulator.views.orders import show_order
from marketplaces.adapters.shopify.simulator.views.refunds import show_refund

LONGEST_NOTE = 255
MORE_THAN_BOUGHT = "Refund line items quantity cannot refund more items than were purchased"
MORE_THAN_PAID = "Transactions amount cannot be more than the amount that is left to refund"
ADDRESS = {"firstName": "first_name", "lastName": "last_name", "countryCode": "country_code"}


@root("orderCancel", "write_orders", errors_name="orderCancelUserErrors")
def order_cancel(call: Call, args: Args) -> Shown:
    """Cannot be taken back. The job does it: at once, or when it was polled as often as the rules say."""
    shop, order = call.shop, _order(call.shop, args["orderId"], ["orderId"])
    method = args.get("refundMethod")
    if args.get("refund") is not None and method is not None:
        raise Refused("Only one of the arguments `refund` or `refund_method` is allowed.", ["refund"], "INVALID")
    if order.cancelled:
        raise Refused("Cannot cancel an order that has already been canceled", ["orderId"], "INVALID")
    if any(parcel.status != "CANCELLED" for parcel in order.parcels):
        raise Refused("Cannot cancel an order that has outstanding fulfillments", ["orderId"], "INVALID")
    if len(args.get("staffNote") or "") > LONGEST_NOTE:
        raise Refused("Staff note is too long (maximum is 255 characters)", ["staffNote"], "INVALID")
    refunds = bool(args.get("refund") or (method or {}).get("originalPaymentMethodsRefund"))

    def work() -> None:
        made = changing.cancel(
            shop, order, args["reason"], refunds=refunds, restocks=args["restock"], staff_note=args.get("staffNote")
        )
        telling.order_cancelled(shop, order, made)

    job = Job(gid("Job", str(uuid.uuid4())), shop.rules.job_polls, work)
    shop.jobs[job.identity] = job
    shown = {"__typename": "Job", "id": job.identity, "done": False}
    if not shop.rules.job_polls:
        job.poll()
    return {"job": shown}


@root("refundCreate", "write_orders", needs_key=True)
def refund_create(call: Call, args: Args) -> Shown:
    shop, given = call.shop, args["input"]
    order = _order(shop, given["orderId"], ["orderId"])
    rows = list(_refund_rows(order, given.get("refundLineItems") or ()))
    shipping = _shipping(order, given.get("shipping") or {})
    parent, amount = None, ZERO
    for row in given.get("transactions") or ():
        parent = _parent(order, row)
        amount += row["amount"]
    if amount > order.received - order.refunded and not given.get("allowOverRefunding"):
        raise Refused(MORE_THAN_PAID, ["transactions"])
    if not rows and not amount and not shipping:
        raise Refused("A refund needs line items, shipping or a transaction", None)
    refund = changing.refund(shop, order, rows, amount, shipping, given.get("note"), parent)
    telling.order_refunded(shop, order, refund)
    return {"refund": show_refund(shop, order, refund), "order": show_order(shop, order)}


def _refund_rows(order: Order, given: Iterable[Args]) -> Iterable[tuple[Line, int, str]]:
    """Raises Refused."""
    for row in given:
        line = next((one for one in order.lines if one.number == number_in(row["lineItemId"], "LineItem")), None)
        if line is None:
            raise Refused("Refund line items line item does not exist", ["refundLineItems"])
        if not 0 < row["quantity"] <= line.quantity - line.refunded:
            raise Refused(MORE_THAN_BOUGHT, ["refundLineItems"])
        yield line, row["quantity"], row.get("restockType") or "NO_RESTOCK"


def _shipping(order: Order, given: Args) -> Decimal:
    if given.get("fullRefund"):
        return order.shipping_now
    amount: Decimal = given.get("amount") or ZERO
    if amount > order.shipping_now:
        raise Refused("Shipping amount cannot be more than what was paid for it", ["shipping"])
    return amount


def _parent(order: Order, row: Args) -> Transaction:
    """The payment that is given back. Raises Refused."""
    if row["kind"] != "REFUND":
        raise Refused("Transactions kind must be refund", ["transactions"])
    wanted = number_in(row.get("parentId") or "", "OrderTransaction")
    parent = next((one for one in order.transactions if one.number == wanted), None)
    if parent is None or parent.kind not in ("SALE", "CAPTURE"):
        raise Refused("Transactions require a parent_id", ["transactions"])
    if row["gateway"] != parent.gateway:
        raise Refused("Transactions gateway does not match the parent transaction", ["transactions"])
    return parent


@root("orderUpdate", "write_orders")
def order_update(call: Call, args: Args) -> Shown:
    given = args["input"]
    order = _order(call.shop, given["id"], ["id"])
    for name in ("note", "email", "phone"):
        if name in given:
            setattr(order, name, given[name])
    if given.get("tags") is not None:
        order.tags = list(dict.fromkeys(given["tags"]))
    if given.get("customAttributes") is not None:
        order.attributes = [{"key": row["key"], "value": row["value"]} for row in given["customAttributes"]]
    if given.get("shippingAddress") is not None:
        new = {ADDRESS.get(name, name): value for name, value in given["shippingAddress"].items()}
        order.address = {**(order.address or {}), **new}
    _changed(call.shop, order)
    return {"order": show_order(call.shop, order)}


def _order(shop: Shop, identity: str, where: list[str]) -> Order:
    order = shop.orders.get(number_in(identity, "Order"))
    if order is None:
        raise Refused("Order does not exist", where, "NOT_FOUND")
    return order


def _changed(shop: Shop, order: Order) -> None:
    shop.touch(order)
    telling.order_changed(shop, order)
