"""What every marketplace's adapter does."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime

from core.errors import Unsupported
from marketplaces.interface.account import Capability, Credentials, ShopInfo
from marketplaces.interface.fulfilments import FulfilmentState, ParcelNotice, ParcelProgress, TrackingInfo
from marketplaces.interface.listings import (
    ListingDraft,
    ListingReading,
    PricePush,
    PublishedListing,
    PushOutcome,
    StockPush,
)
from marketplaces.interface.orders import CancelReason, OrderPage, RemoteOrder
from marketplaces.interface.pushes import Push, PushHead, WebhookSetup


class MarketplaceAdapter(ABC):
    """One shop at one marketplace. Made by `marketplaces.registry.open_account`; close it, or use it in a `with`.

    Errors are those of `core.errors`, with the marketplace's own code in `code`. Reads may be repeated by the adapter;
    what is not idempotent there is sent once, and a lost answer leaves as OutcomeUnknown: look before sending again.
    """

    slug: str
    title: str
    capabilities: frozenset[Capability] = frozenset()
    ways_to_connect: tuple[Credentials, ...] = ()
    push_topics: tuple[str, ...] = ()  # the marketplace's own names, as they stand at the end of a webhook's address

    @classmethod
    def credential_problems(cls, given: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with the form of these credentials, by field, in plain words; {} where nothing is. No call."""
        return {}

    def __enter__(self) -> "MarketplaceAdapter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def can(self, capability: Capability) -> bool:
        return capability in self.capabilities

    @abstractmethod
    def close(self) -> None: ...

    # The account

    @abstractmethod
    def connect(self) -> ShopInfo:
        """Gets a token if need be and asks who we are and what we may do. Raises AuthFailed with words that say which
        credential is wrong."""

    def authorise_url(self, state: str, redirect_uri: str) -> str:
        """Where a person allows us to act for the shop. `state` comes back with the code."""
        raise self._unsupported("authorise")

    def accept_callback(self, query: Mapping[str, str], redirect_uri: str) -> ShopInfo:
        """Checks what the marketplace appended to our address (signature, shop, age; the state is the caller's to check)
        and turns its code into stored tokens. Raises AuthFailed."""
        raise self._unsupported("accept a code")

    # Orders

    @abstractmethod
    def orders_since(self, since: datetime, cursor: str = "") -> OrderPage:
        """Orders changed at or after `since`, of all states, the longest unchanged first."""

    @abstractmethod
    def order(self, remote_id: str) -> RemoteOrder:
        """Raises NotFound."""

    def cancel_order(self, remote_id: str, reason: CancelReason, *, tell_buyer: bool = False, note: str = "") -> None:
        """With refund to the original means of payment, without restock. Cannot be undone."""
        raise self._unsupported("cancel an order")

    # Parcels

    def fulfilments(self, remote_id: str) -> FulfilmentState:
        raise self._unsupported("list parcels")

    def fulfil(self, remote_id: str, parcel: ParcelNotice) -> str:
        """Sent once; gives the marketplace's id. Look with `fulfilments` before sending again."""
        raise self._unsupported("tell a parcel")

    def update_tracking(self, fulfilment_id: str, tracking: TrackingInfo, *, tell_buyer: bool = False) -> None:
        raise self._unsupported("change a tracking number")

    def tell_progress(self, fulfilment_id: str, progress: ParcelProgress, at: datetime, text: str = "") -> None:
        raise self._unsupported("tell the way of a parcel")

    @classmethod
    def carrier_words(cls, carrier: str, number: str) -> TrackingInfo:
        """The carrier as this marketplace knows it, with a tracking address; free text with the address where it knows
        none like it."""
        return TrackingInfo(number, carrier)

    # Listings

    def publish(self, draft: ListingDraft) -> PublishedListing:
        """Makes the listing or brings an existing one (by `remote_id`, else by handle) to this draft. May be repeated."""
        raise self._unsupported("publish")

    def read_listing(self, remote_id: str) -> ListingReading:
        """Raises NotFound when it is gone."""
        raise self._unsupported("read a listing")

    def end_listing(self, remote_id: str) -> None:
        raise self._unsupported("end a listing")

    def push_stock(self, pushes: Sequence[StockPush]) -> list[PushOutcome]:
        raise self._unsupported("set stock")

    def push_prices(self, pushes: Sequence[PricePush]) -> list[PushOutcome]:
        raise self._unsupported("set prices")

    # Webhooks

    def verify_push(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        """Whether this body was signed for this shop. Over the bytes as received; header names in lower case."""
        return False

    @classmethod
    def read_push_head(cls, raw: bytes, headers: Mapping[str, str], topic: str) -> PushHead:
        """Never raises: what cannot be read is stored all the same. `topic` is what the address says."""
        return PushHead("", topic)

    def read_push(self, raw: bytes, topic: str) -> Push:
        """Raises BadPayload."""
        raise self._unsupported("read a push")

    def set_webhooks(self, url: str) -> WebhookSetup:
        """Makes what is missing and mends what leads elsewhere; a topic's address is `url` + "/" + topic."""
        raise self._unsupported("set webhooks")

    def _unsupported(self, operation: str) -> Unsupported:
        return Unsupported(self.slug, operation)
