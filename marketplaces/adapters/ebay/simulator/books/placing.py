"""A buyer's order, as the checkout makes it, and the dispute that a buyer may open about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplaces.adapters.ebay.simulator.books.goods import CURRENCIES, Offer
from marketplaces.adapters.ebay.simulator.books.orders import ZERO, Dispute, Line, Order
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.clock import written

BUYER = {"username": "test-buyer", "email": "buyer@members.example.com"}
ADDRESSES = {
    "US": {"street": "12 Test Street", "city": "Austin", "state": "TX", "zip": "78701", "phone": "5125550100"},
    "DE": {"street": "Teststraße 12", "city": "Berlin", "zip": "10115", "phone": "+49300000000"},
    "FR": {"street": "12 rue du Test", "city": "Paris", "zip": "75001", "phone": "+33100000000"},
    "GB": {"street": "12 Test Street", "city": "London", "zip": "SW1A 1AA", "phone": "+442000000000"},
}
RESPOND = timedelta(days=5)
CENT = Decimal("0.01")


class NoSuchGoodsError(ValueError):
    """The order asks for a SKU that is not listed."""


@dataclass
class Wanted:
    """What a buyer asks for. A line is {sku | title+price, quantity, price, tax, shipping, sku}.

    `address` has name, street, street2, city, state, zip, country, phone, email; `country` alone takes one of that
    country. `payment` is PAID, PENDING or FAILED. `hub_reference` makes it an international order by way of a hub.
    """

    lines: Iterable[Mapping[str, Any]]
    marketplace: str = ""
    country: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    buyer: Mapping[str, str] = field(default_factory=dict)
    payment: str = "PAID"
    instructions: str = "SHIP_TO"
    note: str = ""
    hub_reference: str = ""


def place(seller: Seller, wanted: Wanted) -> Order:
    """Takes the goods off the shelf. Raises NoSuchGoodsError; nothing is told yet (see `telling`)."""
    marketplace = wanted.marketplace or seller.rules.marketplace
    country = wanted.country or wanted.address.get("country") or marketplace.removeprefix("EBAY_")
    now = seller.clock.now()
    base = {"name": "Test Buyer", "country": country, "email": BUYER["email"]}
    order = Order(
        number=seller.order_number(),
        marketplace=marketplace,
        currency=CURRENCIES[marketplace],
        lines=[_line(seller, marketplace, row) for row in wanted.lines],
        to=base | ADDRESSES.get(country, ADDRESSES["US"]) | dict(wanted.address),
        buyer=BUYER | dict(wanted.buyer),
        created=now,
        modified=now,
        payment=wanted.payment,
        instructions=wanted.instructions,
        note=wanted.note,
        hub_reference=wanted.hub_reference,
    )
    seller.orders[order.number] = order
    for line in order.lines:
        _take(seller, line)
    return order


def _line(seller: Seller, marketplace: str, row: Mapping[str, Any]) -> Line:
    offer = _offer(seller, marketplace, str(row.get("sku", "")))
    if offer is None and "title" not in row:
        raise NoSuchGoodsError(f"{row.get('sku')!r} is not listed on {marketplace}")
    item = seller.items.get(offer.sku) if offer else None
    aspects = item.product.get("aspects", {}) if item and offer and seller.group_of(offer.sku) else {}
    return Line(
        number=seller.number("line"),
        title=str(row.get("title") or (item.product.get("title") if item else "")),
        quantity=int(row.get("quantity", 1)),
        price=Decimal(str(row.get("price", (offer.price if offer else None) or "1.00"))).quantize(CENT),
        sku=str(row.get("sku", "")),
        listing=offer.listing if offer else str(row.get("listing", "110500000000")),
        offer=offer.number if offer else "",
        variation=f"4{offer.number}" if aspects and offer else "",
        aspects={name: values[0] for name, values in aspects.items()},
        tax=Decimal(str(row.get("tax", ZERO))),
        shipping=Decimal(str(row.get("shipping", ZERO))).quantize(CENT),
    )


def _offer(seller: Seller, marketplace: str, sku: str) -> Offer | None:
    """The one that a buyer sees."""
    found = (one for one in seller.offers_of(sku) if one.marketplace == marketplace)
    return next((one for one in found if (listing := seller.listing_of(one)) and listing.is_open), None)


def _take(seller: Seller, line: Line) -> None:
    item, offer = seller.items.get(line.sku), seller.offers.get(line.offer)
    if item is None or offer is None:
        return
    if item.quantity is not None:
        item.set_quantity(max(item.quantity - line.quantity, 0))
    if offer.available is not None:
        offer.body["availableQuantity"] = max(offer.available - line.quantity, 0)
    offer.sold += line.quantity
    seller.recount_sku(line.sku)


def open_dispute(seller: Seller, order: str, reason: str = "ITEM_NOT_RECEIVED", amount: str = "") -> Dispute:
    """Raises KeyError where there is no such order. `amount` is the whole order where it is not said."""
    of, now = seller.orders[order], seller.clock.now()
    dispute = Dispute(
        number=seller.number("dispute"),
        order=order,
        reason=reason,
        amount=Decimal(amount) if amount else of.total,
        currency=of.currency,
        buyer=of.buyer["username"],
        opened=now,
        respond_by=now + RESPOND,
    )
    dispute.activity.append({"activityDate": written(now), "activityType": "DISPUTE_OPENED", "actor": "BUYER"})
    seller.disputes[dispute.number] = dispute
    seller.touch(of)
    return dispute
