"""What the hub asks of every marketplace, in our words. Pure: dataclasses in, dataclasses out.

Ids are text as the marketplace writes them. Times are aware UTC. Money has its currency. What a marketplace does not say
is None or "", never 0.
"""

from marketplaces.interface.account import Capability, Credentials, SellingPlace, ShopInfo
from marketplaces.interface.adapter import MarketplaceAdapter
from marketplaces.interface.fulfilments import (
    FulfilmentState,
    OpenLine,
    ParcelNotice,
    ParcelProgress,
    RemoteFulfilment,
    TrackingInfo,
)
from marketplaces.interface.listings import (
    ListingDraft,
    ListingReading,
    PricePush,
    PublishedListing,
    PublishedVariant,
    PushOutcome,
    StockPush,
    VariantDraft,
    VariantReading,
)
from marketplaces.interface.orders import (
    CancelReason,
    OrderPage,
    PaymentStatus,
    RemoteAddress,
    RemoteBuyer,
    RemoteLine,
    RemoteOrder,
)
from marketplaces.interface.pushes import Push, PushHead, Topic, WebhookSetup

__all__ = [
    "CancelReason",
    "Capability",
    "Credentials",
    "FulfilmentState",
    "ListingDraft",
    "ListingReading",
    "MarketplaceAdapter",
    "OpenLine",
    "OrderPage",
    "ParcelNotice",
    "ParcelProgress",
    "PaymentStatus",
    "PricePush",
    "PublishedListing",
    "PublishedVariant",
    "Push",
    "PushHead",
    "PushOutcome",
    "RemoteAddress",
    "RemoteBuyer",
    "RemoteFulfilment",
    "RemoteLine",
    "RemoteOrder",
    "SellingPlace",
    "ShopInfo",
    "StockPush",
    "Topic",
    "TrackingInfo",
    "VariantDraft",
    "VariantReading",
    "WebhookSetup",
]
