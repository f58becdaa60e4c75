"""An order's rows as the facts that its stage and its profit are worked out from."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from orders.models import Order, OrderLine, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.rules.profit import Cost, ProfitSum, Sale, read_rates, sum_up
from orders.rules.stages import DEAD, NOT_SENT, STOPPING, UNSAID, LineFacts, OrderFacts, PartFacts
from orders.standing.addresses import problems_of

BY_STAFF = "staff"  # how `Order.cancel_reason` begins where it was us who cancelled
NO_PERSONAL_DATA = "no_personal_data"
SUPPLIER_CANCELLED = "supplier_cancelled"


def facts_of(order: Order) -> OrderFacts:
    """Five queries, whatever the number of lines."""
    parts = list(order.supplier_orders.order_by("part", "generation").prefetch_related("lines"))
    lines = list(order.lines.order_by("position", "pk"))
    return OrderFacts(
        payment=order.payment,
        lines=_line_facts(order, [line for line in lines if line.requires_shipping], parts),
        parts=tuple(PartFacts(part.state, part.reason) for part in parts),
        all_lines=len(lines),
        is_read=order.account_id is None or order.remote_updated_at is not None,
        is_test=order.is_test,
        is_held=is_held(order),
        cancelled_by=_cancelled_by(order),
        shop_buys=order.account is None or order.account.buys,
        has_address=order.address is not None and order.address.erased_at is None,
        address_problems=problems_of(order.address, order.customer),
        lacks_personal_data=NO_PERSONAL_DATA in order.problems or _is_erased(order),
        stopped_by=_stopped_by(order),
        write_backs_refused=order.shipments.filter(state="refused").count(),
        settled=frozenset(order.settled),
    )


def _stopped_by(order: Order) -> str:
    """What the marketplace says, or leaves unsaid and nobody has looked at, that forbids buying."""
    unsaid = [code for code in UNSAID if code not in order.settled]
    return next((code for code in (*STOPPING, *unsaid) if code in order.problems), "")


def profit_of(order: Order) -> ProfitSum:
    """The sum of the order with the purchases that live, at the rates of the settings."""
    parts = list(order.supplier_orders.exclude(state__in=DEAD).order_by("part", "generation"))
    sale = Sale(
        order.currency,
        order.total,
        order.tax or Decimal(0),
        order.refunded,
        settings.SELLING_FEE_PERCENT,
        _not_bought(order) if parts else Decimal(0),
    )
    return sum_up(sale, [_cost(part) for part in parts], read_rates(settings.EXCHANGE_RATES))


def is_held(order: Order) -> bool:
    """By staff, for ever or until a moment that has not come."""
    if order.hold_until is not None:
        return order.hold_until > timezone.now()
    return bool(order.hold_reason)


def verdicts_of(order: Order) -> dict[int, str]:
    """What the last routing said of each line, by its key."""
    return {int(line["line"]): str(line["verdict"]) for line in order.decision.get("lines", [])}


def _line_facts(order: Order, lines: list[OrderLine], parts: list[SupplierOrder]) -> tuple[LineFacts, ...]:
    live: dict[int, int] = defaultdict(int)
    sent_for: dict[int, int] = defaultdict(int)
    died: dict[int, str] = {}
    for part in parts:
        for line in part.lines.all():
            if part.state not in DEAD:
                live[line.order_line_id] += line.quantity
            if part.state not in DEAD and part.state not in NOT_SENT:
                sent_for[line.order_line_id] += line.quantity
    for part in _latest(parts):
        how = _how_it_died(part)
        died.update({line.order_line_id: how for line in part.lines.all() if how})
    verdicts = verdicts_of(order)
    return tuple(
        LineFacts(
            owed=line.owed,
            is_mapped=line.product_id is not None,
            elsewhere=line.sent_elsewhere,
            live=live[line.pk],
            sent_for=sent_for[line.pk],
            verdict=verdicts.get(line.pk, ""),
            dead_as=died.get(line.pk, ""),
        )
        for line in lines
    )


def _latest(parts: Iterable[SupplierOrder]) -> Iterable[SupplierOrder]:
    """Each part as it was last tried."""
    return {part.part: part for part in sorted(parts, key=lambda one: one.generation)}.values()


def _how_it_died(part: SupplierOrder) -> str:
    if part.state == PurchaseState.REJECTED:
        return "purchase_rejected"
    taken_back = part.state == PurchaseState.CANCELLED and part.placed_at is not None and part.cancel_wanted_at is None
    return SUPPLIER_CANCELLED if taken_back or part.reason == SUPPLIER_CANCELLED else ""


def _cancelled_by(order: Order) -> str:
    if order.cancelled_at is None:
        return ""
    return "staff" if order.cancel_reason.startswith(BY_STAFF) else "shop"


def _is_erased(order: Order) -> bool:
    return order.address is not None and order.address.erased_at is not None


def _not_bought(order: Order) -> Decimal:
    """The price of the units that no living purchase holds."""
    live: dict[int, int] = defaultdict(int)
    for part in order.supplier_orders.exclude(state__in=DEAD).prefetch_related("lines"):
        for line in part.lines.all():
            live[line.order_line_id] += line.quantity
    return sum(
        (
            (line.unit_price or Decimal(0)) * max(line.owed - live[line.pk], 0)
            for line in order.lines.filter(requires_shipping=True)
        ),
        Decimal(0),
    )


def _cost(part: SupplierOrder) -> Cost:
    """What the supplier asks, once it has said so, with what we reckoned for freight taken out of it."""
    goods, freight = part.goods_cost, part.freight_cost
    if part.supplier_amount is not None:
        goods = part.supplier_amount - (freight or Decimal(0))
        freight = freight if freight is not None else Decimal(0)
    return Cost(part.client_no, part.currency, goods, freight)
