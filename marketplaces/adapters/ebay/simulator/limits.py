"""What an app may ask for in a day, by API, and what two writers may not do at once."""

from datetime import UTC, datetime, time, timedelta

from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import OPERATIONS, Call, Family, Refused

DAY_SECONDS = 86_400


def count(seller: Seller, family: Family) -> None:
    """Counts one call. Raises Refused with 429 and 2001 where the day's calls are used up."""
    key = (seller.clock.now().date(), family.resource)
    if seller.usage[key] >= allowed(seller, family):
        raise Refused(2001, "Too many requests. The request limit has been reached for the resource.", 429)
    seller.usage[key] += 1


def allowed(seller: Seller, family: Family) -> int:
    return seller.limits.get(family.resource, family.limit)


def resets(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=1), time(), UTC)


def families() -> list[Family]:
    """Each API once."""
    return list({operation.family.resource: operation.family for operation in OPERATIONS}.values())


class Writing:
    """What is being written at the moment, by key. Not thread-safe by itself: asked under the look-alike's lock."""

    def __init__(self) -> None:
        self.held: set[str] = set()

    def begin(self, call: Call) -> list[str]:
        """Holds what the call writes. Raises Refused with 500 and 25025 where another call holds it."""
        keys = call.operation.keys(call) if call.operation.keys else []
        if self.held & set(keys):
            raise Refused(25025, "Concurrent access of Inventory or InventoryItemGroup. Please try again later", 500)
        self.held |= set(keys)
        return keys

    def finish(self, keys: list[str]) -> None:
        self.held -= set(keys)
