"""Staff choose who delivers a line, whatever its rank."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from core.history import record
from orders.actions.errors import NotAllowedNow, require
from orders.actions.routing import Routed, route
from orders.models import OrderLine, SupplierOrder
from orders.models.purchases import PurchaseState
from orders.planning.drafting import lock, withdraw
from orders.rules.stages import DEAD
from suppliers.models import SupplierProduct

CHANGE = "orders.change_order"
NOT_SENT = (PurchaseState.DRAFT, PurchaseState.HELD)


def why_not(line: OrderLine) -> str:
    """The code of what keeps the supplier of a line from being chosen; "" where nothing does."""
    if line.owed <= line.sent_elsewhere or not line.requires_shipping:
        return "nothing_owed"
    return "already_bought" if _live(line).exclude(state__in=NOT_SENT).exists() else ""


def choose(line: OrderLine, offer: SupplierProduct, *, by: str, user: User | None = None) -> Routed:
    """Withdraws what was drafted for the line, and has the order routed with this offer asked first for it. Lines
    that stood in the same drafts are drafted anew, too. Asks the supplier for the freight; nothing is bought.

    Raises NotAllowedNow once a purchase of the line was approved, and where the offer is for another product.
    """
    require(user, CHANGE)
    if offer.product_id != line.product_id:
        raise NotAllowedNow("other_product", "This offer is for another product.")
    with transaction.atomic():
        order = lock(line.order_id)
        code = why_not(line)
        if code:
            raise NotAllowedNow(code, "The line was bought already, or nothing of it is owed.")
        withdraw(_live(line), by, "supplier_chosen")
        record(
            order,
            "order.offer_chosen",
            by=by,
            data={"line": line.pk, "offer": offer.pk, "supplier": offer.account.name},
        )
    return route(line.order_id, by, anew=True, choices={line.pk: offer.pk})


def _live(line: OrderLine) -> QuerySet[SupplierOrder]:
    keys = line.purchases.exclude(supplier_order__state__in=DEAD).values("supplier_order")
    return SupplierOrder.objects.filter(pk__in=keys)
