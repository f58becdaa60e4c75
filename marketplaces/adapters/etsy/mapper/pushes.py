"""Webhooks: thin hints, `{"event_type", "resource_url", "shop_id"}`. Of the address only the two numbers are read: nobody
follows it, since it came from outside."""

import re
from collections.abc import Mapping

from marketplaces.adapters.etsy.signing import ID, TIMESTAMP
from marketplaces.adapters.etsy.values import Misread, decode, moment, obj, text
from marketplaces.interface import Push, PushHead, Topic

# Etsy's name -> ours. The first release wrote ORDER_PAID for order.paid.
TOPICS = {
    "order.paid": Topic.ORDER,
    "order.canceled": Topic.ORDER_CANCELLED,
    "order.shipped": Topic.FULFILMENT,
    "order.delivered": Topic.FULFILMENT,
}
_RECEIPT = re.compile(
    r"https://(?:api|openapi)\.etsy\.com/v3/application/shops/([0-9]{1,19})/receipts/([0-9]{1,19})/?\Z"
)
_LONGEST_TOPIC = 60


def push_head(raw: bytes, headers: Mapping[str, str]) -> PushHead:
    """Never raises."""
    sent = headers.get(TIMESTAMP, "")
    when = moment(int(sent)) if sent.isascii() and sent.isdigit() and len(sent) < 12 else None  # noqa: PLR2004 - seconds
    try:
        body = obj(decode(raw), "the body")
    except Misread:
        return PushHead(headers.get(ID, ""), "", sent_at=when)
    _, receipt_id = _named(text(body.get("resource_url")))
    about = f"order:{receipt_id}" if receipt_id else ""
    return PushHead(headers.get(ID, ""), topic_name(body.get("event_type")), about, text(body.get("shop_id")), when)


def push(raw: bytes, message_id: str = "") -> Push:
    """Raises Misread. An address that is not a receipt of the very shop is not believed."""
    body = obj(decode(raw), "the body")
    name = topic_name(body.get("event_type"))
    shop_id, receipt_id = _named(text(body.get("resource_url")))
    topic = TOPICS.get(name, Topic.UNKNOWN)
    if topic is not Topic.UNKNOWN and not receipt_id:
        raise Misread("resource_url is no receipt at Etsy")
    if receipt_id and shop_id != text(body.get("shop_id")):
        raise Misread("resource_url is of another shop")
    return Push(message_id, topic, name, order_ids=(receipt_id,) if receipt_id else ())


def topic_name(given: object) -> str:
    """`order.paid`, however it is spelled."""
    return text(given).lower().replace("_", ".")[:_LONGEST_TOPIC]


def _named(url: str) -> tuple[str, str]:
    found = _RECEIPT.fullmatch(url)
    return (found[1], found[2]) if found else ("", "")
