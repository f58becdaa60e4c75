"""An order's lines and payments as GraphQL shows them."""

from typing import Any

from marketplaces.adapters.shopify.simulator.books.numbers import gid
from marketplaces.adapters.shopify.simulator.books.orders import Line, Order, Transaction
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import ROOTS, Args, Call, Shown
from marketplaces.adapters.shopify.simulator.views.goods import show_product, show_variant
from marketplaces.adapters.shopify.simulator.views.money import bag


def its_order(order: Order) -> Any:
    """The order behind a part of it: by the root field of that name, which knows how to show it."""
    return lambda call, args: ROOTS.table["order"].answers(call, {"id": gid("Order", order.number)})


def show_line(shop: Shop, order: Order, line: Line) -> Shown:
    def goods(call: Call, args: Args) -> Any:
        product = shop.products.get(line.product or 0)
        return show_product(shop, product) if product else None

    def variant(call: Call, args: Args) -> Any:
        found = shop.variant_of_line(line)
        return show_variant(shop, found) if found else None

    return {
        "__typename": "LineItem",
        "id": gid("LineItem", line.number),
        "name": line.name,
        "title": line.title,
        "variantTitle": line.variant_title,
        "sku": line.sku,
        "vendor": line.vendor,
        "quantity": line.quantity,
        "currentQuantity": line.current,
        "refundableQuantity": line.quantity - line.refunded if not order.cancelled else 0,
        "unfulfilledQuantity": max(line.current - line.fulfilled, 0),
        "nonFulfillableQuantity": line.removed,
        "requiresShipping": line.requires_shipping,
        "isGiftCard": False,
        "taxable": bool(order.tax_rate),
        "customAttributes": line.properties,
        "originalUnitPriceSet": bag(order, line.price),
        "discountedUnitPriceSet": bag(order, line.unit),
        "discountedUnitPriceAfterAllDiscountsSet": bag(order, line.unit),
        "originalTotalSet": bag(order, line.price * line.quantity),
        "discountedTotalSet": bag(order, line.worth(line.quantity)),
        "totalDiscountSet": bag(order, line.discount),
        "product": goods,
        "variant": variant,
    }


def show_transaction(order: Order, transaction: Transaction) -> Shown:
    parent = transaction.parent
    return {
        "__typename": "OrderTransaction",
        "id": gid("OrderTransaction", transaction.number),
        "kind": transaction.kind,
        "status": transaction.status,
        "gateway": transaction.gateway,
        "formattedGateway": transaction.gateway.replace("_", " ").title(),
        "amountSet": bag(order, transaction.amount),
        "createdAt": transaction.created,
        "processedAt": transaction.created,
        "test": order.test,
        "parentTransaction": lambda call, args: show_transaction(order, parent) if parent else None,
    }
