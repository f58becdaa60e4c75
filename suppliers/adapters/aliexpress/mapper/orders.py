"""`aliexpress.trade.ds.order.get`: an order as AliExpress shows it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from suppliers.adapters.aliexpress.envelope import Body, result_of
from suppliers.adapters.aliexpress.mapper.ordering import as_text, number_or_text
from suppliers.adapters.aliexpress.reading import Json, Unreadable, money, objects, part, text, whole
from suppliers.interface import Purchase, PurchaseLine, PurchaseStatus, TrackingRef

# Not settled by any source; the contract's best reading.
PARTNER_TIME = ZoneInfo("America/Los_Angeles")
_UNPAID = frozenset({"PLACE_ORDER_SUCCESS", "WAIT_BUYER_PAY"})
_STATUSES = {
    "PLACE_ORDER_SUCCESS": PurchaseStatus.UNPAID,
    "WAIT_BUYER_PAY": PurchaseStatus.UNPAID,
    "RISK_CONTROL": PurchaseStatus.UNDER_REVIEW,  # paid, looked at for about a day: no failure
    "WAIT_SELLER_EXAMINE_MONEY": PurchaseStatus.UNDER_REVIEW,
    "FUND_PROCESSING": PurchaseStatus.UNDER_REVIEW,
    "WAIT_SELLER_SEND_GOODS": PurchaseStatus.PREPARING,
    "SELLER_PART_SEND_GOODS": PurchaseStatus.PARTLY_SHIPPED,
    "WAIT_BUYER_ACCEPT_GOODS": PurchaseStatus.SHIPPED,
    "IN_ISSUE": PurchaseStatus.IN_DISPUTE,
    # For staff to look at: frozen is neither paid nor lost, and cancelling is not yet cancelled.
    "IN_FROZEN": PurchaseStatus.UNKNOWN,
    "IN_CANCEL": PurchaseStatus.UNKNOWN,
}
_CHILD_FIELDS = ("product_id", "product_count", "sku_id", "child_order_id", "product_name")
_LONGEST_TIMEOUT = 10**9  # seconds


def order_query(order_id: str) -> dict[str, str]:
    return {"single_order_query": as_text({"order_id": number_or_text(order_id)})}


def read_order(body: Body, order_id: str) -> Purchase:
    """The order. Both lists come as a list, a lone object or an empty object."""
    result = result_of(body)
    if not isinstance(result, dict) or not text(result.get("order_status")):
        raise Unreadable("an order without a status")
    children = objects(result.get("child_order_list"), *_CHILD_FIELDS)
    raw_status, created = text(result.get("order_status")), _created(result)
    amount = part(result, "order_amount")
    timeout = whole(result.get("pay_timeout_second"))
    may_pay = raw_status in _UNPAID and created and timeout is not None and 0 <= timeout < _LONGEST_TIMEOUT
    return Purchase(
        order_id=order_id,
        status=_status(raw_status, text(result.get("logistics_status")), children),
        raw_status=raw_status,
        lines=tuple(_line(child) for child in children),
        amount=money(amount.get("amount"), amount.get("currency_code")),
        tracking=_tracking(result),
        created_at=created,
        pay_before=created + timedelta(seconds=timeout) if may_pay and created and timeout is not None else None,
    )


def _status(raw: str, logistics: str, children: Sequence[Json]) -> PurchaseStatus:
    """FINISH is "delivered or closed": each part's `end_reason` tells, and where it does not a person has to look."""
    if raw != "FINISH":
        return _STATUSES.get(raw, PurchaseStatus.UNKNOWN)
    is_cancelled = ["CANCEL" in text(child.get("end_reason")).upper() for child in children]
    if is_cancelled and all(is_cancelled):
        return PurchaseStatus.CANCELLED
    accepted = "BUYER_ACCEPT_GOODS"
    is_received = logistics == accepted or any(text(child.get("end_reason")).upper() == accepted for child in children)
    return PurchaseStatus.DELIVERED if is_received and not any(is_cancelled) else PurchaseStatus.UNKNOWN


def _line(child: Json) -> PurchaseLine:
    price = part(child, "product_price")
    return PurchaseLine(
        variant_id=text(child.get("sku_id")),
        quantity=whole(child.get("product_count")) or 0,
        sku=text(child.get("sku_code")),
        price=money(price.get("amount"), price.get("currency_code")),
        product_id=text(child.get("product_id")),
    )


def _tracking(result: Json) -> tuple[TrackingRef, ...]:
    found = objects(result.get("logistics_info_list"), "logistics_no", "logistics_service")
    return tuple(
        TrackingRef(number, text(each.get("logistics_service")))
        for each in found
        if (number := text(each.get("logistics_no")))
    )


def _created(result: Json) -> datetime | None:
    try:
        local = datetime.strptime(text(result.get("gmt_create")), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the zone comes next
    except ValueError:
        return None
    return local.replace(tzinfo=PARTNER_TIME).astimezone(UTC)
