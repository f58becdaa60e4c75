"""Staff say which product of ours an order line is."""

from django.contrib.auth.models import User
from django.db import transaction

from core.history import record
from inventory.models import Product
from orders.actions.errors import NotAllowedNow, require
from orders.intake.lines import Named
from orders.intake.taking import settle
from orders.models import Order, OrderLine, RememberedMapping
from orders.planning.drafting import live_units, lock

CHANGE = "orders.change_order"


def map_line(line: OrderLine, product: Product, *, by: str, remember: bool = False, user: User | None = None) -> Order:
    """Later readings of the order leave it so; with `remember` later orders of the same variant are taken for it too.

    Raises NotAllowedNow("already_bought") while a purchase of the line lives.
    """
    require(user, CHANGE)
    with transaction.atomic():
        order = lock(line.order_id)
        if live_units([line.pk]).get(line.pk):
            raise NotAllowedNow("already_bought", "A purchase of this line is under way: withdraw it first.")
        OrderLine.objects.filter(pk=line.pk).update(product=product, mapped_by_staff=True)
        record(order, "order.line_mapped", by=by, data={"line": line.pk, "product": product.pk, "remembered": remember})
        if remember:
            _remember(order, line, product, by)
        line.product, line.mapped_by_staff = product, True
        return settle(order.pk, by)


def _remember(order: Order, line: OrderLine, product: Product, by: str) -> None:
    """By the shop's variant where there is one: a SKU may be given to another thing."""
    keys = Named(line.remote_variant_id, line.sku).keys
    if keys:
        values = {"product": product, "by": by}
        RememberedMapping.objects.update_or_create(account=order.account, key=keys[0], defaults=values)
