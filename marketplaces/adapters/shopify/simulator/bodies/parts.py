"""Lines, fulfilments and refunds as webhooks carry them, alone or inside of their order."""

from decimal import Decimal
from typing import Any

from marketplaces.adapters.shopify.simulator.bodies.encoding import money, money_set
from marketplaces.adapters.shopify.simulator.bodies.people import address_body
from marketplaces.adapters.shopify.simulator.books.numbers import gid
from marketplaces.adapters.shopify.simulator.books.orders import ZERO, Line, Order, Parcel, Refund, Transaction
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.clock import store_time

Body = dict[str, Any]


def taxes(order: Order, of: Decimal) -> list[Body]:
    if not order.tax_rate:
        return []
    amount = order.tax_in(of)
    row = {"price": money(amount), "rate": float(order.tax_rate), "title": "VAT", "channel_liable": False}
    return [row | {"price_set": money_set(order, amount)}]


def line_body(shop: Shop, order: Order, line: Line) -> Body:
    variant = shop.variant_of_line(line)
    owed = max(line.current - line.fulfilled, 0)
    status = "fulfilled" if line.fulfilled and not owed else "partial" if line.fulfilled else None
    return {
        "id": line.number,
        "admin_graphql_api_id": gid("LineItem", line.number),
        "attributed_staffs": [],
        "current_quantity": line.current,
        "fulfillable_quantity": owed,
        "fulfillment_service": "manual",
        "fulfillment_status": status,
        "gift_card": False,
        "grams": line.grams,
        "name": line.name,
        "price": money(line.price),
        "price_set": money_set(order, line.price),
        "product_exists": variant is not None,
        "product_id": line.product if line.product in shop.products else None,
        "properties": [{"name": row["key"], "value": row["value"]} for row in line.properties],
        "quantity": line.quantity,
        "requires_shipping": line.requires_shipping,
        "sales_line_item_group_id": None,
        "sku": line.sku,
        "taxable": bool(order.tax_rate),
        "title": line.title,
        "total_discount": "0.00",
        "total_discount_set": money_set(order, ZERO),
        "variant_id": variant.number if variant else None,
        "variant_inventory_management": "shopify" if variant and variant.item.tracked else None,
        "variant_title": line.variant_title,
        "vendor": line.vendor,
        "tax_lines": taxes(order, line.worth(line.quantity)),
        "duties": [],
        "discount_allocations": [_allocation(order, line)] if line.discount else [],
    }


def _allocation(order: Order, line: Line) -> Body:
    return {
        "amount": money(line.discount),
        "amount_set": money_set(order, line.discount),
        "discount_application_index": 0,
    }


def parcel_body(shop: Shop, order: Order, parcel: Parcel) -> Body:
    sees = shop.rules.customer_data
    numbers = [row["number"] for row in parcel.tracking if row["number"]]
    urls = [row["url"] for row in parcel.tracking if row["url"]]
    lines = [line_body(shop, order, row.line) | {"quantity": quantity} for _, row, quantity in parcel.rows]
    return {
        "id": parcel.number,
        "admin_graphql_api_id": gid("Fulfillment", parcel.number),
        "created_at": store_time(parcel.created),
        "destination": address_body(order.address) if sees and order.address else None,
        "email": (order.email or "") if sees else "",
        "line_items": lines,
        "location_id": parcel.location,
        "name": parcel.name.replace("-F", "."),
        "order_id": order.number,
        "origin_address": {},
        "receipt": {},
        "service": "manual",
        "shipment_status": parcel.events[-1].status.lower() if parcel.events else None,
        "status": parcel.status.lower(),
        "tracking_company": parcel.tracking[0]["company"] if parcel.tracking else None,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": urls,
        "updated_at": store_time(parcel.updated),
    }


def refund_body(shop: Shop, order: Order, refund: Refund) -> Body:
    return {
        "id": refund.number,
        "admin_graphql_api_id": gid("Refund", refund.number),
        "created_at": store_time(refund.created),
        "note": refund.note,
        "order_id": order.number,
        "processed_at": store_time(refund.created),
        "restock": any(row.restock in ("CANCEL", "RETURN") for row in refund.lines),
        "user_id": None,
        "order_adjustments": [],
        "transactions": [_transaction(order, transaction) for transaction in refund.transactions],
        "refund_line_items": [
            {
                "id": row.number,
                "line_item_id": row.line.number,
                "location_id": row.location,
                "quantity": row.quantity,
                "restock_type": row.restock.lower(),
                "subtotal": money(row.line.worth(row.quantity)),
                "total_tax": money(order.tax_in(row.line.worth(row.quantity))),
            }
            for row in refund.lines
        ],
    }


def _transaction(order: Order, transaction: Transaction) -> Body:
    return {
        "id": transaction.number,
        "amount": money(transaction.amount),
        "currency": order.currency,
        "kind": transaction.kind.lower(),
        "gateway": transaction.gateway,
        "status": transaction.status.lower(),
        "order_id": order.number,
        "parent_id": transaction.parent.number if transaction.parent else None,
    }
