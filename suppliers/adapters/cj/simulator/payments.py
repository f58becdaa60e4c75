"""Cart, confirmation, parent order, payment from the balance. Nothing is charged twice."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from suppliers.adapters.cj.simulator.account import Account
from suppliers.adapters.cj.simulator.clock import order_date
from suppliers.adapters.cj.simulator.envelopes import Refused, Reply, Shape
from suppliers.adapters.cj.simulator.ledger import Order, Payment, find_order
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.stock import take_stock
from suppliers.adapters.cj.simulator.world import World

MAY_BE_PAID = timedelta(hours=24)
ZERO = Decimal("0.0")


@route("GET", "shopping/pay/getBalance")
def get_balance(world: World, asked: Asked) -> Reply:
    return Reply({"amount": asked.caller.balance, "noWithdrawalAmount": ZERO, "freezeAmount": ZERO})


@route("POST", "shopping/order/addCart")
def add_cart(world: World, asked: Asked) -> Reply:
    added, held = [], []
    for name in asked.texts("cjOrderIdList"):
        order = find_order(asked.caller, name)
        if order.reasons or order.status not in ("CREATED", "IN_CART"):
            held.append(_held(order))
            continue
        order.status = "IN_CART"
        added.append(order.code)
    data = {
        "successCount": len(added),
        "addSuccessOrders": added,
        "unInterceptAddressCount": 0,
        "interceptOrders": held,
    }
    return Reply(data, Shape.CART)


@route("POST", "shopping/order/addCartConfirm")
def add_cart_confirm(world: World, asked: Asked) -> Reply:
    orders = [find_order(asked.caller, name) for name in asked.texts("cjOrderIdList")]
    ready = [order for order in orders if order.status == "IN_CART"]
    batch = f"SP{world.clock.now():%y%m%d}{world.number():013d}"
    for order in ready:
        order.status, order.batch = "UNPAID", batch
    data = {
        "successCount": len(ready),
        "submitSuccess": bool(ready) and len(ready) == len(orders),
        "shipmentsId": batch if ready else None,
        "result": 0 if ready else 1,
        "interceptOrders": [_held(order) for order in orders if order not in ready],
    }
    return Reply(data, Shape.CART)


@route("POST", "shopping/order/saveGenerateParentOrder")
def save_generate_parent_order(world: World, asked: Asked) -> Reply:
    account, batch = asked.caller, asked.field("shipmentOrderId")
    orders = [order for order in account.orders.values() if order.batch == batch and order.status == "UNPAID"]
    if not orders:
        raise Refused(1600300, "order not found")
    payment = next((p for p in account.payments.values() if p.batch == batch and p.expires > world.clock.now()), None)
    if payment is None:
        number = f"PAY{world.clock.now():%y%m%d}{world.number():010d}"
        payment = Payment(number, batch, orders, world.clock.now() + MAY_BE_PAID)
        account.payments[number] = payment
    return Reply(_parent(payment), Shape.BARE)


@route("POST", "shopping/pay/payBalanceV2")
def pay_balance_v2(world: World, asked: Asked) -> Reply:
    account = asked.caller
    payment = account.payments.get(asked.field("payId"))
    if payment is None or payment.batch != asked.field("shipmentOrderId"):
        raise Refused(1600300, "order not found")
    if payment.paid_at is not None:
        raise Refused(1603101, "Order has been paid")
    if payment.expires <= world.clock.now():
        raise Refused(1603101, "The payment order has expired")
    charge(world, account, payment.orders, payment)
    return Reply(None)


@route("POST", "shopping/pay/payBalance")
def pay_balance(world: World, asked: Asked) -> Reply:
    order = find_order(asked.caller, asked.field("orderId"))
    if order.paid is not None or order.status == "CANCELLED":
        raise Refused(1603101, "Order has been paid" if order.paid else "")
    charge(world, asked.caller, [order])
    return Reply(None)


def charge(world: World, account: Account, orders: Sequence[Order], payment: Payment | None = None) -> None:
    """Takes money and goods for all these orders or for none. Raises Refused."""
    if not account.may_pay_from_balance:
        raise Refused(1604001)
    due = [order for order in orders if order.paid is None]
    amount = sum((order.amount for order in due), Decimal(0))
    if amount > account.balance:
        raise Refused(1604000)
    lines = [(line, order.store["fromCountryCode"].upper()) for order in due for line in order.lines]
    for line, country in lines:
        if line.quantity > sum(area.total for area in line.variant.areas if area.country == country):
            raise Refused(1603102)
    for line, country in lines:
        take_stock(line.variant, line.quantity, country)
    now = world.clock.now()
    account.balance -= amount
    if payment is None:
        number = f"PAY{now:%y%m%d}{world.number():010d}"
        payment = account.payments[number] = Payment(number, "", list(due), now)
    payment.paid_at = now
    for order in due:
        order.status, order.sub_status, order.paid = "UNSHIPPED", "PENDING", now


def _held(order: Order) -> dict[str, Any]:
    return {"orderCode": order.code, "reasons": order.reasons}


def _parent(payment: Payment) -> dict[str, Any]:
    amount = payment.amount
    goods = sum((order.goods for order in payment.orders), Decimal(0))
    information = {
        "actualPayment": amount,
        "balanceDeduction": ZERO,
        "billAmount": amount,
        "canDeduct": True,
        "commodityDiscount": ZERO,
        "commodityTotalAmount": goods,
        "couponAmount": ZERO,
        "freight": amount - goods,
        "iossAmount": ZERO,
        "iossNumber": "",
        "iossTaxHandlingFee": ZERO,
        "iossTaxes": ZERO,
        "iossType": 1,
        "orderOriginalAmount": amount,
        "orderProductAmount": goods,
        "payableAmount": amount,
        "postageDiscount": ZERO,
        "serviceFee": ZERO,
    }
    return {
        "orderMoney": amount,
        "payExpireTime": order_date(payment.expires),
        "payId": payment.payment_id,
        "result": 0,
        "submitSuccess": True,
        "unMatchOrderCodes": [],
        "successOrders": [order.code for order in payment.orders],
        "unMatchProductCodes": [],
        "paymentInformation": information,
        "interceptOrders": [],
    }
