"""An order as it is read: payment, address, lines, cancellations, refunds."""

from datetime import datetime, timedelta

from marketplaces.adapters.ebay.simulator.books.orders import ZERO, CancelRequest, Line, Order
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Body
from marketplaces.adapters.ebay.simulator.clock import written
from marketplaces.adapters.ebay.simulator.views.money import amount

CONTACT_DAYS = timedelta(days=14)  # the buyer's e-mail and telephone are shown for so long
HANDLING, TRANSIT = timedelta(days=2), timedelta(days=7)
FEE_SHARE = 13  # per cent
HUB = {"addressLine1": "1850 Airport Exchange Blvd", "city": "Erlanger", "stateOrProvince": "KY"}


def order_body(seller: Seller, order: Order, *, with_cancels: bool, with_taxes: bool) -> Body:
    """Cancellations are in getOrder alone. With the breakdown of taxes the lines' totals hold what eBay collects."""
    now = seller.clock.now()
    requests = [_cancel(one) for one in order.cancels] if with_cancels else []
    body: Body = {
        "orderId": order.number,
        "creationDate": written(order.created),
        "lastModifiedDate": written(order.changed(now)),
        "orderFulfillmentStatus": order.status,
        "orderPaymentStatus": order.payment_status(now),
        "sellerId": seller.rules.username,
        "buyer": _buyer(order, now),
        "pricingSummary": _pricing(order),
        "cancelStatus": {"cancelState": order.cancel_state, "cancelRequests": requests},
        "paymentSummary": _payment(order, now),
        "fulfillmentStartInstructions": [_instructions(order, now)],
        "fulfillmentHrefs": [
            f"/sell/fulfillment/v1/order/{order.number}/shipping_fulfillment/{p.number}" for p in order.parcels
        ],
        "lineItems": [_line(order, line, with_taxes=with_taxes) for line in order.lines],
        "totalFeeBasisAmount": amount(order.total, order.currency),
        "totalMarketplaceFee": amount(order.total * FEE_SHARE / 100, order.currency),
        "ebayCollectAndRemitTax": any(line.tax for line in order.lines),
        "salesRecordReference": order.number.rpartition("-")[2],
    }
    if order.note:
        body["buyerCheckoutNotes"] = order.note
    return body


def _pricing(order: Order) -> Body:
    goods = sum((line.cost for line in order.lines), ZERO)
    return {
        "priceSubtotal": amount(goods, order.currency),
        "deliveryCost": amount(order.shipping, order.currency),
        "total": amount(order.total, order.currency),
    }


def _buyer(order: Order, now: datetime) -> Body:
    to = order.to
    tax = {"countryCode": to["country"], "postalCode": to["zip"], "city": to["city"]}
    if to.get("state"):
        tax["stateOrProvince"] = to["state"]
    return {"username": order.buyer["username"], "taxAddress": tax, "buyerRegistrationAddress": _contact(order, now)}


def _contact(order: Order, now: datetime) -> Body:
    contact: Body = {"fullName": order.to["name"], "contactAddress": _address(order)}
    if now - order.created <= CONTACT_DAYS:
        contact["primaryPhone"] = {"phoneNumber": order.to["phone"]}
        contact["email"] = order.to["email"]
    return contact


def _address(order: Order) -> Body:
    to = order.to
    address = {
        "addressLine1": to["street"],
        "addressLine2": to.get("street2", ""),
        "city": to["city"],
        "stateOrProvince": to.get("state", ""),
        "postalCode": to["zip"],
        "countryCode": to["country"],
    }
    return {name: value for name, value in address.items() if value}


