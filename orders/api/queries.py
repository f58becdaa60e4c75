"""Which orders and purchases a list shows, and in which order."""

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from core.api.fields import CountryField, PublicIdField, TextField
from core.api.pages import ListQuery, ordering_field
from core.pagination import Order as Sorting
from core.pagination import both_ways
from orders.models import Order, SupplierOrder
from orders.models.order import OrderStage
from orders.models.purchases import PurchaseState

SHOP = "shop"
NOBODY = "nobody"
ORDER_ORDERS: dict[str, Sorting] = {
    **dict(reversed(both_ways("placed_at", "placed_at", "time").items())),  # the newest first
    **both_ways("updated_at", "updated_at", "time"),
    **both_ways("id", "pk", "int"),
}
PURCHASE_ORDERS: dict[str, Sorting] = {
    **dict(reversed(both_ways("created_at", "created_at", "time").items())),
    **both_ways("updated_at", "updated_at", "time"),
    **both_ways("id", "pk", "int"),
}


class OrderQuery(ListQuery):
    stage = serializers.ChoiceField(choices=OrderStage.values, required=False, help_text="Where the order stands.")
    reason = TextField(max_length=60, required=False, help_text="The code of why it is there.")
    shop = PublicIdField(SHOP, required=False, help_text="Only orders of this shop.")
    supplier = TextField(max_length=40, required=False, help_text="Only orders with a purchase at this supplier: slug.")
    country = CountryField(required=False, help_text="Where it goes.")
    reference = TextField(max_length=120, required=False, help_text="The program's own reference, exactly.")
    placed_from = serializers.DateTimeField(required=False, help_text="Placed at or after this time.")
    placed_to = serializers.DateTimeField(required=False, help_text="Placed before this time.")
    updated_since = serializers.DateTimeField(required=False, help_text="Changed here at or after this time.")
    tag = TextField(max_length=40, required=False, help_text="Only orders with this tag.")
    assigned = TextField(
        max_length=150,
        required=False,
        help_text="Only orders assigned to this user name; `nobody` for those that are not.",
    )
    search = TextField(
        max_length=100, required=False, help_text="A number, reference, SKU or tracking number, from its beginning."
    )
    ordering = ordering_field(ORDER_ORDERS)


class MarketplaceOrderQuery(OrderQuery):
    """As for all orders."""


class PurchaseQuery(ListQuery):
    state = serializers.ChoiceField(choices=PurchaseState.values, required=False, help_text="Where it stands.")
    order_id = TextField(max_length=32, required=False, help_text="Only purchases for this order: `ord_…`.")
    supplier = TextField(max_length=40, required=False, help_text="Slug.")
    country = CountryField(required=False, help_text="Where it goes.")
    created_from = serializers.DateTimeField(required=False, help_text="Proposed at or after this time.")
    created_to = serializers.DateTimeField(required=False, help_text="Proposed before this time.")
    search = TextField(max_length=100, required=False, help_text="Our number for it, from its beginning.")
    ordering = ordering_field(PURCHASE_ORDERS)


_ORDER_PLAIN = {
    "stage": "state",
    "reason": "reason",
    "shop": "account",
    "country": "country",
    "reference": "reference",
    "placed_from": "placed_at__gte",
    "placed_to": "placed_at__lt",
    "updated_since": "updated_at__gte",
}
_PURCHASE_PLAIN = {
    "state": "state",
    "order_id": "order__public_id",
    "supplier": "account__supplier",
    "country": "country",
    "created_from": "created_at__gte",
    "created_to": "created_at__lt",
    "search": "client_no__istartswith",
}


def filtered_orders(orders: QuerySet[Order], query: dict[str, Any]) -> QuerySet[Order]:
    orders = orders.filter(**{column: query[name] for name, column in _ORDER_PLAIN.items() if name in query})
    if "supplier" in query:
        of_supplier = SupplierOrder.objects.filter(account__supplier=query["supplier"]).order_by()
        orders = orders.filter(pk__in=of_supplier.values("order"))
    if "tag" in query:
        tagged = Order.tags.through.objects.filter(ordertag__name=query["tag"].lower())
        orders = orders.filter(pk__in=tagged.order_by().values("order_id"))
    if "assigned" in query:
        name = query["assigned"]
        orders = orders.filter(assigned_to=None) if name == NOBODY else orders.filter(assigned_to__username=name)
    if "search" in query:
        orders = orders.filter(_found(query["search"]))
    return orders


def filtered_purchases(purchases: QuerySet[SupplierOrder], query: dict[str, Any]) -> QuerySet[SupplierOrder]:
    return purchases.filter(**{column: query[name] for name, column in _PURCHASE_PLAIN.items() if name in query})


def _found(text: str) -> Q:
    """By what stands on papers; never by a person's name or address. Not correlated, so that each index is used once."""
    lines = Order.objects.filter(lines__sku__istartswith=text).order_by().values("pk")
    parcels = Order.objects.filter(shipments__number__istartswith=text).order_by().values("pk")
    own = Q(number__istartswith=text) | Q(reference__istartswith=text) | Q(public_id=text)
    return own | Q(pk__in=lines) | Q(pk__in=parcels)
