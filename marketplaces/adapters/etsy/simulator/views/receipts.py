"""Receipts and their lines; addresses and e-mails only where the app may see them."""

from decimal import Decimal
from typing import Any

from marketplaces.adapters.etsy.simulator.books import money
from marketplaces.adapters.etsy.simulator.books.receipts import Receipt, Refund, Shipment, Transaction
from marketplaces.adapters.etsy.simulator.books.shop import Shop

ADDRESS = ("first_line", "second_line", "city", "state", "zip", "country_iso")


def receipt_view(shop: Shop, receipt: Receipt) -> dict[str, Any]:
    def cash(amount: Decimal) -> dict[str, Any]:
        return money.shown(amount, receipt.currency, shop.rules.divisor)

    return _address(shop, receipt) | {
        "receipt_id": receipt.receipt_id,
        "receipt_type": 0,
        "seller_user_id": shop.user_id,
        "seller_email": None,
        "buyer_user_id": receipt.buyer_id,
        "buyer_email": receipt.buyer_email if shop.rules.emails else None,
        "name": receipt.name,
        "status": receipt.status,
        "payment_method": "cc",
        "payment_email": None,
        "message_from_seller": None,
        "message_from_buyer": receipt.message_from_buyer,
        "message_from_payment": None,
        "is_paid": receipt.paid is not None,
        "is_shipped": receipt.shipped is not None,
        "create_timestamp": receipt.created,
        "created_timestamp": receipt.created,
        "update_timestamp": receipt.updated,
        "updated_timestamp": receipt.updated,
        "is_gift": receipt.is_gift,
        "gift_message": receipt.gift_message,
        "gift_sender": "",
        "grandtotal": cash(receipt.total),
        "subtotal": cash(receipt.goods - receipt.discount),
        "total_price": cash(receipt.goods),
        "total_shipping_cost": cash(receipt.shipping),
        "total_tax_cost": cash(receipt.tax),
        "total_vat_cost": cash(receipt.vat),
        "discount_amt": cash(receipt.discount),
        "gift_wrap_price": cash(receipt.gift_wrap),
        "shipments": [_shipment(one) for one in receipt.shipments],
        "transactions": [transaction_view(shop, receipt, one) for one in receipt.lines],
        "refunds": [_refund(one, cash(one.amount)) for one in receipt.refunds],
    }


def transaction_view(shop: Shop, receipt: Receipt, line: Transaction) -> dict[str, Any]:
    def cash(amount: Decimal) -> dict[str, Any]:
        return money.shown(amount, receipt.currency, shop.rules.divisor)

    return {
        "transaction_id": line.transaction_id,
        "title": line.title,
        "description": line.title,
        "seller_user_id": shop.user_id,
        "buyer_user_id": receipt.buyer_id,
        "create_timestamp": receipt.created,
        "created_timestamp": receipt.created,
        "paid_timestamp": receipt.paid,
        "shipped_timestamp": receipt.shipped,
        "quantity": line.quantity,
        "listing_image_id": line.image_id,
        "receipt_id": receipt.receipt_id,
        "is_digital": line.is_digital,
        "file_data": "",
        "listing_id": line.listing_id,
        "transaction_type": "listing",
        "product_id": line.product_id,
        "sku": line.sku or None,
        "price": cash(line.price),
        "shipping_cost": cash(line.shipping_cost),
        "variations": line.variations,
        "product_data": [],
        "shipping_profile_id": line.shipping_profile_id,
        "min_processing_days": 1,
        "max_processing_days": 3,
        "shipping_method": None,
        "shipping_upgrade": None,
        "expected_ship_date": line.ship_by,
        "buyer_coupon": 0,
        "shop_coupon": 0,
    }


def _address(shop: Shop, receipt: Receipt) -> dict[str, str | None]:
    if not shop.rules.addresses:
        return dict.fromkeys((*ADDRESS, "formatted_address"))
    one = receipt.address
    lines = [receipt.name, one["first_line"], one["second_line"], f"{one['zip']} {one['city']}", one["country_iso"]]
    return {name: one[name] for name in ADDRESS} | {"formatted_address": "\n".join(line for line in lines if line)}


def _shipment(one: Shipment) -> dict[str, Any]:
    return {
        "receipt_shipping_id": one.shipment_id,
        "shipment_notification_timestamp": one.told,
        "carrier_name": one.carrier,
        "tracking_code": one.code,
    }


def _refund(one: Refund, amount: dict[str, Any]) -> dict[str, Any]:
    return {
        "amount": amount,
        "created_timestamp": one.created,
        "reason": one.reason,
        "note_from_issuer": one.note,
        "status": one.status,
    }
