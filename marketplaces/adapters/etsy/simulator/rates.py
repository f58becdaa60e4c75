"""The app's two allowances: calls a second and calls in the last 24 hours, told in headers."""

from collections import deque
from dataclasses import dataclass, field

from core.simulation import Headers
from marketplaces.adapters.etsy.simulator.books.shop import Shop

DAY_SECONDS = 86_400


@dataclass
class Rates:
    shop: Shop
    taken: deque[float] = field(default_factory=deque)

    def admit(self) -> int:
        """Counts a call; seconds to wait where there is none left, 0 where it may pass. A second is looked at first."""
        now, rules = self.shop.clock.now().timestamp(), self.shop.rules
        while self.taken and self.taken[0] <= now - DAY_SECONDS:
            self.taken.popleft()
        if self._in_second(now) >= rules.per_second:
            return 1
        if len(self.taken) >= rules.per_day:
            return int(self.taken[0] + DAY_SECONDS - now) + 1
        self.taken.append(now)
        return 0

    def headers(self) -> Headers:
        now, rules = self.shop.clock.now().timestamp(), self.shop.rules
        remaining = "x-remaining-this-secon" if rules.misspelled_header else "x-remaining-this-second"
        return [
            ("x-limit-per-second", str(rules.per_second)),
            (remaining, str(max(rules.per_second - self._in_second(now), 0))),
            ("x-limit-per-day", str(rules.per_day)),
            ("x-remaining-today", str(max(rules.per_day - len(self.taken), 0))),
        ]

    def _in_second(self, now: float) -> int:
        found = 0
        for when in reversed(self.taken):
            if when <= now - 1:
                break
            found += 1
        return found
