"""The same questions to any supplier, its name in the request."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import TextField
from core.api.permissions import Access
from core.api.schema import errors
from core.api.scopes import SUPPLIERS
from core.api.views import HubView, read_body, read_query
from suppliers.actions.searching import search
from suppliers.api import examples
from suppliers.api.products import PARTNER_ERRORS, ProductDetail, ProductQuery
from suppliers.api.shapes import SearchPageSerializer, SupplierItemSerializer, write_search
from suppliers.api.views import SupplierView, ask
from suppliers.interface import SearchQuery
from suppliers.registry import UnknownSupplier, canonical


class SearchSerializer(serializers.Serializer[Any]):
    supplier = TextField(max_length=40, help_text="`aliexpress` or `cj_dropshipping`; the slug is understood too.")
    query = TextField(max_length=200, help_text="Words to look for.")
    page = serializers.IntegerField(min_value=1, max_value=1000, default=1)
    limit = serializers.IntegerField(min_value=1, max_value=100, default=20)


class Search(HubView):
    access = {"POST": Access(SUPPLIERS, "suppliers.view_supplierproduct")}

    @extend_schema(
        operation_id="search",
        summary="Search a supplier's products",
        request={"application/json": SearchSerializer},
        responses={200: SearchPageSerializer, **errors(404, *PARTNER_ERRORS)},
        examples=[
            OpenApiExample("words", value={"supplier": "cj_dropshipping", "query": "cat litter"}, request_only=True),
            OpenApiExample("a page", value=examples.SEARCH, response_only=True, status_codes=["200"]),
        ],
        tags=["suppliers"],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, SearchSerializer)
        slug = slug_or_404(wanted["supplier"])
        account = SupplierView(partner=slug).account()
        query = SearchQuery(text=wanted["query"], page=wanted["page"], size=wanted["limit"])
        return Response(write_search(slug, ask(lambda: search(account, query))))


class Product(HubView):
    access = {"GET": Access(SUPPLIERS, "suppliers.view_supplierproduct")}

    @extend_schema(
        operation_id="supplier_product_read",
        summary="Read a supplier's product",
        parameters=[ProductQuery],
        responses={200: SupplierItemSerializer, **errors(*PARTNER_ERRORS)},
        examples=[OpenApiExample("a product", value=examples.ITEM, response_only=True, status_codes=["200"])],
        tags=["suppliers"],
    )
    def get(self, request: Request, supplier: str, product_id: str) -> Response:
        read_query(request, ProductQuery)
        return ProductDetail(partner=slug_or_404(supplier)).get(request, product_id)


def slug_or_404(name: str) -> str:
    try:
        return canonical(name)
    except UnknownSupplier as error:
        raise NotFound(str(error), code="unknown_supplier") from error
