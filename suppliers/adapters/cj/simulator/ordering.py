"""Creating orders, own flow and store flow: nothing is paid unless the caller asks for it."""

import re
from decimal import Decimal
from typing import Any

from suppliers.adapters.cj.simulator.account import Account
from suppliers.adapters.cj.simulator.envelopes import Refused, Reply
from suppliers.adapters.cj.simulator.freight import COUNTRIES, parcel_fee
from suppliers.adapters.cj.simulator.ledger import Line, Order
from suppliers.adapters.cj.simulator.payments import charge
from suppliers.adapters.cj.simulator.products import find_variant
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.world import World

# Field, greatest length, needed.
FIELDS = (
    ("orderNumber", 50, True),
    ("shippingCountryCode", 20, True),
    ("shippingCountry", 50, True),
    ("shippingProvince", 50, True),
    ("shippingCity", 50, True),
    ("shippingAddress", 200, True),
    ("shippingCustomerName", 50, True),
    ("logisticName", 50, False),  # its absence has a code of its own
    ("fromCountryCode", 20, True),
    ("shippingZip", 20, False),
    ("shippingCounty", 50, False),
    ("shippingPhone", 20, False),
    ("shippingAddress2", 200, False),
    ("houseNumber", 20, False),
    ("email", 50, False),
    ("taxId", 20, False),
    ("consigneeID", 20, False),
    ("remark", 500, False),
    ("platform", 20, False),
    ("iossNumber", 10, False),
)
POSTAL_CODES = {
    "FR": r"\d{5}",
    "DE": r"\d{5}",
    "US": r"\d{5}(-\d{4})?",
    "GB": r"[A-Z0-9 ]{5,8}",
    "NL": r"\d{4} ?[A-Z]{2}",
}
PAGE, BALANCE, CREATE_ONLY = 1, 2, 3
ZERO = Decimal("0.0")


@route("POST", "shopping/order/createOrderV2")
def create_v2(world: World, asked: Asked) -> Reply:
    how = asked.body.get("payType")
    how = PAGE if how in (None, "") else how
    if str(how) not in ("1", "2", "3"):
        raise Refused(1600300, "Param error: payType")
    order = _make(world, asked)
    if int(how) == BALANCE and not order.reasons:
        charge(world, asked.caller, [order])
    return Reply(_created(order, with_page=int(how) == PAGE))


@route("POST", "shopping/order/createOrderV3")
def create_v3(world: World, asked: Asked) -> Reply:
    return Reply(_created(_make(world, asked), with_page=False))


def _make(world: World, asked: Asked) -> Order:
    """Raises Refused, and then nothing was made."""
    account = asked.caller
    store = {name: asked.field(name, most, required=needed) for name, most, needed in FIELDS}
    if any(order.number == store["orderNumber"] for order in account.orders.values()):
        raise Refused(1603003)
    country = store["shippingCountryCode"].upper()
    if country not in COUNTRIES:
        raise Refused(1605002)
    lines = _lines(world, account, asked.body.get("products"))
    grams = sum(line.quantity * line.variant.weight_g for line in lines)
    fee = parcel_fee(world, store["fromCountryCode"].upper(), country, grams, store["logisticName"])
    now = world.clock.now()
    order = Order(
        order_id=f"{now:%y%m%d}{world.number():013d}",
        number=store["orderNumber"],
        store=store,
        lines=lines,
        postage=fee.total,
        created=now,
        reasons=_reasons(store, country),
        is_sandbox=str(asked.body.get("isSandbox", 0)) == "1",
    )
    account.orders[order.order_id] = order
    return order


def _lines(world: World, account: Account, products: Any) -> list[Line]:
    if not isinstance(products, list) or not products:
        raise Refused(1600300, "Param error: products")
    lines = []
    for row in products:
        quantity = row.get("quantity") if isinstance(row, dict) else None
        if not isinstance(quantity, int) or quantity < 1:
            raise Refused(1600300, "Param error: quantity")
        vid, sku = row.get("vid"), row.get("sku")
        if not vid and sku:
            found = world.catalogue.of_sku(sku)
            vid = found[1].vid if found and found[1] else "-"
        product, variant = find_variant(world, str(vid or ""))
        if sku and sku != variant.sku:
            raise Refused(1600300, "Param error: vid and sku do not agree")
        if not variant.on_sale:
            raise Refused(1602003)
        line_id = f"{world.clock.now():%y%m%d}{world.number():013d}"
        store_line = str(row.get("storeLineItemId") or "")
        lines.append(Line(line_id, store_line, variant, product.pid, quantity, variant.price))
    return lines


def _reasons(store: dict[str, str], country: str) -> list[dict[str, Any]]:
    """Why the order is held although it was made."""
    reasons = []
    pattern = POSTAL_CODES.get(country)
    if pattern and not re.fullmatch(pattern, store["shippingZip"].upper()):
        reasons.append({"code": 1001, "message": "The zip code does not match the destination"})
    if not store["shippingPhone"]:
        reasons.append({"code": 1002, "message": "The phone number is required by this logistic"})
    return reasons


def _created(order: Order, *, with_page: bool) -> dict[str, Any]:
    return {
        "orderId": order.order_id,
        "orderNumber": order.number,
        "shipmentOrderId": order.code,
        "iossAmount": ZERO,
        "iossTaxHandlingFee": ZERO,
        "postageAmount": order.postage,
        "productAmount": order.goods,
        "productOriginalAmount": order.goods,
        "productDiscountAmount": ZERO,
        "postageDiscountAmount": ZERO,
        "postageOriginalAmount": order.postage,
        "totalDiscountAmount": ZERO,
        "actualPayment": order.amount,
        "orderOriginalAmount": order.amount,
        "cjPayUrl": f"https://cjdropshipping.com/pay/{order.code}" if with_page else None,
        "orderAmount": order.amount,
        "logisticsMiss": bool(order.reasons),
        "orderStatus": order.status,
        "productInfoList": [
            {
                "storeLineItemId": line.store_line_id or None,
                "lineItemId": line.line_id,
                "variantId": line.variant.vid,
                "quantity": line.quantity,
                "isGroup": False,
                "subOrderProducts": [],
            }
            for line in order.lines
        ],
        "interceptOrderReasons": order.reasons,
    }
