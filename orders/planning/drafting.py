"""Purchases as proposals: written down under the order's lock, so that one unit never stands in two of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum

from core.errors import HubError
from core.history import record
from core.states import move
from orders.models import Order, OrderLine, SupplierOrder, SupplierOrderLine
from orders.models.purchases import PurchaseState
from suppliers.models import SupplierAccount, SupplierProduct

DEAD = (PurchaseState.REJECTED, PurchaseState.CANCELLED)  # every other state is alive
WITHDRAWABLE = (PurchaseState.DRAFT, PurchaseState.HELD)


class NotDrafted(HubError):  # noqa: N818 - says what happened
    """`code`: "too_many" (the units are spoken for), "alive" (the part it would replace lives), "gone" (no such line)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class DraftLine:
    """So many of our units of an order line, bought by this offer."""

    order_line_id: int
    offer: SupplierProduct
    quantity: int
    unit_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class DraftPart:
    """One purchase at one account. Amounts are in `currency`; `freight` None: the supplier has not said."""

    account: SupplierAccount
    currency: str
    lines: tuple[DraftLine, ...]
    service_code: str = ""
    origin: str = ""
    freight: Decimal | None = None
    min_days: int | None = None
    max_days: int | None = None


def client_no(order_id: int, part: int, generation: int) -> str:
    """Our number for a purchase: the same for the same part and generation, whoever works it out."""
    return f"{settings.INSTALLATION_MARK}-{order_id}-{part}-{generation}"


def live_units(line_ids: Iterable[int]) -> dict[int, int]:
    """How many units of each of these lines stand in purchases that live."""
    rows = SupplierOrderLine.objects.filter(order_line_id__in=list(line_ids)).exclude(supplier_order__state__in=DEAD)
    return dict(rows.order_by().values_list("order_line_id").annotate(units=Sum("quantity")))


def draft(order_id: int, parts: Sequence[DraftPart], by: str) -> list[SupplierOrder]:
    """Writes the proposals, all or none. Raises NotDrafted when a line has not so many units left to buy."""
    with transaction.atomic():
        order = lock(order_id)
        _check_units(order, [line for part in parts for line in part.lines])
        last = order.supplier_orders.aggregate(last=Max("part"))["last"] or 0
        return [_write(order, number, part, by) for number, part in enumerate(parts, start=last + 1)]


def draft_next_generation(supplier_order: SupplierOrder, by: str) -> SupplierOrder:
    """The same purchase once more under a new number, after it was proven that nothing was bought by the last one.

    Raises NotDrafted while that one lives, when its units were bought otherwise meanwhile, or it has a successor.
    """
    with transaction.atomic():
        order = lock(supplier_order.order_id)
        last = order.supplier_orders.filter(part=supplier_order.part).order_by("-generation").first()
        if last is None or last.pk != supplier_order.pk or last.state not in DEAD:
            raise NotDrafted("alive", f"{supplier_order.client_no} lives, or has a successor.")
        lines = list(last.lines.all())
        _check_units(order, lines)
        generation = last.generation + 1
        fresh = SupplierOrder.objects.get(pk=last.pk)
        made = SupplierOrder.objects.create(
            order=order,
            account_id=fresh.account_id,
            part=fresh.part,
            generation=generation,
            client_no=client_no(order.pk, fresh.part, generation),
            **{name: getattr(fresh, name) for name in _KEPT},
        )
        SupplierOrderLine.objects.bulk_create(
            SupplierOrderLine(
                supplier_order=made, generation=generation, **{name: getattr(line, name) for name in _LINE_KEPT}
            )
            for line in lines
        )
        record(made, "supplier_order.drafted", by=by, data={"client_no": made.client_no, "after": last.client_no})
        return made


def withdraw(supplier_orders: Iterable[SupplierOrder], by: str, why: str) -> int:
    """Takes proposals back that were not approved. What somebody has approved meanwhile stays."""
    return sum(
        move(one, PurchaseState.CANCELLED, by=by, why=why, reason=why)
        for one in supplier_orders
        if one.state in WITHDRAWABLE
    )


def lock(order_id: int) -> Order:
    """The order's row, locked until the transaction ends; taken before the rows of its purchases, always."""
    return Order.objects.select_for_update(no_key=True).get(pk=order_id)


_KEPT = ("country", "origin", "service_code", "min_days", "max_days", "currency", "goods_cost", "freight_cost")
_LINE_KEPT = (
    "order_line_id", "part", "offer_id", "external_product_id", "external_variant_id", "external_sku", "order_key",
    "quantity", "supplier_quantity", "unit_cost",
)  # fmt: skip


def _check_units(order: Order, lines: Sequence[DraftLine | SupplierOrderLine]) -> None:
    wanted: dict[int, int] = defaultdict(int)
    for line in lines:
        wanted[line.order_line_id] += line.quantity
    owed = {line.pk: line for line in OrderLine.objects.filter(order=order, pk__in=wanted)}
    live = live_units(wanted)
    for line_id, units in wanted.items():
        if line_id not in owed:
            raise NotDrafted("gone", f"Order {order.pk} has no line {line_id}.")
        left = owed[line_id].owed - owed[line_id].sent_elsewhere - live.get(line_id, 0)
        if units <= 0 or units > left:
            raise NotDrafted("too_many", f"Line {line_id} has {left} units to buy, {units} were to be drafted.")


def _write(order: Order, number: int, part: DraftPart, by: str) -> SupplierOrder:
    costs = [
        None if line.unit_cost is None else line.unit_cost * line.quantity * line.offer.quantity_ratio
        for line in part.lines
    ]
    made = SupplierOrder.objects.create(
        order=order,
        account=part.account,
        part=number,
        client_no=client_no(order.pk, number, 1),
        country=order.country,
        origin=part.origin,
        service_code=part.service_code,
        min_days=part.min_days,
        max_days=part.max_days,
        currency=part.currency,
        goods_cost=None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0)),
        freight_cost=part.freight,
    )
    SupplierOrderLine.objects.bulk_create(_line(made, line) for line in part.lines)
    data = {"client_no": made.client_no, "supplier": part.account.supplier, "lines": len(part.lines)}
    record(made, "supplier_order.drafted", by=by, data=data)
    return made


def _line(made: SupplierOrder, line: DraftLine) -> SupplierOrderLine:
    offer = line.offer
    return SupplierOrderLine(
        supplier_order=made,
        order_line_id=line.order_line_id,
        part=made.part,
        generation=made.generation,
        offer=offer,
        external_product_id=offer.external_product_id,
        external_variant_id=offer.external_variant_id,
        external_sku=offer.external_sku,
        order_key=offer.order_key,
        quantity=line.quantity,
        supplier_quantity=line.quantity * offer.quantity_ratio,
        unit_cost=line.unit_cost,
    )
