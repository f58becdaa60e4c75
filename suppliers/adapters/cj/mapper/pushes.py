"""Pushes of CJ. They are hints: ids are taken from them, hardly any values.

A PRODUCT or VARIANT push has null in everything that did not change: its `fields` name what did. A STOCK push has only
the areas that changed. Both make the hub read the product again.
"""

import json
from decimal import Decimal
from typing import Any

from suppliers.adapters.cj.mapper.orders import status_of
from suppliers.adapters.cj.mapper.tracking import pushed_events, tracking_status
from suppliers.adapters.cj.values import CURRENCY, Misread, Obj, from_json_text, moment, number, obj, rows, text, words
from suppliers.interface import Push, PushHead, Topic

TOPICS = {
    "PRODUCT": Topic.PRODUCT,
    "VARIANT": Topic.VARIANT,
    "STOCK": Topic.STOCK,
    "ORDER": Topic.ORDER,
    "ORDERSPLIT": Topic.ORDER_SPLIT,
    "LOGISTIC": Topic.TRACKING,
    "SOURCINGCREATE": Topic.SOURCING,
    "MAKEUP": Topic.EXTRA_BILL,
    "PRIVATE_ORDER": Topic.PRIVATE_STOCK,
}


def push_head(raw: bytes) -> PushHead:
    """Never raises: what is stored is the raw body, and a bad one must not keep the door from storing it."""
    try:
        return _head(_body(raw))
    except Exception:  # noqa: BLE001 - see above; reading it again in the job says what is wrong
        return PushHead("", "")


def _head(found: Obj) -> PushHead:
    kind = text(found.get("type")).upper()
    params = from_json_text(found.get("params"))
    about, sent_at = "", None
    if isinstance(params, dict):
        about = _about(kind, params)
        sent_at = moment(params.get("updateDate")) or moment(params.get("orderSplitTime"))
    return PushHead(text(found.get("messageId")), kind, about, sent_at)


def _about(kind: str, params: Obj) -> str:
    """What pushes of one thing have in common, so that they can be put in order."""
    names = {
        "PRODUCT": ("pid",),
        "VARIANT": ("vid",),
        "ORDER": ("cjOrderId", "orderNumber"),
        "ORDERSPLIT": ("originalOrderId",),
        "LOGISTIC": ("orderId", "trackingNumber"),
        "SOURCINGCREATE": ("cjSourcingId",),
        "MAKEUP": ("relationOrderId", "orderId"),
        "PRIVATE_ORDER": ("orderId",),
    }
    return next((found for name in names.get(kind, ()) if (found := text(params.get(name)))), "")


def push(raw: bytes) -> Push:
    """The whole push. A type that is new is UNKNOWN, with nothing read from it."""
    found = _body(raw)
    kind = text(found.get("type")).upper()
    head = _head(found)
    params = from_json_text(found.get("params"))
    reader = _READERS.get(kind)
    given = reader(obj(params, "params")) if reader is not None else {}
    change = text(found.get("messageType"))
    values = {name: value for name, value in given.pop("values", {}).items() if value}
    if change:
        values["change"] = change
    return Push(
        message_id=head.message_id,
        topic=TOPICS.get(kind, Topic.UNKNOWN),
        topic_name=kind,
        sent_at=head.sent_at,
        values=values,
        **given,
    )


def _body(raw: bytes) -> Obj:
    try:
        return obj(json.loads(raw, parse_float=Decimal), "the push")
    except (ValueError, RecursionError) as error:
        if isinstance(error, Misread):
            raise
        raise Misread("the push is not JSON") from None


def _ids(*given: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for value in given if (found := text(value))))


def _product(params: Obj) -> dict[str, Any]:
    return {"product_ids": _ids(params.get("pid")), "values": _changed(params)}


def _variant(params: Obj) -> dict[str, Any]:
    return {"variant_ids": _ids(params.get("vid")), "product_ids": _ids(params.get("pid")), "values": _changed(params)}


def _changed(params: Obj) -> dict[str, str]:
    return {"fields": ",".join(words(params.get("fields")))}


def _stock(params: Obj) -> dict[str, Any]:
    return {"variant_ids": _ids(*params)}


def _order(params: Obj) -> dict[str, Any]:
    raw = text(params.get("orderStatus"))
    return {
        "order_ids": _ids(params.get("cjOrderId")),
        "tracking_numbers": _ids(params.get("trackNumber")),
        "values": {
            "client_no": text(params.get("orderNumber")) or text(params.get("orderNum")),
            "status": status_of(raw).value,
            "raw_status": raw,
        },
    }


def _split(params: Obj) -> dict[str, Any]:
    parts = [row.get("orderCode") for row in rows(params.get("splitOrderList") or [], "splitOrderList")]
    return {
        "order_ids": _ids(params.get("originalOrderId")),
        "values": {"parts": ",".join(_ids(*parts))},
    }


def _logistic(params: Obj) -> dict[str, Any]:
    raw = text(params.get("trackingStatus"))
    events = pushed_events(params.get("logisticsTrackEvents"))
    latest = events[0] if events else None
    return {
        "order_ids": _ids(params.get("orderId")),
        "tracking_numbers": _ids(params.get("trackingNumber")),
        "values": {
            "client_no": ",".join(words(params.get("storeOrderNumbers"))),
            "status": tracking_status(raw).value,
            "raw_status": raw,
            "event": latest.text if latest else "",
            "event_at": latest.at.isoformat() if latest and latest.at else "",
        },
    }


def _sourcing(params: Obj) -> dict[str, Any]:
    return {
        "product_ids": _ids(params.get("cjProductId")),
        "variant_ids": _ids(params.get("cjVariantId")),
        "values": {
            "sourcing_id": text(params.get("cjSourcingId")),
            "status": text(params.get("status")),
            "reason": text(params.get("failReason")),
        },
    }


def _extra_bill(params: Obj) -> dict[str, Any]:
    """Weeks after an order CJ may ask for more (a difference in freight): a cost of that order."""
    amount = number(params.get("amount"))
    return {
        "order_ids": _ids(params.get("relationOrderId")),
        "values": {
            "bill_id": text(params.get("orderId")),
            "amount": "" if amount is None else str(amount),
            "currency": CURRENCY,
            "status": text(params.get("status")),
            "reason": text(params.get("reason")),
        },
    }


def _private(params: Obj) -> dict[str, Any]:
    return {"order_ids": _ids(params.get("orderId"), params.get("cjOrderId"))}


_READERS = {
    "PRODUCT": _product,
    "VARIANT": _variant,
    "STOCK": _stock,
    "ORDER": _order,
    "ORDERSPLIT": _split,
    "LOGISTIC": _logistic,
    "SOURCINGCREATE": _sourcing,
    "MAKEUP": _extra_bill,
    "PRIVATE_ORDER": _private,
}
