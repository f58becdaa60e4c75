"""An order as webhooks carry it (samples/shopify/orders_*.json); `parts` has what lies inside."""

from typing import Any

from marketplaces.adapters.shopify.simulator.bodies.encoding import money, money_set
from marketplaces.adapters.shopify.simulator.bodies.parts import line_body, parcel_body, refund_body, taxes
from marketplaces.adapters.shopify.simulator.bodies.people import address_body, customer_body
from marketplaces.adapters.shopify.simulator.books.numbers import gid
from marketplaces.adapters.shopify.simulator.books.orders import ZERO, Order
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.clock import store_time

Body = dict[str, Any]
FULFILMENT = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}
APP_ID = 580111


def order_body(shop: Shop, order: Order) -> Body:
    sees = shop.rules.customer_data
    address = address_body(order.address) if sees and order.address else None
    return {
        **_identity(order),
        **_buyer(shop, order),
        **_sums(order),
        "billing_address": address_body(order.billing) if sees and order.billing else None,
        "customer": customer_body(order.customer, order.address, order.currency) if sees and order.customer else None,
        "discount_applications": [],
        "fulfillments": [parcel_body(shop, order, parcel) for parcel in order.parcels],
        "line_items": [line_body(shop, order, line) for line in order.lines],
        "payment_terms": None,
        "refunds": [refund_body(shop, order, refund) for refund in order.refunds],
        "shipping_address": address,
        "shipping_lines": [_shipping(order)],
        "returns": [],
        "line_item_groups": [],
    }


def _identity(order: Order) -> Body:
    return {
        "id": order.number,
        "admin_graphql_api_id": gid("Order", order.number),
        "app_id": APP_ID,
        "cancel_reason": order.cancel_reason.lower() if order.cancel_reason else None,
        "cancelled_at": store_time(order.cancelled),
        "cart_token": f"cart-{order.number:x}",
        "checkout_id": order.number + 32_500_000_000_000,
        "checkout_token": f"checkout-{order.number:x}",
        "closed_at": store_time(order.closed),
        "confirmation_number": f"T{order.number % 10**8:08d}",
        "confirmed": True,
        "created_at": store_time(order.created),
        "financial_status": order.financial_status.lower(),
        "fulfillment_status": FULFILMENT.get(order.fulfilment_status),
        "location_id": None,
        "merchant_business_entity_id": "MTIzNDU2Nzg",
        "merchant_of_record_app_id": None,
        "name": order.name,
        "note": order.note,
        "note_attributes": [{"name": row["key"], "value": row["value"]} for row in order.attributes],
        "number": order.order_number - 1000,
        "order_number": order.order_number,
        "payment_gateway_names": [order.gateway],
        "po_number": None,
        "processed_at": store_time(order.created),
        "reference": None,
        "source_identifier": None,
        "source_name": "web",
        "source_url": None,
        "tags": ", ".join(sorted(order.tags)),
        "tax_exempt": False,
        "taxes_included": True,
        "test": order.test,
        "token": f"token-{order.number:x}",
        "total_weight": sum(line.grams * line.quantity for line in order.lines),
        "updated_at": store_time(order.updated),
        "user_id": None,
    }


def _buyer(shop: Shop, order: Order) -> Body:
    sees = shop.rules.customer_data
    return {
        "browser_ip": None,
        "buyer_accepts_marketing": False,
        "client_details": None,
        "contact_email": order.email if sees else None,
        "currency": order.currency,
        "customer_locale": order.locale,
        "device_id": None,
        "email": (order.email or "") if sees else "",
        "landing_site": "/",
        "landing_site_ref": None,
        "order_status_url": f"https://{shop.domain}/{shop.number}/orders/{order.number:x}/authenticate?key=x&none=1",
        "phone": order.phone if sees else None,
        "presentment_currency": order.presentment,
        "referring_site": "",
    }


def _sums(order: Order) -> Body:
    tax = order.tax_in(order.total)
    with_text = {
        "current_subtotal_price": order.goods_now,
        "current_total_discounts": order.discounts,
        "current_total_price": order.total_now,
        "current_total_tax": order.tax_in(order.total_now),
        "subtotal_price": order.goods,
        "total_discounts": order.discounts,
        "total_line_items_price": order.goods + order.discounts,
        "total_price": order.total,
        "total_tax": tax,
    }
    only_sets = {
        "current_shipping_price_set": order.shipping_now,
        "total_shipping_price_set": order.shipping_price,
        "total_cash_rounding_payment_adjustment_set": ZERO,
        "total_cash_rounding_refund_adjustment_set": ZERO,
    }
    nothing = ("current_total_additional_fees_set", "current_total_duties_set", "original_total_additional_fees_set")
    return {
        **{name: money(amount) for name, amount in with_text.items()},
        **{f"{name}_set": money_set(order, amount) for name, amount in with_text.items()},
        **{name: money_set(order, amount) for name, amount in only_sets.items()},
        **dict.fromkeys((*nothing, "original_total_duties_set")),
        "discount_codes": [],
        "duties_included": False,
        "estimated_taxes": False,
        "tax_lines": taxes(order, order.total),
        "total_outstanding": money(max(order.total_now + order.refunded - order.received, ZERO)),
        "total_tip_received": "0.00",
    }


def _shipping(order: Order) -> Body:
    return {
        "id": order.shipping_number,
        "carrier_identifier": None,
        "code": order.shipping_title,
        "current_discounted_price_set": money_set(order, order.shipping_now),
        "discounted_price": money(order.shipping_price),
        "discounted_price_set": money_set(order, order.shipping_price),
        "is_removed": False,
        "phone": None,
        "price": money(order.shipping_price),
        "price_set": money_set(order, order.shipping_price),
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": order.shipping_title,
        "tax_lines": [],
        "discount_allocations": [],
    }
