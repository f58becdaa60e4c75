"""Sending: fulfilments are made, tracked, cancelled, held. Nothing here is idempotent, as at Shopify."""

from marketplaces.adapters.shopify.simulator import telling
from marketplaces.adapters.shopify.simulator.books.numbers import number_in
from marketplaces.adapters.shopify.simulator.books.orders import (
    Event,
    FulfilmentOrder,
    Hold,
    Order,
    Parcel,
    ToFulfil,
)
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Refused, Shown, root
from marketplaces.adapters.shopify.simulator.views.fulfilment import (
    show_event,
    show_hold,
    show_parcel,
    show_to_fulfil,
)

WRITE_PARTS = (
    "write_merchant_managed_fulfillment_orders",
    "write_third_party_fulfillment_orders",
    "write_assigned_fulfillment_orders",
)
SENDABLE = {"OPEN", "IN_PROGRESS"}
KNOWN_CARRIERS = {  # names of Shopify's own list: a number without an address gets one
    "UPS": "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums={}",
    "USPS": "https://tools.usps.com/go/TrackConfirmAction.action?tLabels={}",
    "FedEx": "https://www.fedex.com/fedextrack/?trknbr={}",
    "4PX": "https://track.4px.com/query/{}",
    "YunExpress": "https://www.yuntrack.com/Track/Detail/{}",
    "China Post": "https://track-chinapost.com/?tracking={}",
    "Colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
}


@root("fulfillmentCreate", *WRITE_PARTS)
def fulfillment_create(call: Call, args: Args) -> Shown:
    shop, given = call.shop, args["fulfillment"]
    rows = [row for one in given["lineItemsByFulfillmentOrder"] for row in _rows(shop, one)]
    if not rows:
        raise Refused("Line items by fulfillment order can't be blank", ["fulfillment"])
    orders = {number_in_order(shop, part) for part, _, _ in rows}
    if len(orders) > 1:
        raise Refused("All fulfillment orders must belong to the same order.", ["fulfillment"])
    if len({part.location for part, _, _ in rows}) > 1:
        raise Refused("All fulfillment orders must be assigned to the same location.", ["fulfillment"])
    order = shop.orders[orders.pop()]
    tracking = _tracking(given.get("trackingInfo") or {}, ["fulfillment", "trackingInfo"])
    now = shop.clock.now()
    parcel = Parcel(
        shop.numbers.take("Fulfillment"),
        f"{order.name}-F{len(order.parcels) + 1}",
        rows[0][0].location,
        rows,
        tracking,
        now,
        now,
        notified=bool(given.get("notifyCustomer")),
    )
    for part, row, quantity in rows:
        row.remaining -= quantity
        row.line.fulfilled += quantity
        part.updated = now
        _leave(shop, row, quantity)
    order.parcels.append(parcel)
    shop.parcels[parcel.number] = (order, parcel)
    shop.touch(order)
    telling.parcel_sent(shop, order, parcel)
    return {"fulfillment": show_parcel(shop, order, parcel)}


def number_in_order(shop: Shop, part: FulfilmentOrder) -> int:
    return shop.parts[part.number][0].number


def _rows(shop: Shop, one: Args) -> list[tuple[FulfilmentOrder, ToFulfil, int]]:
    """What is to be sent of one fulfilment order: all that remains, where no lines are named. Raises Refused."""
    found = shop.to_fulfil(number_in(one["fulfillmentOrderId"], "FulfillmentOrder"))
    if found is None:
        raise Refused("Fulfillment order does not exist.", ["fulfillment"])
    part = found[1]
    if part.status not in SENDABLE:
        status = part.status.lower()
        raise Refused(f"Fulfillment order {part.number} has an unfulfillable status= {status}.", ["fulfillment"])
    wanted = one.get("fulfillmentOrderLineItems")
    if not wanted:
        return [(part, row, row.remaining) for row in part.lines if row.remaining]
    rows: list[tuple[FulfilmentOrder, ToFulfil, int]] = []
    for line in wanted:
        row = next((r for r in part.lines if r.number == number_in(line["id"], "FulfillmentOrderLineItem")), None)
        if line["quantity"] <= 0:
            raise Refused("Quantity must be greater than 0", ["fulfillment"])
        asked = line["quantity"] + sum(quantity for _, other, quantity in rows if other is row)
        if row is None or asked > row.remaining:
            raise Refused("Invalid fulfillment order line item quantity requested.", ["fulfillment"])
        rows.append((part, row, line["quantity"]))
    return rows


