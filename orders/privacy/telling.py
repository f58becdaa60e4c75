"""Telling a person, or the shop that asks for them, what is stored of them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from core.history import record
from orders.models import Address, Customer, Order
from orders.privacy.forgetting import BY, PERSON, PLACE, is_person, orders_of


def told(partner: str, account_id: str, buyer_id: str) -> dict[str, Any]:
    """What is stored of a buyer, as JSON for the shop's owner to hand on: never logged, never kept."""
    customers = Customer.objects.filter(is_person(buyer_id), source=f"{partner}:{account_id}")
    return _told(customers, orders_of(partner, account_id, buyer_id))


def told_of(customer: Customer) -> dict[str, Any]:
    """The same for a customer of whatever source."""
    return _told([customer], customer.orders.all())


def _told(customers: Iterable[Customer], orders: QuerySet[Order]) -> dict[str, Any]:
    return {
        "customers": [{name: getattr(row, name) for name in PERSON} for row in customers],
        "orders": [
            {
                "id": order.public_id,
                "number": order.number,
                "placed_at": order.placed_at.isoformat(),
                "total": None if order.total is None else str(order.total),
                "currency": order.currency,
                "note": order.note,
                "lines": [
                    {"sku": line.sku, "title": line.title, "quantity": line.quantity, "wishes": line.properties}
                    for line in order.lines.all()
                ],
                "parcels": [{"number": parcel.number, "carrier": parcel.carrier} for parcel in order.shipments.all()],
                "messages": [
                    {"event": mail.event, "sent_at": mail.sent_at.isoformat() if mail.sent_at else None}
                    for mail in order.notifications.all()
                ],
                "refunds": [
                    {"amount": str(refund.amount), "currency": refund.currency, "note": refund.note}
                    for refund in order.refunds.all()
                ],
                "address": None if order.address is None else _place_of(order.address),
            }
            for order in _with_all(orders)
        ],
    }


def _with_all(orders: QuerySet[Order]) -> QuerySet[Order]:
    rows = orders.select_related("address").order_by("pk")
    return rows.prefetch_related("lines", "shipments", "notifications", "refunds")


def note_request(partner: str, account_id: str, buyer_id: str) -> dict[str, Any]:
    """Writes on each of the person's orders that they asked; gives the orders' ids."""
    found = list(orders_of(partner, account_id, buyer_id)) if buyer_id else []
    for order in found:
        record(order, "order.data_asked", by=BY)
    return {"orders": [order.public_id for order in found]}


def _place_of(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in (*PLACE, "country")}
