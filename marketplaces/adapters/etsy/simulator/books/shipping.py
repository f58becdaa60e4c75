"""Shipping profiles with destinations and upgrades, processing profiles, return policies, sections, partners."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Carriage:
    """How something travels: a carrier with its class of mail, or a number of days; never both."""

    shipping_carrier_id: int | None = None
    mail_class: str | None = None
    min_delivery_days: int | None = None
    max_delivery_days: int | None = None


@dataclass
class Destination:
    destination_id: int
    country: str
    region: str
    primary_cost: Decimal
    secondary_cost: Decimal
    carriage: Carriage


@dataclass
class Upgrade:
    """`kind` 0 is domestic, 1 international."""

    upgrade_id: int
    kind: int
    name: str
    price: Decimal
    secondary_price: Decimal
    carriage: Carriage


@dataclass
class ShippingProfile:
    """`hidden` ones were made for one listing: they are not in the list, and can be read by their id."""

    profile_id: int
    title: str
    country: str
    postal_code: str | None = None
    destinations: list[Destination] = field(default_factory=list)
    upgrades: list[Upgrade] = field(default_factory=list)
    hidden: bool = False

    @property
    def is_complete(self) -> bool:
        return bool(self.title and self.destinations)


@dataclass
class Readiness:
    """A processing profile; `unit` is days or weeks."""

    readiness_id: int
    state: str
    least: int
    most: int
    unit: str = "days"

    @property
    def key(self) -> tuple[str, int, int]:
        return self.state, self.least_days, self.most_days

    @property
    def least_days(self) -> int:
        return self.least * (5 if self.unit == "weeks" else 1)

    @property
    def most_days(self) -> int:
        return self.most * (5 if self.unit == "weeks" else 1)


@dataclass
class ReturnPolicy:
    policy_id: int
    returns: bool
    exchanges: bool
    deadline: int | None

    @property
    def key(self) -> tuple[bool, bool, int | None]:
        return self.returns, self.exchanges, self.deadline


@dataclass
class Section:
    section_id: int
    title: str
    rank: int


@dataclass(frozen=True)
class Partner:
    partner_id: int
    name: str
    location: str
