"""The console's pages over the catalogue, and the desk that runs of the B2B service are worked at."""

from inventory.admin import api_keys, categories, desk, external_products, product_events, products

__all__ = ["api_keys", "categories", "desk", "external_products", "product_events", "products"]
