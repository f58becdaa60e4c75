"""Calls of the Admin API: tokens, throttling, the three layers of errors."""

from marketplaces.adapters.shopify.client.client import ShopifyClient, UserError

__all__ = ["ShopifyClient", "UserError"]
