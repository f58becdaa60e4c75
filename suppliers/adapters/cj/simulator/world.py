"""All that the simulator knows: its goods, its accounts, its time, and the rules that can be switched."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.simulation.clock import Clock
from suppliers.adapters.cj.simulator.account import Account, Pair
from suppliers.adapters.cj.simulator.catalogue import Catalogue
from suppliers.adapters.cj.simulator.envelopes import Refused

KEY = "CJ1234567@api@5f0c1e7a00004c1d9a000000000000aa"
FIRST_OPEN_ID = 123456789
CALLS_PER_SECOND = {"free": 1, "plus": 2, "prime": 4, "advanced": 6}


@dataclass
class Rules:
    """What differs between accounts and years of CJ's API; each can be changed while it runs.

    `login`: "window" (one getAccessToken in 300 s) or "cached" (the same pair for 24 h). `policy`: "points", "quota"
    (1000 calls a route a day) or "none". `loopback_webhooks`: whether `http://127.0.0.1` may be called.
    """

    login: str = "window"
    policy: str = "points"
    limit_rate: bool = True
    points_total: int = 50_000
    daily_quota: int = 1000
    access_days: int = 15
    refresh_days: int = 180
    loopback_webhooks: bool = True
    unknown_tracking_is_error: bool = False
    only_subscribed: bool = False
    subscription_cap: int = 1000
    nested_authorize: bool = False


class World:
    """Not thread-safe by itself: the simulator asks under its lock."""

    def __init__(self, catalogue: Catalogue, keys: Iterable[str] = (KEY,), tier: str = "free") -> None:
        self.catalogue = catalogue
        self.clock = Clock()
        self.rules = Rules()
        self.by_address: deque[float] = deque()
        self._keys, self._tier = tuple(keys), tier
        self._number = 0
        self.restart()

    def restart(self) -> None:
        """Accounts as at the start: no tokens, no orders, the first balance."""
        self.clock.reset()
        self._number = 0
        self.by_address.clear()
        self.accounts = {
            key: Account(
                key, FIRST_OPEN_ID + i, f"ops{i or ''}@example.test", calls_per_second=CALLS_PER_SECOND[self._tier]
            )
            for i, key in enumerate(self._keys)
        }

    @property
    def first_account(self) -> Account:
        return next(iter(self.accounts.values()))

    def number(self) -> int:
        """A number that is given out once."""
        self._number += 1
        return self._number

    def account_of(self, token: str) -> Account:
        """Raises Refused where the token is missing, unknown or has ended."""
        if not token:
            raise Refused(1600002)
        pair_of = self.pair_of(token)
        if pair_of is None or pair_of[1].access_ends <= self.clock.now():
            raise Refused(1600001)
        return pair_of[0]

    def pair_of(self, token: str, kind: str = "access") -> tuple[Account, Pair] | None:
        for account in self.accounts.values():
            for pair in account.pairs:
                if getattr(pair, kind) == token:
                    return account, pair
        return None

    def books(self) -> dict[str, Any]:
        """Orders and money of all accounts, for tests that ask what was really bought."""
        return {
            account.key.partition("@")[0]: {
                "orders": [
                    {"orderId": o.order_id, "orderNumber": o.number, "status": o.status, "amount": str(o.amount)}
                    for o in account.orders.values()
                ],
                "paid": str(sum((p.amount for p in account.payments.values() if p.paid_at), Decimal(0))),
                "payments": sum(1 for p in account.payments.values() if p.paid_at),
                "balance": str(account.balance),
            }
            for account in self.accounts.values()
        }
