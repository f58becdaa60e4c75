"""The rows of buying: accounts at suppliers, which of their variants are our products, their stock, freight quotes."""

from suppliers.models.account import SupplierAccount
from suppliers.models.freight import FreightQuote
from suppliers.models.offer import SupplierProduct, SupplierStock

__all__ = ["FreightQuote", "SupplierAccount", "SupplierProduct", "SupplierStock"]
