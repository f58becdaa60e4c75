"""A stateful look-alike of Shopify's Admin API, to develop, test and demonstrate without a shop."""

from marketplaces.adapters.shopify.simulator.app import ShopifySimulator

__all__ = ["ShopifySimulator"]
