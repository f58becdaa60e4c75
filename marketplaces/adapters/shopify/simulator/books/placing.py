"""A buyer's order, as the shop's checkout makes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from marketplaces.adapters.shopify.simulator.books.goods import DEFAULT_VALUE, Variant
from marketplaces.adapters.shopify.simulator.books.orders import (
    NOT_TAKEN,
    ZERO,
    Customer,
    FulfilmentOrder,
    Line,
    Order,
    ToFulfil,
    Transaction,
)
from marketplaces.adapters.shopify.simulator.books.shop import Shop

ADDRESS: dict[str, Any] = {
    "first_name": "Test",
    "last_name": "Buyer",
    "company": None,
    "address1": "12 Test Street",
    "address2": None,
    "city": "Paris",
    "province": None,
    "province_code": None,
    "country": "France",
    "country_code": "FR",
    "zip": "75001",
    "phone": "+33100000000",
}


class NoSuchGoodsError(ValueError):
    """The order asks for a variant that is not there."""


@dataclass
class Wanted:
    """What a buyer asks for. A line is {sku | variant | title+price, quantity, price, discount, properties, location}.

    `address` None is an order without one; `guest` leaves out the customer; `currency` is what the buyer pays in, at
    `rate` of it for one unit of the shop's.
    """

    lines: Iterable[Mapping[str, Any]]
    address: Mapping[str, Any] | None = field(default_factory=dict)
    email: str | None = "buyer@example.com"
    phone: str | None = None
    locale: str | None = "en-FR"
    currency: str = ""
    rate: Decimal | str | int = 1
    financial: str = "PAID"
    note: str | None = None
    tags: Iterable[str] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    shipping_title: str = "Standard"
    shipping_price: Decimal | str | int = "5.00"
    tax_rate: Decimal | str | int = 0
    gateway: str = "shopify_payments"
    test: bool = False
    guest: bool = False


def place(shop: Shop, wanted: Wanted) -> Order:
    """Raises NoSuchGoodsError; nothing is told yet (see `telling`)."""
    now = shop.clock.now()
    rows = [(_line(shop, row), row.get("location")) for row in wanted.lines]
    address = None if wanted.address is None else ADDRESS | dict(wanted.address)
    order = Order(
        number=shop.numbers.take("Order"),
        order_number=shop.numbers.take("order_number"),
        created=now,
        updated=now,
        lines=[line for line, _ in rows],
        currency=shop.currency,
        presentment=wanted.currency or shop.currency,
        rate=Decimal(str(wanted.rate)),
        financial=wanted.financial,
        gateway=wanted.gateway,
        customer=None if wanted.guest else _customer(shop, wanted, address, now),
        address=address,
        billing=address,
        email=wanted.email,
        phone=wanted.phone,
        locale=wanted.locale,
        note=wanted.note,
        shipping_title=wanted.shipping_title,
        shipping_price=Decimal(str(wanted.shipping_price)),
        shipping_number=shop.numbers.take("ShippingLine"),
        tax_rate=Decimal(str(wanted.tax_rate)),
        test=wanted.test,
        tags=list(wanted.tags),
        attributes=[{"key": key, "value": value} for key, value in wanted.attributes.items()],
    )
    _charge(shop, order, now)
    _split(shop, order, rows, now)
    shop.orders[order.number] = order
    shop.touch(order)
    return order


def _line(shop: Shop, row: Mapping[str, Any]) -> Line:
    variant = _variant(shop, row)
    quantity = int(row.get("quantity", 1))
    if variant is None and "title" not in row:
        raise NoSuchGoodsError(f"there is no such variant: {dict(row)}")
    price = row.get("price", variant.price if variant else None)
    if price is None:
        raise NoSuchGoodsError(f"a line of no variant needs a price: {dict(row)}")
    plain = variant is None or variant.values == (DEFAULT_VALUE,)
    if variant:
        _commit(variant, quantity)
    return Line(
        number=shop.numbers.take("LineItem"),
        title=row.get("title") or (variant.product.title if variant else ""),
        quantity=quantity,
        price=Decimal(str(price)),
        sku=variant.item.sku if variant else row.get("sku"),
        vendor=variant.product.vendor if variant else None,
        variant_title=None if plain or variant is None else variant.title,
        variant=variant.number if variant else None,
        product=variant.product.number if variant else None,
        discount=Decimal(str(row.get("discount", ZERO))),
        properties=[{"key": key, "value": value} for key, value in dict(row.get("properties", {})).items()],
        requires_shipping=variant.item.requires_shipping if variant else bool(row.get("requires_shipping", True)),
        grams=variant.item.grams if variant else 0,
    )


def _variant(shop: Shop, row: Mapping[str, Any]) -> Variant | None:
    if row.get("variant"):
        return shop.variant(int(str(row["variant"]).rsplit("/", 1)[-1]))
    return shop.variant_of_sku(str(row["sku"])) if row.get("sku") else None


def _commit(variant: Variant, quantity: int) -> None:
    for level in variant.item.levels.values():
        if variant.item.tracked and level.active:
            level.available -= quantity
            level.committed += quantity
            return


def _customer(shop: Shop, wanted: Wanted, address: Mapping[str, Any] | None, now: datetime) -> Customer:
    key = wanted.email or wanted.phone or "nobody"
    if key not in shop.customers:
        names = address or ADDRESS
        shop.customers[key] = Customer(
            shop.numbers.take("Customer"),
            str(names["first_name"]),
            str(names["last_name"]),
            wanted.email,
            wanted.phone,
            (wanted.locale or "en").split("-")[0],
            now,
            now,
        )
    return shop.customers[key]


def _charge(shop: Shop, order: Order, now: datetime) -> None:
    kind = "AUTHORIZATION" if order.financial == "AUTHORIZED" else "SALE"
    if order.financial not in NOT_TAKEN - {"AUTHORIZED"}:
        number = shop.numbers.take("OrderTransaction")
        order.transactions.append(Transaction(number, kind, order.total, order.gateway, now))


def _split(shop: Shop, order: Order, rows: Iterable[tuple[Line, Any]], now: datetime) -> None:
    """One fulfilment order a location; what needs no shipping has none."""
    at: dict[int, list[Line]] = {}
    for line, location in rows:
        if line.requires_shipping:
            at.setdefault(int(location or shop.locations[0].number), []).append(line)
    for location, lines in at.items():
        parts = [ToFulfil(shop.numbers.take("FulfillmentOrderLineItem"), ln, ln.quantity, ln.quantity) for ln in lines]
        part = FulfilmentOrder(shop.numbers.take("FulfillmentOrder"), location, parts, now, now)
        order.to_fulfil.append(part)
        shop.parts[part.number] = (order, part)
