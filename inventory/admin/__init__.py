"""The console's pages over the catalogue, and the desk that runs of the B2B service are worked at."""

from inventory.admin import api_keys, categories, desk, external_products, groups, product_events, products, stock_sum

__all__ = ["api_keys", "categories", "desk", "external_products", "groups", "product_events", "products", "stock_sum"]
