"""`aliexpress.ds.order.tracking.get`: several parcels are normal, and no data yet is not an error."""

from core.errors import Rejected
from suppliers.adapters.aliexpress.envelope import Body
from suppliers.adapters.aliexpress.errors import NO_TRACKING_YET, Refusal, Row, inner_refusal
from suppliers.adapters.aliexpress.reading import Json, Unreadable, flag, moment, objects, part, text
from suppliers.interface import TrackingEvent, TrackingStatus, TrackingUpdate

# `tracking_name` of the newest step. The contract's bodies show the first two; the others follow their pattern.
_STATUSES = {
    "CREATED": TrackingStatus.SENT,
    "IN_TRANSIT": TrackingStatus.IN_TRANSIT,
    "CUSTOMS": TrackingStatus.CUSTOMS,
    "OUT_FOR_DELIVERY": TrackingStatus.OUT_FOR_DELIVERY,
    "READY_FOR_PICKUP": TrackingStatus.READY_FOR_PICKUP,
    "DELIVERED": TrackingStatus.DELIVERED,
    "FAILED": TrackingStatus.FAILED,
    "RETURNED": TrackingStatus.RETURNED,
}


def tracking_rule(body: Body) -> Refusal | None:
    """`result.ret`; code 1001 is "no data yet"."""
    result = part(body.content, "result")
    code = text(result.get("code"))
    if not result or flag(result.get("ret")) is True or code == NO_TRACKING_YET:
        return None
    return inner_refusal({}, code, text(result.get("msg")), body.request_id, Row(Rejected))


def read_tracking(body: Body) -> list[TrackingUpdate]:
    """One line a parcel; one with status NONE and no number while there is no data."""
    result = part(body.content, "result")
    if not result:
        raise Unreadable("tracking without a result")
    if text(result.get("code")) == NO_TRACKING_YET:
        return [TrackingUpdate("", TrackingStatus.NONE, raw_status=NO_TRACKING_YET)]
    lines = part(result, "data").get("tracking_detail_line_list")
    found = [_parcel(line) for line in objects(lines, "mail_no", "carrier_name", "detail_node_list")]
    return found or [TrackingUpdate("", TrackingStatus.NONE)]


def _parcel(line: Json) -> TrackingUpdate:
    nodes = objects(line.get("detail_node_list"), "time_stamp", "tracking_name", "tracking_detail_desc")
    newest = text(nodes[0].get("tracking_name")) if nodes else ""
    status = _STATUSES.get(newest, TrackingStatus.UNKNOWN) if nodes else TrackingStatus.NONE
    return TrackingUpdate(
        number=text(line.get("mail_no")),
        status=status,
        raw_status=newest,
        carrier=text(line.get("carrier_name")),
        events=tuple(_event(node) for node in nodes),
        delivered_at=moment(nodes[0].get("time_stamp")) if status is TrackingStatus.DELIVERED else None,
    )


def _event(node: Json) -> TrackingEvent:
    words = text(node.get("tracking_detail_desc")) or text(node.get("tracking_name"))
    return TrackingEvent(words, moment(node.get("time_stamp")))
