"""What the suite asks of a marketplace's stage: a look-alike that serves, an account at it, and its world in neutral
words.

A stage says things of the look-alike, never of our adapter. What a marketplace cannot do is left out; the suite asks only
for what the adapter's capabilities promise, and fails where the stage does not show it.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from marketplaces.interface import Capability, Topic
from marketplaces.models import MarketplaceAccount

SKU, OTHER_SKU = "BS-200", "LED-1"  # on every stage's shelves: 4.90 and 19.90 of the shop's currency, 12 and 3 units


@dataclass(frozen=True)
class SignedPush:
    """A push as it arrives, `headers` by lower-case name; what has to be read out of it."""

    topic_name: str
    topic: Topic
    raw: bytes
    headers: dict[str, str]
    order_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parcel:
    """A parcel that the marketplace really has. `lines` by SKU."""

    number: str
    carrier: str
    lines: Mapping[str, int]


class Stage(ABC):
    """One marketplace's look-alike over loopback HTTP; opened and closed by `with`."""

    slug: str
    currency = "EUR"
    # What is known there beside what capabilities tell: orders for a trial, buyers without an account, refunds that name
    # their line, callbacks that the marketplace signs (elsewhere the state alone guards them).
    traits: frozenset[str] = frozenset({"test_orders", "guests", "refunded_lines", "signed_callbacks"})

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    @abstractmethod
    def __enter__(self) -> Self: ...

    @abstractmethod
    def __exit__(self, *_: object) -> None: ...

    @abstractmethod
    def account(self) -> MarketplaceAccount:
        """A stored account with good credentials that has made no call yet."""

    # The world

    @abstractmethod
    def buyer_orders(self, lines: Mapping[str, int], **more: Any) -> str:
        """A buyer has ordered and paid so much of each SKU; gives the order's id. `more`: `paid`, `test`,
        `guest`, and `by_hand`, titles of lines that are no product."""

    @abstractmethod
    def buyer_cancels(self, order_id: str) -> None:
        """With a full refund."""

    @abstractmethod
    def shop_refunds(self, order_id: str, sku: str, quantity: int) -> None: ...

    @abstractmethod
    def hide_buyers(self) -> None:
        """The app loses the right to see who buys."""

    @abstractmethod
    def calls(self) -> int:
        """How many calls have arrived, those about tokens not counted."""

    @abstractmethod
    def token_calls(self) -> int:
        """How many logins and renewals have arrived."""

    # What goes wrong

    @abstractmethod
    def end_access(self) -> None:
        """The token in use is not accepted any more; it can be renewed."""

    @abstractmethod
    def refuse_us(self) -> None:
        """Neither the token nor a new one: our credentials are not accepted."""

    @abstractmethod
    def ask_to_wait(self) -> None:
        """The next calls are refused as too many, for longer than a worker sleeps."""

    @abstractmethod
    def break_down(self) -> None:
        """All calls get 502 with a page in HTML."""

    @abstractmethod
    def hang(self, seconds: float) -> None:
        """All calls are answered after so many seconds."""

    @abstractmethod
    def babble(self) -> None:
        """All calls get 200 with a page in HTML."""

    @abstractmethod
    def cut_off(self) -> None:
        """All answers break off in the middle."""

    @abstractmethod
    def recover(self) -> None:
        """All of these end."""

    # Orders: for Capability.CANCEL_ORDER

    def is_cancelled(self, order_id: str) -> bool:
        raise self._missing(Capability.CANCEL_ORDER)

    # Parcels: for Capability.FULFIL

    def parcels(self, order_id: str) -> list[Parcel]:
        raise self._missing(Capability.FULFIL)

    def take_parcel_in_silence(self) -> None:
        """The next parcel is taken, and the line breaks before the answer."""
        raise self._missing(Capability.FULFIL)

    def fail_after_parcel(self) -> None:
        """The next parcel is taken, and answered with a 502."""
        raise self._missing(Capability.FULFIL)

    # Listings: for Capability.PUBLISH, PUSH_STOCK, PUSH_PRICE

    def products(self) -> int:
        """How many there are."""
        raise self._missing(Capability.PUBLISH)

    def stock(self, sku: str) -> int | None:
        raise self._missing(Capability.PUSH_STOCK)

    def price(self, sku: str) -> Decimal:
        raise self._missing(Capability.PUSH_PRICE)

    def sell(self, sku: str, quantity: int) -> None:
        """The figure falls by so many without us."""
        raise self._missing(Capability.PUSH_STOCK)

    def draft_words(self) -> dict[str, Any]:
        """What a draft must say at this marketplace beside what it must say everywhere, by fields of `ListingDraft`."""
        return {}

    def take_listing_in_silence(self) -> None:
        """The next listing is made, and the line breaks before the answer."""
        raise self._missing(Capability.PUBLISH)

    def take_stock_in_silence(self) -> None:
        """The next figure is taken, and the line breaks before the answer."""
        raise self._missing(Capability.PUSH_STOCK)

    # Webhooks

    def pushes(self) -> list[SignedPush]:
        """Taken from the wire: what the look-alike sends to a registered address."""
        raise self._missing(Capability.WEBHOOKS)

    def webhook_url(self) -> str:
        """An address of a hub that the look-alike accepts."""
        raise self._missing(Capability.SET_WEBHOOKS)

    def webhooks(self) -> list[str]:
        """The addresses that the look-alike calls."""
        raise self._missing(Capability.SET_WEBHOOKS)

    def drop_a_webhook(self) -> None:
        """The marketplace has deleted one of them."""
        raise self._missing(Capability.SET_WEBHOOKS)

    def _missing(self, capability: Capability) -> AssertionError:
        return AssertionError(f"{self.slug} promises {capability.value}, its stage does not show it")
