"""Orders, in two passes: what changed since, then what was cancelled lately.

The first reads `min_last_modified`, from which Etsy's list has left out cancelled receipts; so the second reads the
cancelled ones of the last weeks. A refund does not always move the time of change either: an order is read again by its
number before it is bought. Offsets end at 12,000: a pass then goes on from the last time it has seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.errors import Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.families import receipts
from marketplaces.adapters.etsy.families.paging import FURTHEST_OFFSET, Page
from marketplaces.adapters.etsy.mapper import orders
from marketplaces.adapters.etsy.values import Misread, Obj, ident, number, stamp, whole
from marketplaces.interface import OrderPage, RemoteOrder, RemoteRefund

A_PAGE = 100
CHANGED, CANCELLED = "changed", "cancelled"
SWEPT_DAYS = 45  # how far back a cancellation is looked for, by the day of the order


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading stands: the pass, the time its window begins (epoch seconds), and the offset in it."""

    stage: str
    since: int
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.stage}:{self.since}:{self.offset}"

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """What `str` gave. Raises Rejected for anything else."""
        parts = cursor.split(":")
        if len(parts) == 3 and parts[0] in {CHANGED, CANCELLED} and parts[1].isdigit() and parts[2].isdigit():  # noqa: PLR2004 - its parts
            return cls(parts[0], int(parts[1]), int(parts[2]))
        raise Rejected(PARTNER, "getShopReceipts", message="the cursor is none of ours", code="cursor")


def orders_page(client: EtsyClient, since: datetime, cursor: str) -> OrderPage:
    """An empty pass is followed by the next at once: no orders at all are one empty page."""
    place: Place | None = Place.read(cursor) if cursor else Place(CHANGED, stamp(since))
    while place is not None:
        page = receipts.receipts(client, _filters(place), A_PAGE, place.offset)
        place = _next(place, page, since)
        if page.rows:
            return _read(page.rows, place)
    return OrderPage(())


def order(client: EtsyClient, remote_id: str) -> RemoteOrder:
    return orders.order(receipts.receipt(client, number(remote_id, "the order's number")))


def refunds(client: EtsyClient, remote_id: str) -> tuple[RemoteRefund, ...]:
    """Those given in Shop Manager; they have no number of their own, so their place in the list is it."""
    return orders.refunds(receipts.receipt(client, number(remote_id, "the order's number")))


def _filters(place: Place) -> Mapping[str, object]:
    if place.stage == CANCELLED:
        return {"was_canceled": "true", "min_created": place.since, "sort_on": "created", "sort_order": "asc"}
    return {"min_last_modified": place.since, "sort_on": "updated", "sort_order": "asc"}


def _next(place: Place, page: Page, since: datetime) -> Place | None:
    """A short page is the last of its pass."""
    if len(page.rows) < A_PAGE:
        return _next_pass(place, since)
    offset = place.offset + A_PAGE
    if offset <= FURTHEST_OFFSET:
        return Place(place.stage, place.since, offset)
    field = "updated_timestamp" if place.stage == CHANGED else "created_timestamp"
    latest = max(whole(row, field) for row in page.rows)
    # More than 12,000 in one and the same second cannot be told apart by time: the second after is gone on with.
    return Place(place.stage, max(latest, place.since + 1), 0)


def _next_pass(place: Place, since: datetime) -> Place | None:
    if place.stage != CHANGED or since > datetime.now(UTC):
        return None
    return Place(CANCELLED, stamp(datetime.now(UTC) - timedelta(days=SWEPT_DAYS)))


def _read(rows: list[Obj], following: Place | None) -> OrderPage:
    items: list[RemoteOrder] = []
    unreadable: list[tuple[str, str]] = []
    for row in rows:
        try:
            items.append(orders.order(row))
        except Misread as problem:  # one bad order never stops the others
            unreadable.append((ident(row.get("receipt_id")), str(problem)))
    return OrderPage(tuple(items), str(following) if following else "", tuple(unreadable))
