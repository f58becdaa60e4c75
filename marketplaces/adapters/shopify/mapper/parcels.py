"""Fulfilments (parcels that were told) and fulfilment orders (what may still be told)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplaces.adapters.shopify.values import (
    Obj,
    gid,
    moment,
    needed_number,
    number_of,
    obj,
    obj_or_none,
    rows,
    text,
    whole,
)
from marketplaces.interface import (
    FulfilmentState,
    OpenLine,
    ParcelNotice,
    ParcelProgress,
    RemoteFulfilment,
    TrackingInfo,
)

_DEAD = frozenset({"CANCELLED", "ERROR", "FAILURE"})
_TAKES_PARCELS = frozenset({"OPEN", "IN_PROGRESS"})
_WAITING = {"ON_HOLD": "on_hold", "SCHEDULED": "scheduled"}
PROGRESS_WORDS = {
    ParcelProgress.IN_TRANSIT: "IN_TRANSIT",
    ParcelProgress.OUT_FOR_DELIVERY: "OUT_FOR_DELIVERY",
    ParcelProgress.READY_FOR_PICKUP: "READY_FOR_PICKUP",
    ParcelProgress.DELIVERED: "DELIVERED",
    ParcelProgress.FAILED: "FAILURE",
}


@dataclass(frozen=True, slots=True)
class OrderPart:
    """A fulfilment order: the part of an order that one location sends. `lines` are (its own line's id, the order
    line's id, what is left)."""

    part_id: str
    status: str
    location_id: str
    takes_parcels: bool
    lines: tuple[tuple[str, str, int], ...]


def fulfilment(node: Obj, lines: Sequence[Obj] = ()) -> RemoteFulfilment:
    return RemoteFulfilment(
        fulfilment_id=needed_number(node, "id"),
        tracking=tuple(
            TrackingInfo(text(each.get("number")), text(each.get("company")), text(each.get("url")))
            for each in rows(node.get("trackingInfo"), "trackingInfo")
        ),
        lines=tuple(
            (needed_number(obj(each.get("lineItem"), "lineItem"), "id"), whole(each.get("quantity"), "quantity"))
            for each in lines
        ),
        is_cancelled=text(node.get("status")) in _DEAD,
        created_at=moment(node.get("createdAt")),
    )


def order_part(node: Obj, lines: Sequence[Obj]) -> OrderPart:
    status = text(node.get("status"))
    assigned = obj_or_none(node.get("assignedLocation"), "assignedLocation") or {}
    location = obj_or_none(assigned.get("location"), "location") or {}
    actions = {text(each.get("action")) for each in rows(node.get("supportedActions"), "supportedActions")}
    return OrderPart(
        part_id=needed_number(node, "id"),
        status=status,
        location_id=number_of(location.get("id")),
        takes_parcels=status in _TAKES_PARCELS and "CREATE_FULFILLMENT" in actions,
        lines=tuple(
            (
                needed_number(each, "id"),
                needed_number(obj(each.get("lineItem"), "lineItem"), "id"),
                whole(each.get("remainingQuantity"), "remainingQuantity"),
            )
            for each in lines
        ),
    )


def state(head: Obj, parts: Sequence[OrderPart], existing: Sequence[RemoteFulfilment]) -> FulfilmentState:
    """`head` is the order without its connections."""
    left: dict[str, int] = {}
    for part in parts:
        for _own, line_id, remaining in part.lines if part.takes_parcels else ():
            left[line_id] = left.get(line_id, 0) + remaining
    open_lines = tuple(OpenLine(line_id, count) for line_id, count in left.items() if count > 0)
    return FulfilmentState(tuple(existing), open_lines, "" if open_lines else _problem(head, parts))


def _problem(head: Obj, parts: Sequence[OrderPart]) -> str:
    """Why nothing may be told. No fulfilment orders at all is how a missing right looks: Shopify says no error."""
    if head.get("cancelledAt"):
        return "cancelled"
    if text(head.get("displayFulfillmentStatus")) == "FULFILLED":
        return ""
    if not parts:
        return "no_scope" if head.get("requiresShipping") else ""
    waiting = next((_WAITING[part.status] for part in parts if part.status in _WAITING), "")
    return waiting or ("cancelled" if all(part.status == "CANCELLED" for part in parts) else "closed")


def fulfilment_inputs(
    parts: Iterable[OrderPart], wanted: dict[str, int], parcel: ParcelNotice
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """One input a location (Shopify takes no two in one), lines always named, and what no part has left."""
    missing = dict(wanted)
    by_location: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        taken = []
        for own_id, line_id, remaining in part.lines if part.takes_parcels else ():
            count = min(remaining, missing.get(line_id, 0))
            if count > 0:
                missing[line_id] -= count
                taken.append({"id": gid("FulfillmentOrderLineItem", own_id), "quantity": count})
        if taken:
            entry = {
                "fulfillmentOrderId": gid("FulfillmentOrder", part.part_id),
                "fulfillmentOrderLineItems": taken,
            }
            by_location.setdefault(part.location_id, []).append(entry)
    inputs = [
        {
            "lineItemsByFulfillmentOrder": entries,
            "trackingInfo": tracking_input(parcel.tracking),
            "notifyCustomer": parcel.tell_buyer,
        }
        for entries in by_location.values()
    ]
    return inputs, {line_id: count for line_id, count in missing.items() if count > 0}


def still_to_tell(parcel: ParcelNotice, told: Iterable[RemoteFulfilment]) -> dict[str, int]:
    """The parcel's lines without those that living parcels of its number hold already."""
    wanted: dict[str, int] = {}
    for line_id, count in parcel.lines:
        wanted[line_id] = wanted.get(line_id, 0) + count
    for one in told:
        for line_id, count in one.lines:
            wanted[line_id] = wanted.get(line_id, 0) - count
    return {line_id: count for line_id, count in wanted.items() if count > 0}


def tracking_input(tracking: TrackingInfo) -> dict[str, str]:
    """Company and address are always given where we have them: Shopify guesses both, and wrongly (pitfalls 25)."""
    given = {"number": tracking.number, "company": tracking.carrier, "url": tracking.url}
    return {name: value for name, value in given.items() if value}


def event_input(fulfilment_id: str, progress: ParcelProgress, at: datetime, words: str) -> dict[str, str]:
    given = {
        "fulfillmentId": gid("Fulfillment", fulfilment_id),
        "status": PROGRESS_WORDS[progress],
        "happenedAt": at.isoformat(),
        "message": words,
    }
    return {name: value for name, value in given.items() if value}
