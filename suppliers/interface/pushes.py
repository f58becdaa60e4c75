"""What suppliers push to us: hints, to be asked about before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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
