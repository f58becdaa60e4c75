"""The console's pages of selling: shops, listings, price rules, and what selling adds to the catalogue's pages."""

from marketplaces.admin import accounts, category_parts, inbound, listings, plans, product_parts, rules, stock_alerts

__all__ = ["accounts", "category_parts", "inbound", "listings", "plans", "product_parts", "rules", "stock_alerts"]
