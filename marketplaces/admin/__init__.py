"""The console's pages of selling: shops, listings, price rules, and what selling adds to the catalogue's pages."""

from marketplaces.admin import accounts, inbound, listings, product_parts, rules

__all__ = ["accounts", "inbound", "listings", "product_parts", "rules"]
