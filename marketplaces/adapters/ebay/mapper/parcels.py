"""Parcels: what eBay calls shipping fulfilments. Reading and writing name the tracking number differently."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from marketplaces.adapters.ebay.carriers import carrier_code, tracking_number
from marketplaces.adapters.ebay.values import (
    Obj,
    moment,
    needed_whole,
    obj_or_empty,
    required,
    rows,
    text,
    whole,
    written,
)
from marketplaces.interface import FulfilmentState, OpenLine, ParcelNotice, RemoteFulfilment, TrackingInfo

WITHOUT_NUMBER = "999"  # the id of every parcel that has no tracking number


def fulfilment(node: Obj) -> RemoteFulfilment:
    number = text(node.get("shipmentTrackingNumber"))
    carrier = text(node.get("shippingCarrierCode"))
    return RemoteFulfilment(
        fulfilment_id=required(node, "fulfillmentId"),
        tracking=(TrackingInfo(number, carrier),) if number else (),
        lines=tuple(
            (required(each, "lineItemId"), whole(each.get("quantity", 1)) or 1)
            for each in rows(node.get("lineItems"), "lineItems")
        ),
        created_at=moment(node.get("shippedDate")),
    )


def state(order: Obj, fulfilments: Sequence[Obj]) -> FulfilmentState:
    existing = tuple(fulfilment(each) for each in fulfilments)
    cancelled = text(obj_or_empty(order.get("cancelStatus"), "cancelStatus").get("cancelState")) == "CANCELED"
    if cancelled:
        return FulfilmentState(existing, (), "cancelled")
    sent = Counter[str]()
    for parcel in existing:
        sent.update(dict(parcel.lines))
    open_lines = tuple(
        OpenLine(line_id, left) for line_id, ordered in _ordered(order).items() if (left := ordered - sent[line_id]) > 0
    )
    return FulfilmentState(existing, open_lines)


def missing(found: FulfilmentState, wanted: ParcelNotice) -> list[str]:
    """Lines of which less is left than the parcel holds."""
    left = {line.line_id: line.remaining for line in found.open_lines}
    asked = Counter[str]()
    for line_id, count in wanted.lines:
        asked[line_id] += count
    return [line_id for line_id, count in asked.items() if count > left.get(line_id, 0)]


def notice(parcel: ParcelNotice, at: datetime) -> Mapping[str, Any]:
    """Carrier and number go together or not at all; each line once (32210)."""
    counts = Counter[str]()
    for line_id, count in parcel.lines:
        counts[line_id] += count
    body: dict[str, Any] = {
        "lineItems": [{"lineItemId": line_id, "quantity": count} for line_id, count in counts.items()],
        "shippedDate": written(at),
    }
    number = tracking_number(parcel.tracking.number)
    if number:
        body["trackingNumber"] = number
        body["shippingCarrierCode"] = carrier_code(parcel.tracking.carrier) or "Other"
    return body


def _ordered(order: Obj) -> dict[str, int]:
    return {
        required(each, "lineItemId"): needed_whole(each, "quantity")
        for each in rows(order.get("lineItems"), "lineItems")
    }
