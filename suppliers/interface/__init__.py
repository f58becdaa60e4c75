"""What the hub asks of every supplier, in our words. Pure: dataclasses in, dataclasses out.

Ids are text as the supplier writes them. Times are aware UTC. Money has its currency. What a supplier does not say is
None or "", never 0.
"""

from suppliers.interface.account import AccountInfo, Balance, Capability, Quota
from suppliers.interface.adapter import SupplierAdapter
from suppliers.interface.freight import FreightRequest, Parcel, Quote
from suppliers.interface.orders import (
    Dispute,
    DisputePage,
    OrderLine,
    OrderRequest,
    PaymentOffer,
    PlacedOrder,
    Purchase,
    PurchaseLine,
    PurchasePage,
    PurchaseStatus,
    ShippingAddress,
    TrackingRef,
)
from suppliers.interface.products import (
    ItemState,
    OfferReading,
    ProductSummary,
    Review,
    ReviewPage,
    SearchPage,
    SearchQuery,
    StockLevel,
    SupplierCategory,
    SupplierItem,
    Variant,
    VariantStock,
)
from suppliers.interface.pushes import Push, PushHead, Topic, WebhookSetup
from suppliers.interface.tracking import TrackingEvent, TrackingStatus, TrackingUpdate

__all__ = [
    "AccountInfo",
    "Balance",
    "Capability",
    "Dispute",
    "DisputePage",
    "FreightRequest",
    "ItemState",
    "OfferReading",
    "OrderLine",
    "OrderRequest",
    "Parcel",
    "PaymentOffer",
    "PlacedOrder",
    "ProductSummary",
    "Purchase",
    "PurchaseLine",
    "PurchasePage",
    "PurchaseStatus",
    "Push",
    "PushHead",
    "Quota",
    "Quote",
    "Review",
    "ReviewPage",
    "SearchPage",
    "SearchQuery",
    "ShippingAddress",
    "StockLevel",
    "SupplierAdapter",
    "SupplierCategory",
    "SupplierItem",
    "Topic",
    "TrackingEvent",
    "TrackingRef",
    "TrackingStatus",
    "TrackingUpdate",
    "Variant",
    "VariantStock",
    "WebhookSetup",
]
