"""Notifications. Their data differ from topic to topic and are short; what names a person is not kept, save an id."""

from collections.abc import Mapping
from typing import Any

from marketplaces.adapters.ebay.values import Misread, Obj, decode, moment, obj, obj_or_empty, required, text
from marketplaces.interface import Push, PushHead, Topic

DELETION = "MARKETPLACE_ACCOUNT_DELETION"
# Names like ORDER.CREATED or ITEM_SOLD do not exist.
TOPICS: dict[str, Topic] = {
    "ORDER_CONFIRMATION": Topic.ORDER,
    "ORDER_CANCELLATION_ACTIVITY": Topic.ORDER,
    "ORDER_RETURN_ACTIVITY": Topic.ORDER,
    "ITEM_MARKED_SHIPPED": Topic.FULFILMENT,
    "LISTING": Topic.PRODUCT,
    "AUTHORIZATION_REVOCATION": Topic.UNINSTALLED,
    DELETION: Topic.ERASE_PERSON,
}
SUBSCRIBED = tuple(TOPICS)
_DEEPEST = 4


def push_head(raw: bytes) -> PushHead:
    """All of it stands in the body: eBay has no headers but the signature's. `shop` is the seller's name or id where the
    topic says one."""
    try:
        metadata, told = _parts(raw)
    except Misread:
        return PushHead("", "")
    data = _lenient(told.get("data"))
    topic = text(metadata.get("topic"))
    order_id, listing = _found(data, "orderId"), _found(data, "listingId")
    about = f"order:{order_id}" if order_id else f"product:{listing}" if listing else ""
    return PushHead(
        message_id=text(told.get("notificationId")),
        topic_name=topic,
        about=about,
        shop=_seller(data, TOPICS.get(topic, Topic.UNKNOWN)),
        sent_at=moment(told.get("publishDate")) or moment(told.get("eventDate")),
    )


def push(raw: bytes, topic: str) -> Push:
    metadata, told = _parts(raw)
    name = required(metadata, "topic")
    kind = TOPICS.get(name, Topic.UNKNOWN)
    data = obj(told.get("data"), "data")
    names = _person(data) if kind is Topic.ERASE_PERSON else ()
    if kind is Topic.ERASE_PERSON and not names:
        raise Misread("neither username nor userId names the person")
    return Push(
        message_id=required(told, "notificationId"),
        topic=kind,
        topic_name=name,
        order_ids=_some(_found(data, "orderId")) if kind in {Topic.ORDER, Topic.FULFILMENT} else (),
        product_ids=_some(_found(data, "listingId")) if kind is Topic.PRODUCT else (),
        buyer_id=names[0] if names else "",
        sent_at=moment(told.get("eventDate")),
        values={"other_buyer_id": names[1]} if len(names) > 1 else {},
    )


def _parts(raw: bytes) -> tuple[Obj, Obj]:
    body = decode(raw)
    return obj(body.get("metadata"), "metadata"), obj(body.get("notification"), "notification")


def _person(data: Obj) -> tuple[str, ...]:
    """By both names: the user name may be empty (US users), and orders may know either."""
    return tuple(dict.fromkeys(found for name in ("username", "userId") if (found := text(data.get(name)))))


def _seller(data: Obj, kind: Topic) -> str:
    if kind is Topic.UNINSTALLED:
        return text(data.get("userId")) or text(data.get("username"))
    return text(data.get("sellerId")) if kind is not Topic.ERASE_PERSON else ""


def _lenient(value: Any) -> Obj:
    try:
        return obj_or_empty(value, "data")
    except Misread:
        return {}


def _found(data: Mapping[str, Any], name: str, depth: int = 0) -> str:
    """The first value of this name, near the top: topics wrap their object in another one."""
    if text(data.get(name)):
        return text(data.get(name))
    if depth >= _DEEPEST:
        return ""
    inner = (each for each in data.values() if isinstance(each, dict))
    return next((found for each in inner if (found := _found(each, name, depth + 1))), "")


def _some(found: str) -> tuple[str, ...]:
    return (found,) if found else ()
