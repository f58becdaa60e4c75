"""What the suite asks of a supplier's stage: a look-alike that serves, an account at it, and its world in neutral words.

A stage says things of the look-alike, never of our adapter. What a supplier cannot do is left out; the suite asks only
for what the adapter's capabilities promise, and fails where the stage does not show it.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from core.errors import NotFound, PartnerError
from core.money import Money
from suppliers.interface import Capability, ShippingAddress, SupplierAdapter, Topic
from suppliers.models import SupplierAccount

SignedPush = tuple[bytes, dict[str, str]]  # the body as it is sent, and its headers, names in lower case


@dataclass(frozen=True)
class Goods:
    """One product on sale at the look-alike: `word` finds it among others, `stock` is the variant's, by country where
    the supplier tells that, else under "". `options` as the supplier's page shows them. `in_stock` at least 5."""

    product_id: str
    variant_id: str
    title: str
    word: str
    cost: Money
    variants: int
    options: tuple[tuple[str, str], ...]
    stock: dict[str, int]
    order_key: str = ""
    sku: str = ""


@dataclass(frozen=True)
class PushedAbout:
    """A push with what has to be read out of it. An empty set is not compared."""

    topic: Topic
    raw: bytes
    headers: dict[str, str]
    variant_ids: frozenset[str] = frozenset()
    product_ids: frozenset[str] = frozenset()
    order_ids: frozenset[str] = frozenset()


class Stage(ABC):
    """One supplier's look-alike over loopback HTTP; opened and closed by `with`."""

    slug: str
    currency = "USD"
    origin = ""  # where goods are sent from, "" where the supplier decides
    country = "FR"
    unserved_country = "KP"
    common_word = ""  # finds more than ten products; "" where a search needs no word
    has_tokens = True  # calls carry a token that we fetch; False where the key itself goes along
    orders_name_variants = True  # whether an order that is read tells its variants
    unknown_order: type[PartnerError] = NotFound  # what reading an order that nobody made raises

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    @abstractmethod
    def __enter__(self) -> Self: ...

    @abstractmethod
    def __exit__(self, *_: object) -> None: ...

    @abstractmethod
    def account(self) -> SupplierAccount:
        """A stored account with good credentials that has made no call yet."""

    @abstractmethod
    def authorise(self, adapter: SupplierAdapter) -> None:
        """What a person does before the first call, where one has to."""

    # The world

    @abstractmethod
    def goods(self) -> Goods: ...

    @abstractmethod
    def remove_goods(self) -> None:
        """The product of `goods` is gone from now on."""

    @abstractmethod
    def calls(self) -> int:
        """How many calls have arrived, those about tokens not counted."""

    def address(self) -> ShippingAddress:
        return ShippingAddress(
            name="Client Exemple", address1="12 Rue Exemple", city="Paris", country="FR", country_name="France",
            province="Ile-de-France", postal_code="75001", phone="+33100000000",
        )  # fmt: skip

    # What goes wrong

    @abstractmethod
    def refuse_us(self) -> None:
        """Neither the token nor a new one: our credentials are not accepted."""

    @abstractmethod
    def ask_to_wait(self) -> None:
        """The next calls are refused as too many."""

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

    # Tokens: for `has_tokens`

    def token_calls(self) -> int:
        """How many logins and renewals have arrived."""
        raise AssertionError(f"{self.slug} has tokens, its stage does not count their calls")

    def end_access(self) -> None:
        """The token in use is not accepted any more; it can be renewed."""
        raise AssertionError(f"{self.slug} has tokens, its stage does not end one")

    # Orders: for Capability.ORDER and what builds on it

    def orders(self) -> dict[str, Decimal]:
        """Our numbers of the orders made so far, with what has been paid for each."""
        raise self._missing(Capability.ORDER)

    def take_order_in_silence(self) -> None:
        """The next order is taken, and the line breaks before the answer."""
        raise self._missing(Capability.ORDER)

    def drop_order_unread(self) -> None:
        """The line breaks before the next order is looked at."""
        raise self._missing(Capability.ORDER)

    def fail_after_order(self) -> None:
        """The next order is taken, and the answer is a 502."""
        raise self._missing(Capability.ORDER)

    def ship(self, order_id: str) -> str:
        """The order has been paid for and is on its way; gives the tracking number."""
        raise self._missing(Capability.TRACKING)

    # Pushes: for Capability.WEBHOOKS

    def pushes(self) -> list[PushedAbout]:
        """One push of each topic that the look-alike can send, as it goes over the wire, signed for the account."""
        raise self._missing(Capability.WEBHOOKS)

    def sign(self, raw: bytes) -> dict[str, str]:
        """The headers of a push with this body, rightly signed."""
        raise self._missing(Capability.WEBHOOKS)

    def unknown_push(self) -> bytes:
        """A push of a type that nobody has told us of."""
        raise self._missing(Capability.WEBHOOKS)

    def webhook_url(self) -> str:
        """An address that the look-alike may call and that answers 200."""
        raise self._missing(Capability.SET_WEBHOOKS)

    def _missing(self, capability: Capability) -> AssertionError:
        return AssertionError(f"the adapter of {self.slug} can {capability}, its stage does not show it")


class PlannedFaults:
    """What goes wrong at a look-alike with a fault plan of `core.simulation.faults`, whose words for these are the same."""

    simulator: Any

    def break_down(self) -> None:
        self.simulator.add_fault("status=502")

    def hang(self, seconds: float) -> None:
        self.simulator.add_fault(f"slow={seconds}")

    def babble(self) -> None:
        self.simulator.add_fault("html")

    def cut_off(self) -> None:
        self.simulator.add_fault("cut")

    def recover(self) -> None:
        self.simulator.clear_faults()
