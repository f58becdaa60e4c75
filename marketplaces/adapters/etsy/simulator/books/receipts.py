"""Receipts with their transactions, shipments and refunds; payments, the ledger, reviews and the mails to buyers."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


@dataclass
class Transaction:
    """One line. `listing_id`, `product_id` are None and `sku` "" where nothing points back at the shop's goods."""

    transaction_id: int
    title: str
    quantity: int
    price: Decimal
    listing_id: int | None
    product_id: int | None
    sku: str = ""
    image_id: int | None = None
    is_digital: bool = False
    variations: list[dict[str, Any]] = field(default_factory=list)
    shipping_cost: Decimal = ZERO
    shipping_profile_id: int | None = None
    ship_by: int | None = None


@dataclass
class Shipment:
    shipment_id: int | None
    told: int
    carrier: str
    code: str


@dataclass
class Refund:
    amount: Decimal
    created: int
    reason: str
    note: str
    status: str = "SUCCESS"


@dataclass
class Receipt:
    """`address` has the API's names. `payment_pending` is paid in a while: `payment processing`."""

    receipt_id: int
    created: int
    updated: int
    lines: list[Transaction]
    buyer_id: int
    name: str
    address: dict[str, str | None]
    buyer_email: str | None = None
    currency: str = "EUR"
    shipping: Decimal = ZERO
    tax: Decimal = ZERO
    vat: Decimal = ZERO
    discount: Decimal = ZERO
    gift_wrap: Decimal = ZERO
    is_gift: bool = False
    gift_message: str = ""
    message_from_buyer: str | None = None
    payment_pending: bool = False
    paid: int | None = None
    shipped: int | None = None
    delivered: int | None = None
    canceled: int | None = None
    shipments: list[Shipment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)

    @property
    def goods(self) -> Decimal:
        return sum((line.price * line.quantity for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        return self.goods - self.discount + self.shipping + self.tax + self.vat + self.gift_wrap

    @property
    def refunded(self) -> Decimal:
        return sum((refund.amount for refund in self.refunds), ZERO)

    @property
    def status(self) -> str:
        if self.canceled is not None:
            return "canceled"
        if self.refunds:
            return "fully refunded" if self.refunded >= self.total else "partially refunded"
        if self.paid is None:
            return "payment processing" if self.payment_pending else "open"
        return "completed" if self.shipped is not None else "paid"


@dataclass
class Payment:
    payment_id: int
    receipt_id: int
    buyer_id: int
    created: int
    updated: int
    gross: Decimal
    fees: Decimal
    refunded: Decimal = ZERO

    @property
    def status(self) -> str:
        return "refunded" if self.refunded >= self.gross else "settled"


@dataclass(frozen=True)
class LedgerEntry:
    """`amount` and `balance` are in minor units, as the API has them."""

    entry_id: int
    sequence: int
    created: int
    amount: int
    balance: int
    kind: str
    description: str
    reference_type: str
    reference_id: str
    payment_id: int | None = None


@dataclass(frozen=True)
class Review:
    listing_id: int
    transaction_id: int
    buyer_id: int
    rating: int
    text: str
    created: int


@dataclass(frozen=True)
class Mail:
    """What Etsy wrote to somebody about a parcel; `to` is buyer or seller."""

    receipt_id: int
    to: str
    code: str
    note: str
