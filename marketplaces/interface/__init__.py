"""What the hub asks of every marketplace, in our words. Pure: dataclasses in, dataclasses out.

Ids are text as the marketplace writes them. Times are aware UTC. Money has its currency. What a marketplace does not say
is None or "", never 0.
"""

from marketplaces.interface.account import Capability, Credentials, SellingPlace, ShopInfo
from marketplaces.interface.adapter import MarketplaceAdapter
from marketplaces.interface.categories import AttributeNeed, CategoryNeeds, RemoteCategory
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
    OfferPush,
    PricePush,
    PublishedListing,
    PublishedVariant,
    PushOutcome,
    StockPush,
    VariantDraft,
    VariantReading,
)
from marketplaces.interface.operations import Operation
from marketplaces.interface.orders import (
    CancelReason,
    OrderPage,
    PaymentStatus,
    RefundNotice,
    RemoteAddress,
    RemoteBuyer,
    RemoteLine,
    RemoteOrder,
    RemoteRefund,
)
from marketplaces.interface.pushes import Push, PushHead, Topic, WebhookSetup
from marketplaces.interface.selling import (
    Contact,
    DraftProblem,
    LimitReading,
    ProductSafety,
    ReadinessCheck,
    SellingSetting,
    SettingChoice,
)

__all__ = [
    "AttributeNeed",
    "CancelReason",
    "Capability",
    "CategoryNeeds",
    "Contact",
    "Credentials",
    "DraftProblem",
    "FulfilmentState",
    "LimitReading",
    "ListingDraft",
    "ListingReading",
    "MarketplaceAdapter",
    "OfferPush",
    "OpenLine",
    "Operation",
    "OrderPage",
    "ParcelNotice",
    "ParcelProgress",
    "PaymentStatus",
    "PricePush",
    "ProductSafety",
    "PublishedListing",
    "PublishedVariant",
    "Push",
    "PushHead",
    "PushOutcome",
    "ReadinessCheck",
    "RefundNotice",
    "RemoteAddress",
    "RemoteBuyer",
    "RemoteCategory",
    "RemoteFulfilment",
    "RemoteLine",
    "RemoteOrder",
    "RemoteRefund",
    "SellingPlace",
    "SellingSetting",
    "SettingChoice",
    "ShopInfo",
    "StockPush",
    "Topic",
    "TrackingInfo",
    "VariantDraft",
    "VariantReading",
    "WebhookSetup",
]
