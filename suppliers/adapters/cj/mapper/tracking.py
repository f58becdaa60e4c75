"""Parcels: `trackInfo`, where the status is in words, and pushes, where it is a number from 0 to 14."""

import re
from typing import Any

from suppliers.adapters.cj.values import Misread, Obj, from_json_text, moment, required, rows, rows_or_none, text
from suppliers.interface import TrackingEvent, TrackingStatus, TrackingUpdate

_S = TrackingStatus
_NUMBERS = {
    "0": _S.NONE,
    "1": _S.SENT,  # left the warehouse
    "2": _S.SENT,  # the forwarder has it
    "3": _S.RETURNED,  # the forwarder gave it back
    "4": _S.SENT,  # dispatched
    "5": _S.IN_TRANSIT,
    "6": _S.IN_TRANSIT,  # arrived in the country
    "7": _S.CUSTOMS,
    "8": _S.CUSTOMS,  # cleared
    "9": _S.IN_TRANSIT,  # the last mile's carrier has it
    "10": _S.OUT_FOR_DELIVERY,
    "11": _S.READY_FOR_PICKUP,
    "12": _S.DELIVERED,
    "13": _S.FAILED,
    "14": _S.RETURNED,
}
# The words of `trackInfo` are not listed in the manual: these are the ones seen and their plain variants.
_WORDS = {
    "": _S.NONE,
    "no data": _S.NONE,
    "not found": _S.NONE,
    "pending": _S.NONE,
    "info received": _S.NONE,
    "left warehouse": _S.SENT,
    "shipped": _S.SENT,
    "dispatched": _S.SENT,
    "in transit": _S.IN_TRANSIT,
    "transit": _S.IN_TRANSIT,
    "arrived in country": _S.IN_TRANSIT,
    "customs": _S.CUSTOMS,
    "customs clearance": _S.CUSTOMS,
    "out for delivery": _S.OUT_FOR_DELIVERY,
    "ready for pick up": _S.READY_FOR_PICKUP,
    "ready for pickup": _S.READY_FOR_PICKUP,
    "available for pickup": _S.READY_FOR_PICKUP,
    "delivered": _S.DELIVERED,
    "failed": _S.FAILED,
    "failed attempt": _S.FAILED,
    "delivery failed": _S.FAILED,
    "undelivered": _S.FAILED,
    "returned": _S.RETURNED,
}


def tracking_status(raw: Any) -> TrackingStatus:
    """Of a number or of words; what is new is UNKNOWN, never taken for the beginning of the way."""
    shown = text(raw)
    if shown in _NUMBERS:
        return _NUMBERS[shown]
    return _WORDS.get(re.sub(r"[\s_-]+", " ", shown).strip().lower(), _S.UNKNOWN)


def tracking(data: Any) -> list[TrackingUpdate]:
    """`trackInfo`. No rows: nothing is known of these numbers yet."""
    return [_update(row) for row in rows_or_none(data, "data")]


def _update(row: Obj) -> TrackingUpdate:
    raw = text(row.get("trackingStatus"))
    status = tracking_status(raw)
    return TrackingUpdate(
        number=required(row, "trackingNumber", "trackNumber"),
        status=status,
        raw_status=raw,
        carrier=text(row.get("logisticName")),
        events=tuple(_newest_first([_route(step) for step in rows_or_none(row.get("routes"), "routes")])),
        delivered_at=moment(row.get("deliveryTime")) if status is _S.DELIVERED else None,
        last_mile_carrier=text(row.get("lastMileCarrier")),
        last_mile_number=text(row.get("lastTrackNumber")),
    )


def _route(step: Obj) -> TrackingEvent:
    return TrackingEvent(text(step.get("remark")), moment(step.get("acceptTime")), text(step.get("acceptAddress")))


def pushed_events(value: Any) -> tuple[TrackingEvent, ...]:
    """`logisticsTrackEvents` of a push: JSON inside a text. What cannot be read is left out: the push is a hint."""
    try:
        steps = rows(from_json_text(value))
    except Misread:
        return ()
    events = [
        TrackingEvent(
            text(step.get("activity")) or text(step.get("status")),
            moment(step.get("eventTime")),
            text(step.get("location")),
        )
        for step in steps
    ]
    return tuple(_newest_first(events))


def _newest_first(events: list[TrackingEvent]) -> list[TrackingEvent]:
    return sorted(events, key=lambda event: event.at.timestamp() if event.at else 0.0, reverse=True)
