"""The whole shop: its settings, goods, receipts and money, and the log of what was done to it through the API."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.simulation.clock import Clock
from marketplaces.adapters.etsy.simulator.books.listings import Image, Listing
from marketplaces.adapters.etsy.simulator.books.money import minor
from marketplaces.adapters.etsy.simulator.books.numbers import Numbers
from marketplaces.adapters.etsy.simulator.books.receipts import LedgerEntry, Mail, Payment, Receipt, Review
from marketplaces.adapters.etsy.simulator.books.shipping import (
    Partner,
    Readiness,
    ReturnPolicy,
    Section,
    ShippingProfile,
)

SHOP_ID, USER_ID = 52_300_001, 912_345_678
FEE_CURRENCY, LISTING_FEE = "USD", Decimal("0.20")
EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)

Emit = Callable[[str, Receipt], None]


@dataclass
class Rules:
    """What differs between shops, apps and days; each can be changed while it runs.

    `strict_types` refuses a body of another content type; without it JSON is understood where a form is due.
    `refund_bumps`, `cancel_bumps`: whether these move the receipt's update time. `canceled_in_delta`: whether canceled
    receipts appear under min_last_modified. `addresses` and `tracking_allowed` are what the partner programme takes
    away. `unknown_carrier` is refused, dropped (taken with 200 and lost) or kept. `image_reads` is how often a new
    picture is shown without its size. Under `edit_state` hiding a listing leaves it in the undocumented state `edit`.
    Without `has_billing_card` drafts are refused with a text that speaks of pictures.
    `batch_associations`: Shipping and Inventory are given where `includes` of a shop's list names them.
    """

    limit_rate: bool = True
    per_second: int = 150
    per_day: int = 100_000
    misspelled_header: bool = False
    app_active: bool = True
    strict_types: bool = True
    authorise_at_once: bool = True
    refund_bumps: bool = True
    cancel_bumps: bool = True
    canceled_in_delta: bool = True
    addresses: bool = True
    emails: bool = False
    tracking_allowed: bool = True
    unknown_carrier: str = "refused"
    vacation: bool = False
    searchable: bool = True
    edit_state: bool = False
    merged_materials: bool = False
    image_reads: int = 0
    has_billing_card: bool = True
    batch_associations: bool = True
    payments_after_shipping: bool = False
    ledger_days: int = 31
    divisor: int = 100
    shop_id_text: bool = False


@dataclass
class Fee:
    """What Etsy takes for publishing or renewing a listing."""

    listing_id: int
    why: str
    at: int
    amount: Decimal = LISTING_FEE


@dataclass
class Books:
    """All that changes. It is copied whole, so nothing in it points at the shop."""

    facts: dict[str, Any] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)
    listings: dict[int, Listing] = field(default_factory=dict)
    images: dict[int, Image] = field(default_factory=dict)
    value_ids: dict[tuple[int, str], int] = field(default_factory=dict)
    shipping_profiles: dict[int, ShippingProfile] = field(default_factory=dict)
    readiness: dict[int, Readiness] = field(default_factory=dict)
    policies: dict[int, ReturnPolicy] = field(default_factory=dict)
    sections: dict[int, Section] = field(default_factory=dict)
    partners: dict[int, Partner] = field(default_factory=dict)
    receipts: dict[int, Receipt] = field(default_factory=dict)
    payments: dict[int, Payment] = field(default_factory=dict)
    ledger: list[LedgerEntry] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)


class Shop:
    """Not thread-safe by itself: the look-alike asks under its lock. `country` decides on what EU shops are spared."""

    def __init__(self, name: str = "LookAlikeShop", currency: str = "EUR", country: str = "GB") -> None:
        self.name, self.currency, self.country = name, currency, country
        self.clock = Clock()
        self.rules = Rules()
        self.emit: Emit = lambda event, receipt: None
        self.restart()

    def restart(self) -> None:
        """A shop without goods or orders, that has nothing set up."""
        self.clock.reset()
        self.books = Books()
        self.log: list[dict[str, Any]] = []
        self.opened = self.clock.epoch()

    @property
    def shop_id(self) -> int:
        return SHOP_ID

    @property
    def user_id(self) -> int:
        return USER_ID

    @property
    def in_eu(self) -> bool:
        return self.country in EU

    def copied(self) -> Books:
        return copy.deepcopy(self.books)

    def now(self) -> int:
        return self.clock.epoch()

    def take(self, kind: str) -> int:
        return self.books.numbers.take(kind)

    def touch(self, record: Listing | Receipt) -> None:
        record.updated = max(self.now(), record.updated)

    def value_id(self, property_id: int, value: str) -> int:
        """The shop's own id of a free value: the same one each time."""
        key = (property_id, value)
        if key not in self.books.value_ids:
            self.books.value_ids[key] = self.take("value")
        return self.books.value_ids[key]

    def charge(self, listing: Listing, why: str) -> None:
        self.books.fees.append(Fee(listing.listing_id, why, self.now()))
        reason = "listing" if why == "publish" else "renew"
        self.enter(-LISTING_FEE, reason, f"{reason} fee", "listing", str(listing.listing_id))

    def enter(
        self,
        amount: Decimal,
        kind: str,
        description: str,
        reference: str,
        reference_id: str,
        payment: int | None = None,
    ) -> None:
        """A line of the ledger."""
        ledger, cents = self.books.ledger, minor(amount)
        balance = (ledger[-1].balance if ledger else 0) + cents
        number = self.take("ledger")
        ledger.append(
            LedgerEntry(
                number, len(ledger) + 1, self.now(), cents, balance, kind, description, reference, reference_id, payment
            )
        )

    def listing_of_sku(self, sku: str) -> Listing | None:
        rows = (one for one in self.books.listings.values() if any(product.sku == sku for product in one.products))
        return next(rows, None)

    def receipt_of(self, number: Any) -> Receipt:
        """Raises ValueError."""
        found = self.books.receipts.get(int(number))
        if found is None:
            raise ValueError(f"there is no receipt {number!r}")
        return found
