"""What every supplier's adapter does."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence

from core.errors import Unsupported
from suppliers.interface.account import AccountInfo, Balance, Capability
from suppliers.interface.freight import FreightRequest, Quote
from suppliers.interface.orders import DisputePage, OrderRequest, PaymentOffer, PlacedOrder, Purchase, PurchasePage
from suppliers.interface.products import (
    OfferReading,
    ReviewPage,
    SearchPage,
    SearchQuery,
    SupplierCategory,
    SupplierItem,
    VariantStock,
)
from suppliers.interface.pushes import Push, PushHead, WebhookSetup
from suppliers.interface.tracking import TrackingUpdate


class SupplierAdapter(ABC):
    """One account at one supplier. Made by `suppliers.registry.open_account`; close it, or use it in a `with`.

    Errors are those of `core.errors`, with the supplier's own code in `code`. Reads may be repeated by the adapter;
    what creates or pays is sent once, and a lost answer leaves as OutcomeUnknown.
    """

    slug: str
    title: str
    capabilities: frozenset[Capability] = frozenset()
    credential_fields: tuple[str, ...] = ()  # of `api_key`, `api_secret`, `email`, `platform_token`
    has_tiers = False  # whether the account's contract sets how many calls a second are allowed
    joins_halves = False  # whether the API key may be given in two halves, which `join_halves` puts together
    idle_days = 0  # the supplier suspends an account that has bought nothing for so many days; 0: it does not
    ordering_batch = 1
    tracks_by_order = False  # parcels are asked for by the supplier's order, one at a time, and not by their numbers
    # Codes with which it refuses an order because there is one under our number already: it has to be looked up.
    exists_codes: frozenset[str] = frozenset()

    @classmethod
    def join_halves(cls, first: str, second: str) -> str:
        """The API key made of the two halves in which staff may hold it."""
        raise NotImplementedError

    @classmethod
    def credential_problems(cls, given: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with the form of these credentials, by field, in plain words; {} where nothing is. No call."""
        return {}

    def __enter__(self) -> "SupplierAdapter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def can(self, capability: Capability) -> bool:
        return capability in self.capabilities

    @abstractmethod
    def close(self) -> None: ...

    # The account

    @abstractmethod
    def connect(self) -> AccountInfo:
        """Logs in if need be and asks who we are. Raises AuthFailed with words that say which credential is wrong."""

    def balance(self) -> Balance:
        raise self._unsupported("balance")

    def authorise_url(self, state: str, redirect_uri: str) -> str:
        """Where a person allows us to act for an account. `state` comes back with the code."""
        raise self._unsupported("authorise")

    def accept_code(self, code: str) -> AccountInfo:
        """Turns the code of the callback into stored tokens."""
        raise self._unsupported("accept a code")

    # Products

    @abstractmethod
    def search(self, query: SearchQuery) -> SearchPage: ...

    @abstractmethod
    def product(self, product_id: str, country: str = "", currency: str = "") -> SupplierItem:
        """With variants and costs; with stock where one call gives it. Raises NotFound when it is gone."""

    def categories(self) -> list[SupplierCategory]:
        raise self._unsupported("list categories")

    def reviews(self, product_id: str, page: int = 1, size: int = 20) -> ReviewPage:
        raise self._unsupported("list reviews")

    @abstractmethod
    def stock(self, product_id: str) -> list[VariantStock]:
        """All variants of a product, all areas. Raises rather than give less than that."""

    @abstractmethod
    def variant_stock(self, variant_id: str, product_id: str = "") -> VariantStock: ...

    @abstractmethod
    def refresh(self, product_ids: Sequence[str], country: str = "", currency: str = "") -> Iterator[OfferReading]:
        """Costs and stock of these products with as few calls as the supplier allows, in the order given.

        Each product gives one reading. RateLimited and AuthFailed are raised, since they concern all that follow.
        """

    # Freight

    @abstractmethod
    def quote(self, request: FreightRequest) -> list[Quote]:
        """All usable ways to send, the cheapest first; an empty list means that it is not sent there."""

    # Orders

    def create_order(self, request: OrderRequest) -> PlacedOrder:
        """Sent once. Nothing is paid by it."""
        raise self._unsupported("create an order")

    def find_order(self, client_no: str) -> Purchase | None:
        """The order made under our number; None when the supplier knows none."""
        raise self._unsupported("find an order by our number")

    def order(self, order_id: str) -> Purchase:
        raise self._unsupported("read an order")

    def orders(self, order_ids: Sequence[str]) -> list[Purchase]:
        """Those that exist, in any order."""
        return [self.order(order_id) for order_id in order_ids]

    def list_orders(self, page: int = 1, size: int = 20, status: str = "") -> PurchasePage:
        raise self._unsupported("list orders")

    def confirm_order(self, order_id: str) -> None:
        raise self._unsupported("confirm an order")

    def cancel_unpaid(self, order_id: str) -> None:
        raise self._unsupported("delete an order")

    def prepare_payment(self, order_ids: Sequence[str]) -> PaymentOffer:
        """Everything up to the payment itself: what it would take. Spends nothing."""
        raise self._unsupported("prepare a payment")

    def pay(self, offer: PaymentOffer) -> None:
        """Sent once. Compare `offer.amount` with what was approved before."""
        raise self._unsupported("pay")

    def tracking(self, numbers: Sequence[str], order_id: str = "") -> list[TrackingUpdate]:
        """What is known of these parcels, or of those of an order where the supplier asks for that."""
        raise self._unsupported("track")

    def disputes(self, page: int = 1, size: int = 10, order_id: str = "") -> DisputePage:
        raise self._unsupported("list disputes")

    # Webhooks

    def verify_push(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        """Whether this body was signed for this account. Over the bytes as received; header names in lower case."""
        return False

    @staticmethod
    def is_probe(raw: bytes) -> bool:
        """Whether this is the supplier only trying the address."""
        return False

    def read_push_head(self, raw: bytes) -> PushHead:
        """Never raises: what cannot be read is stored all the same."""
        return PushHead("", "")

    def read_push(self, raw: bytes) -> Push:
        """Raises BadPayload."""
        raise self._unsupported("read a push")

    def set_webhooks(self, url: str) -> WebhookSetup:
        raise self._unsupported("set webhooks")

    def subscribe_products(self, product_ids: Sequence[str], *, subscribe: bool = True) -> list[str]:
        """Asks for pushes about these products, in as many calls as it takes; gives those that were refused."""
        raise self._unsupported("subscribe to products")

    def _unsupported(self, operation: str) -> Unsupported:
        return Unsupported(self.slug, operation)
