"""What every marketplace's adapter does."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from core.errors import NotFound, Unsupported
from core.money import Money
from marketplaces.interface.account import Capability, Credentials, ShopInfo
from marketplaces.interface.categories import CategoryNeeds, RemoteCategory
from marketplaces.interface.fulfilments import FulfilmentState, ParcelNotice, ParcelProgress, TrackingInfo
from marketplaces.interface.listings import (
    ListingDraft,
    ListingReading,
    OfferPush,
    PricePush,
    PublishedListing,
    PushOutcome,
    StockPush,
)
from marketplaces.interface.operations import Operation
from marketplaces.interface.orders import CancelReason, OrderPage, RefundNotice, RemoteOrder, RemoteRefund
from marketplaces.interface.pushes import Push, PushHead, WebhookSetup
from marketplaces.interface.selling import DraftProblem, LimitReading, ReadinessCheck, SellingSetting


class MarketplaceAdapter(ABC):
    """One shop at one marketplace. Made by `marketplaces.registry.open_account`; close it, or use it in a `with`.

    Errors are those of `core.errors`, with the marketplace's own code in `code`. Reads may be repeated by the adapter;
    what is not idempotent there is sent once, and a lost answer leaves as OutcomeUnknown: look before sending again.
    """

    slug: str
    title: str
    capabilities: frozenset[Capability] = frozenset()
    ways_to_connect: tuple[Credentials, ...] = ()
    needed: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # by way to connect: the account's fields it cannot do without
    sites: ClassVar[
        tuple[tuple[str, str], ...]
    ] = ()  # (code, name) of its national sites; empty where there is one only
    longest_title: ClassVar[int] = 255  # letters of a listing's title
    offers_at_once: ClassVar[int] = (
        25  # rows of `push_offers` that are one call; 0 where each listing is a call of its own
    )
    operations: ClassVar[Mapping[str, Operation]] = {}
    largest_quantity: ClassVar[int | None] = None  # the most units of a variant that it counts; None: no such border
    pushes_name_shop: ClassVar[bool] = True  # else a push that names none is every shop's of the marketplace
    bad_push_status: ClassVar[int] = (
        401  # what the marketplace wants to hear of a push that is not signed as it should be
    )
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

    def end_access(self) -> None:  # noqa: B027  (most marketplaces cannot be told, and need no room's own word for it)
        """Tells the marketplace that we give up the right to act for the shop, where it can be told."""

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

    def refunds(self, remote_id: str) -> tuple[RemoteRefund, ...]:
        """What was given back for an order so far. Look here before `refund` is asked for again."""
        raise self._unsupported("list refunds")

    def refund(self, remote_id: str, notice: RefundNotice) -> RemoteRefund:
        """Sent once: money. After a lost answer look with `refunds`."""
        raise self._unsupported("refund")

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

    def read_listings(self, remote_ids: Sequence[str]) -> Mapping[str, ListingReading]:
        """By number, in as few calls as the marketplace allows; one that is gone is missing in the answer."""
        found = {}
        for remote_id in remote_ids:
            with suppress(NotFound):
                found[remote_id] = self.read_listing(remote_id)
        return found

    def end_listing(self, remote_id: str) -> None:
        raise self._unsupported("end a listing")

    def push_stock(self, pushes: Sequence[StockPush]) -> list[PushOutcome]:
        raise self._unsupported("set stock")

    def push_prices(self, pushes: Sequence[PricePush]) -> list[PushOutcome]:
        raise self._unsupported("set prices")

    def push_offers(self, pushes: Sequence[OfferPush]) -> list[PushOutcome]:
        """Of many listings at once, in as few calls as the marketplace allows; outcomes by variant, absolute figures. One
        that is not there any more has the code "gone"."""
        raise self._unsupported("set prices and stock together")

    # Before the first listing

    def readiness(self) -> tuple[ReadinessCheck, ...]:
        raise self._unsupported("check readiness")

    def selling_settings(self) -> tuple[SellingSetting, ...]:
        """The choices of this shop, read from the marketplace."""
        return ()

    def suggest_categories(self, words: str) -> tuple[RemoteCategory, ...]:
        """The likeliest leaves first; () where it knows none."""
        raise self._unsupported("suggest categories")

    def categories_below(self, category_id: str = "") -> tuple[RemoteCategory, ...]:
        """The children of a category, "" for the roots."""
        raise self._unsupported("list categories")

    def category_needs(self, category_id: str) -> CategoryNeeds:
        """Raises NotFound where there is no such category any more, Rejected where it is no leaf."""
        raise self._unsupported("read a category")

    @classmethod
    def draft_problems(cls, draft: ListingDraft, needs: CategoryNeeds | None) -> tuple[DraftProblem, ...]:
        """All that the marketplace would refuse, as far as it can be known without a call. Pure."""
        return ()

    @classmethod
    def publishing_fee(cls, draft: ListingDraft) -> Money | None:
        """What making this visible costs at once; None where it costs nothing or nobody can say."""
        return None

    # What it alone can do

    def perform(self, name: str, values: Mapping[str, Any]) -> Any:
        """One of `operations`. Plain JSON in and out."""
        raise self._unsupported(name)

    def limits(self) -> tuple[LimitReading, ...]:
        """What the marketplace itself says of our calls; () where it does not."""
        return ()

    # Webhooks

    @classmethod
    def answer_challenge(cls, query: Mapping[str, str], url: str, secret: str) -> str | None:
        """The body by which we prove that the webhook address `url` is ours; None where the query asks for no proof."""
        return None

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
