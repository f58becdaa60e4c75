"""The console's pages of buying: accounts, finding and importing, offers, stock and freight at suppliers."""

from suppliers.admin import accounts, inbound, offers, product_parts, quotes, stock

__all__ = ["accounts", "inbound", "offers", "product_parts", "quotes", "stock"]
