"""Looking for products at a supplier. Nothing is kept."""

from suppliers.interface import SearchPage, SearchQuery, SupplierItem
from suppliers.models import SupplierAccount
from suppliers.registry import open_account


def search(account: SupplierAccount, query: SearchQuery) -> SearchPage:
    """One page. Raises the errors of `core.errors`."""
    with open_account(account) as adapter:
        return adapter.search(query)


def show(account: SupplierAccount, product_id: str, country: str = "", currency: str = "") -> SupplierItem:
    """One product with variants and costs, and with stock where the supplier gives it along.

    Without `country` and `currency` those of the account are asked for. Raises NotFound when it is gone.
    """
    with open_account(account) as adapter:
        return adapter.product(product_id, country or account.ship_to, currency or account.currency)
