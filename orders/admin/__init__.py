"""The console's pages of orders: orders, the purchase queue, parcels, messages to customers, refunds,
payment disputes, limits of buying."""

from orders.admin import attempts, customers, disputes, limits, mails, orders, parcels, purchases, refunds

__all__ = [
    "attempts",
    "customers",
    "disputes",
    "limits",
    "mails",
    "orders",
    "parcels",
    "purchases",
    "refunds",
]
