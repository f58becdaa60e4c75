"""The catalogue's rows: our categories and products, and what the B2B service says of them."""

from inventory.models.api_key import ApiKey
from inventory.models.category import Category, ExternalCategory
from inventory.models.group import ProductGroup
from inventory.models.product import ExternalProduct, Product, StaffField
from inventory.models.reservation import Reservation
from inventory.models.supply import Supply

__all__ = [
    "ApiKey",
    "Category",
    "ExternalCategory",
    "ExternalProduct",
    "Product",
    "ProductGroup",
    "Reservation",
    "StaffField",
    "Supply",
]
