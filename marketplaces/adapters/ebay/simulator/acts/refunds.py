"""issueRefund: money back, for the order or for lines, settled later; an EU seller signs the call."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from marketplaces.adapters.ebay.simulator.acts.families import FULFILLMENT
from marketplaces.adapters.ebay.simulator.books.orders import Order, Refund
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused

REASONS = {
    "BUYER_CANCEL",
    "SELLER_CANCEL",
    "ITEM_NOT_RECEIVED",
    "BUYER_RETURN",
    "ITEM_NOT_AS_DESCRIBED",
    "OTHER_ADJUSTMENT",
    "SHIPPING_DISCOUNT",
}
COMMENT = 1000


@FULFILLMENT.post("/order/{order_id}/issue_refund", "issueRefund", scopes=("sell.finances",), signed=True)
def issue_refund(call: Call) -> Answer:
    seller, body = call.seller, call.body
    order = seller.orders.get(call.path["order_id"])
    if order is None:
        raise Refused(34913, "Can not find the order.", 404)
    _check(seller, order, body)
    parts = _parts(order, body)
    if sum((amount for _, amount in parts), order.refunded()) > order.total:
        raise Refused(34915, "The refund amount exceeds order amount.")
    number = seller.number("refund")
    made = [
        refund(
            seller, order, amount, body["reasonForRefund"], line=line, number=number, comment=body.get("comment") or ""
        )
        for line, amount in parts
    ]
    return Answer(200, {"refundId": number, "refundStatus": made[0].status(seller.clock.now())})


def refund(
    seller: Seller, order: Order, amount: Decimal, reason: str, *, line: str = "", number: str = "", comment: str = ""
) -> Refund:
    """Gives money back, with no question asked: in eBay's own pages this is how it happens."""
    now, rules = seller.clock.now(), seller.rules
    settles = now + timedelta(seconds=rules.refund_seconds)
    number = number or seller.number("refund")
    made = Refund(number, amount, reason, now, settles, line, comment, rules.refund_fails)
    order.refunds.append(made)
    seller.touch(order)
    seller.note("refund", order=order.number, amount=str(amount), line=line)
    return made


def _check(seller: Seller, order: Order, body: Body) -> None:
    if body.get("reasonForRefund") not in REASONS:
        raise Refused(34903, "The refund reason must be specified.")
    if len(body.get("comment") or "") > COMMENT:
        raise Refused(34921, "The comment exceeds the length limit.")
    if order.has_case:
        raise Refused(34916, "A post-transaction case exists on this order, seller refund can't be triggered.")
    if order.payment != "PAID":
        raise Refused(34929, "You cannot refund this order yet since the buyer payment has not been processed.", 409)
    now = seller.clock.now()
    if any(one.status(now) == "PENDING" for one in order.refunds):
        raise Refused(34922, "Refund cannot be issued while previous refund is processing.")
    if order.refunded() >= order.total:
        raise Refused(34917, "This order was already refunded.")


def _parts(order: Order, body: Body) -> list[tuple[str, Decimal]]:
    """Line and amount; the line "" is the whole order."""
    whole, items = body.get("orderLevelRefundAmount"), body.get("refundItems")
    if bool(whole) == bool(items):
        raise Refused(34905, "Either orderLevelRefundAmount or refundItems must be specified.")
    if whole:
        return [("", _amount(order, whole))]
    parts = []
    for row in items or []:
        line = order.line(_line_number(order, row))
        if line is None:
            raise Refused(34914, "Can't find the item in the order.")
        amount = _amount(order, row.get("refundAmount") or {})
        if order.refunded(line.number) + amount > line.cost + line.shipping:
            raise Refused(34924, "The item refund amount exceeds the item remaining amount.", 409)
        parts.append((line.number, amount))
    return parts


def _line_number(order: Order, row: Body) -> str:
    if row.get("lineItemId"):
        return str(row["lineItemId"])
    legacy = row.get("legacyReference") or {}
    if not legacy:
        raise Refused(34910, "Either legacyReference or lineItemId must be specified for item level refund")
    return next((line.number for line in order.lines if line.listing == legacy.get("legacyItemId")), "")


def _amount(order: Order, given: Body) -> Decimal:
    if not given.get("value"):
        raise Refused(34906, "The amount value must be specified.")
    if given.get("currency") != order.currency:
        raise Refused(34909 if given.get("currency") else 34908, "The amount currency isn't correct.")
    try:
        value = Decimal(given["value"])
    except InvalidOperation:
        value = Decimal(0)
    if value <= 0 or value != round(value, 2):
        raise Refused(34907, "The amount value must be positive and within two decimals.")
    return value
