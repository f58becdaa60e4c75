"""Products, read only. Rows go from the database to JSON as plain values: a page is one query and no model instance."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import money, public_id, quantity
from core.api.pages import answer_page, page_of
from core.api.permissions import Access
from core.api.scopes import READ
from core.api.views import HubView, key_or_404, read_query
from inventory.api.filters import PRODUCT_ORDERS, ProductQuery, filtered
from inventory.api.serializers import OWNED_FIELDS, ProductDetailSerializer, ProductSerializer
from inventory.models import Product, StaffField
from inventory.querysets import confirmed_at
from inventory.stock import supplied

COLUMNS = (
    "pk", "title", "sku", "price", "currency", "stock", "stock_known", "unit", "brand", "images", "is_active",
    "created_at", "updated_at", "category_id", "category__name",
    "external__external_id", "external__external_sku", "external__site_id", "external__sync_status",
    "external__missing_since",
)  # fmt: skip

EXAMPLE = {
    "id": "prd_17",
    "title": "Basmati rice 5 kg",
    "sku": "RICE-5",
    "price": {"amount": "4500.00", "currency": "XOF"},
    "stock": "12",
    "sellable_stock": "12",
    "unit": "",
    "brand": "",
    "category": {"id": "cat_12", "name": "Rice"},
    "images": ["https://pictures.example/rice.jpg"],
    "is_active": True,
    "is_sellable": True,
    "external": {
        "external_id": "9001",
        "external_sku": "RICE-5",
        "site_id": "4",
        "sync_status": "synced",
        "last_synced_at": "2026-03-02T08:00:00Z",
        "missing_since": None,
    },
    "created_at": "2026-03-01T08:00:00Z",
    "updated_at": "2026-03-02T08:00:00Z",
}
DETAIL_EXAMPLE = {
    **EXAMPLE,
    "description": "Long grain.",
    "field_owners": {**dict.fromkeys(OWNED_FIELDS, "service"), "title": "staff"},
}


class ProductList(HubView):
    access = {"GET": Access(READ, "inventory.view_product")}

    @extend_schema(
        operation_id="products_list",
        summary="List products",
        parameters=[ProductQuery],
        responses=page_of(ProductSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [EXAMPLE]}, response_only=True)],
        tags=["products"],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, ProductQuery)
        rows = with_confirmation(filtered(Product.objects.all(), query)).values(*COLUMNS, "last_synced_at")
        return answer_page(request, rows, query=query, orders=PRODUCT_ORDERS, write=write, load=load_supplied)


class ProductDetail(HubView):
    access = {"GET": Access(READ, "inventory.view_product")}

    @extend_schema(
        operation_id="products_read",
        summary="Read a product",
        description="With its description and, for each field, whether the value is staff's or the service's.",
        responses=ProductDetailSerializer,
        examples=[OpenApiExample("a product", value=DETAIL_EXAMPLE, response_only=True)],
        tags=["products"],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        products = with_confirmation(Product.objects.filter(pk=key_or_404("prd", id)))
        row = products.values(*COLUMNS, "last_synced_at", "description", "staff_fields").first()
        if row is None:
            raise NotFound("There is no product with this id.")
        load_supplied([row])
        return Response({**write(row), "description": row["description"], "field_owners": owners(row["staff_fields"])})


def with_confirmation(products: QuerySet[Product]) -> QuerySet[Product]:
    return products.annotate(last_synced_at=confirmed_at("products", through="external__"))


def load_supplied(rows: list[dict[str, Any]]) -> None:
    """Hangs on each row what suppliers can deliver of it. One query."""
    found = supplied(row["pk"] for row in rows)
    for row in rows:
        row["supplied"] = found.get(row["pk"], 0)


def owners(staff_fields: int) -> dict[str, str]:
    return {name: "staff" if staff_fields & StaffField[name.upper()] else "service" for name in OWNED_FIELDS}


def write(row: dict[str, Any]) -> dict[str, Any]:
    stock = row["stock"] if row["stock_known"] else None
    sellable = (stock or 0) + row["supplied"]
    return {
        "id": public_id("prd", row["pk"]),
        "title": row["title"],
        "sku": row["sku"],
        "price": money(row["price"], row["currency"]),
        "stock": None if stock is None else quantity(stock),
        "unit": row["unit"],
        "brand": row["brand"],
        "category": _category(row),
        "images": row["images"],
        "is_active": row["is_active"],
        "sellable_stock": quantity(max(Decimal(sellable), Decimal(0))),
        "is_sellable": row["is_active"] and sellable > 0 and row["price"] > 0,
        "external": _external(row),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _category(row: dict[str, Any]) -> dict[str, Any] | None:
    if row["category_id"] is None:
        return None
    return {"id": public_id("cat", row["category_id"]), "name": row["category__name"]}


def _external(row: dict[str, Any]) -> dict[str, Any] | None:
    if row["external__external_id"] is None:
        return None
    return {
        "external_id": row["external__external_id"],
        "external_sku": row["external__external_sku"],
        "site_id": row["external__site_id"],
        "sync_status": row["external__sync_status"],
        "last_synced_at": row["last_synced_at"],
        "missing_since": row["external__missing_since"],
    }
