"""Tags of orders and who looks after them: how they look, and the filters by them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin.badges import QUIET, badge
from orders.admin.orders.filters import names_of
from orders.models import Order, OrderTag

MINE, NOBODY = "me", "nobody"
MOST_TAGS = 200


def tag_badges(tags: Iterable[OrderTag]) -> str:
    """Each leads to all orders that have it."""
    names = sorted(tag.name for tag in tags)
    links = ((reverse("admin:orders_order_changelist", query={"stage": "all", "tag": name}), name) for name in names)
    return format_html_join(" ", '<a class="console-badge console-badge--quiet" href="{}">{}</a>', links)


def assigned_words(order: Order) -> str:
    if order.assigned_to is None:
        return ""
    return badge(order.assigned_to.get_username(), icon="person", tone=QUIET, tooltip=_("Looks after this order."))


class TagFilter(SimpleListFilter):
    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for _key, name in names_of(request, "tag")[:MOST_TAGS]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        return queryset.filter(pk__in=tagged(self.value() or "")) if self.value() else queryset


def tagged(name: str) -> QuerySet[Any]:
    """Keys of the orders with this tag, for a condition."""
    return Order.tags.through.objects.filter(ordertag__name=name.lower()).values("order_id")


class AssignedFilter(SimpleListFilter):
    title = _("assigned to")
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(MINE, _("Me")), (NOBODY, _("Nobody")), *names_of(request, "person")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        value = self.value() or ""
        if value == MINE:
            return queryset.filter(assigned_to=request.user.pk)
        if value == NOBODY:
            return queryset.filter(assigned_to=None)
        return queryset.filter(assigned_to=int(value)) if value.isdecimal() else queryset
