"""Receipts -> orders."""

from collections.abc import Sequence
from datetime import datetime

from core.money import Money
from marketplaces.adapters.etsy.mapper.parcels import fulfilments
from marketplaces.adapters.etsy.values import (
    Misread,
    Obj,
    flag,
    ident,
    moment,
    money,
    needed_ident,
    needed_moment,
    rows,
    text,
    whole,
)
from marketplaces.interface import PaymentStatus, RemoteAddress, RemoteBuyer, RemoteLine, RemoteOrder, RemoteRefund

NO_PERSONAL_DATA = "no_personal_data"  # Etsy hides the address from this app: it is entered by hand
REFUND_OF_NO_LINE = "refund_of_no_line"  # a part was refunded, and Etsy does not say for which line
CANCELED, FULLY, PARTIALLY = "canceled", "fully refunded", "partially refunded"
_REFUND_STATES = {"success": "done", "pending": "pending", "failed": "failed", "failure": "failed"}
_PAID, _OPEN = frozenset({"paid", "completed"}), frozenset({"open", "payment processing"})


def order(node: Obj) -> RemoteOrder:
    """Of a whole receipt. The number that people see is the receipt's."""
    status = text(node.get("status")).lower()
    is_over = status in {CANCELED, FULLY}
    lines = tuple(line(each, is_over=is_over) for each in rows(node.get("transactions"), "transactions"))
    payment, address = _payment(node, status), _address(node)
    updated = needed_moment(node, "updated_timestamp", "update_timestamp")
    total = money(node.get("grandtotal"), "grandtotal")
    return RemoteOrder(
        remote_id=needed_ident(node, "receipt_id"),
        number=needed_ident(node, "receipt_id"),
        created_at=needed_moment(node, "created_timestamp", "create_timestamp"),
        updated_at=updated,
        payment=payment,
        raw_payment=text(node.get("status")),
        lines=lines,
        currency=_currency(node, total),
        total=total,
        shipping=money(node.get("total_shipping_cost"), "total_shipping_cost"),
        tax=_sum(
            money(node.get("total_tax_cost"), "total_tax_cost"), money(node.get("total_vat_cost"), "total_vat_cost")
        ),
        discount=money(node.get("discount_amt"), "discount_amt"),
        refunded=_refunded(node),
        cancelled_at=updated if status == CANCELED else None,  # Etsy gives no time of its own for it
        buyer=_buyer(node),
        address=address,
        note=text(node.get("message_from_buyer")),
        ship_by=_ship_by(node),
        fulfilments=fulfilments(node),
        problems=tuple(_problems(lines, payment, address)),
    )


def line(node: Obj, *, is_over: bool) -> RemoteLine:
    """Listing, product and SKU are null where nothing points back at the shop's goods. Personalisation comes among the
    variations."""
    quantity = whole(node, "quantity")
    variations = rows(node.get("variations"), "variations")
    said = [(text(each.get("formatted_name")), text(each.get("formatted_value"))) for each in variations]
    return RemoteLine(
        line_id=needed_ident(node, "transaction_id"),
        quantity=quantity,
        owed=0 if is_over else quantity,
        title=text(node.get("title")),
        variant_title=", ".join(value for _name, value in said if value),
        sku=text(node.get("sku")),
        product_id=ident(node.get("listing_id")),
        variant_id=ident(node.get("product_id")),
        unit_price=money(node.get("price"), "price"),
        requires_shipping=not flag(node, "is_digital"),
        properties=tuple(said),
    )


def refunds(node: Obj) -> tuple[RemoteRefund, ...]:
    found = enumerate(rows(node.get("refunds"), "refunds"), start=1)
    return tuple(
        RemoteRefund(
            refund_id=str(place),
            state=_REFUND_STATES.get(text(row.get("status")).lower(), ""),
            amount=money(row.get("amount"), "a refund's amount"),
            created_at=moment(row.get("created_timestamp")),
        )
        for place, row in found
    )


def _payment(node: Obj, status: str) -> PaymentStatus:
    """Never PAID by the word alone: `is_paid` decides."""
    is_paid = flag(node, "is_paid")
    if status == CANCELED:
        return PaymentStatus.REFUNDED if rows(node.get("refunds"), "refunds") else PaymentStatus.VOIDED
    if status == FULLY:
        return PaymentStatus.REFUNDED
    if status == PARTIALLY:
        return PaymentStatus.PARTLY_REFUNDED
    if status in _PAID | _OPEN:
        return PaymentStatus.PAID if is_paid else PaymentStatus.PENDING
    return PaymentStatus.UNKNOWN


def _problems(lines: Sequence[RemoteLine], payment: PaymentStatus, address: RemoteAddress | None) -> list[str]:
    found = []
    if address is None and any(one.requires_shipping for one in lines):
        found.append(NO_PERSONAL_DATA)
    if payment is PaymentStatus.PARTLY_REFUNDED and len(lines) > 1:
        found.append(REFUND_OF_NO_LINE)
    return found


def _address(node: Obj) -> RemoteAddress | None:
    """None where neither street nor town is shown; the name alone says nothing of where a parcel goes."""
    if not text(node.get("first_line")) and not text(node.get("city")):
        return None
    return RemoteAddress(
        name=text(node.get("name")),
        address1=text(node.get("first_line")),
        address2=text(node.get("second_line")),
        city=text(node.get("city")),
        province=text(node.get("state")),
        postal_code=text(node.get("zip")),
        country=text(node.get("country_iso")).upper(),
    )


def _buyer(node: Obj) -> RemoteBuyer:
    """The e-mail is hidden from nearly every app since February 2024."""
    return RemoteBuyer(
        remote_id=ident(node.get("buyer_user_id")),
        name=text(node.get("name")),
        email=text(node.get("buyer_email")),
    )


def _currency(node: Obj, total: Money | None) -> str:
    found = total or money(node.get("total_price"), "total_price")
    if found is None:
        raise Misread("grandtotal is missing")
    return found.currency


def _sum(*amounts: Money | None) -> Money | None:
    found = [amount for amount in amounts if amount is not None]
    return sum(found[1:], found[0]) if found else None


def _refunded(node: Obj) -> Money | None:
    given = [money(row.get("amount"), "a refund's amount") for row in rows(node.get("refunds"), "refunds")]
    return _sum(*given)


def _ship_by(node: Obj) -> datetime | None:
    days = [moment(row.get("expected_ship_date")) for row in rows(node.get("transactions"), "transactions")]
    return min((day for day in days if day), default=None)
