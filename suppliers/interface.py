"""What the hub asks of every supplier, in our words. Pure: dataclasses in, dataclasses out.

Ids are text as the supplier writes them. Times are aware UTC. Money has its currency. What a supplier does not say is
None or "", never 0.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.errors import Unsupported
from core.money import Money, MoneyRange


class Capability(StrEnum):
    """What a supplier can do beyond searching and showing products, which every supplier can."""

    CATEGORIES = "categories"
    REVIEWS = "reviews"
    STOCK_BY_AREA = "stock_by_area"
    BALANCE = "balance"
    OAUTH = "oauth"  # a person authorises us in a browser
    ORDER = "order"
    FIND_BY_REFERENCE = "find_by_reference"  # an order can be found by the number we gave it
    PAY = "pay"  # payment is a second call of ours; else a person pays in the supplier's console
    CONFIRM = "confirm"
    CANCEL_UNPAID = "cancel_unpaid"
    LIST_ORDERS = "list_orders"
    TRACKING = "tracking"
    DISPUTES = "disputes"
    WEBHOOKS = "webhooks"
    SET_WEBHOOKS = "set_webhooks"  # by a call; else a person registers the address in the supplier's console
    SUBSCRIBE_PRODUCTS = "subscribe_products"


# --- the account -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quota:
    """An allowance. `period`: "second", "minute", "hour", "day", "month", "quarter", "year" or "total"."""

    name: str
    limit: int
    period: str


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """What the supplier says of the account we speak for. `remote_id` is its own id for it."""

    remote_id: str
    name: str = ""
    email: str = ""
    calls_per_second: float | None = None
    quotas: tuple[Quota, ...] = ()
    is_sandbox: bool = False
    webhook_urls: tuple[str, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What may be spent now, and what is held back."""

    available: Money
    frozen: Money | None = None


# --- products --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SupplierCategory:
    """`category_id` is "" where the supplier has no id for this level; `path` is from the root, this one's name last."""

    category_id: str
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`page` from 1. `country` (ISO 3166, two letters) is where goods are to be sent; `sort` is "", "price", "-price",
    "sold" or "newest"."""

    text: str = ""
    page: int = 1
    size: int = 20
    category_id: str = ""
    country: str = ""
    currency: str = ""
    language: str = "en"
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    sort: str = ""


@dataclass(frozen=True, slots=True)
class ProductSummary:
    """One line of a search. `sold` is as the supplier puts it ("4,000+")."""

    product_id: str
    title: str
    price: MoneyRange | None
    image_url: str = ""
    page_url: str = ""
    sku: str = ""
    category_id: str = ""
    category_name: str = ""
    sold: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`total` is None where the supplier does not say, and a lower bound where `is_total_capped`."""

    items: tuple[ProductSummary, ...]
    page: int
    has_more: bool
    total: int | None = None
    is_total_capped: bool = False


@dataclass(frozen=True, slots=True)
class StockLevel:
    """What lies in one area (a warehouse, or "" for the only figure there is).

    `total` is what the supplier offers there. `own` is what lies in its own warehouse and `maker` what the maker
    reports, None where it does not tell them apart; `is_verified` says whether the maker's figure was checked.
    """

    area_id: str
    total: int
    area_name: str = ""
    country: str = ""
    own: int | None = None
    maker: int | None = None
    is_verified: bool | None = None


@dataclass(frozen=True, slots=True)
class VariantStock:
    """All areas of one variant: an empty tuple means none left. What could not be read is not given at all."""

    variant_id: str
    levels: tuple[StockLevel, ...]


class ItemState(StrEnum):
    ON_SALE = "on_sale"
    OFF_SALE = "off_sale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Variant:
    """One buyable form of a product. `options` are (name, value) in the supplier's order.

    `order_key` is what an order has to name where that is not the id. `cost` is what we would pay now for one, without
    freight. `weight_g` in grams, sizes in millimetres. `stock` is None where this answer does not hold it.
    """

    variant_id: str
    title: str
    cost: Money | None
    sku: str = ""
    options: tuple[tuple[str, str], ...] = ()
    order_key: str = ""
    image_url: str = ""
    list_price: Money | None = None
    weight_g: Decimal | None = None
    size_mm: tuple[Decimal, Decimal, Decimal] | None = None
    ships_from: str = ""
    stock: VariantStock | None = None
    state: ItemState = ItemState.ON_SALE


