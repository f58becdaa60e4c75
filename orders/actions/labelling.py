"""What staff use to divide the orders among themselves: tags, and who looks after which."""

from collections.abc import Callable, Iterable, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.history import record
from orders.actions.errors import NotAllowedNow, require
from orders.models import Order, OrderTag
from orders.models.tags import NAME_CHARACTERS
from orders.planning.drafting import lock

CHANGE = "orders.change_order"
MOST_TAGS = 20

Change = Callable[[Sequence[str]], list[str]]


def tag_names(words: Iterable[str]) -> list[str]:
    """The words as tags are written: small letters, no space around, each once. Raises NotAllowedNow for one that is too
    long or holds a comma."""
    names = list(dict.fromkeys(" ".join(word.split()).lower() for word in words if word.strip()))
    for name in names:
        if len(name) > NAME_CHARACTERS or "," in name or not name.isprintable():
            raise NotAllowedNow("bad_tag", f"A tag has {NAME_CHARACTERS} letters at most, and no comma.")
    return names


def set_tags(order: Order, words: Iterable[str], *, by: str, user: User | None = None) -> list[str]:
    """In place of those it has. Gives the names as they are kept."""
    require(user, CHANGE)
    return _write(order, lambda _old: tag_names(words), by)


def add_tags(order: Order, words: Iterable[str], *, by: str, user: User | None = None) -> list[str]:
    require(user, CHANGE)
    return _write(order, lambda old: list(dict.fromkeys([*old, *tag_names(words)])), by)


def remove_tags(order: Order, words: Iterable[str], *, by: str, user: User | None = None) -> list[str]:
    require(user, CHANGE)
    gone = set(tag_names(words))
    return _write(order, lambda old: [name for name in old if name not in gone], by)


def assign(order: Order, to: User | None, *, by: str, user: User | None = None) -> Order:
    """Puts it into the hands of this member of staff, or of nobody. Raises NotAllowedNow for somebody who cannot log in
    to the console."""
    require(user, CHANGE)
    if to is not None and not (to.is_active and to.is_staff):
        raise NotAllowedNow("not_staff", f"{to.get_username()} cannot log in to the console.")
    with transaction.atomic():
        lock(order.pk)
        wanted = to.pk if to is not None else None
        row = Order.objects.filter(pk=order.pk)
        before = row.values_list("assigned_to", flat=True).get()
        if before != wanted:
            row.update(assigned_to=to, updated_at=timezone.now())
            data = {"to": to.get_username()} if to is not None else {}
            record(order, "order.assigned" if to is not None else "order.unassigned", by=by, data=data)
    order.assigned_to = to
    return order


def may_be_assigned() -> QuerySet[User]:
    """The members of staff who can look after orders, by name."""
    return User.objects.filter(is_active=True, is_staff=True).order_by("username")


def _write(order: Order, change: Change, by: str) -> list[str]:
    with transaction.atomic():
        lock(order.pk)
        old = sorted(order.tags.values_list("name", flat=True))
        new = sorted(change(old))
        if len(new) > MOST_TAGS:
            raise NotAllowedNow("too_many_tags", f"An order has {MOST_TAGS} tags at most.")
        if new != old:
            OrderTag.objects.bulk_create([OrderTag(name=name) for name in new], ignore_conflicts=True)
            order.tags.set(OrderTag.objects.filter(name__in=new))
            Order.objects.filter(pk=order.pk).update(updated_at=timezone.now())
            record(order, "order.tagged", by=by, data={"tags": [", ".join(old), ", ".join(new)]})
    return new
