"""Reading, listing, confirming and deleting orders; the sandbox; where parcels are."""

from typing import Any

from suppliers.adapters.cj.simulator.clock import order_date
from suppliers.adapters.cj.simulator.envelopes import Refused, Reply
from suppliers.adapters.cj.simulator.ledger import Order, find_order
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.world import World

MOST_IN_A_BATCH = 100
LONGEST_TRACK_NUMBER = 64
SANDBOX_STEPS = {
    400: ("UNSHIPPED", "PROCESSING"),
    500: ("SHIPPED", None),
    600: ("SHIPPED", None),
    700: ("DELIVERED", None),
}
# How far a parcel is after so many days on the way: words as CJ shows them, the number that its pushes carry.
WAY = (
    (0, "Dispatched", 4),
    (1, "In transit", 5),
    (4, "Arrived at destination country", 6),
    (5, "Customs clearance", 7),
    (6, "Out for delivery", 10),
)
DELIVERED = ("Delivered", 12)


@route("GET", "shopping/order/getOrderDetail")
def get_order_detail(world: World, asked: Asked) -> Reply:
    return Reply(find_order(asked.caller, asked.word("orderId")).detail())


@route("POST", "shopping/order/getOrderDetailBatch", calls_per_second=2)
def get_order_detail_batch(world: World, asked: Asked) -> Reply:
    """Those that are not found are simply missing."""
    found = []
    for name in asked.texts("orderIds", MOST_IN_A_BATCH):
        try:
            found.append(find_order(asked.caller, name).detail())
        except Refused:
            continue
    return Reply(found)


@route("GET", "shopping/order/list")
def order_list(world: World, asked: Asked) -> Reply:
    """Without `status` it shows the cancelled ones."""
    page, size = asked.whole("pageNum", 1), asked.whole("pageSize", 20, most=200)
    status = asked.word("status", "CANCELLED") or "CANCELLED"
    wanted = {name for text in asked.query.get("orderIds", []) for name in text.split(",") if name}
    found = [
        order
        for order in reversed(asked.caller.orders.values())
        if order.status == status and (not wanted or wanted & {order.order_id, order.number})
    ]
    rows = [order.detail() for order in found[(page - 1) * size : page * size]]
    return Reply({"pageNum": page, "pageSize": size, "total": len(found), "list": rows})


@route("PATCH", "shopping/order/confirmOrder")
def confirm_order(world: World, asked: Asked) -> Reply:
    order = find_order(asked.caller, asked.field("orderId"))
    if order.status != "CREATED":
        raise Refused(1603001)
    order.status = "UNPAID"
    return Reply(order.order_id)


@route("DELETE", "shopping/order/deleteOrder")
def delete_order(world: World, asked: Asked) -> Reply:
    """Its number stays taken."""
    order = find_order(asked.caller, asked.word("orderId"))
    if order.status not in ("CREATED", "IN_CART"):
        raise Refused(1603002)
    order.status = "CANCELLED"
    return Reply(order.order_id)


@route("GET", "logistic/trackInfo")
def track_info(world: World, asked: Asked) -> Reply:
    orders = {order.track_number: order for order in asked.caller.orders.values() if order.track_number}
    numbers = asked.query.get("trackNumber", [])
    if not numbers:
        raise Refused(1600300)
    if world.rules.unknown_tracking_is_error and not all(number in orders for number in numbers):
        raise Refused(1600300, "track number not found")
    return Reply([_way(world, orders[number]) for number in numbers if number in orders])


@route("POST", "shopping/sandbox/simulatePay")
def simulate_pay(world: World, asked: Asked) -> Reply:
    order = _sandboxed(asked)
    if order.paid is not None:
        raise Refused(811)
    order.status, order.sub_status, order.paid = "UNSHIPPED", "PENDING", world.clock.now()
    order.sandbox_step = 300
    return Reply(data=True)


@route("POST", "shopping/sandbox/updateStatus")
def update_status(world: World, asked: Asked) -> Reply:
    order = _sandboxed(asked)
    target = asked.number("targetStatus")
    if target != order.sandbox_step + 100 or target not in SANDBOX_STEPS:
        raise Refused(811)
    order.sandbox_step = target
    move(world, order, *SANDBOX_STEPS[target])
    return Reply(data=True)


@route("POST", "shopping/sandbox/updateTrackNumber")
def update_track_number(world: World, asked: Asked) -> Reply:
    _sandboxed(asked).track_number = asked.field("trackNumber", LONGEST_TRACK_NUMBER)
    return Reply(data=True)


def move(world: World, order: Order, status: str, sub_status: str | None = None, track_number: str = "") -> None:
    """What happens to an order in the warehouse and on its way."""
    now = world.clock.now()
    order.status, order.sub_status = status, sub_status
    if track_number:
        order.track_number = track_number
    if status == "SHIPPED":
        order.shipped = order.shipped or now
        order.track_number = order.track_number or f"CJP{order.store['shippingCountryCode']}{order.order_id[-10:]}YQ"
    if status == "DELIVERED":
        order.delivered = order.delivered or now


def stage(world: World, order: Order) -> tuple[str, int]:
    """How far the parcel is, in words and as a number."""
    if order.status == "DELIVERED":
        return DELIVERED
    if order.shipped is None:
        return "No tracking information", 0
    days = (world.clock.now() - order.shipped).days
    if days >= WAY[-1][0] + 1:
        return DELIVERED
    _, words, number = next(row for row in reversed(WAY) if row[0] <= days)
    return words, number


def _way(world: World, order: Order) -> dict[str, Any]:
    words, number = stage(world, order)
    arrived = number == DELIVERED[1]
    country = order.store["shippingCountryCode"]
    days = (world.clock.now() - order.shipped).days if order.shipped else 0
    return {
        "trackingNumber": order.track_number,
        "logisticName": order.store["logisticName"],
        "trackingFrom": order.store["fromCountryCode"],
        "trackingTo": country,
        "deliveryDay": str(days),
        "deliveryTime": order_date(order.delivered or world.clock.now()) if arrived else None,
        "trackingStatus": words,
        "lastMileCarrier": {"FR": "Colissimo", "US": "USPS"}.get(country, "Post"),
        "lastTrackNumber": f"6A{order.order_id[-11:]}",
    }


def _sandboxed(asked: Asked) -> Order:
    name = asked.body.get("orderId") or asked.body.get("shipmentOrderId") or ""
    order = find_order(asked.caller, str(name))
    if not order.is_sandbox:
        raise Refused(803)
    return order
