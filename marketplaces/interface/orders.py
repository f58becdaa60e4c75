"""Orders as a marketplace tells them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.money import Money
from marketplaces.interface.fulfilments import RemoteFulfilment


class PaymentStatus(StrEnum):
    """How the buyer's payment is. Only PAID and PARTLY_REFUNDED orders are ever bought."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # a word we do not know: shown to staff, never acted on


class CancelReason(StrEnum):
    """Why an order is cancelled at the marketplace."""

    CUSTOMER = "customer"
    INVENTORY = "inventory"
    FRAUD = "fraud"
    DECLINED = "declined"
    STAFF = "staff"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """Where the buyer wants the parcel. Personal data: never logged, never in a job's payload. `country` is ISO 3166,
    two letters; "" where the marketplace does not say."""

    name: str = ""
    company: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    province: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""

    def __repr__(self) -> str:
        return f"<RemoteAddress in {self.country}>"


@dataclass(frozen=True, slots=True)
class RemoteBuyer:
    """Who bought. Personal data. `language` is a two-letter code, "" where unknown; `remote_id` "" for a guest."""

    remote_id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""

    def __repr__(self) -> str:
        return f"<RemoteBuyer {self.remote_id}>"


@dataclass(frozen=True, slots=True)
class RemoteLine:
    """One line. `quantity` as ordered, `owed` what is still to be delivered after edits and refunds (fulfilled units
    count as owed until they are refunded). `variant_id` "" for a deleted variant or a custom line. `unit_price` is what
    the buyer pays for one, after discounts, without tax where the marketplace tells them apart."""

    line_id: str
    quantity: int
    owed: int
    title: str = ""
    variant_title: str = ""
    sku: str = ""
    product_id: str = ""
    variant_id: str = ""
    unit_price: Money | None = None
    requires_shipping: bool = True
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteOrder:
    """An order as the marketplace shows it now. `number` is what buyer and staff call it.

    `address` None where it is not known (no right to see it, or none given). `problems` are codes of what keeps us from
    reading all of it ("no_personal_data", "lines_cut"). Amounts are the shop's own currency.
    """

    remote_id: str
    number: str
    created_at: datetime
    updated_at: datetime
    payment: PaymentStatus
    lines: tuple[RemoteLine, ...]
    currency: str
    raw_payment: str = ""
    total: Money | None = None
    shipping: Money | None = None
    tax: Money | None = None
    discount: Money | None = None
    refunded: Money | None = None
    is_test: bool = False
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    closed_at: datetime | None = None
    buyer: RemoteBuyer | None = None
    address: RemoteAddress | None = None
    note: str = ""
    ship_by: datetime | None = None
    fulfilments: tuple[RemoteFulfilment, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundNotice:
    """Money to be given back to the buyer. `lines` are (their line id, amount); empty for an amount of the whole order.
    `reference` is ours and never changes for one refund."""

    reference: str
    amount: Money
    reason: CancelReason
    lines: tuple[tuple[str, Money], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class RemoteRefund:
    """A refund as the marketplace shows it. `state`: "pending", "done", "failed" or "" for another word."""

    refund_id: str
    state: str
    amount: Money | None = None
    created_at: datetime | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """`cursor` is given back to ask for the next page; "" when this was the last. `unreadable` are the orders of this
    page that could not be understood: (their id, why), for staff to see; they stop no other order."""

    items: tuple[RemoteOrder, ...]
    cursor: str = ""
    unreadable: tuple[tuple[str, str], ...] = ()