@dataclass(frozen=True, slots=True)
class SupplierItem:
    """A product with all its variants. `description_html` is as received: clean it before showing it."""

    product_id: str
    title: str
    variants: tuple[Variant, ...]
    description_html: str = ""
    sku: str = ""
    images: tuple[str, ...] = ()
    category_id: str = ""
    category_name: str = ""
    brand: str = ""
    option_names: tuple[str, ...] = ()
    state: ItemState = ItemState.ON_SALE
    page_url: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    review_id: str
    text: str
    score: int | None = None
    author: str = ""
    country: str = ""
    written_on: str = ""
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewPage:
    items: tuple[Review, ...]
    page: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class OfferReading:
    """What one look at a product gave, for the regular refresh. `item` is None when the supplier says that it is gone.

    With `error` nothing was learned: all figures stay as they are.
    """

    product_id: str
    item: SupplierItem | None = None
    error: Exception | None = None


# --- freight ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parcel:
    """So many of one variant. `product_id` and `variant_id` as the supplier's."""

    variant_id: str
    quantity: int
    product_id: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class FreightRequest:
    """From `origin` to `country` (ISO 3166, two letters); `origin` "" where the supplier decides."""

    country: str
    items: tuple[Parcel, ...]
    origin: str = ""
    postal_code: str = ""
    province: str = ""
    city: str = ""
    currency: str = ""
    language: str = "en"
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """One way to send. `service_code` is what an order has to name, exactly. `price` holds all parts of the charge."""

    service_code: str
    name: str
    price: Money
    min_days: int | None = None
    max_days: int | None = None
    is_tracked: bool | None = None
    origin: str = ""
    taxes: Money | None = None
    available: int | None = None


# --- orders (used by the purchase ledger alone) ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShippingAddress:
    """Where a parcel goes. Personal data: never logged, never in a job's payload. `country` by ISO 3166, two letters."""

    name: str
    address1: str
    city: str
    country: str
    country_name: str = ""
    province: str = ""
    postal_code: str = ""
    address2: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""

    def __repr__(self) -> str:
        return f"<ShippingAddress in {self.country}>"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`line_ref` is our own id of the line; suppliers that can echo it do."""

    variant_id: str
    quantity: int
    product_id: str = ""
    order_key: str = ""
    line_ref: str = ""
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """`client_no` is ours and unique for ever (at most 50 of A-Z, 0-9 and "-"): the only handle against buying twice."""

    client_no: str
    address: ShippingAddress
    lines: tuple[OrderLine, ...]
    service_code: str
    origin: str = ""
    remark: str = ""
    ioss_number: str = ""
    is_sandbox: bool = False


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """The supplier has taken the order. One request can make several orders (goods of several stores).

    Nothing has been paid by it. `problems` non-empty: made, but not fit to be paid until somebody has looked.
    """

    order_ids: tuple[str, ...]
    problems: tuple[str, ...] = ()
    amount: Money | None = None
    payment_ref: str = ""


class PurchaseStatus(StrEnum):
    """How far a supplier's order is, in our words."""

    UNPAID = "unpaid"
    UNDER_REVIEW = "under_review"  # paid; the supplier or its bank looks at it
    PREPARING = "preparing"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    IN_DISPUTE = "in_dispute"
    UNKNOWN = "unknown"  # a word we do not know: shown to staff, never acted on


