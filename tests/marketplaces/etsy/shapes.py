"""Answers as Etsy writes them, and amounts."""

from decimal import Decimal

from core.money import Money


def euros(amount):
    return Money(Decimal(amount), "EUR")


def cash(amount, divisor=100, currency="EUR"):
    return {"amount": amount, "divisor": divisor, "currency_code": currency}


def transaction(number=7001, **more):
    return {
        "transaction_id": number,
        "title": "Black soap",
        "quantity": 2,
        "listing_id": 4500000001,
        "product_id": 26100000001,
        "sku": "BS-200",
        "price": cash(490),
        "is_digital": False,
        "variations": [],
        "expected_ship_date": 1767484800,
    } | more


def receipt(number=987654321, **more):
    return {
        "receipt_id": number,
        "status": "paid",
        "is_paid": True,
        "is_shipped": False,
        "created_timestamp": 1767225600,
        "updated_timestamp": 1767225700,
        "name": "Test Buyer",
        "first_line": "12 Test Street",
        "second_line": None,
        "city": "Paris",
        "state": None,
        "zip": "75001",
        "country_iso": "FR",
        "buyer_user_id": 55,
        "buyer_email": None,
        "message_from_buyer": None,
        "grandtotal": cash(1430),
        "total_price": cash(980),
        "total_shipping_cost": cash(450),
        "total_tax_cost": cash(0),
        "total_vat_cost": cash(0),
        "discount_amt": cash(0),
        "transactions": [transaction()],
        "shipments": [],
        "refunds": [],
    } | more
