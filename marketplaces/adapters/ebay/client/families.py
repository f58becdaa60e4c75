"""The families of eBay's API: on which host each lives, whose token it wants, and how many calls a day it gives.

One family may span two hosts (orders and payment disputes do). Daily figures are eBay's defaults for one app (read in
November 2026); where they are so many that nobody comes near, none stands here. eBay's own figures are those of
`rate_limit`.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

from core.budget import Purpose


class Host(StrEnum):
    """The setting that holds its address."""

    API = "EBAY_API_URL"
    APIZ = "EBAY_APIZ_URL"
    MEDIA = "EBAY_MEDIA_URL"


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    host: Host
    base: str
    as_app: bool = False
    daily: int = 0
    per_second: float = 10.0
    burst: int = 20
    purpose: Purpose = Purpose.CATALOGUE


class Family(Enum):
    """`key` names the resource whose limit it shares, `base` is the path on its host."""

    ORDERS = _Kind("fulfillment", Host.API, "sell/fulfillment/v1", purpose=Purpose.ORDERS)
    DISPUTES = _Kind("payment_dispute", Host.APIZ, "sell/fulfillment/v1", purpose=Purpose.ORDERS)
    INVENTORY = _Kind("inventory", Host.API, "sell/inventory/v1")
    ACCOUNT = _Kind("account", Host.API, "sell/account/v1", daily=25_000)
    TAXONOMY = _Kind("taxonomy", Host.API, "commerce/taxonomy/v1", as_app=True, daily=5_000)
    METADATA = _Kind("metadata", Host.API, "sell/metadata/v1", as_app=True, daily=5_000)
    MEDIA = _Kind("media", Host.MEDIA, "commerce/media/v1_beta", burst=45)
    MARKETING = _Kind("marketing", Host.API, "sell/marketing/v1", daily=10_000)
    ANALYTICS = _Kind("analytics", Host.API, "sell/analytics/v1", daily=100)
    NOTIFICATION = _Kind("notification", Host.API, "commerce/notification/v1", as_app=True, daily=10_000)
    IDENTITY = _Kind("identity", Host.APIZ, "commerce/identity/v1")
    LIMITS = _Kind("developer_analytics", Host.API, "developer/analytics/v1_beta", as_app=True)
    KEYS = _Kind("key_management", Host.APIZ, "developer/key_management/v1", as_app=True)
    OAUTH = _Kind("oauth", Host.API, "identity/v1/oauth2", per_second=2.0, burst=5)