def _tracking(given: Args, where: list[str]) -> list[dict[str, str | None]]:
    """Raises Refused where one number and several are mixed."""
    if (given.get("number") or given.get("url")) and (given.get("numbers") or given.get("urls")):
        raise Refused("Use either number and url, or numbers and urls, but not both.", where)
    numbers = given.get("numbers") or ([given["number"]] if given.get("number") else [])
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    company = given.get("company")
    rows: list[dict[str, str | None]] = []
    for i in range(max(len(numbers), len(urls))):
        number = numbers[i] if i < len(numbers) else None
        url = urls[i] if i < len(urls) else None
        if url is None and number and company in KNOWN_CARRIERS:
            url = KNOWN_CARRIERS[company].format(number)
        rows.append({"company": company, "number": number, "url": url})
    return rows


def _leave(shop: Shop, row: ToFulfil, quantity: int) -> None:
    """What was committed has left the building."""
    variant = shop.variant_of_line(row.line)
    for level in variant.item.levels.values() if variant else ():
        level.committed = max(level.committed - quantity, 0)
        break


@root("fulfillmentTrackingInfoUpdate", *WRITE_PARTS)
def tracking_info_update(call: Call, args: Args) -> Shown:
    order, parcel = _parcel(call.shop, args["fulfillmentId"])
    parcel.tracking = _tracking(args["trackingInfoInput"], ["trackingInfoInput"])
    parcel.notified = parcel.notified or bool(args.get("notifyCustomer"))
    _changed(call.shop, order, parcel)
    return {"fulfillment": show_parcel(call.shop, order, parcel)}


@root("fulfillmentEventCreate", "write_fulfillments")
def event_create(call: Call, args: Args) -> Shown:
    shop, given = call.shop, args["fulfillmentEvent"]
    order, parcel = _parcel(shop, given["fulfillmentId"])
    now = shop.clock.now()
    event = Event(
        shop.numbers.take("FulfillmentEvent"),
        given["status"],
        given.get("happenedAt") or now,
        now,
        given.get("message"),
        given.get("city"),
        given.get("country"),
        given.get("zip"),
    )
    parcel.events.append(event)
    _changed(shop, order, parcel)
    return {"fulfillmentEvent": show_event(event)}


@root("fulfillmentCancel", *WRITE_PARTS)
def fulfillment_cancel(call: Call, args: Args) -> Shown:
    order, parcel = _parcel(call.shop, args["id"])
    if parcel.status == "CANCELLED":
        raise Refused("Fulfillment is already cancelled.", ["id"])
    parcel.status = "CANCELLED"
    for _, row, quantity in parcel.rows:
        row.remaining += quantity
        row.line.fulfilled -= quantity
    _changed(call.shop, order, parcel)
    return {"fulfillment": show_parcel(call.shop, order, parcel)}


@root("fulfillmentOrderHold", *WRITE_PARTS[:2])
def hold(call: Call, args: Args) -> Shown:
    shop, given = call.shop, args["fulfillmentHold"]
    order, part = _part(shop, args["id"])
    if part.status in ("CLOSED", "CANCELLED"):
        raise Refused("The fulfillment order is not in a state that can be held.", ["id"], "TAKEN")
    held = Hold(shop.numbers.take("FulfillmentHold"), given["reason"], given.get("reasonNotes"), given.get("handle"))
    part.holds.append(held)
    _touched(shop, order, part)
    return {"fulfillmentHold": show_hold(held), "fulfillmentOrder": show_to_fulfil(shop, order, part)}


@root("fulfillmentOrderReleaseHold", *WRITE_PARTS[:2])
def release_hold(call: Call, args: Args) -> Shown:
    order, part = _part(call.shop, args["id"])
    named = {number_in(text, "FulfillmentHold") for text in args.get("holdIds") or ()}
    part.holds = [held for held in part.holds if named and held.number not in named]
    _touched(call.shop, order, part)
    return {"fulfillmentOrder": show_to_fulfil(call.shop, order, part)}


def _part(shop: Shop, identity: str) -> tuple[Order, FulfilmentOrder]:
    found = shop.to_fulfil(number_in(identity, "FulfillmentOrder"))
    if found is None:
        raise Refused("The fulfillment order does not exist.", ["id"], "FULFILLMENT_ORDER_NOT_FOUND")
    return found


def _parcel(shop: Shop, identity: str) -> tuple[Order, Parcel]:
    found = shop.parcel(number_in(identity, "Fulfillment"))
    if found is None:
        raise Refused("Fulfillment does not exist.", ["fulfillmentId"])
    return found


def _changed(shop: Shop, order: Order, parcel: Parcel) -> None:
    parcel.updated = shop.clock.now()
    shop.touch(order)
    telling.parcel_changed(shop, order, parcel)


def _touched(shop: Shop, order: Order, part: FulfilmentOrder) -> None:
    part.updated = shop.clock.now()
    shop.touch(order)
    telling.order_changed(shop, order)
