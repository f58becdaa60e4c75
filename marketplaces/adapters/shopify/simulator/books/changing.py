"""What happens to an order afterwards: paid, edited, cancelled, refunded, its stock given back."""

from collections.abc import Iterable
from decimal import Decimal

from marketplaces.adapters.shopify.simulator.books.orders import (
    ZERO,
    Line,
    Order,
    Refund,
    RefundedLine,
    Transaction,
)
from marketplaces.adapters.shopify.simulator.books.shop import Shop


def pay(shop: Shop, order: Order) -> None:
    """What was authorised or pending is taken."""
    parent = next((t for t in order.transactions if t.kind == "AUTHORIZATION"), None)
    kind = "CAPTURE" if parent else "SALE"
    order.transactions.append(
        Transaction(
            shop.numbers.take("OrderTransaction"), kind, order.total_now, order.gateway, shop.clock.now(), parent
        )
    )
    order.financial = "PAID"
    shop.touch(order)


def edit(shop: Shop, order: Order, line: Line, quantity: int) -> None:
    """The merchant sets how much of a line is still wanted."""
    take_off(order, line, line.current - quantity)
    order.edited = True
    shop.touch(order)


def take_off(order: Order, line: Line, quantity: int) -> None:
    """So much of a line is no longer owed; it leaves the fulfilment orders where it was not sent yet."""
    line.removed += quantity
    left = quantity
    for part in order.to_fulfil:
        for row in part.lines:
            if row.line is line:
                gone = min(left, row.remaining)
                row.remaining -= gone
                row.total -= gone
                left -= gone


def cancel(
    shop: Shop, order: Order, reason: str, *, refunds: bool, restocks: bool, staff_note: str | None
) -> Refund | None:
    """What it gave back, where it gave anything back."""
    now, made = shop.clock.now(), None
    if refunds and order.received > order.refunded:
        rows = [(line, line.current, "CANCEL" if restocks else "NO_RESTOCK") for line in order.lines if line.current]
        made = refund(shop, order, rows, order.received - order.refunded, order.shipping_now, note=None)
    elif not order.received:
        order.financial = "VOIDED"
    if restocks and not refunds:
        restock(shop, [(line, line.current) for line in order.lines])
    for line in order.lines:
        take_off(order, line, line.current)
    for part in order.to_fulfil:
        part.cancelled = True
        part.updated = now
    order.cancelled = order.closed = now
    order.cancel_reason, order.staff_note = reason, staff_note
    shop.touch(order)
    return made


def refund(
    shop: Shop,
    order: Order,
    rows: Iterable[tuple[Line, int, str]],
    amount: Decimal,
    shipping: Decimal = ZERO,
    note: str | None = None,
    parent: Transaction | None = None,
) -> Refund:
    now = shop.clock.now()
    rows = list(rows)
    if parent is None:
        parent = next((t for t in order.transactions if t.kind in ("SALE", "CAPTURE")), None)
    paid_back = []
    if amount:
        number = shop.numbers.take("OrderTransaction")
        paid_back = [Transaction(number, "REFUND", amount, order.gateway, now, parent)]
        order.transactions += paid_back
    lines = [
        RefundedLine(shop.numbers.take("RefundLineItem"), line, quantity, kind, shop.locations[0].number)
        for line, quantity, kind in rows
    ]
    for line, quantity, _ in rows:
        line.refunded += quantity
        take_off(order, line, min(quantity, line.current))
    restock(shop, [(line, quantity) for line, quantity, kind in rows if kind in ("CANCEL", "RETURN")])
    made = Refund(shop.numbers.take("Refund"), now, note, lines, paid_back, shipping)
    order.refunds.append(made)
    shop.touch(order)
    return made


def restock(shop: Shop, rows: Iterable[tuple[Line, int]]) -> None:
    for line, quantity in rows:
        variant = shop.variant_of_line(line)
        for level in variant.item.levels.values() if variant and variant.item.tracked else ():
            back = min(quantity, level.committed)
            level.committed -= back
            level.available += quantity
            break
