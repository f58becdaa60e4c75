"""The console's pages of orders: orders, the purchase queue, parcels, messages to customers, refunds,
payment disputes, limits of buying."""

from orders.admin import customers, disputes, mails, parcels, product_parts, refunds
from orders.admin.orders import order_admin
from orders.admin.purchases import attempts, limits, purchase_admin

__all__ = [
    "attempts",
    "customers",
    "disputes",
    "limits",
    "mails",
    "order_admin",
    "parcels",
    "product_parts",
    "purchase_admin",
    "refunds",
]
