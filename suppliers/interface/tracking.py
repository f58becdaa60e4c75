"""Where a parcel is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
