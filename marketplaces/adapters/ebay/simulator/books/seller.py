"""One seller's account at eBay, whole: what the calls read and write."""

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.simulation.clock import Clock
from marketplaces.adapters.ebay.simulator.books.goods import Body, Item, Listing, Offer, shown_quantity
from marketplaces.adapters.ebay.simulator.books.orders import Dispute, Order
from marketplaces.adapters.ebay.simulator.books.rules import Rules

if TYPE_CHECKING:
    from datetime import date, datetime

PROGRAMS = ("SELLING_POLICY_MANAGEMENT", "OUT_OF_STOCK_CONTROL")
POLICY_KINDS = ("fulfillment", "payment", "return")


@dataclass
class Seller:
    """`emit` takes a topic and its data to whoever has subscribed. `public_keys` are of notifications, by kid. `usage` counts calls by day and resource."""

    clock: Clock = field(default_factory=Clock)
    rules: Rules = field(default_factory=Rules)
    emit: Callable[[str, Body], None] = lambda topic, data: None
    public_keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """As a new account: opted in, with nothing in it. Rules and the clock stay."""
        self.items: dict[str, Item] = {}
        self.groups: dict[str, Body] = {}
        self.offers: dict[str, Offer] = {}
        self._offers_of: dict[str, dict[str, Offer]] = {}
        self._group_of: dict[str, str] = {}
        self.listings: dict[str, Listing] = {}
        self.locations: dict[str, Body] = {}
        self.sku_locations: dict[tuple[str, str], Body] = {}
        self.programs: set[str] = set(PROGRAMS)
        self.joining: dict[str, datetime] = {}
        self.policies: dict[str, dict[str, Body]] = {kind: {} for kind in POLICY_KINDS}
        self.custom_policies: dict[str, Body] = {}
        self.images: dict[str, Body] = {}
        self.uploads: list[datetime] = []
        self.documents: dict[str, Body] = {}
        self.orders: dict[str, Order] = {}
        self.disputes: dict[str, Dispute] = {}
        self.campaigns: dict[str, Body] = {}
        self.ads: dict[str, Body] = {}
        self.promotions: dict[str, Body] = {}
        self.alert_email = ""
        self.destinations: dict[str, Body] = {}
        self.subscriptions: dict[str, Body] = {}
        self.signing_keys: dict[str, Body] = {}
        self.limits: dict[str, int] = {}
        self.usage: Counter[tuple[date, str]] = Counter()
        self.log: list[Body] = []
        self._numbers: dict[str, itertools.count[int]] = {}

    STARTS = {"listing": 110_500_000_001, "offer": 8_200_000_010, "line": 10_040_000_000_001, "policy": 6_100_000_000}

    def number(self, kind: str) -> str:
        """The next number of a kind."""
        counter = self._numbers.setdefault(kind, itertools.count(self.STARTS.get(kind, 5_000_000_001)))
        return str(next(counter))

    def order_number(self) -> str:
        count = int(self.number("order")) - 5_000_000_000
        return f"{count % 100:02d}-{10_000 + count:05d}-{20_000 + count:05d}"

    def note(self, name: str, **facts: Any) -> None:
        """Keeps what was done."""
        self.log.append({"name": name, "at": self.clock.now(), **facts})

    def opted_in(self) -> set[str]:
        """The programs that have begun."""
        now = self.clock.now()
        for name in [name for name, begins in self.joining.items() if begins <= now]:
            self.programs.add(name)
            del self.joining[name]
        return self.programs

    def add_offer(self, offer: Offer) -> None:
        self.offers[offer.number] = offer
        self._offers_of.setdefault(offer.sku, {})[offer.number] = offer

    def drop_offer(self, offer: Offer) -> None:
        del self.offers[offer.number]
        del self._offers_of[offer.sku][offer.number]

    def offers_of(self, sku: str) -> list[Offer]:
        return list(self._offers_of.get(sku, {}).values())

    def set_group(self, key: str, body: Body | None) -> None:
        """Writes the group, or drops it."""
        for sku in self.groups.pop(key, {}).get("variantSKUs", []):
            self._group_of.pop(sku, None)
        if body is not None:
            self.groups[key] = body
            self._group_of |= dict.fromkeys(body["variantSKUs"], key)

    def group_of(self, sku: str) -> str:
        """The key of the group that the SKU is in, "" for none."""
        return self._group_of.get(sku, "")

    def listing_of(self, offer: Offer) -> Listing | None:
        return self.listings.get(offer.listing)

    def quantity(self, listing: Listing) -> int:
        """What buyers see of all its offers together."""
        offers = [self.offers[number] for number in listing.offers if number in self.offers]
        return sum(shown_quantity(self.items[one.sku], one) for one in offers if one.sku in self.items)

    def recount(self, listing: Listing) -> None:
        """A listing without stock is hidden, or ends where the seller did not ask for hiding."""
        if not listing.is_open or listing.foreign:
            return
        if self.quantity(listing):
            listing.status = "ACTIVE"
        elif "OUT_OF_STOCK_CONTROL" in self.opted_in():
            listing.status = "OUT_OF_STOCK"
        else:
            self.end(listing, "ENDED")

    def end(self, listing: Listing, status: str) -> None:
        listing.status, listing.ended = status, self.clock.now()

    def recount_sku(self, sku: str) -> None:
        for offer in self.offers_of(sku):
            if listing := self.listing_of(offer):
                self.recount(listing)

    def touch(self, order: Order) -> None:
        order.modified = self.clock.now()

    def books(self) -> dict[str, Any]:
        """What really happened, in short."""
        return {
            "items": {sku: item.body for sku, item in self.items.items()},
            "offers": {number: one.body | {"listing": one.listing} for number, one in self.offers.items()},
            "groups": self.groups,
            "listings": {
                number: {"status": one.status, "quantity": self.quantity(one), "offers": one.offers, "group": one.group}
                for number, one in self.listings.items()
            },
            "orders": {number: vars(order) | {"status": order.status} for number, order in self.orders.items()},
            "disputes": {number: vars(one) for number, one in self.disputes.items()},
            "campaigns": self.campaigns,
            "ads": self.ads,
            "promotions": self.promotions,
            "locations": self.locations,
            "policies": self.policies,
            "subscriptions": self.subscriptions,
        }
