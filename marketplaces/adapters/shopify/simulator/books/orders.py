"""Orders with their lines, money, parcels and refunds. Amounts are in the shop's currency, unrounded by rate."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from marketplaces.adapters.shopify.simulator.books.goods import Metafield

ZERO, CENT = Decimal("0.00"), Decimal("0.01")
NOT_TAKEN = {"AUTHORIZED", "PENDING", "VOIDED", "EXPIRED"}


@dataclass
class Customer:
    number: int
    first: str
    last: str
    email: str | None
    phone: str | None
    locale: str
    created: datetime
    updated: datetime


@dataclass
class Line:
    """`quantity` is the original; `removed` what edits and refunds took off it; `discount` is for the whole line."""

    number: int
    title: str
    quantity: int
    price: Decimal
    sku: str | None = None
    vendor: str | None = None
    variant_title: str | None = None
    variant: int | None = None
    product: int | None = None
    discount: Decimal = ZERO
    properties: list[dict[str, str]] = field(default_factory=list)
    requires_shipping: bool = True
    grams: int = 0
    removed: int = 0
    refunded: int = 0
    fulfilled: int = 0

    @property
    def current(self) -> int:
        return self.quantity - self.removed

    @property
    def name(self) -> str:
        return f"{self.title} - {self.variant_title}" if self.variant_title else self.title

    @property
    def unit(self) -> Decimal:
        """After all discounts."""
        return (self.price - self.discount / self.quantity).quantize(CENT)

    def worth(self, quantity: int) -> Decimal:
        return (self.price * quantity - self.discount * quantity / self.quantity).quantize(CENT)


@dataclass
class Transaction:
    number: int
    kind: str
    amount: Decimal
    gateway: str
    created: datetime
    parent: "Transaction | None" = None
    status: str = "SUCCESS"


@dataclass
class Hold:
    number: int
    reason: str
    notes: str | None = None
    handle: str | None = None


@dataclass
class ToFulfil:
    """A line of a fulfilment order."""

    number: int
    line: Line
    total: int
    remaining: int


@dataclass
class FulfilmentOrder:
    number: int
    location: int
    lines: list[ToFulfil]
    created: datetime
    updated: datetime
    holds: list[Hold] = field(default_factory=list)
    cancelled: bool = False

    @property
    def status(self) -> str:
        if self.cancelled:
            return "CANCELLED"
        if not any(row.remaining for row in self.lines):
            return "CLOSED"
        if self.holds:
            return "ON_HOLD"
        return "IN_PROGRESS" if any(row.remaining < row.total for row in self.lines) else "OPEN"


@dataclass
class Event:
    number: int
    status: str
    happened: datetime
    created: datetime
    message: str | None = None
    city: str | None = None
    country: str | None = None
    zip: str | None = None


@dataclass
class Parcel:
    """A fulfilment: what went out of one fulfilment order or of several at one location."""

    number: int
    name: str
    location: int
    rows: list[tuple[FulfilmentOrder, ToFulfil, int]]
    tracking: list[dict[str, str | None]]
    created: datetime
    updated: datetime
    notified: bool = False
    status: str = "SUCCESS"
    events: list[Event] = field(default_factory=list)


@dataclass
class RefundedLine:
    number: int
    line: Line
    quantity: int
    restock: str
    location: int | None = None


@dataclass
class Refund:
    number: int
    created: datetime
    note: str | None
    lines: list[RefundedLine]
    transactions: list[Transaction]
    shipping: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        return sum((t.amount for t in self.transactions if t.kind == "REFUND"), ZERO)


@dataclass
class Order:
    """`rate` turns the shop's money into what the buyer sees. `financial` is the status before anything is refunded."""

    number: int
    order_number: int
    created: datetime
    updated: datetime
    lines: list[Line]
    currency: str
    presentment: str
    rate: Decimal
    financial: str
    gateway: str
    customer: Customer | None
    address: dict[str, Any] | None
    billing: dict[str, Any] | None
    email: str | None
    phone: str | None
    locale: str | None
    note: str | None
    shipping_title: str
    shipping_price: Decimal
    shipping_number: int
    tax_rate: Decimal = ZERO
    test: bool = False
    edited: bool = False
    tags: list[str] = field(default_factory=list)
    attributes: list[dict[str, str]] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    to_fulfil: list[FulfilmentOrder] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    metafields: list[Metafield] = field(default_factory=list)
    cancelled: datetime | None = None
    cancel_reason: str | None = None
    staff_note: str | None = None
    closed: datetime | None = None
    touches: list[datetime] = field(default_factory=list)  # when it changed, for the index that lags behind

    @property
    def name(self) -> str:
        return f"#{self.order_number}"

    @property
    def goods(self) -> Decimal:
        return sum((line.worth(line.quantity) for line in self.lines), ZERO)

    @property
    def goods_now(self) -> Decimal:
        return sum((line.worth(line.current) for line in self.lines), ZERO)

    @property
    def shipping_now(self) -> Decimal:
        return self.shipping_price - sum((refund.shipping for refund in self.refunds), ZERO)

    @property
    def total(self) -> Decimal:
        return self.goods + self.shipping_price

    @property
    def total_now(self) -> Decimal:
        return self.goods_now + self.shipping_now

    @property
    def discounts(self) -> Decimal:
        return sum((line.discount for line in self.lines), ZERO)

    def tax_in(self, amount: Decimal) -> Decimal:
        """Taxes are included in the prices."""
        return (amount * self.tax_rate / (1 + self.tax_rate)).quantize(CENT)

    @property
    def received(self) -> Decimal:
        return sum((t.amount for t in self.transactions if t.kind in ("SALE", "CAPTURE")), ZERO)

    @property
    def refunded(self) -> Decimal:
        return sum((refund.amount for refund in self.refunds), ZERO)

    @property
    def financial_status(self) -> str:
        if not self.refunded or self.financial in NOT_TAKEN:
            return self.financial
        return "REFUNDED" if self.refunded >= self.received else "PARTIALLY_REFUNDED"

    @property
    def fulfilment_status(self) -> str:
        owed = [line for line in self.lines if line.requires_shipping and line.current > 0]
        if any(line.fulfilled for line in self.lines):
            return "FULFILLED" if all(line.fulfilled >= line.current for line in owed) else "PARTIALLY_FULFILLED"
        states = {part.status for part in self.to_fulfil}
        return "ON_HOLD" if states and states <= {"ON_HOLD", "CLOSED"} and "ON_HOLD" in states else "UNFULFILLED"
