"""The console's pages of selling: shops, listings, price rules, and what selling adds to the catalogue's pages."""

from marketplaces.admin import category_parts, inbound, product_parts, rules
from marketplaces.admin.listings import listing_admin, stock_alerts
from marketplaces.admin.publishing import plans
from marketplaces.admin.shops import accounts

__all__ = [
    "accounts",
    "category_parts",
    "inbound",
    "listing_admin",
    "plans",
    "product_parts",
    "rules",
    "stock_alerts",
]
