"""The leaky bucket of one app at one shop: points run back in at the rate of the plan."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplaces.adapters.shopify.simulator.books.shop import Shop

DOCUMENTATION = "https://shopify.dev/api/usage/rate-limits"
MOST_A_QUERY = 1000


@dataclass
class Bucket:
    shop: Shop
    left: float | None = None
    seen: datetime | None = None

    def level(self) -> float:
        now, rules = self.shop.clock.now(), self.shop.rules
        if self.left is None or self.seen is None:
            self.left, self.seen = float(rules.bucket), now
        gone_by = max((now - self.seen).total_seconds(), 0)
        self.left, self.seen = min(float(rules.bucket), self.left + gone_by * rules.restore_rate), now
        return self.left

    def admits(self, cost: int) -> bool:
        return not self.shop.rules.limit_rate or cost <= self.level()

    def spend(self, cost: int) -> None:
        """May be negative: what was asked for and not used is given back."""
        if self.shop.rules.limit_rate:
            self.left = min(max(self.level() - cost, 0.0), float(self.shop.rules.bucket))

    def block(self, requested: int, actual: int | None) -> dict[str, Any]:
        status = {
            "maximumAvailable": float(self.shop.rules.bucket),
            "currentlyAvailable": int(self.level()),
            "restoreRate": float(self.shop.rules.restore_rate),
        }
        return {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}


def throttled(block: dict[str, Any]) -> dict[str, Any]:
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": DOCUMENTATION}}
    return {"errors": [error], "extensions": {"cost": block}}
