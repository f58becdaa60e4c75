"""What a supplier says of the account we speak for."""

from dataclasses import dataclass
from enum import StrEnum

from core.money import Money


class Capability(StrEnum):
    """What a supplier can do beyond searching and showing products, which every supplier can."""

    CATEGORIES = "categories"
    REVIEWS = "reviews"
    STOCK_BY_AREA = "stock_by_area"
    BALANCE = "balance"
    OAUTH = "oauth"  # a person authorises us in a browser
    ORDER = "order"
    FIND_BY_REFERENCE = "find_by_reference"  # an order can be found by the number we gave it
    PAY = "pay"  # payment is a second call of ours; else a person pays in the supplier's console
    CONFIRM = "confirm"
    CANCEL_UNPAID = "cancel_unpaid"
    LIST_ORDERS = "list_orders"
    TRACKING = "tracking"
    DISPUTES = "disputes"
    WEBHOOKS = "webhooks"
    SET_WEBHOOKS = "set_webhooks"  # by a call; else a person registers the address in the supplier's console
    SUBSCRIBE_PRODUCTS = "subscribe_products"


@dataclass(frozen=True, slots=True)
class Quota:
    """An allowance. `period`: "second", "minute", "hour", "day", "month", "quarter", "year" or "total"."""

    name: str
    limit: int
    period: str


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """What the supplier says of the account we speak for. `remote_id` is its own id for it, "" where that is a secret."""

    remote_id: str
    name: str = ""
    email: str = ""
    calls_per_second: float | None = None
    quotas: tuple[Quota, ...] = ()
    is_sandbox: bool = False
    webhook_urls: tuple[str, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What may be spent now, and what is held back."""

    available: Money
    frozen: Money | None = None
