"""Fulfilment orders and fulfilments as GraphQL shows them."""

from marketplaces.adapters.shopify.simulator.books.numbers import gid
from marketplaces.adapters.shopify.simulator.books.orders import (
    Event,
    FulfilmentOrder,
    Hold,
    Order,
    Parcel,
    ToFulfil,
)
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Call, Shown
from marketplaces.adapters.shopify.simulator.views.goods import show_variant
from marketplaces.adapters.shopify.simulator.views.lines import its_order, show_line
from marketplaces.adapters.shopify.simulator.views.places import show_location

ACTIONS = {
    "OPEN": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"),
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "HOLD"),
    "ON_HOLD": ("RELEASE_HOLD", "HOLD", "MOVE"),
}
DISPLAYED = {"CONFIRMED": "CONFIRMED", "FAILURE": "NOT_DELIVERED"}


def show_to_fulfil(shop: Shop, order: Order, part: FulfilmentOrder) -> Shown:
    place = shop.location(part.location)
    parcels = [parcel for parcel in order.parcels if any(row[0] is part for row in parcel.rows)]
    return {
        "__typename": "FulfillmentOrder",
        "__sort": (part.number,),
        "id": gid("FulfillmentOrder", part.number),
        "status": part.status,
        "requestStatus": "UNSUBMITTED",
        "createdAt": part.created,
        "updatedAt": part.updated,
        "fulfillAt": part.created,
        "fulfillBy": None,
        "orderId": gid("Order", order.number),
        "orderName": order.name,
        "order": its_order(order),
        "orderProcessedAt": order.created,
        "assignedLocation": {
            "name": place.name if place else "",
            "location": show_location(place) if place else None,
            "countryCode": place.country if place else "FR",
            "address1": None,
            "city": None,
            "zip": None,
        },
        "deliveryMethod": {
            "id": gid("DeliveryMethod", part.number),
            "methodType": "SHIPPING",
            "presentedName": order.shipping_title,
            "serviceCode": order.shipping_title,
        },
        "destination": lambda call, args: _destination(call, order, part),
        "supportedActions": [{"action": word, "externalUrl": None} for word in ACTIONS.get(part.status, ())],
        "fulfillmentHolds": [show_hold(hold) for hold in part.holds],
        "lineItems": lambda call, args: [show_row(shop, order, row) for row in part.lines],
        "fulfillments": lambda call, args: [show_parcel(shop, order, parcel) for parcel in parcels],
    }


def show_hold(hold: Hold) -> Shown:
    return {
        "__typename": "FulfillmentHold",
        "id": gid("FulfillmentHold", hold.number),
        "reason": hold.reason,
        "reasonNotes": hold.notes,
        "displayReason": hold.reason.replace("_", " ").capitalize(),
        "handle": hold.handle,
        "heldByRequestingApp": True,
    }


def show_row(shop: Shop, order: Order, row: ToFulfil) -> Shown:
    variant = shop.variant_of_line(row.line)
    return {
        "__typename": "FulfillmentOrderLineItem",
        "__sort": (row.number,),
        "id": gid("FulfillmentOrderLineItem", row.number),
        "totalQuantity": row.total,
        "remainingQuantity": row.remaining,
        "sku": row.line.sku,
        "productTitle": row.line.title,
        "variantTitle": row.line.variant_title,
        "vendor": row.line.vendor,
        "requiresShipping": row.line.requires_shipping,
        "inventoryItemId": gid("InventoryItem", variant.item.number) if variant else None,
        "lineItem": lambda call, args: show_line(shop, order, row.line),
        "variant": lambda call, args: show_variant(shop, variant) if variant else None,
    }


def show_parcel(shop: Shop, order: Order, parcel: Parcel) -> Shown:
    place = shop.location(parcel.location)
    moments = {event.status: event.happened for event in parcel.events}
    parts = {part.number: part for part, _, _ in parcel.rows}
    return {
        "__typename": "Fulfillment",
        "__sort": (parcel.number,),
        "id": gid("Fulfillment", parcel.number),
        "legacyResourceId": parcel.number,
        "name": parcel.name,
        "status": parcel.status,
        "displayStatus": displayed(parcel),
        "createdAt": parcel.created,
        "updatedAt": parcel.updated,
        "deliveredAt": moments.get("DELIVERED"),
        "inTransitAt": moments.get("IN_TRANSIT"),
        "estimatedDeliveryAt": None,
        "totalQuantity": sum(quantity for _, _, quantity in parcel.rows),
        "requiresShipping": True,
        "trackingInfo": lambda call, args: parcel.tracking[: args.get("first")],
        "location": lambda call, args: show_location(place) if place else None,
        "order": its_order(order),
        "fulfillmentLineItems": lambda call, args: [_sent(shop, order, row, n) for _, row, n in parcel.rows],
        "fulfillmentOrders": lambda call, args: [show_to_fulfil(shop, order, part) for part in parts.values()],
        "events": lambda call, args: [show_event(event) for event in parcel.events],
    }


def displayed(parcel: Parcel) -> str:
    if parcel.status == "CANCELLED":
        return "CANCELED"
    if parcel.events:
        last = parcel.events[-1].status
        return DISPLAYED.get(last, last)
    return "FULFILLED"


def show_event(event: Event) -> Shown:
    return {
        "__typename": "FulfillmentEvent",
        "id": gid("FulfillmentEvent", event.number),
        "status": event.status,
        "happenedAt": event.happened,
        "createdAt": event.created,
        "message": event.message,
        "city": event.city,
        "country": event.country,
        "zip": event.zip,
        "estimatedDeliveryAt": None,
    }


def _sent(shop: Shop, order: Order, row: ToFulfil, quantity: int) -> Shown:
    return {
        "__typename": "FulfillmentLineItem",
        "id": gid("FulfillmentLineItem", row.number),
        "quantity": quantity,
        "lineItem": lambda call, args: show_line(shop, order, row.line),
    }


def _destination(call: Call, order: Order, part: FulfilmentOrder) -> Shown | None:
    address = order.address
    if address is None or not call.sees_people():
        return None
    plain = ("company", "address1", "address2", "city", "province", "zip", "phone")
    return {
        "__typename": "FulfillmentOrderDestination",
        "id": gid("FulfillmentOrderDestination", part.number),
        "firstName": address.get("first_name"),
        "lastName": address.get("last_name"),
        "countryCode": address.get("country_code"),
        "email": order.email,
        **{name: address.get(name) for name in plain},
    }
