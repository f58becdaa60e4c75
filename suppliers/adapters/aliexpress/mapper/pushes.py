"""Push messages. A hint each: what they name is asked for again, and polling is enough without them."""

import hashlib

from suppliers.adapters.aliexpress.reading import Json, Unreadable, decode, moment, objects, part, text
from suppliers.interface import Push, PushHead, Topic

TEST = "0"
_TOPICS = {
    TEST: Topic.TEST,
    "18": Topic.TRACKING,
    "51": Topic.PAYMENT,
    "53": Topic.ORDER,
    "65": Topic.AUTHORISATION,
}
_ORDER_NAMES = ("orderId", "order_id", "tradeOrderId", "trade_order_id")
_NUMBER_NAMES = ("trackingNumber", "tracking_number", "mailNo", "mail_no")


def read_push_head(raw: bytes) -> PushHead:
    """What the door stores it under; an unreadable body gives an empty head."""
    try:
        push = read_push(raw)
    except Unreadable:
        return PushHead("", "")
    about = next(iter(push.order_ids), "")
    return PushHead(push.message_id, push.topic_name, about, push.sent_at)


def read_push(raw: bytes) -> Push:
    """The push. It has no id of its own: its bytes, which hold its time, stand in, so that a repeat is the same one."""
    body = decode(raw)
    kind = text(body.get("message_type"))
    if not kind:
        raise Unreadable("a push without message_type")
    data = part(body, "data") or _first(body)
    status = text(data.get("orderStatus"))
    return Push(
        message_id=hashlib.sha256(raw).hexdigest()[:40],
        topic=_TOPICS.get(kind, Topic.UNKNOWN),
        topic_name=kind,
        order_ids=_named(data, _ORDER_NAMES),
        tracking_numbers=_named(data, _NUMBER_NAMES),
        sent_at=moment(body.get("timestamp")),
        values={"order_status": status} if status else {},
    )


def is_probe(raw: bytes) -> bool:
    """Type 0: somebody presses "test" in the app's console."""
    return read_push_head(raw).topic_name == TEST


def _first(body: Json) -> Json:
    """`data` as JSON text or as a list of one: sisters of this platform send them."""
    data = body.get("data")
    if isinstance(data, str):
        try:
            return decode(data.encode())
        except Unreadable:
            return {}
    return next(iter(objects(data)), {})


def _named(data: Json, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for name in names if (found := text(data.get(name)))))
