"""Orders with their lines, packages, refunds and disputes. Money is in the marketplace's currency."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

ZERO = Decimal("0.00")


@dataclass
class Line:
    """`price` is for one; `tax` is what eBay collects and remits for the whole line; `sku` "" was never set."""

    number: str
    title: str
    quantity: int
    price: Decimal
    sku: str = ""
    listing: str = ""
    offer: str = ""
    variation: str = ""
    aspects: dict[str, str] = field(default_factory=dict)
    tax: Decimal = ZERO
    shipping: Decimal = ZERO

    @property
    def cost(self) -> Decimal:
        return self.price * self.quantity


@dataclass
class Parcel:
    """`tracking` "" goes by the number 999. `quantities` are by line."""

    number: str
    quantities: dict[str, int]
    shipped: datetime
    carrier: str = ""
    tracking: str = ""


@dataclass
class Refund:
    """`line` "" is for the whole order. `settles` is when PENDING becomes REFUNDED, or FAILED."""

    number: str
    amount: Decimal
    reason: str
    made: datetime
    settles: datetime
    line: str = ""
    comment: str = ""
    fails: bool = False

    def status(self, now: datetime) -> str:
        if self.settles > now:
            return "PENDING"
        return "FAILED" if self.fails else "REFUNDED"


@dataclass
class CancelRequest:
    number: str
    by: str  # BUYER or SELLER
    reason: str
    asked: datetime
    state: str = "REQUESTED"
    done: datetime | None = None


@dataclass
class Order:
    """`payment` is PAID, PENDING or FAILED; refunds make more of it. `to` is the shipping address, flat."""

    number: str
    marketplace: str
    currency: str
    lines: list[Line]
    to: dict[str, str]
    buyer: dict[str, str]
    created: datetime
    modified: datetime
    payment: str = "PAID"
    instructions: str = "SHIP_TO"
    note: str = ""
    hub_reference: str = ""
    parcels: list[Parcel] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    cancels: list[CancelRequest] = field(default_factory=list)
    has_case: bool = False

    @property
    def shipping(self) -> Decimal:
        return sum((line.shipping for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        """Without tax that eBay keeps."""
        return sum((line.cost for line in self.lines), ZERO) + self.shipping

    def line(self, number: str) -> Line | None:
        return next((line for line in self.lines if line.number == number), None)

    def shipped(self, line: Line) -> int:
        return sum(parcel.quantities.get(line.number, 0) for parcel in self.parcels)

    def line_status(self, line: Line) -> str:
        shipped = self.shipped(line)
        if not shipped:
            return "NOT_STARTED"
        return "FULFILLED" if shipped >= line.quantity else "IN_PROGRESS"

    @property
    def status(self) -> str:
        states = {self.line_status(line) for line in self.lines}
        return states.pop() if len(states) == 1 else "IN_PROGRESS"

    def refunded(self, line: str | None = None) -> Decimal:
        """All that was given back and did not fail, or what was given back for one line."""
        return sum((one.amount for one in self.refunds if not one.fails and line in (None, one.line)), ZERO)

    def payment_status(self, now: datetime) -> str:
        back = sum((one.amount for one in self.refunds if one.status(now) == "REFUNDED"), ZERO)
        if not back:
            return self.payment
        return "FULLY_REFUNDED" if back >= self.total else "PARTIALLY_REFUNDED"

    def changed(self, now: datetime) -> datetime:
        """When it was last modified: a refund that is settled does that too."""
        return max([self.modified, *(one.settles for one in self.refunds if one.settles <= now)])

    @property
    def cancel_state(self) -> str:
        if not self.cancels or self.cancels[-1].state == "REJECTED":
            return "NONE_REQUESTED"
        return "CANCELED" if self.cancels[-1].state == "COMPLETED" else "IN_PROGRESS"


@dataclass
class Dispute:
    """A buyer took the payment back at the bank. `files` are uploads by number, `evidence` what was made of them."""

    number: str
    order: str
    reason: str
    amount: Decimal
    currency: str
    buyer: str
    opened: datetime
    respond_by: datetime
    status: str = "ACTION_NEEDED"
    revision: int = 1
    note: str = ""
    response: str = ""
    outcome: str = ""
    closed: datetime | None = None
    files: dict[str, tuple[str, bytes, datetime]] = field(default_factory=dict)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    activity: list[dict[str, Any]] = field(default_factory=list)
