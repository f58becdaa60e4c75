"""An order as GraphQL shows it."""

from decimal import Decimal
from typing import Any

from marketplaces.adapters.shopify.simulator.books.numbers import gid
from marketplaces.adapters.shopify.simulator.books.orders import ZERO, Customer, Order
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Shown
from marketplaces.adapters.shopify.simulator.views.fulfilment import show_parcel, show_to_fulfil
from marketplaces.adapters.shopify.simulator.views.goods import metafield_of, metafields
from marketplaces.adapters.shopify.simulator.views.lines import show_line, show_transaction
from marketplaces.adapters.shopify.simulator.views.money import bag
from marketplaces.adapters.shopify.simulator.views.refunds import show_refund, suggest

OWN_PARTS = ("read_merchant_managed_fulfillment_orders", "read_third_party_fulfillment_orders")


def show_order(shop: Shop, order: Order) -> Shown:
    lines = [line for line in order.lines if line.current > 0]
    return {
        "__typename": "Order",
        "__sort": (order.updated.isoformat(), order.number),
        "id": gid("Order", order.number),
        "legacyResourceId": order.number,
        "name": order.name,
        "number": order.order_number,
        "email": lambda call, args: order.email if call.sees_people() else None,
        "phone": lambda call, args: order.phone if call.sees_people() else None,
        "note": order.note,
        "tags": sorted(order.tags),
        "customAttributes": order.attributes,
        "test": order.test,
        "confirmed": True,
        "edited": order.edited,
        "createdAt": order.created,
        "updatedAt": order.updated,
        "processedAt": order.created,
        "cancelledAt": order.cancelled,
        "cancelReason": order.cancel_reason,
        "cancellation": {"staffNote": order.staff_note} if order.cancelled else None,
        "closed": order.closed is not None,
        "closedAt": order.closed,
        "displayFinancialStatus": order.financial_status,
        "displayFulfillmentStatus": order.fulfilment_status,
        "fullyPaid": order.received >= order.total_now,
        "unpaid": order.received < order.total_now,
        "fulfillable": any(row.remaining for part in order.to_fulfil for row in part.lines),
        "requiresShipping": any(line.requires_shipping for line in order.lines),
        "customerLocale": order.locale,
        "currencyCode": order.currency,
        "presentmentCurrencyCode": order.presentment,
        "taxesIncluded": True,
        "sourceName": "web",
        "paymentGatewayNames": [order.gateway],
        "statusPageUrl": f"https://{shop.domain}/{shop.number}/orders/{order.number:x}/authenticate",
        "currentSubtotalLineItemsQuantity": sum(line.current for line in lines),
        "subtotalLineItemsQuantity": sum(line.quantity for line in order.lines),
        "customer": lambda call, args: show_customer(shop, order.customer) if order.customer else None,
        "shippingAddress": lambda call, args: show_address(call, order, order.address, 1),
        "billingAddress": lambda call, args: show_address(call, order, order.billing, 2),
        "displayAddress": lambda call, args: show_address(call, order, order.address, 1),
        "shippingLine": lambda call, args: _shipping(order),
        "shippingLines": lambda call, args: [_shipping(order)],
        "lineItems": lambda call, args: [show_line(shop, order, line) for line in order.lines],
        "transactions": lambda call, args: _few([show_transaction(order, t) for t in order.transactions], args),
        "refunds": lambda call, args: _few([show_refund(shop, order, refund) for refund in order.refunds], args),
        "suggestedRefund": lambda call, args: suggest(order, args),
        "fulfillmentOrders": lambda call, args: (
            [show_to_fulfil(shop, order, part) for part in order.to_fulfil] if call.may(*OWN_PARTS) else []
        ),
        "fulfillments": lambda call, args: _few([show_parcel(shop, order, parcel) for parcel in order.parcels], args),
        "fulfillmentsCount": {"count": len(order.parcels), "precision": "EXACT"},
        "metafield": lambda call, args: metafield_of(order.metafields, args),
        "metafields": lambda call, args: metafields(order.metafields, args),
        **_sums(order),
    }


def _sums(order: Order) -> Shown:
    now, first = order.total_now, order.total
    amounts = {
        "currentTotalPriceSet": now,
        "currentSubtotalPriceSet": order.goods_now,
        "currentShippingPriceSet": order.shipping_now,
        "currentTotalTaxSet": order.tax_in(now),
        "currentTotalDiscountsSet": order.discounts,
        "totalPriceSet": first,
        "originalTotalPriceSet": first,
        "subtotalPriceSet": order.goods,
        "totalShippingPriceSet": order.shipping_price,
        "totalTaxSet": order.tax_in(first),
        "totalDiscountsSet": order.discounts,
        "totalRefundedSet": order.refunded,
        "totalReceivedSet": order.received,
        "totalOutstandingSet": max(now + order.refunded - order.received, ZERO),
        "netPaymentSet": order.received - order.refunded,
    }
    return {name: bag(order, amount) for name, amount in amounts.items()}


def show_customer(shop: Shop, customer: Customer) -> Shown:
    def own(value: Any) -> Any:
        return lambda call, args: value if call.sees_people() else None

    orders = sum(1 for order in shop.orders.values() if order.customer is customer)
    return {
        "__typename": "Customer",
        "id": gid("Customer", customer.number),
        "legacyResourceId": customer.number,
        "displayName": lambda call, args: f"{customer.first} {customer.last}" if call.sees_people() else "",
        "firstName": own(customer.first),
        "lastName": own(customer.last),
        "locale": customer.locale,
        "email": own(customer.email),
        "phone": own(customer.phone),
        "defaultEmailAddress": own({"emailAddress": customer.email} if customer.email else None),
        "defaultPhoneNumber": own({"phoneNumber": customer.phone} if customer.phone else None),
        "note": None,
        "tags": [],
        "numberOfOrders": orders,
        "createdAt": customer.created,
        "updatedAt": customer.updated,
    }


def show_address(call: Call, order: Order, address: dict[str, Any] | None, which: int) -> Shown | None:
    if address is None or not call.sees_people():
        return None
    camel = {"countryCodeV2": "country_code", "firstName": "first_name", "lastName": "last_name"}
    plain = ("company", "address1", "address2", "city", "province", "country", "zip", "phone")
    return {
        "__typename": "MailingAddress",
        "id": f"{gid('MailingAddress', order.number * 10 + which)}?model_name=Address",
        "name": " ".join(filter(None, (address.get("first_name"), address.get("last_name")))) or None,
        "provinceCode": address.get("province_code"),
        "latitude": None,
        "longitude": None,
        **{name: address.get(key) for name, key in camel.items()},
        **{name: address.get(name) for name in plain},
    }


def _shipping(order: Order) -> Shown:
    def price(amount: Decimal) -> Shown:
        return bag(order, amount)

    return {
        "__typename": "ShippingLine",
        "id": gid("ShippingLine", order.shipping_number),
        "title": order.shipping_title,
        "code": order.shipping_title,
        "source": "shopify",
        "phone": None,
        "carrierIdentifier": None,
        "custom": False,
        "isRemoved": False,
        "originalPriceSet": price(order.shipping_price),
        "discountedPriceSet": price(order.shipping_price),
        "currentDiscountedPriceSet": price(order.shipping_now),
    }


def _few(rows: list[Shown], args: Args) -> list[Shown]:
    return rows[: args["first"]] if args.get("first") is not None else rows
