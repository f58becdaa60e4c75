"""Which products a list shows, and in which order."""

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from core.api.fields import PublicIdField, TextField
from core.api.pages import ListQuery, flag_field, ordering_field
from core.pagination import both_ways
from inventory.models import Category, Product
from inventory.models.sync_status import SyncStatus
from inventory.stock import in_stock, out_of_stock, unknown_stock

PRODUCT_ORDERS = {
    **both_ways("id", "pk", "int"),
    **both_ways("updated_at", "updated_at", "time"),
    **both_ways("title", "title", "text"),
    **both_ways("sku", "sku", "text"),
    **both_ways("price", "price", "decimal"),
    **both_ways("stock", "stock", "decimal"),
}
STOCK_STATES = {"in": in_stock, "out": out_of_stock, "unknown": unknown_stock}


class ProductQuery(ListQuery):
    category = PublicIdField("cat", required=False, help_text="Only products right in this category.")
    category_tree = PublicIdField("cat", required=False, help_text="Only products in this category or below it.")
    sku = TextField(max_length=100, required=False, help_text="Our SKU, exactly.")
    external_id = TextField(max_length=64, required=False, help_text="The B2B service's id, exactly.")
    site_id = TextField(max_length=64, required=False, help_text="The B2B service's site.")
    updated_since = serializers.DateTimeField(required=False, help_text="Only products changed at or after this time.")
    stock = serializers.ChoiceField(
        choices=list(STOCK_STATES),
        required=False,
        help_text="In, out of, or unknown stock, with what suppliers can deliver.",
    )
    active = flag_field("Only active (true) or inactive (false) products.")
    sync_status = serializers.ChoiceField(
        choices=SyncStatus.values, required=False, help_text="How the product stands with the B2B service."
    )
    search = TextField(max_length=100, required=False, help_text="A part of the title or of the SKU.")
    ordering = ordering_field(PRODUCT_ORDERS)


_PLAIN = {
    "category": "category",
    "sku": "sku",
    "external_id": "external__external_id",
    "site_id": "external__site_id",
    "updated_since": "updated_at__gte",
    "sync_status": "external__sync_status",
}


def filtered(products: QuerySet[Product], query: dict[str, Any]) -> QuerySet[Product]:
    products = products.filter(**{column: query[name] for name, column in _PLAIN.items() if name in query})
    if "category_tree" in query:
        products = products.filter(category__in=category_and_below(query["category_tree"]))
    if "stock" in query:
        products = products.filter(STOCK_STATES[query["stock"]]())
    if "active" in query:
        products = products.filter(is_active=query["active"] == "true")
    if "search" in query:
        products = products.filter(Q(title__icontains=query["search"]) | Q(sku__icontains=query["search"]))
    return products


def category_and_below(top: int) -> list[int]:
    """The keys of a category and of all that lie below it. Ends also where parents were linked in a circle."""
    below: dict[int, list[int]] = {}
    for pk, parent in Category.objects.exclude(parent=None).values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(pk)
    found, waiting = {top}, [top]
    while waiting:
        children = [pk for pk in below.get(waiting.pop(), []) if pk not in found]
        found.update(children)
        waiting.extend(children)
    return sorted(found)
