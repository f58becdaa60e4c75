"""A listing's whole inventory at Etsy over REST."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import FlagField, MoneySerializer, TextField
from core.api.schema import errors
from core.api.views import ClosedSerializer
from marketplaces.api.documenting import files
from marketplaces.api.etsy.fields import EtsyAmountSerializer, etsy_id_field
from marketplaces.api.etsy.views import EtsyListingView
from marketplaces.api.operations import SEE, SELL

MOST_PRODUCTS, MOST_UNITS, MOST_OPTIONS = 2500, 999, 3
_OPTION: dict[str, Any] = {"property_id": "513", "name": "Size", "value": "200 g", "value_ids": [], "scale_id": None}
_PRODUCT: dict[str, Any] = {
    "sku": "BS-200",
    "price": {"amount": "4.90", "currency": "EUR"},
    "quantity": 90,
    "is_enabled": True,
    "processing_profile_id": "51000001",
    "options": [_OPTION],
}
_LISTS = {"price_differs_by": [], "quantity_differs_by": ["513"], "sku_differs_by": [], "processing_differs_by": []}
_INVENTORY = {
    "listing_id": "4500000001",
    "state": "active",
    "products": [{"id": "26100000001", **_PRODUCT}],
    **_LISTS,
}


class EtsyOptionSerializer(serializers.Serializer[Any]):
    property_id = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    value = serializers.CharField()
    value_ids = serializers.ListField(child=serializers.CharField())
    scale_id = serializers.CharField(allow_null=True)


class EtsyProductSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Changes when what the product is changes.")
    sku = serializers.CharField(allow_blank=True)
    price = MoneySerializer()
    quantity = serializers.IntegerField()
    is_enabled = serializers.BooleanField()
    processing_profile_id = serializers.CharField(allow_null=True)
    options = EtsyOptionSerializer(many=True)


class EtsyInventorySerializer(serializers.Serializer[Any]):
    listing_id = serializers.CharField()
    state = serializers.CharField(help_text="Etsy's own word.")
    products = EtsyProductSerializer(many=True)
    price_differs_by = serializers.ListField(child=serializers.CharField(), help_text="Numbers of properties.")
    quantity_differs_by = serializers.ListField(child=serializers.CharField())
    sku_differs_by = serializers.ListField(child=serializers.CharField())
    processing_differs_by = serializers.ListField(child=serializers.CharField())


class EtsyOptionWriteSerializer(ClosedSerializer):
    property_id = etsy_id_field("513 and 514 are of free words.")
    name = TextField(max_length=60, required=False, allow_blank=True)
    value = TextField(max_length=100)
    value_ids = serializers.ListField(child=etsy_id_field("Of a listed value."), required=False, max_length=5)
    scale_id = etsy_id_field("Of a value in a scale.", required=False, allow_null=True)


class EtsyProductWriteSerializer(ClosedSerializer):
    sku = TextField(max_length=32, allow_blank=True)
    price = EtsyAmountSerializer()
    quantity = serializers.IntegerField(min_value=0, max_value=MOST_UNITS)
    is_enabled = FlagField(required=False, default=True)
    processing_profile_id = etsy_id_field("", required=False, allow_null=True)
    options = serializers.ListField(child=EtsyOptionWriteSerializer(), required=False, max_length=MOST_OPTIONS)


class EtsyInventoryWriteSerializer(serializers.Serializer[Any]):
    products = serializers.ListField(child=EtsyProductWriteSerializer(), min_length=1, max_length=MOST_PRODUCTS)
    allow_fewer = FlagField(required=False, default=False, help_text="Products that are not named vanish.")

    def validate_products(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if not any(row["quantity"] and row["is_enabled"] for row in rows):
            raise serializers.ValidationError("One of them has to be for sale: end the listing instead.")
        return rows


class ListingInventory(EtsyListingView):
    access = {"GET": SEE, "PUT": SELL}
    operations = {"GET": "read_inventory", "PUT": "replace_inventory"}

    @extend_schema(
        summary="Read a listing's inventory",
        description="As it stands at Etsy now.",
        responses={200: EtsyInventorySerializer, **errors(404, 409, 502, 503, 504)},
        examples=[OpenApiExample("one size", value=_INVENTORY, response_only=True, status_codes=["200"])],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return self.read_of(id, "read_inventory")

    @files(
        "Replace a listing's inventory",
        EtsyInventoryWriteSerializer,
        {"products": [_PRODUCT]},
        "A job: all of it, then read back; `differences` of the result are what Etsy did not take. Prices and stock that "
        "the hub keeps are pushed over it with their next change.",
    )
    def put(self, request: Request, id: str) -> Response:  # noqa: A002
        return self.file_of(request, id, "replace_inventory", EtsyInventoryWriteSerializer)
