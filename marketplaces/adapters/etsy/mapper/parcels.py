"""Shipments of a receipt <-> parcels."""

from collections.abc import Mapping

from marketplaces.adapters.etsy.values import Obj, ident, moment, rows, text
from marketplaces.interface import FulfilmentState, OpenLine, ParcelNotice, RemoteFulfilment, RemoteOrder, TrackingInfo

OTHER = "other"


def fulfilments(node: Obj) -> tuple[RemoteFulfilment, ...]:
    """Etsy does not say which lines a parcel holds."""
    return tuple(_fulfilment(each) for each in rows(node.get("shipments"), "shipments"))


def state(order: RemoteOrder) -> FulfilmentState:
    """Etsy takes any number of parcels for an order and counts no units: every line stays open until the order is
    cancelled or refunded whole, also after it was marked as sent."""
    problem = "cancelled" if order.cancelled_at is not None else ""
    open_lines = tuple(OpenLine(line.line_id, line.owed) for line in order.lines if line.owed > 0)
    return FulfilmentState(order.fulfilments, open_lines, problem)


def shipment_body(parcel: ParcelNotice) -> Mapping[str, object]:
    """The number is text: as a number it would lose digits. An unknown carrier is `other`; its own name then goes into
    the note to the buyer."""
    tracking = parcel.tracking
    body: dict[str, object] = {
        "tracking_code": tracking.number,
        "carrier_name": tracking.carrier or OTHER,
        "send_bcc": False,
    }
    if tracking.url and body["carrier_name"] == OTHER:
        body["note_to_buyer"] = tracking.url
    return body


def _fulfilment(node: Obj) -> RemoteFulfilment:
    """The id may be null: the number then names the parcel."""
    number = text(node.get("tracking_code"))
    tracking = (TrackingInfo(number, text(node.get("carrier_name"))),) if number else ()
    return RemoteFulfilment(
        fulfilment_id=ident(node.get("receipt_shipping_id")) or number,
        tracking=tracking,
        created_at=moment(node.get("shipment_notification_timestamp")),
    )
