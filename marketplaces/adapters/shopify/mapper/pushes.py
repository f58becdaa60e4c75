"""Webhooks. Their bodies are REST-shaped (numeric ids, snake case); what names a person is not read."""

from collections.abc import Mapping

from marketplaces.adapters.shopify.values import Misread, Obj, decode, moment, number_of, obj_or_none, text
from marketplaces.interface import Push, PushHead, Topic

TOPICS: dict[str, Topic] = {
    "orders/create": Topic.ORDER,
    "orders/updated": Topic.ORDER,
    "orders/edited": Topic.ORDER,
    "orders/paid": Topic.ORDER,
    "orders/cancelled": Topic.ORDER_CANCELLED,
    "refunds/create": Topic.REFUND,
    "fulfillments/create": Topic.FULFILMENT,
    "fulfillments/update": Topic.FULFILMENT,
    "products/update": Topic.PRODUCT,
    "products/delete": Topic.PRODUCT_DELETED,
    "inventory_levels/update": Topic.STOCK,
    "app/uninstalled": Topic.UNINSTALLED,
    "app/scopes_update": Topic.SCOPES,
    "customers/data_request": Topic.DATA_REQUEST,
    "customers/redact": Topic.ERASE_PERSON,
    "shop/redact": Topic.ERASE_SHOP,
}
# Set in the app's configuration: there is no call for them.
COMPLIANCE = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
SUBSCRIBED = tuple(topic for topic in TOPICS if topic not in COMPLIANCE)


def subscription_topic(topic: str) -> str:
    """`orders/create` -> `ORDERS_CREATE`."""
    return topic.replace("/", "_").upper()


def push_head(raw: bytes, headers: Mapping[str, str], topic: str) -> PushHead:
    """The event's id is the same for several subscriptions: with the topic it names one message."""
    name = text(headers.get("x-shopify-topic")) or topic
    event = text(headers.get("x-shopify-event-id")) or text(headers.get("x-shopify-webhook-id"))
    return PushHead(
        message_id=f"{event}:{name}" if event else "",
        topic_name=name,
        about=_about(raw, name),
        shop=text(headers.get("x-shopify-shop-domain")).lower(),
        sent_at=moment(headers.get("x-shopify-triggered-at")),
    )


def push(raw: bytes, topic: str) -> Push:
    """The message's id and time stand in the headers: see `push_head`."""
    body = decode(raw)
    kind = TOPICS.get(topic, Topic.UNKNOWN)
    customer = obj_or_none(body.get("customer"), "customer") or {}
    is_about_person = kind in {Topic.DATA_REQUEST, Topic.ERASE_PERSON}
    return Push(
        message_id="",
        topic=kind,
        topic_name=topic,
        order_ids=_order_ids(body, kind),
        product_ids=_product_ids(body, kind),
        buyer_id=number_of(customer.get("id")) if is_about_person else "",
        sent_at=moment(body.get("updated_at")) or moment(body.get("created_at")),
        values=_values(body, kind),
    )


def _order_ids(body: Obj, kind: Topic) -> tuple[str, ...]:
    if kind in {Topic.ORDER, Topic.ORDER_CANCELLED}:
        edit = obj_or_none(body.get("order_edit"), "order_edit") or {}  # orders/edited wraps it
        return _some(body.get("id"), edit.get("order_id"))
    if kind in {Topic.REFUND, Topic.FULFILMENT}:
        return _some(body.get("order_id"))
    named = body.get("orders_to_redact") or body.get("orders_requested") or []
    return tuple(number_of(each) for each in named if number_of(each)) if isinstance(named, list) else ()


def _product_ids(body: Obj, kind: Topic) -> tuple[str, ...]:
    return _some(body.get("id")) if kind in {Topic.PRODUCT, Topic.PRODUCT_DELETED} else ()


def _values(body: Obj, kind: Topic) -> dict[str, str]:
    if kind is Topic.STOCK:
        given = {
            "inventory_id": number_of(body.get("inventory_item_id")),
            "location_id": number_of(body.get("location_id")),
            "quantity": text(body.get("available")),
        }
    elif kind is Topic.SCOPES:
        current = body.get("current")
        given = {"scopes": ",".join(text(each) for each in current) if isinstance(current, list) else ""}
    elif kind is Topic.DATA_REQUEST:
        request = obj_or_none(body.get("data_request"), "data_request") or {}
        given = {"request_id": number_of(request.get("id"))}
    elif kind in {Topic.ERASE_SHOP, Topic.UNINSTALLED}:
        given = {"shop": text(body.get("shop_domain")) or text(body.get("myshopify_domain"))}
    else:
        given = {}
    return {name: value for name, value in given.items() if value}


def _about(raw: bytes, topic: str) -> str:
    """What events are put in a row by: the order, the product. "" where that cannot be read."""
    try:
        found = push(raw, topic)
    except Misread:
        return ""
    if found.order_ids and found.topic not in {Topic.DATA_REQUEST, Topic.ERASE_PERSON}:
        return f"order:{found.order_ids[0]}"
    if found.buyer_id:
        return f"buyer:{found.buyer_id}"
    if found.values.get("inventory_id"):
        return f"stock:{found.values['inventory_id']}"
    return f"product:{found.product_ids[0]}" if found.product_ids else ""


def _some(*given: object) -> tuple[str, ...]:
    return next(((number_of(each),) for each in given if number_of(each)), ())
