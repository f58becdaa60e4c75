"""Orders and payments. Used by the purchase ledger alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.money import Money


@dataclass(frozen=True, slots=True)
class ShippingAddress:
    """Where a parcel goes. Personal data: never logged, never in a job's payload. `country` by ISO 3166, two letters."""

    name: str
    address1: str
    city: str
    country: str
    country_name: str = ""
    province: str = ""
    postal_code: str = ""
    address2: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""

    def __repr__(self) -> str:
        return f"<ShippingAddress in {self.country}>"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`line_ref` is our own id of the line; suppliers that can echo it do."""

    variant_id: str
    quantity: int
    product_id: str = ""
    order_key: str = ""
    line_ref: str = ""
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """`client_no` is ours and unique for ever (at most 50 of A-Z, 0-9 and "-"): the only handle against buying twice."""

    client_no: str
    address: ShippingAddress
    lines: tuple[OrderLine, ...]
    service_code: str
    origin: str = ""
    remark: str = ""
    ioss_number: str = ""
    is_sandbox: bool = False


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """The supplier has taken the order. One request can make several orders (goods of several stores).

    Nothing has been paid by it. `problems` non-empty: made, but not fit to be paid until somebody has looked.
    """

    order_ids: tuple[str, ...]
    problems: tuple[str, ...] = ()
    amount: Money | None = None
    payment_ref: str = ""


class PurchaseStatus(StrEnum):
    """How far a supplier's order is, in our words."""

    UNPAID = "unpaid"
    UNDER_REVIEW = "under_review"  # paid; the supplier or its bank looks at it
    PREPARING = "preparing"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    IN_DISPUTE = "in_dispute"
    UNKNOWN = "unknown"  # a word we do not know: shown to staff, never acted on


@dataclass(frozen=True, slots=True)
class TrackingRef:
    number: str
    carrier: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    variant_id: str
    quantity: int
    sku: str = ""
    line_ref: str = ""
    price: Money | None = None
    product_id: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order as the supplier shows it. `raw_status` is its own word beside ours."""

    order_id: str
    status: PurchaseStatus
    raw_status: str
    client_no: str = ""
    lines: tuple[PurchaseLine, ...] = ()
    amount: Money | None = None
    goods: Money | None = None
    freight: Money | None = None
    tracking: tuple[TrackingRef, ...] = ()
    created_at: datetime | None = None
    paid_at: datetime | None = None
    pay_before: datetime | None = None
    country: str = ""
    related_ids: tuple[str, ...] = ()  # parts this order was split into


@dataclass(frozen=True, slots=True)
class PurchasePage:
    items: tuple[Purchase, ...]
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class PaymentOffer:
    """What a payment would take, to be compared with what was approved. `payment_id` and `batch_id` go into `pay`, or
    `order_id` where the supplier is paid for one order by itself."""

    payment_id: str
    batch_id: str
    amount: Money
    expires_at: datetime | None = None
    problems: tuple[str, ...] = ()
    order_id: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    dispute_id: str
    order_id: str
    status: str
    reason: str = ""
    amount: Money | None = None
    outcome: str = ""
    opened_on: str = ""


@dataclass(frozen=True, slots=True)
class DisputePage:
    items: tuple[Dispute, ...]
    page: int
    has_more: bool
