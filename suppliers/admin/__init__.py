"""The console's pages of buying: accounts, finding and importing, offers, stock and freight at suppliers."""

from suppliers.admin import account_events, accounts, inbound, offers, product_parts, quotes, stock

__all__ = ["account_events", "accounts", "inbound", "offers", "product_parts", "quotes", "stock"]
