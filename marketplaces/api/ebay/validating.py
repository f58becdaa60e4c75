"""What stands in the way of listing products at eBay: as at every marketplace, and for one product in fewer words."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import IdListField, PublicIdField
from core.api.schema import errors
from core.api.views import read_body
from marketplaces.api import examples
from marketplaces.api.publishing import SaidSerializer
from marketplaces.api.validating import MOST_PRODUCTS, ValidatedListSerializer, ValidateListings, ValidateSerializer
from marketplaces.api.views import PRODUCT


class EbayValidateSerializer(ValidateSerializer):
    products = IdListField(PRODUCT, max_length=MOST_PRODUCTS, required=False)
    product = PublicIdField(PRODUCT, required=False, help_text="One, in the place of `products`.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("product" in attrs) == ("products" in attrs):
            raise serializers.ValidationError({"products": "Give either `products` or `product`."})
        return attrs


class EbayValidatedListSerializer(ValidatedListSerializer):
    is_ready = serializers.BooleanField(required=False, help_text="Of `product`, where it was asked for.")
    problems = SaidSerializer(many=True, required=False, help_text="The same.")


class ListingValidate(ValidateListings):
    operations = {"POST": "validate_listings"}

    @extend_schema(
        summary="See what products still lack for a shop",
        description="Problems, hints, missing aspects, price, floor and fee of each. Nothing is sent or changed.",
        request={"application/json": EbayValidateSerializer},
        responses={200: EbayValidatedListSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("two products", value={"products": ["prd_17", "prd_18"]}, request_only=True),
            OpenApiExample("one product", value={"product": "prd_17"}, request_only=True),
            OpenApiExample(
                "one is ready",
                value={"ready": 1, "results": [{"product": "prd_17", **examples.READINESS}]},
                response_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, EbayValidateSerializer)
        if "product" not in wanted:
            return Response(self.look(wanted))
        told = self.look({**wanted, "products": [wanted["product"]]})
        [one] = told["results"]
        return Response({**told, "is_ready": one["is_ready"], "problems": one["problems"]})