def _instructions(order: Order, now: datetime) -> Body:
    body: Body = {
        "fulfillmentInstructionsType": order.instructions,
        "minEstimatedDeliveryDate": written(order.created + HANDLING + timedelta(days=1)),
        "maxEstimatedDeliveryDate": written(order.created + HANDLING + TRANSIT),
        "ebaySupportedFulfillment": bool(order.hub_reference),
    }
    ship_to = _contact(order, now)
    if order.hub_reference:
        hub = HUB | {"postalCode": "41025", "countryCode": "US"}
        body["finalDestinationAddress"] = _address(order)
        ship_to |= {"contactAddress": hub}
    step = {"shippingCarrierCode": "USPS", "shippingServiceCode": "USPSGroundAdvantage", "shipTo": ship_to}
    if order.hub_reference:
        step["shipToReferenceId"] = order.hub_reference
    return body | {"shippingStep": step}


def _payment(order: Order, now: datetime) -> Body:
    payment: Body = {
        "paymentMethod": "EBAY",
        "paymentReferenceId": order.number.replace("-", ""),
        "amount": amount(order.total, order.currency),
        "paymentStatus": order.payment,
    }
    if order.payment == "PAID":
        payment["paymentDate"] = written(order.created)
    due = order.total - order.total * FEE_SHARE / 100 - order.refunded()
    return {
        "totalDueSeller": amount(due, order.currency),
        "refunds": _refunds(order, now),
        "payments": [payment],
    }


def _refunds(order: Order, now: datetime) -> list[Body]:
    """One row for each call, whatever number of lines it was for."""
    rows = []
    for number in dict.fromkeys(one.number for one in order.refunds):
        parts = [one for one in order.refunds if one.number == number]
        rows.append(
            {
                "refundId": number,
                "refundDate": written(parts[0].made),
                "amount": amount(sum((one.amount for one in parts), ZERO), order.currency),
                "refundStatus": parts[0].status(now),
                "refundReferenceId": f"R{number}",
            }
        )
    return rows


def _cancel(request: CancelRequest) -> Body:
    body = {
        "cancelRequestId": request.number,
        "cancelInitiator": request.by,
        "cancelReason": request.reason,
        "cancelRequestedDate": written(request.asked),
        "cancelRequestState": request.state,
    }
    return body | ({"cancelCompletedDate": written(request.done)} if request.done else {})


def _line(order: Order, line: Line, *, with_taxes: bool) -> Body:
    currency = order.currency
    total = line.cost + line.shipping + (line.tax if with_taxes else ZERO)
    body: Body = {
        "lineItemId": line.number,
        "legacyItemId": line.listing,
        "title": line.title,
        "lineItemCost": amount(line.cost, currency),
        "quantity": line.quantity,
        "soldFormat": "FIXED_PRICE",
        "listingMarketplaceId": order.marketplace,
        "purchaseMarketplaceId": order.marketplace,
        "lineItemFulfillmentStatus": order.line_status(line),
        "total": amount(total, currency),
        "deliveryCost": {"shippingCost": amount(line.shipping, currency)},
        "appliedPromotions": [],
        "taxes": [],
        "properties": {"buyerProtection": True, "soldViaAdCampaign": False},
        "refunds": [
            {"refundId": one.number, "refundDate": written(one.made), "amount": amount(one.amount, currency)}
            for one in order.refunds
            if one.line == line.number
        ],
        "lineItemFulfillmentInstructions": {
            "minEstimatedDeliveryDate": written(order.created + HANDLING + timedelta(days=1)),
            "maxEstimatedDeliveryDate": written(order.created + HANDLING + TRANSIT),
            "shipByDate": written(order.created + HANDLING),
            "guaranteedDelivery": False,
        },
    }
    if line.sku:
        body["sku"] = line.sku
    if line.variation:
        body["legacyVariationId"] = line.variation
        body["variationAspects"] = [{"name": name, "value": value} for name, value in line.aspects.items()]
    if line.tax:
        kind = "VAT" if order.currency in ("EUR", "GBP") else "STATE_SALES_TAX"
        tax = {"taxType": kind, "amount": amount(line.tax, currency), "collectionMethod": "NET"}
        body["ebayCollectAndRemitTaxes"] = [tax]
    return body
