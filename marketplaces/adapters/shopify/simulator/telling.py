"""What happens in the shop becomes webhooks: which topics, in which order."""

from marketplaces.adapters.shopify.simulator.bodies.orders import order_body
from marketplaces.adapters.shopify.simulator.bodies.parts import parcel_body, refund_body
from marketplaces.adapters.shopify.simulator.books.orders import Order, Parcel, Refund
from marketplaces.adapters.shopify.simulator.books.shop import Shop


def order_placed(shop: Shop, order: Order) -> None:
    body = order_body(shop, order)
    shop.emit("orders/create", body)
    if order.financial == "PAID":
        shop.emit("orders/paid", body)


def order_changed(shop: Shop, order: Order) -> None:
    shop.emit("orders/updated", order_body(shop, order))


def order_paid(shop: Shop, order: Order) -> None:
    shop.emit("orders/paid", order_body(shop, order))
    order_changed(shop, order)


def order_edited(shop: Shop, order: Order) -> None:
    shop.emit("orders/edited", {"order_edit": {"order_id": order.number}})
    order_changed(shop, order)


def order_cancelled(shop: Shop, order: Order, refund: Refund | None) -> None:
    shop.emit("orders/cancelled", order_body(shop, order))
    if refund:
        shop.emit("refunds/create", refund_body(shop, order, refund))
    order_changed(shop, order)


def order_refunded(shop: Shop, order: Order, refund: Refund) -> None:
    shop.emit("refunds/create", refund_body(shop, order, refund))
    order_changed(shop, order)


def parcel_sent(shop: Shop, order: Order, parcel: Parcel) -> None:
    shop.emit("fulfillments/create", parcel_body(shop, order, parcel))
    done = order.fulfilment_status == "FULFILLED"
    shop.emit("orders/fulfilled" if done else "orders/partially_fulfilled", order_body(shop, order))
    order_changed(shop, order)


def parcel_changed(shop: Shop, order: Order, parcel: Parcel) -> None:
    shop.emit("fulfillments/update", parcel_body(shop, order, parcel))
    order_changed(shop, order)
