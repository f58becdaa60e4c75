"""eBay lets a listing be changed 250 times a day. Each change of price or stock is one, so that they are counted, and what
is over waits for the next day instead of being refused."""

from core.budget import Budget, BudgetSpent, Purpose, spend
from marketplaces.adapters.ebay.errors import PARTNER

A_DAY = 250
KEPT_FREE = 10  # for changes by hand, and for those that we do not count


def take(account_id: str, listing_id: str, count: int = 1) -> float:
    """Counts so many changes. 0, or the seconds until there is room for them: then nothing was counted."""
    budget = Budget(PARTNER, account_id, f"revisions:{listing_id}", A_DAY - KEPT_FREE, reserve_percent=0.0)
    try:
        spend(budget, count, purpose=Purpose.ORDERS, operation="bulkUpdatePriceQuantity")
    except BudgetSpent as spent:
        return spent.retry_after
    return 0.0
