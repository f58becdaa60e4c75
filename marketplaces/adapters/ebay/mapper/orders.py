"""Orders.

What eBay collects and remits as tax is not the seller's money and is in none of the sums. `lineItemCost` is for the whole
quantity. eBay has no test orders and no guests.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from core.money import Money
from marketplaces.adapters.ebay.mapper.parcels import fulfilment
from marketplaces.adapters.ebay.values import (
    Misread,
    Obj,
    moment,
    money,
    needed_moment,
    needed_whole,
    obj_or_empty,
    required,
    rows,
    text,
)
from marketplaces.interface import PaymentStatus, RemoteAddress, RemoteBuyer, RemoteLine, RemoteOrder

NO_PERSONAL_DATA = "no_personal_data"
CANCEL_ASKED = "cancel_asked"
NOT_OURS_TO_SHIP = "not_ours_to_ship"  # eBay's own warehouse, a pick-up in a store, a download
FORWARDED = "forwarded"  # goes to a hub of eBay's: its reference must stand on the label

_PAYMENT = {
    "PENDING": PaymentStatus.PENDING,
    "FAILED": PaymentStatus.VOIDED,
    "PAID": PaymentStatus.PAID,
    "PARTIALLY_REFUNDED": PaymentStatus.PARTLY_REFUNDED,
    "FULLY_REFUNDED": PaymentStatus.REFUNDED,
}
NOT_CANCELLED, CANCELLED, CANCEL_IN_PROGRESS = "NONE_REQUESTED", "CANCELED", "IN_PROGRESS"
_SHIPPED_BY_SELLER = {"SHIP_TO", ""}


def order(node: Obj, fulfilments: Sequence[Obj] = ()) -> RemoteOrder:
    """One order with the parcels that another call has told."""
    raw_payment = required(node, "orderPaymentStatus")
    pricing = obj_or_empty(node.get("pricingSummary"), "pricingSummary")
    total = money(pricing.get("total"))
    if total is None:
        raise Misread("pricingSummary.total is missing")
    start = _start(node)
    ship_to = _ship_to(start)
    address = _address(start, ship_to)
    updated = needed_moment(node, "lastModifiedDate")
    ship_by = [found for line in _lines(node) if (found := _ship_by(line)) is not None]
    return RemoteOrder(
        remote_id=required(node, "orderId"),
        number=required(node, "orderId"),
        created_at=needed_moment(node, "creationDate"),
        updated_at=updated,
        payment=_PAYMENT.get(raw_payment, PaymentStatus.UNKNOWN),
        raw_payment=raw_payment,
        lines=tuple(line(each) for each in _lines(node)),
        currency=total.currency,
        total=total,
        shipping=money(pricing.get("deliveryCost")),
        tax=money(pricing.get("tax")),
        discount=money(pricing.get("priceDiscount")),
        refunded=_refunded(node, total.currency),
        cancelled_at=_cancelled_at(node),
        cancel_reason=_cancel_reason(node),
        buyer=_buyer(node, ship_to),
        address=address,
        note=text(node.get("buyerCheckoutNotes")),
        ship_by=min(ship_by, default=None),
        fulfilments=tuple(fulfilment(each) for each in fulfilments),
        problems=_problems(node, start, address),
    )


def line(node: Obj) -> RemoteLine:
    """`sku` is absent where the seller set none."""
    quantity = needed_whole(node, "quantity")
    if quantity < 1:
        raise Misread("quantity is not positive")
    cost = money(node.get("discountedLineItemCost")) or money(node.get("lineItemCost"))
    aspects = [
        (text(each.get("name")), text(each.get("value")))
        for each in rows(node.get("variationAspects"), "variationAspects")
    ]
    sku = text(node.get("sku"))
    return RemoteLine(
        line_id=required(node, "lineItemId"),
        quantity=quantity,
        owed=0 if _is_given_back(node, cost) else quantity,
        title=text(node.get("title")),
        variant_title=" / ".join(value for _, value in aspects if value),
        sku=sku,
        product_id=text(node.get("legacyItemId")),
        variant_id=sku or text(node.get("legacyVariationId")),
        unit_price=Money(cost.amount / quantity, cost.currency) if cost else None,
    )


def _lines(node: Obj) -> list[Obj]:
    return rows(node.get("lineItems"), "lineItems")


def _is_given_back(node: Obj, cost: Money | None) -> bool:
    """eBay refunds amounts, never units: only a line whose whole price went back is certainly not owed any more."""
    back = [found for each in rows(node.get("refunds"), "refunds") if (found := money(each.get("amount")))]
    return bool(back) and cost is not None and sum((each.amount for each in back), Decimal(0)) >= cost.amount


def _refunded(node: Obj, currency: str) -> Money | None:
    """Of those that went through or are under way."""
    summary = obj_or_empty(node.get("paymentSummary"), "paymentSummary")
    given = [each for each in rows(summary.get("refunds"), "refunds") if text(each.get("refundStatus")) != "FAILED"]
    back = [found for each in given if (found := money(each.get("amount"))) is not None]
    return Money(sum((each.amount for each in back), Decimal(0)), currency) if back else None


def _start(node: Obj) -> Obj:
    return next(iter(rows(node.get("fulfillmentStartInstructions"), "fulfillmentStartInstructions")), {})


def _ship_to(start: Obj) -> Obj:
    return obj_or_empty(obj_or_empty(start.get("shippingStep"), "shippingStep").get("shipTo"), "shipTo")


def _address(start: Obj, ship_to: Obj) -> RemoteAddress | None:
    """None where nobody and no street is named. A hub's reference is part of its address: without it the parcel is lost."""
    given = obj_or_empty(ship_to.get("contactAddress"), "contactAddress")
    name, street = text(ship_to.get("fullName")), text(given.get("addressLine1"))
    if not name or not street:
        return None
    reference = text(obj_or_empty(start.get("shippingStep"), "shippingStep").get("shipToReferenceId"))
    second = text(given.get("addressLine2"))
    if reference and reference not in f"{street} {second} {name}":
        second = f"{second} {reference}".strip()
    phone = obj_or_empty(ship_to.get("primaryPhone"), "primaryPhone")
    return RemoteAddress(
        name=name,
        company=text(ship_to.get("companyName")),
        address1=street,
        address2=second,
        city=text(given.get("city")),
        province=text(given.get("stateOrProvince")),
        postal_code=text(given.get("postalCode")),
        country=text(given.get("countryCode")),
        phone=text(phone.get("phoneNumber")),
    )


