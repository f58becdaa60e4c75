"""Orders.

What a buyer has written comes under names that the call log knows for personal (`buyerNote`, `buyerAttributes`).
"""

from collections.abc import Sequence

from marketplaces.adapters.shopify.mapper.parcels import fulfilment
from marketplaces.adapters.shopify.values import (
    Misread,
    Obj,
    moment,
    needed_moment,
    needed_number,
    number_of,
    obj_or_none,
    required,
    rows,
    shop_money,
    text,
    whole,
)
from marketplaces.interface import CancelReason, PaymentStatus, RemoteAddress, RemoteBuyer, RemoteLine, RemoteOrder

NO_PERSONAL_DATA = "no_personal_data"

_PAYMENT = {
    "PENDING": PaymentStatus.PENDING,
    "AUTHORIZED": PaymentStatus.AUTHORIZED,
    "PARTIALLY_PAID": PaymentStatus.PARTLY_PAID,
    "PAID": PaymentStatus.PAID,
    "PARTIALLY_REFUNDED": PaymentStatus.PARTLY_REFUNDED,
    "REFUNDED": PaymentStatus.REFUNDED,
    "VOIDED": PaymentStatus.VOIDED,
    "EXPIRED": PaymentStatus.EXPIRED,
}
CANCEL_WORDS = {
    CancelReason.CUSTOMER: "CUSTOMER",
    CancelReason.INVENTORY: "INVENTORY",
    CancelReason.FRAUD: "FRAUD",
    CancelReason.DECLINED: "DECLINED",
    CancelReason.STAFF: "STAFF",
    CancelReason.OTHER: "OTHER",
}


def order(node: Obj, lines: Sequence[Obj]) -> RemoteOrder:
    """One order with all its lines, which may have come on several pages."""
    raw_payment = text(node.get("displayFinancialStatus"))
    address, buyer = _address(node), _buyer(node)
    is_blind = bool(node.get("requiresShipping")) and (address is None) and not _says_who(buyer)
    return RemoteOrder(
        remote_id=needed_number(node, "id"),
        number=required(node, "name"),
        created_at=needed_moment(node, "createdAt"),
        updated_at=needed_moment(node, "updatedAt"),
        payment=_PAYMENT.get(raw_payment, PaymentStatus.UNKNOWN),
        raw_payment=raw_payment,
        lines=tuple(line(each) for each in lines),
        currency=required(node, "currencyCode"),
        total=shop_money(node.get("currentTotalPriceSet")),
        shipping=shop_money(node.get("currentShippingPriceSet")),
        tax=shop_money(node.get("currentTotalTaxSet")),
        discount=shop_money(node.get("currentTotalDiscountsSet")),
        refunded=shop_money(node.get("totalRefundedSet")),
        is_test=_flag(node, "test"),
        cancelled_at=moment(node.get("cancelledAt")),
        cancel_reason=text(node.get("cancelReason")).lower(),
        closed_at=moment(node.get("closedAt")),
        buyer=buyer,
        address=address,
        note=text(node.get("buyerNote")),
        fulfilments=tuple(fulfilment(each) for each in rows(node.get("fulfillments"), "fulfillments")),
        problems=(NO_PERSONAL_DATA,) if is_blind else (),
    )


def line(node: Obj) -> RemoteLine:
    """`product` and `variant` are null where they were deleted, or for a line that staff wrote by hand."""
    product, variant = (obj_or_none(node.get(name), name) or {} for name in ("product", "variant"))
    properties = rows(node.get("buyerAttributes"), "customAttributes")
    return RemoteLine(
        line_id=needed_number(node, "id"),
        quantity=whole(node.get("quantity"), "quantity"),
        owed=whole(node.get("currentQuantity"), "currentQuantity"),
        title=text(node.get("title")),
        variant_title=text(node.get("variantTitle")),
        sku=text(node.get("sku")),
        product_id=number_of(product.get("id")),
        variant_id=number_of(variant.get("id")),
        unit_price=shop_money(node.get("discountedUnitPriceAfterAllDiscountsSet")),
        requires_shipping=_flag(node, "requiresShipping"),
        properties=tuple((text(each.get("key")), text(each.get("value"))) for each in properties),
    )


def _address(node: Obj) -> RemoteAddress | None:
    """None where nobody and no street is named: without the right to see a buyer's data Shopify gives nulls."""
    given = obj_or_none(node.get("shippingAddress"), "shippingAddress")
    if given is None:
        return None
    name = text(given.get("name")) or _joined(given, "firstName", "lastName")
    street = text(given.get("address1"))
    if not name and not street:
        return None
    return RemoteAddress(
        name=name,
        company=text(given.get("company")),
        address1=street,
        address2=text(given.get("address2")),
        city=text(given.get("city")),
        province=text(given.get("province")) or text(given.get("provinceCode")),
        postal_code=text(given.get("zip")),
        country=text(given.get("countryCodeV2")),
        phone=text(given.get("phone")),
    )


def _buyer(node: Obj) -> RemoteBuyer:
    """A guest has no customer: the order's own e-mail and phone are theirs."""
    customer = obj_or_none(node.get("customer"), "customer") or {}
    email = obj_or_none(customer.get("defaultEmailAddress"), "defaultEmailAddress") or {}
    phone = obj_or_none(customer.get("defaultPhoneNumber"), "defaultPhoneNumber") or {}
    return RemoteBuyer(
        remote_id=number_of(customer.get("id")),
        name=_joined(customer, "firstName", "lastName"),
        email=text(node.get("email")) or text(email.get("email")),
        phone=text(node.get("phone")) or text(phone.get("phoneNumber")),
        language=text(node.get("customerLocale")).partition("-")[0].lower()[:2],
    )


def _says_who(buyer: RemoteBuyer) -> bool:
    return bool(buyer.name or buyer.email or buyer.phone)


def _joined(values: Obj, *names: str) -> str:
    return " ".join(word for name in names if (word := text(values.get(name))))


def _flag(node: Obj, name: str) -> bool:
    """Never guessed: an order that is taken for a real one is bought."""
    found = node.get(name)
    if not isinstance(found, bool):
        raise Misread(f"{name} is neither true nor false")
    return found
