"""Refunds, and what Shopify would suggest to refund."""

from decimal import Decimal

from marketplaces.adapters.shopify.simulator.books.numbers import gid, number_in
from marketplaces.adapters.shopify.simulator.books.orders import ZERO, Order, Refund, RefundedLine
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Shown
from marketplaces.adapters.shopify.simulator.views.lines import its_order, show_line, show_transaction
from marketplaces.adapters.shopify.simulator.views.money import bag
from marketplaces.adapters.shopify.simulator.views.places import show_location


def show_refund(shop: Shop, order: Order, refund: Refund) -> Shown:
    return {
        "__typename": "Refund",
        "id": gid("Refund", refund.number),
        "legacyResourceId": refund.number,
        "createdAt": refund.created,
        "updatedAt": refund.created,
        "processedAt": refund.created,
        "note": refund.note,
        "totalRefundedSet": bag(order, refund.amount),
        "order": its_order(order),
        "refundLineItems": lambda call, args: [_line(shop, order, row) for row in refund.lines],
        "transactions": lambda call, args: [show_transaction(order, t) for t in refund.transactions],
    }


def _line(shop: Shop, order: Order, row: RefundedLine) -> Shown:
    worth = row.line.worth(row.quantity)
    place = shop.location(row.location or 0)
    return {
        "__typename": "RefundLineItem",
        "id": gid("RefundLineItem", row.number),
        "quantity": row.quantity,
        "restockType": row.restock,
        "restocked": row.restock in ("CANCEL", "RETURN"),
        "lineItem": lambda call, args: show_line(shop, order, row.line),
        "location": lambda call, args: show_location(place) if place else None,
        "priceSet": bag(order, row.line.price),
        "subtotalSet": bag(order, worth),
        "totalTaxSet": bag(order, order.tax_in(worth)),
    }


def suggest(order: Order, args: Args) -> Shown:
    goods = _worth(order, args)
    shipping = order.shipping_now if args.get("refundShipping") or args.get("suggestFullRefund") else ZERO
    shipping = args["shippingAmount"] if args.get("shippingAmount") is not None else shipping
    left = order.received - order.refunded
    amount = min(goods + shipping, left)
    taken = next((t for t in order.transactions if t.kind in ("SALE", "CAPTURE")), None)
    suggested = {
        "__typename": "SuggestedOrderTransaction",
        "amountSet": bag(order, amount),
        "gateway": order.gateway,
        "formattedGateway": order.gateway.replace("_", " ").title(),
        "kind": "SUGGESTED_REFUND",
        "maximumRefundableSet": bag(order, left),
        "parentTransaction": lambda call, args: show_transaction(order, taken) if taken else None,
    }
    return {
        "__typename": "SuggestedRefund",
        "amountSet": bag(order, amount),
        "subtotalSet": bag(order, goods),
        "totalTaxSet": bag(order, order.tax_in(amount)),
        "maximumRefundableSet": bag(order, left),
        "suggestedTransactions": [suggested] if taken and amount else [],
    }


def _worth(order: Order, args: Args) -> Decimal:
    if args.get("suggestFullRefund"):
        return order.goods_now
    lines = {line.number: line for line in order.lines}
    rows = [(lines.get(number_in(row["lineItemId"])), row["quantity"]) for row in args.get("refundLineItems") or ()]
    return sum((line.worth(quantity) for line, quantity in rows if line), ZERO)
