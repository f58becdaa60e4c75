"""The locations that an eBay seller sends from, over REST."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.errors import UnfitValue
from core.api.fields import CountryField, PatternField, TextField
from core.api.views import read_body
from marketplaces.api.ebay.documenting import files, reads
from marketplaces.api.operations import CHANGE, SEE, OperationView
from marketplaces.api.views import ShopSerializer

WRITTEN = "A job; its result is the location as eBay has it then."
_ADDRESS = {
    "address1": "1 Test Way",
    "address2": "",
    "city": "San Jose",
    "province": "CA",
    "postal_code": "95125",
    "country": "US",
}
_SHOWN = {"key": "warehouse-1", "name": "Warehouse", "phone": "", "is_active": True, **_ADDRESS}


class EbayShownLocationSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Ours, and never changed.")
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()
    address1 = serializers.CharField(allow_blank=True)
    address2 = serializers.CharField(allow_blank=True)
    city = serializers.CharField(allow_blank=True)
    province = serializers.CharField(allow_blank=True)
    postal_code = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)


class EbayLocationListSerializer(serializers.Serializer[Any]):
    locations = EbayShownLocationSerializer(many=True)


class EbayChangeLocationSerializer(ShopSerializer):
    name = TextField(max_length=1000, required=False)
    phone = TextField(max_length=36, required=False)
    address1 = TextField(max_length=128, required=False)
    address2 = TextField(max_length=128, required=False)
    city = TextField(max_length=128, required=False)
    province = TextField(max_length=128, required=False)
    postal_code = TextField(max_length=16, required=False)
    country = CountryField(required=False)


class EbayNewLocationSerializer(EbayChangeLocationSerializer):
    key = PatternField("[A-Za-z0-9_-]{1,36}", form="warehouse-1", max_length=36)
    country = CountryField()


class Locations(OperationView):
    access = {"GET": SEE, "POST": CHANGE}
    operations = {"GET": "list_locations", "POST": "create_location"}

    @reads("List locations", ShopSerializer, EbayLocationListSerializer, {"locations": [_SHOWN]})
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "list_locations", ShopSerializer)

    @files(
        "Create a location", EbayNewLocationSerializer, {"key": "warehouse-2", "name": "Second", **_ADDRESS}, WRITTEN
    )
    def post(self, request: Request) -> Response:
        given = read_body(request, EbayNewLocationSerializer)
        if not given.get("postal_code") and not (given.get("city") and given.get("province")):
            raise UnfitValue({"postal_code": ["Give a postal code, or a city and a province."]})
        return self.file_write(request, "create_location", EbayNewLocationSerializer)


class Location(OperationView):
    access = {"GET": SEE, "PATCH": CHANGE}
    operations = {"GET": "read_location", "PATCH": "change_location"}

    @reads("Read a location", ShopSerializer, EbayShownLocationSerializer, _SHOWN)
    def get(self, request: Request, key: str) -> Response:
        return self.answer_read(request, "read_location", ShopSerializer, {"key": key})

    @files("Change a location", EbayChangeLocationSerializer, {"name": "Main warehouse"}, WRITTEN)
    def patch(self, request: Request, key: str) -> Response:
        return self.file_write(request, "change_location", EbayChangeLocationSerializer, {"key": key})


class LocationEnable(OperationView):
    access = {"POST": CHANGE}
    operations = {"POST": "enable_location"}

    @files("Open a location", ShopSerializer, {"account": "shop_1"}, WRITTEN)
    def post(self, request: Request, key: str) -> Response:
        return self.file_write(request, "enable_location", ShopSerializer, {"key": key})


class LocationDisable(OperationView):
    access = {"POST": CHANGE}
    operations = {"POST": "disable_location"}

    @files("Close a location", ShopSerializer, {"account": "shop_1"}, WRITTEN)
    def post(self, request: Request, key: str) -> Response:
        return self.file_write(request, "disable_location", ShopSerializer, {"key": key})


class LocationsSync(OperationView):
    access = {"POST": CHANGE}
    operations = {"POST": "sync_locations"}

    @files("Read all locations again", ShopSerializer, {"account": "shop_1"}, WRITTEN)
    def post(self, request: Request) -> Response:
        return self.file_write(request, "sync_locations", ShopSerializer)