def _buyer(node: Obj, ship_to: Obj) -> RemoteBuyer:
    """Their name may be an unchanging id since September 2025: an opaque text. The e-mail is told for about 14 days."""
    given = obj_or_empty(node.get("buyer"), "buyer")
    registered = obj_or_empty(given.get("buyerRegistrationAddress"), "buyerRegistrationAddress")
    return RemoteBuyer(
        remote_id=text(given.get("username")),
        name=text(registered.get("fullName")) or text(ship_to.get("fullName")),
        email=text(ship_to.get("email")) or text(registered.get("email")),
        phone=text(obj_or_empty(ship_to.get("primaryPhone"), "primaryPhone").get("phoneNumber")),
    )


def _ship_by(node: Obj) -> datetime | None:
    instructions = obj_or_empty(node.get("lineItemFulfillmentInstructions"), "lineItemFulfillmentInstructions")
    return moment(instructions.get("shipByDate"))


def cancel_state(node: Obj) -> str:
    status = obj_or_empty(node.get("cancelStatus"), "cancelStatus")
    return text(status.get("cancelState")) or NOT_CANCELLED


def _cancelled_at(node: Obj) -> datetime | None:
    """eBay tells the time of a request alone; a cancelled order without one was changed by its cancelling."""
    if cancel_state(node) != CANCELLED:
        return None
    status = obj_or_empty(node.get("cancelStatus"), "cancelStatus")
    return moment(status.get("cancelledDate")) or needed_moment(node, "lastModifiedDate")


def _cancel_reason(node: Obj) -> str:
    """In a list there are never any requests: a single reading has them."""
    status = obj_or_empty(node.get("cancelStatus"), "cancelStatus")
    asked = rows(status.get("cancelRequests"), "cancelRequests")
    return text(asked[-1].get("cancelReason")).lower() if asked else ""


def _problems(node: Obj, start: Obj, address: RemoteAddress | None) -> tuple[str, ...]:
    found = []
    kind = text(start.get("fulfillmentInstructionsType"))
    if kind not in _SHIPPED_BY_SELLER:
        found.append(NOT_OURS_TO_SHIP)
    elif address is None:
        found.append(NO_PERSONAL_DATA)
    if start.get("ebaySupportedFulfillment") is True:
        found.append(FORWARDED)
    if cancel_state(node) not in {NOT_CANCELLED, CANCELLED}:
        found.append(CANCEL_ASKED)
    return tuple(found)
