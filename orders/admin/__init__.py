"""The console's pages of orders: orders, the purchase queue, parcels, messages to customers, limits of buying."""

from orders.admin import attempts, limits, mails, orders, parcels, purchases

__all__ = ["attempts", "limits", "mails", "orders", "parcels", "purchases"]
