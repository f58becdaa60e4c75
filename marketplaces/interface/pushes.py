"""What marketplaces push to us: hints, to be asked about before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Topic(StrEnum):
    """What a push is about, in our words."""

    ORDER = "order"
    ORDER_CANCELLED = "order_cancelled"
    REFUND = "refund"
    FULFILMENT = "fulfilment"
    PRODUCT = "product"
    PRODUCT_DELETED = "product_deleted"
    STOCK = "stock"
    UNINSTALLED = "uninstalled"
    SCOPES = "scopes"
    DATA_REQUEST = "data_request"  # a person asks what is stored about them
    ERASE_PERSON = "erase_person"
    ERASE_SHOP = "erase_shop"
    TEST = "test"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Push:
    """A push, read. It is a hint: what it names is asked for again before anything is done. `values` holds what little
    may be used as it is, by names of ours; never a person's name or address."""

    message_id: str
    topic: Topic
    topic_name: str
    order_ids: tuple[str, ...] = ()
    product_ids: tuple[str, ...] = ()
    buyer_id: str = ""
    sent_at: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PushHead:
    """What the door must know of a push before it stores it; made of the headers, since the body may be unreadable.
    `about` names the object where that is known. `shop` is the address of the shop that it claims to come from."""

    message_id: str
    topic_name: str
    about: str = ""
    shop: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WebhookSetup:
    """The addresses the marketplace will call now, by its topic, what it would not take (topic and its words), and
    which of them had to be made again."""

    addresses: Mapping[str, str]
    refused: tuple[tuple[str, str], ...] = ()
    made: tuple[str, ...] = ()
