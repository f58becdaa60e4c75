"""One CJ account: its key, tokens, orders, money, webhooks and allowances."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from suppliers.adapters.cj.simulator.ledger import Order, Payment

BALANCE = Decimal("5000.00")


@dataclass
class Pair:
    """A token pair with the ends of both."""

    access: str
    access_ends: datetime
    refresh: str
    refresh_ends: datetime
    created: datetime


@dataclass
class Hook:
    """Where a topic's pushes go; `tries` are (hour, delivered) of what was sent."""

    url: str
    tries: list[tuple[int, bool]] = field(default_factory=list)


@dataclass
class Account:
    key: str
    open_id: int
    email: str
    name: str = "Entrepot Test"
    calls_per_second: int = 1
    pairs: list[Pair] = field(default_factory=list)
    issued: int = 0
    logged_in_at: float | None = None
    refreshes: deque[float] = field(default_factory=deque)
    arrivals: deque[float] = field(default_factory=deque)
    special: dict[str, deque[float]] = field(default_factory=dict)
    points_left: float | None = None
    points_used: int = 0
    points_at: datetime | None = None
    calls_by_path: dict[str, int] = field(default_factory=dict)
    calls_day: str = ""
    balance: Decimal = BALANCE
    may_pay_from_balance: bool = True
    orders: dict[str, "Order"] = field(default_factory=dict)
    payments: dict[str, "Payment"] = field(default_factory=dict)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    subscribed: set[str] = field(default_factory=set)
    my_products: set[str] = field(default_factory=set)
    sourcing: dict[str, str] = field(default_factory=dict)  # what was asked for, by CJ's number
