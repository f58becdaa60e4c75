"""Categories, read only: the list in the order of the tree, and one category."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import PublicIdField, TextField, public_id
from core.api.pages import ListQuery, answer_page, flag_field, ordering_field, page_of
from core.api.permissions import Access
from core.api.scopes import READ
from core.api.views import HubView, key_or_404, read_query
from core.pagination import both_ways
from inventory.models import Category

ORDERS = {
    **both_ways("tree", "tree_position", "int"),
    **both_ways("name", "name", "text"),
    **both_ways("updated_at", "updated_at", "time"),
    **both_ways("id", "pk", "int"),
}
COLUMNS = (
    "pk", "name", "slug", "parent_id", "depth", "tree_position", "image_url", "is_active",
    "created_at", "updated_at", "external__external_id", "external__sync_status",
)  # fmt: skip


class CategorySerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`cat_<number>`")
    name = serializers.CharField()
    slug = serializers.CharField()
    parent = serializers.CharField(  # type: ignore[assignment]  # the wire's name, also DRF's
        allow_null=True, help_text="Id of the category above; null at the top."
    )
    depth = serializers.IntegerField(help_text="0 at the top.")
    image_url = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()
    external_id = serializers.CharField(allow_null=True, help_text="The B2B service's id; null for one of our own.")
    sync_status = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CategoryQuery(ListQuery):
    parent = PublicIdField(  # type: ignore[assignment]  # the wire's name, also DRF's
        "cat", required=False, help_text="Only the categories right below this one."
    )
    top = flag_field("Only the categories at the top (true) or below another (false).")
    active = flag_field("Only active (true) or inactive (false) categories.")
    external_id = TextField(max_length=64, required=False, help_text="The B2B service's id, exactly.")
    search = TextField(max_length=100, required=False, help_text="A part of the name.")
    ordering = ordering_field(ORDERS)


EXAMPLE = {
    "id": "cat_12",
    "name": "Rice",
    "slug": "rice",
    "parent": "cat_3",
    "depth": 1,
    "image_url": "",
    "is_active": True,
    "external_id": "412",
    "sync_status": "synced",
    "created_at": "2026-03-01T08:00:00Z",
    "updated_at": "2026-03-02T08:00:00Z",
}


class CategoryList(HubView):
    access = {"GET": Access(READ, "inventory.view_category")}

    @extend_schema(
        operation_id="categories_list",
        summary="List categories",
        parameters=[CategoryQuery],
        responses=page_of(CategorySerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [EXAMPLE]}, response_only=True)],
        tags=["categories"],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, CategoryQuery)
        rows = filtered(Category.objects.all(), query).values(*COLUMNS)
        return answer_page(request, rows, query=query, orders=ORDERS, write=write)


class CategoryDetail(HubView):
    access = {"GET": Access(READ, "inventory.view_category")}

    @extend_schema(
        operation_id="categories_read",
        summary="Read a category",
        responses=CategorySerializer,
        examples=[OpenApiExample("a category", value=EXAMPLE, response_only=True)],
        tags=["categories"],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        row = Category.objects.filter(pk=key_or_404("cat", id)).values(*COLUMNS).first()
        if row is None:
            raise NotFound("There is no category with this id.")
        return Response(write(row))


def filtered(categories: QuerySet[Category], query: dict[str, Any]) -> QuerySet[Category]:
    if "parent" in query:
        categories = categories.filter(parent=query["parent"])
    if "top" in query:
        categories = categories.filter(parent__isnull=query["top"] == "true")
    if "active" in query:
        categories = categories.filter(is_active=query["active"] == "true")
    if "external_id" in query:
        categories = categories.filter(external__external_id=query["external_id"])
    if "search" in query:
        categories = categories.filter(name__icontains=query["search"])
    return categories


def write(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": public_id("cat", row["pk"]),
        "name": row["name"],
        "slug": row["slug"],
        "parent": public_id("cat", row["parent_id"]) if row["parent_id"] else None,
        "depth": row["depth"],
        "image_url": row["image_url"],
        "is_active": row["is_active"],
        "external_id": row["external__external_id"],
        "sync_status": row["external__sync_status"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
