"""Orders as CJ shows them, and the payment of them."""

from typing import Any

from suppliers.adapters.cj.values import (
    Misread,
    Obj,
    moment,
    money,
    needed_money,
    obj,
    required,
    rows_or_none,
    text,
    whole,
    words,
)
from suppliers.interface import (
    PaymentOffer,
    PlacedOrder,
    Purchase,
    PurchaseLine,
    PurchasePage,
    PurchaseStatus,
    TrackingRef,
)

_P = PurchaseStatus
CONFIRMED = "UNPAID"  # out of the cart, waiting for its payment
STATUSES = {
    "CREATED": _P.UNPAID,
    "IN_CART": _P.UNPAID,
    "UNPAID": _P.UNPAID,
    "UNSHIPPED": _P.PREPARING,
    "SHIPPED": _P.SHIPPED,
    "DELIVERED": _P.DELIVERED,
    "CANCELLED": _P.CANCELLED,
}
# In pushes about split orders the status is a number: 300-399 pending, 400-499 processing, 500-599 shipped.
_HUNDREDS = {3: _P.PREPARING, 4: _P.PREPARING, 5: _P.SHIPPED}


def status_of(raw: Any) -> PurchaseStatus:
    """What is new, and CJ's own OTHER, is UNKNOWN: shown to staff and never acted on."""
    shown = text(raw).upper()
    figure = whole(shown)
    if figure is not None:
        return _HUNDREDS.get(figure // 100, _P.UNKNOWN)
    return STATUSES.get(shown, _P.UNKNOWN)


def cj_statuses(status: str) -> tuple[str, ...]:
    """CJ's words for one of ours or of theirs; all of them for "". The list of orders must always be told one: without
    it CJ gives the cancelled ones."""
    wanted = status.strip()
    if not wanted:
        return tuple(STATUSES)
    ours = tuple(word for word, meaning in STATUSES.items() if meaning.value == wanted.lower())
    return ours or (wanted.upper(),)


def placed(data: Any) -> PlacedOrder:
    """The answer to createOrderV2. The deprecated route answered with the id alone."""
    if isinstance(data, str) and data.strip():
        return PlacedOrder((data.strip(),))
    found = obj(data)
    return PlacedOrder(
        order_ids=(required(found, "orderId"),),
        problems=_problems(found),
        amount=money(found.get("orderAmount")) or money(found.get("actualPayment")),
        payment_ref=text(found.get("shipmentOrderId")),
    )


def _problems(found: Obj) -> tuple[str, ...]:
    """Made with code 200, and yet not fit to be paid."""
    problems = _reasons(found.get("interceptOrderReasons"))
    if found.get("logisticsMiss") in (True, 1, "1", "true"):
        problems.append("logisticsMiss: the shipping line does not fit the order")
    return tuple(problems)


def _reasons(given: Any) -> list[str]:
    found = []
    for row in rows_or_none(given, "interceptOrderReasons"):
        parts = [text(row.get("code")), text(row.get("message"))]
        found.append(": ".join(part for part in parts if part) or "intercepted without a reason")
    return found


def purchase(data: Any) -> Purchase:
    """In a detail `orderId` is our side's number and `cjOrderId` is CJ's."""
    found = obj(data)
    raw = required(found, "orderStatus")
    sub = text(found.get("subStatus"))
    number = text(found.get("trackNumber"))
    carrier, url = text(found.get("logisticName")), text(found.get("trackingUrl"))
    return Purchase(
        order_id=required(found, "cjOrderId", "orderId"),
        status=status_of(raw),
        raw_status=f"{raw}/{sub}" if sub else raw,
        client_no=text(found.get("orderNum")) or (text(found.get("orderId")) if text(found.get("cjOrderId")) else ""),
        lines=tuple(_line(row) for row in rows_or_none(found.get("productList"), "productList")),
        amount=money(found.get("orderAmount")),
        goods=money(found.get("productAmount")),
        freight=money(found.get("postageAmount")),
        tracking=(TrackingRef(number, carrier, url),) if number else (),
        created_at=moment(found.get("createDate")),
        paid_at=moment(found.get("paymentDate")),
        country=text(found.get("shippingCountryCode")),
    )


def _line(row: Obj) -> PurchaseLine:
    quantity = whole(row.get("quantity"))
    if quantity is None:
        raise Misread("quantity is no whole number")
    return PurchaseLine(
        variant_id=text(row.get("vid")),
        quantity=quantity,
        sku=text(row.get("sku")),
        line_ref=text(row.get("storeLineItemId")),
        price=money(row.get("sellPrice")),
    )


def purchases(data: Any) -> list[Purchase]:
    """A batch: a plain list, or one inside an object. Orders that CJ does not know are simply missing."""
    given = data.get("list") if isinstance(data, dict) and "list" in data else data
    return [purchase(row) for row in rows_or_none(given, "data")]


def purchase_page(data: Any, page: int, size: int) -> PurchasePage:
    """The list; the manual's example shows a single order in its place."""
    found = obj(data)
    if "list" not in found:
        return PurchasePage((purchase(found),), page, has_more=False)
    items = tuple(purchase(row) for row in rows_or_none(found.get("list"), "list"))
    total = whole(found.get("total"))
    return PurchasePage(items, page, page * size < total if total is not None else len(items) >= size)


def in_cart(data: Any, wanted: int) -> tuple[int, list[str]]:
    """How many orders the cart took, and why it did not take the others."""
    found = obj(data)
    count = whole(found.get("successCount"))
    if count is None:
        raise Misread("successCount is missing")
    problems = _intercepted(found)
    if count < wanted and not problems:
        problems.append(f"the cart took {count} of {wanted} orders")
    return count, problems


def cart_shipment(data: Any) -> tuple[str, list[str]]:
    """The id of the confirmed cart ("" where it was not confirmed), and what was left out."""
    found = obj(data)
    is_confirmed = found.get("submitSuccess") is True
    return (text(found.get("shipmentsId")) if is_confirmed else ""), _intercepted(found)


def payment_offer(data: Any, batch_id: str, problems: list[str]) -> PaymentOffer | None:
    """`saveGenerateParentOrder`, whose answer has neither code nor result: `submitSuccess` decides. None: refused."""
    found = obj(data)
    if found.get("submitSuccess") is False:
        return None
    unmatched = [f"not matched: {code}" for code in words(found.get("unMatchOrderCodes"))]
    unmatched += [f"product not matched: {code}" for code in words(found.get("unMatchProductCodes"))]
    return PaymentOffer(
        payment_id=required(found, "payId"),
        batch_id=batch_id,
        amount=needed_money(found, "orderMoney"),
        expires_at=moment(found.get("payExpireTime")),
        problems=tuple(dict.fromkeys((*problems, *_intercepted(found), *unmatched))),
    )


def _intercepted(found: Obj) -> list[str]:
    problems = []
    for item in found.get("interceptOrders") or []:
        if isinstance(item, dict):
            code = text(item.get("orderCode")) or text(item.get("orderId")) or text(item.get("orderNumber"))
            reasons = _reasons(item.get("interceptOrderReasons")) or [text(item.get("message"))]
            problems.append(f"intercepted {code}: {'; '.join(filter(None, reasons))}".rstrip(": "))
        else:
            problems.append(f"intercepted {text(item)}")
    return problems
