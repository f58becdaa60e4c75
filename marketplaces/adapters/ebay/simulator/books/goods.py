"""Inventory items, groups, offers and the listings that come of them, with the marketplaces' languages and currencies."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Body = dict[str, Any]
CURRENCIES = {"EBAY_US": "USD", "EBAY_GB": "GBP", "EBAY_DE": "EUR", "EBAY_FR": "EUR"}
LANGUAGES = {"EBAY_US": "en-US", "EBAY_GB": "en-GB", "EBAY_DE": "de-DE", "EBAY_FR": "fr-FR"}
EU_MARKETPLACES = {"EBAY_DE", "EBAY_FR"}
OPEN = {"ACTIVE", "OUT_OF_STOCK"}


@dataclass
class Item:
    """`body` is what was written last, whole. `locale` is with an underscore."""

    sku: str
    locale: str
    body: Body
    written: datetime
    compatibility: Body | None = None

    @property
    def product(self) -> Body:
        return self.body.get("product") or {}

    @property
    def quantity(self) -> int | None:
        """To ship to the buyer; None where it was never said."""
        return quantity_in(self.body)

    def set_quantity(self, quantity: int) -> None:
        ship = self.body.setdefault("availability", {}).setdefault("shipToLocationAvailability", {})
        ship["quantity"] = quantity


@dataclass
class Offer:
    """`body` is what was written last, whole, with sku, marketplaceId and format. `listing` "" is unpublished."""

    number: str
    body: Body
    listing: str = ""
    sold: int = 0

    @property
    def sku(self) -> str:
        return str(self.body["sku"])

    @property
    def marketplace(self) -> str:
        return str(self.body["marketplaceId"])

    @property
    def key(self) -> tuple[str, str, str]:
        """What there is one offer of."""
        return self.sku, self.marketplace, str(self.body["format"])

    @property
    def available(self) -> int | None:
        quantity = self.body.get("availableQuantity")
        return None if quantity is None else int(quantity)

    @property
    def price(self) -> Decimal | None:
        price = (self.body.get("pricingSummary") or {}).get("price") or {}
        return Decimal(str(price["value"])) if "value" in price else None


@dataclass
class Listing:
    """What buyers see. `offers` are the offers' numbers; `group` "" is a single one; `revised` counts a day's revisions.

    `foreign` is what a listing made outside this API holds, until it is migrated.
    """

    number: str
    marketplace: str
    offers: list[str]
    group: str
    started: datetime
    status: str = "ACTIVE"
    ended: datetime | None = None
    on_hold: bool = False
    revised: dict[date, int] = field(default_factory=dict)
    foreign: list[Body] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


def quantity_in(body: Body) -> int | None:
    """What an item's body says of the quantity to ship; None where it says nothing."""
    ship = (body.get("availability") or {}).get("shipToLocationAvailability") or {}
    quantity = ship.get("quantity")
    return None if quantity is None else int(quantity)


def shown_quantity(item: Item, offer: Offer) -> int:
    """What a buyer can have: the smaller of the two numbers."""
    numbers = [number for number in (item.quantity, offer.available) if number is not None]
    return min(numbers, default=0)
