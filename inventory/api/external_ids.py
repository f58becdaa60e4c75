"""Which of our rows stands for which id of the B2B service."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import TextField, public_id
from core.api.pages import ListQuery, answer_page, ordering_field, page_of
from core.api.permissions import Access
from core.api.scopes import READ
from core.api.views import HubView, read_query
from core.pagination import both_ways
from inventory.models import ExternalCategory, ExternalProduct
from inventory.models.sync_status import SyncStatus

ORDERS = {**both_ways("id", "pk", "int"), **both_ways("external_id", "external_id", "text")}
SHARED_COLUMNS = ("pk", "external_id", "site_id", "sync_status", "last_synced_at", "missing_since")


class ExternalIdSerializer(serializers.Serializer[Any]):
    external_id = serializers.CharField(help_text="The B2B service's id.")
    site_id = serializers.CharField(allow_blank=True)
    sync_status = serializers.ChoiceField(choices=SyncStatus.values)
    last_synced_at = serializers.DateTimeField(help_text="When the service last confirmed it.")
    missing_since = serializers.DateTimeField(allow_null=True)


class ExternalProductSerializer(ExternalIdSerializer):
    product = serializers.CharField(help_text="`prd_<number>`")
    external_sku = serializers.CharField(allow_blank=True)


class ExternalCategorySerializer(ExternalIdSerializer):
    category = serializers.CharField(help_text="`cat_<number>`")


class ExternalIdQuery(ListQuery):
    external_id = TextField(max_length=64, required=False, help_text="The B2B service's id, exactly.")
    sync_status = serializers.ChoiceField(choices=SyncStatus.values, required=False, help_text="How it stands.")
    site_id = TextField(max_length=64, required=False, help_text="The B2B service's site.")
    ordering = ordering_field(ORDERS)

    filter_names = ("external_id", "sync_status", "site_id")


SHARED_EXAMPLE = {
    "external_id": "9001",
    "site_id": "4",
    "sync_status": "synced",
    "last_synced_at": "2026-03-02T08:00:00Z",
    "missing_since": None,
}


class ExternalProductList(HubView):
    access = {"GET": Access(READ, "inventory.view_externalproduct")}

    @extend_schema(
        operation_id="external_products_list",
        summary="List the service's ids of products",
        parameters=[ExternalIdQuery],
        responses=page_of(ExternalProductSerializer),
        examples=[
            OpenApiExample(
                "a page",
                value={
                    "next": None,
                    "results": [{**SHARED_EXAMPLE, "product": "prd_17", "external_sku": "RICE-5"}],
                },
                response_only=True,
            )
        ],
        tags=["products"],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, ExternalIdQuery)
        rows = ExternalProduct.objects.filter(**_wanted(query))
        return answer_page(
            request,
            rows.values(*SHARED_COLUMNS, "product_id", "external_sku"),
            query=query,
            orders=ORDERS,
            write=lambda row: {
                **_write(row),
                "product": public_id("prd", row["product_id"]),
                "external_sku": row["external_sku"],
            },
        )


class ExternalCategoryList(HubView):
    access = {"GET": Access(READ, "inventory.view_externalcategory")}

    @extend_schema(
        operation_id="external_categories_list",
        summary="List the service's ids of categories",
        parameters=[ExternalIdQuery],
        responses=page_of(ExternalCategorySerializer),
        examples=[
            OpenApiExample(
                "a page",
                value={"next": None, "results": [{**SHARED_EXAMPLE, "external_id": "412", "category": "cat_12"}]},
                response_only=True,
            )
        ],
        tags=["categories"],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, ExternalIdQuery)
        rows = ExternalCategory.objects.filter(**_wanted(query))
        return answer_page(
            request,
            rows.values(*SHARED_COLUMNS, "category_id"),
            query=query,
            orders=ORDERS,
            write=lambda row: {**_write(row), "category": public_id("cat", row["category_id"])},
        )


def _wanted(query: dict[str, Any]) -> dict[str, Any]:
    return {name: query[name] for name in ExternalIdQuery.filter_names if name in query}


def _write(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in SHARED_COLUMNS if name != "pk"}
