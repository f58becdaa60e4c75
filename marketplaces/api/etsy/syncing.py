"""Listings of a shop read again now, and what has run low, over REST."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import PublicIdField, public_id
from core.api.pages import ListQuery, answer_page, ordering_field, page_of
from core.api.views import read_body, read_query
from core.pagination import both_ways
from marketplaces.actions.listings.reading_together import READ_SHOP_BACK, start_reading_shop
from marketplaces.api.documenting import files
from marketplaces.api.operations import CHANGE, SEE
from marketplaces.api.views import PRODUCT, SHOP, MarketplaceView, ShopSerializer, answer_with_job
from marketplaces.models import StockAlert
from marketplaces.models.stock import StockAlertKind

ORDERS = dict(reversed(both_ways("id", "pk", "int").items()))  # the newest first
COLUMNS = ("pk", "account_id", "product_id", "product__sku", "kind", "sellable", "threshold", "opened_at",
           "snoozed_until")  # fmt: skip
_ALERT = {
    "id": "low_7", "account": "shop_1", "product": "prd_17", "sku": "BS-200", "kind": "low", "sellable": 2,
    "threshold": 3, "opened_at": "2026-03-02T08:00:00Z", "snoozed_until": None,
}  # fmt: skip


class EtsyStockAlertSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`low_<number>`")
    account = serializers.CharField()
    product = serializers.CharField()
    sku = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=StockAlertKind.values)
    sellable = serializers.IntegerField(help_text="Units that may be sold, what is kept back taken off.")
    threshold = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    snoozed_until = serializers.DateTimeField(allow_null=True)


class EtsyStockAlertQuery(ListQuery):
    account = PublicIdField(SHOP, required=False, help_text="Only of this shop.")
    kind = serializers.ChoiceField(choices=StockAlertKind.values, required=False, help_text="Only these.")
    ordering = ordering_field(ORDERS)


class ListingsSync(MarketplaceView):
    access = {"POST": CHANGE}
    operations = {"POST": "sync_listings"}

    @files(
        "Read a shop's listings back now",
        ShopSerializer,
        {"account": "shop_1"},
        "A job, a hundred listings a call: those that were not looked at for the last minutes. It also happens by itself.",
        READ_SHOP_BACK,
    )
    def post(self, request: Request) -> Response:
        account, by = self.account(read_body(request, ShopSerializer).get("account")), actor_of(request)
        return answer_with_job(request, account.pk, lambda: start_reading_shop(account.pk, by))


class LowStock(MarketplaceView):
    access = {"GET": SEE}
    operations = {"GET": "list_low_stock"}

    @extend_schema(
        summary="List what is on sale and has run low",
        description="From the hub's own figures; costs no call.",
        parameters=[EtsyStockAlertQuery],
        responses=page_of(EtsyStockAlertSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [_ALERT]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, EtsyStockAlertQuery)
        rows = StockAlert.objects.filter(account__marketplace=self.partner, closed_at=None)
        if "account" in query:
            rows = rows.filter(account_id=query["account"])
        if "kind" in query:
            rows = rows.filter(kind=query["kind"])
        return answer_page(request, rows.values(*COLUMNS), query=query, orders=ORDERS, write=_write)


def _write(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": public_id("low", row["pk"]),
        "account": public_id(SHOP, row["account_id"]),
        "product": public_id(PRODUCT, row["product_id"]),
        "sku": row["product__sku"] or "",
        **{name: row[name] for name in ("kind", "sellable", "threshold", "opened_at", "snoozed_until")},
    }