@dataclass(frozen=True, slots=True)
class TrackingRef:
    number: str
    carrier: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    variant_id: str
    quantity: int
    sku: str = ""
    line_ref: str = ""
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order as the supplier shows it. `raw_status` is its own word beside ours."""

    order_id: str
    status: PurchaseStatus
    raw_status: str
    client_no: str = ""
    lines: tuple[PurchaseLine, ...] = ()
    amount: Money | None = None
    goods: Money | None = None
    freight: Money | None = None
    tracking: tuple[TrackingRef, ...] = ()
    created_at: datetime | None = None
    paid_at: datetime | None = None
    pay_before: datetime | None = None
    country: str = ""
    related_ids: tuple[str, ...] = ()  # parts this order was split into


@dataclass(frozen=True, slots=True)
class PurchasePage:
    items: tuple[Purchase, ...]
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class PaymentOffer:
    """What a payment would take, to be compared with what was approved. `payment_id` and `batch_id` go into `pay`."""

    payment_id: str
    batch_id: str
    amount: Money
    expires_at: datetime | None = None
    problems: tuple[str, ...] = ()


class TrackingStatus(StrEnum):
    NONE = "none"  # no data yet: not an error
    SENT = "sent"
    IN_TRANSIT = "in_transit"
    CUSTOMS = "customs"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    text: str
    at: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class TrackingUpdate:
    """One parcel's way so far, the newest event first. `last_mile_*` is the local carrier's, where there is one."""

    number: str
    status: TrackingStatus
    raw_status: str = ""
    carrier: str = ""
    events: tuple[TrackingEvent, ...] = ()
    delivered_at: datetime | None = None
    last_mile_carrier: str = ""
    last_mile_number: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    dispute_id: str
    order_id: str
    status: str
    reason: str = ""
    amount: Money | None = None
    outcome: str = ""
    opened_on: str = ""


@dataclass(frozen=True, slots=True)
class DisputePage:
    items: tuple[Dispute, ...]
    page: int
    has_more: bool


# --- webhooks ----------------------------------------------------------------------------------------------------------


class Topic(StrEnum):
    """What a push is about, in our words."""

    PRODUCT = "product"
    VARIANT = "variant"
    STOCK = "stock"
    ORDER = "order"
    ORDER_SPLIT = "order_split"
    TRACKING = "tracking"
    SOURCING = "sourcing"
    EXTRA_BILL = "extra_bill"
    PRIVATE_STOCK = "private_stock"
    AUTHORISATION = "authorisation"
    PAYMENT = "payment"
    TEST = "test"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Push:
    """A push, read. It is a hint: what it names is asked for again before anything is done.

    `topic_name` is the supplier's own word. Ids it speaks of stand in the tuples; `values` holds what little may be used
    as it is (an extra bill's amount), by names of ours.
    """

    message_id: str
    topic: Topic
    topic_name: str
    product_ids: tuple[str, ...] = ()
    variant_ids: tuple[str, ...] = ()
    order_ids: tuple[str, ...] = ()
    tracking_numbers: tuple[str, ...] = ()
    sent_at: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PushHead:
    """What the door must know of a push before it stores it. `message_id` "" where the body cannot be read."""

    message_id: str
    topic_name: str
    about: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WebhookSetup:
    """The addresses the supplier will call now, by topic, and what it would not take."""

    addresses: Mapping[str, str]
    refused: tuple[str, ...] = ()


# --- the adapter -------------------------------------------------------------------------------------------------------


class SupplierAdapter(ABC):
    """One account at one supplier. Made by `suppliers.registry.open_account`; close it, or use it in a `with`.

    Errors are those of `core.errors`, with the supplier's own code in `code`. Reads may be repeated by the adapter;
    what creates or pays is sent once, and a lost answer leaves as OutcomeUnknown.
    """

    slug: str
    title: str
    capabilities: frozenset[Capability] = frozenset()
    credential_fields: tuple[str, ...] = ()  # of `api_key`, `api_secret`, `email`, `platform_token`
    ordering_batch = 1

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

    def is_probe(self, raw: bytes) -> bool:
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
        """Asks for pushes about these products; gives those that were refused."""
        raise self._unsupported("subscribe to products")

    def _unsupported(self, operation: str) -> Unsupported:
        return Unsupported(self.slug, operation)
