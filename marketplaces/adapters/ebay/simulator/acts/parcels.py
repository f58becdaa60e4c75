"""Shipping fulfilments: one for each package, numbered by its tracking, 999 where there is none."""

import re

from marketplaces.adapters.ebay.simulator import clock, telling
from marketplaces.adapters.ebay.simulator.acts.families import FULFILLMENT
from marketplaces.adapters.ebay.simulator.acts.orders import order_of
from marketplaces.adapters.ebay.simulator.books.orders import Order, Parcel
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Refused

PATH = "/order/{orderId}/shipping_fulfillment"
TRACKING = re.compile(r"[A-Za-z0-9]+")
NO_TRACKING = "999"
MOST = 200


@FULFILLMENT.post(PATH, "createShippingFulfillment")
def create(call: Call) -> Answer:
    """201 with the address alone: its last part is the tracking number."""
    order, body = order_of(call.seller, call.path["orderId"]), call.body
    quantities = _quantities(order, body)
    tracking, carrier = body.get("trackingNumber") or "", body.get("shippingCarrierCode") or ""
    if bool(tracking) != bool(carrier) or (tracking and not TRACKING.fullmatch(tracking)):
        raise Refused(32300, "Invalid shipment tracking number or carrier", trackingNumber=tracking)
    now = call.seller.clock.now()
    try:
        shipped = clock.read(body["shippedDate"]) if body.get("shippedDate") else now
    except ValueError:
        raise Refused(32500, "Invalid shipped date") from None
    if len(order.parcels) >= MOST:
        raise Refused(34100, "Maximum tracking number for order is exceeded")
    if tracking and any(one.tracking == tracking for one in order.parcels):
        raise Refused(34500, "Please use PUT operation for updating shipping fulfillment", trackingNumber=tracking)
    parcel = Parcel(tracking or NO_TRACKING, quantities, shipped, carrier, tracking)
    order.parcels.append(parcel)
    call.seller.touch(order)
    call.seller.note("parcel", order=order.number, tracking=tracking)
    telling.parcel_sent(call.seller, order, parcel)
    return Answer(201, {}, (("Location", f"{call.address}/{parcel.number}"),))


def _quantities(order: Order, body: Body) -> dict[str, int]:
    """By line. A second package of what is shipped is not refused: it is there twice."""
    rows = body.get("lineItems") or []
    if not rows:
        raise Refused(32600, "Invalid input data")
    quantities: dict[str, int] = {}
    for row in rows:
        line = order.line(str(row["lineItemId"]))
        if line is None:
            raise Refused(32200, f"Invalid line item id: {row['lineItemId']}", lineItemId=str(row["lineItemId"]))
        if line.number in quantities:
            raise Refused(32210, "Duplicate line item in the request")
        quantity = row.get("quantity", 1)
        if not isinstance(quantity, int) or not 1 <= quantity <= line.quantity:
            raise Refused(32600, "Invalid input data", quantity=str(quantity))
        quantities[line.number] = quantity
    return quantities


@FULFILLMENT.get(PATH, "getShippingFulfillments")
def get_all(call: Call) -> Answer:
    order = order_of(call.seller, call.path["orderId"])
    return Answer(200, {"fulfillments": [_body(one) for one in order.parcels], "total": len(order.parcels)})


@FULFILLMENT.get(f"{PATH}/{{fulfillmentId}}", "getShippingFulfillment")
def get(call: Call) -> Answer:
    order, number = order_of(call.seller, call.path["orderId"]), call.path["fulfillmentId"]
    found = next((one for one in order.parcels if one.number == number), None)
    if found is None:
        raise Refused(32110, f"Invalid fulfillment ID: {number}", 404)
    return Answer(200, _body(found))


def _body(parcel: Parcel) -> Body:
    body: Body = {
        "fulfillmentId": parcel.number,
        "shippedDate": clock.written(parcel.shipped),
        "lineItems": [{"lineItemId": line, "quantity": quantity} for line, quantity in parcel.quantities.items()],
    }
    if parcel.tracking:
        body |= {"shipmentTrackingNumber": parcel.tracking, "shippingCarrierCode": parcel.carrier}
    return body
