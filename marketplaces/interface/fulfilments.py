"""Parcels: what the marketplace knows of them and what we tell it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TrackingInfo:
    """`carrier` in the marketplace's own words where it has one for it, else as free text with `url`."""

    number: str
    carrier: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RemoteFulfilment:
    """A parcel as the marketplace shows it. `lines` are (their line id, quantity); empty where it does not say."""

    fulfilment_id: str
    tracking: tuple[TrackingInfo, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    is_cancelled: bool = False
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenLine:
    """What may still be fulfilled of one line of an order."""

    line_id: str
    remaining: int


@dataclass(frozen=True, slots=True)
class FulfilmentState:
    """What is there and what is left. `problem` is a code where nothing is left although something should be
    ("no_scope", "on_hold", "scheduled", "closed", "cancelled")."""

    existing: tuple[RemoteFulfilment, ...]
    open_lines: tuple[OpenLine, ...]
    problem: str = ""

    def with_number(self, number: str) -> RemoteFulfilment | None:
        """The living parcel that has this tracking number, however it is spaced and written."""
        wanted = _plain(number)
        for one in self.existing:
            if not one.is_cancelled and any(_plain(each.number) == wanted for each in one.tracking):
                return one
        return None


def _plain(number: str) -> str:
    return "".join(letter for letter in number if letter.isalnum()).upper()


@dataclass(frozen=True, slots=True)
class ParcelNotice:
    """A parcel to be told to the marketplace. `lines` are (their line id, quantity), never empty. `tell_buyer`: the
    marketplace mails the buyer."""

    tracking: TrackingInfo
    lines: tuple[tuple[str, int], ...]
    tell_buyer: bool = False


class ParcelProgress(StrEnum):
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    FAILED = "failed"
