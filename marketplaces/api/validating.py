"""What stands in the way of listing products, over REST: looked at without a call to the marketplace."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import IdListField, PublicIdField, public_id
from core.api.permissions import Access
from core.api.schema import errors
from core.api.scopes import READ
from core.api.views import read_body
from inventory.models import Product
from marketplaces.actions.publishing.shop_books import ShopBook
from marketplaces.api import examples
from marketplaces.api.publishing import PublicationSerializer, require_products, template_of, write_readiness
from marketplaces.api.templates import TEMPLATE
from marketplaces.api.views import PRODUCT, MarketplaceView, ShopSerializer

MOST_PRODUCTS = 100


class ValidateSerializer(ShopSerializer):
    products = IdListField(PRODUCT, max_length=MOST_PRODUCTS)
    template = PublicIdField(TEMPLATE, required=False, help_text="As it would be with this template of the shop.")


class ValidatedSerializer(PublicationSerializer):
    product = serializers.CharField()


class ValidatedListSerializer(serializers.Serializer[Any]):
    ready = serializers.IntegerField()
    results = ValidatedSerializer(many=True, help_text="In the order asked for.")


class ValidateListings(MarketplaceView):
    access = {"POST": Access(READ, "marketplaces.view_listing")}
    operations = {"POST": "validate_listings"}

    @extend_schema(
        summary="See what products still lack for a shop",
        description="Problems, hints, missing attributes, price, floor and fee of each. Nothing is sent or changed.",
        request={"application/json": ValidateSerializer},
        responses={200: ValidatedListSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("two products", value={"products": ["prd_17", "prd_18"]}, request_only=True),
            OpenApiExample(
                "one is ready",
                value={"ready": 1, "results": [{"product": "prd_17", **examples.READINESS}]},
                response_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        return Response(self.look(read_body(request, ValidateSerializer)))

    def look(self, wanted: dict[str, Any]) -> dict[str, Any]:
        account = self.account(wanted.get("account"))
        require_products(wanted["products"])
        template, book = template_of(account, wanted.get("template")), ShopBook(account)
        products = Product.objects.select_related("group", "category").in_bulk(wanted["products"])
        rows = [
            {"product": public_id(PRODUCT, key), **write_readiness(account, products[key], template, book)}
            for key in dict.fromkeys(wanted["products"])
        ]
        return {"ready": sum(row["is_ready"] for row in rows), "results": rows}
