"""What staff write on an order for one another."""

from django.contrib.auth.models import User
from django.db import transaction

from core.history import record
from orders.actions.errors import require
from orders.models import Order

CHANGE = "orders.change_order"


def write_note(order: Order, note: str, *, by: str, user: User | None = None) -> Order:
    """In place of the one that is there; "" takes it away. The history says who wrote, never what: a note that names a
    customer must be gone when it is taken away."""
    require(user, CHANGE)
    text = note.strip()
    with transaction.atomic():
        if Order.objects.filter(pk=order.pk).exclude(note=text).update(note=text):
            record(order, "order.note_written" if text else "order.note_removed", by=by)
    order.note = text
    return order
