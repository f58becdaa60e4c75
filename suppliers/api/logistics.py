"""What sending would cost, and where a parcel is."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import CountryField, CurrencyField, PublicIdField, TextField
from core.api.permissions import Access
from core.api.schema import errors
from core.api.scopes import SUPPLIERS
from core.api.views import ClosedSerializer, read_body, read_query
from suppliers.actions.quoting import quote
from suppliers.api import examples
from suppliers.api.products import PARTNER_ERRORS
from suppliers.api.shapes import QuoteSerializer, TrackingSerializer, write_quote, write_tracking
from suppliers.api.views import PREFIX, AccountQuery, SupplierView, ask, partners_id
from suppliers.interface import FreightRequest, Parcel
from suppliers.registry import open_account

MOST_ITEMS = 50
MOST_OF_ONE = 10_000


class ParcelSerializer(ClosedSerializer):
    variant_id = TextField(max_length=64, help_text="The supplier's id.")
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_OF_ONE)
    product_id = TextField(max_length=64, required=False, help_text="The supplier's id; AliExpress asks for it.")


class FreightSerializer(serializers.Serializer[Any]):
    account = PublicIdField(PREFIX, required=False, help_text="The account to ask with; without it the first one.")
    country = CountryField(help_text="Where to.")
    origin = CountryField(required=False, help_text="Where from; the supplier's choice without it.")
    postal_code = TextField(max_length=20, required=False)
    province = TextField(max_length=50, required=False)
    city = TextField(max_length=50, required=False)
    currency = CurrencyField(required=False, help_text="What prices are asked in, where the supplier can.")
    items = serializers.ListField(child=ParcelSerializer(), min_length=1, max_length=MOST_ITEMS)


class QuotesSerializer(serializers.Serializer[Any]):
    supplier = serializers.CharField()
    quotes = QuoteSerializer(many=True, help_text="The cheapest first; none where it is not sent there.")


class TrackingQuery(AccountQuery):
    order_id = TextField(max_length=64, required=False, help_text="The supplier's order; AliExpress asks for it.")


class TrackingsSerializer(serializers.Serializer[Any]):
    supplier = serializers.CharField()
    parcels = TrackingSerializer(many=True, help_text="None where nothing is known of the number.")


FREIGHT_EXAMPLE = {"country": "FR", "items": [{"variant_id": "1780000000000000101", "quantity": 2}]}


class FreightCalculation(SupplierView):
    access = {"POST": Access(SUPPLIERS, "suppliers.view_freightquote")}
    operations = {"POST": "calculate_freight"}

    @extend_schema(
        summary="Ask what sending would cost",
        description="Asks the supplier. Quotes for a single variant are kept.",
        request={"application/json": FreightSerializer},
        responses={200: QuotesSerializer, **errors(*PARTNER_ERRORS)},
        examples=[
            OpenApiExample("two of one", value=FREIGHT_EXAMPLE, request_only=True),
            OpenApiExample(
                "one way",
                value={"supplier": "cj-dropshipping", "quotes": [examples.QUOTE]},
                response_only=True,
                status_codes=["200"],
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, FreightSerializer)
        account, by = self.account(wanted.pop("account", None)), actor_of(request)
        parcels = tuple(Parcel(**item) for item in wanted.pop("items"))
        quotes = ask(lambda: quote(account, FreightRequest(items=parcels, **wanted), by))
        return Response({"supplier": self.partner, "quotes": [write_quote(each) for each in quotes]})


class Tracking(SupplierView):
    access = {"GET": Access(SUPPLIERS, "suppliers.view_supplierproduct")}
    operations = {"GET": "track"}

    @extend_schema(
        summary="Ask where a parcel is",
        parameters=[TrackingQuery],
        responses={200: TrackingsSerializer, **errors(*PARTNER_ERRORS)},
        examples=[
            OpenApiExample(
                "a parcel",
                value={"supplier": "cj-dropshipping", "parcels": [examples.TRACKING]},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, request: Request, number: str) -> Response:
        query = read_query(request, TrackingQuery)
        account, tracking_number = self.account(query.get("account")), partners_id(number)
        with open_account(account) as adapter:
            updates = ask(lambda: adapter.tracking([tracking_number], query.get("order_id", "")))
        return Response({"supplier": self.partner, "parcels": [write_tracking(update) for update in updates]})
