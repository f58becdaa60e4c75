"""Groups of variations at eBay, and pictures in its store, over REST."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import PatternField, TextField
from marketplaces.api.ebay.documenting import files, reads
from marketplaces.api.operations import SEE, SELL, OperationView
from marketplaces.api.views import ShopSerializer

_GROUP = {
    "key": "tee-g7",
    "title": "Tee",
    "subtitle": "",
    "description": "<p>Cotton</p>",
    "skus": ["TEE-S", "TEE-M"],
    "images": ["https://cdn.example.com/1.jpg"],
    "aspects": {"Brand": ["Hub"]},
    "varies_by": [{"name": "Size", "values": ["S", "M"]}],
}


class EbayVariesBySerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class EbayShownGroupSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The handle of our listing, shortened where it is long.")
    title = serializers.CharField(allow_blank=True)
    subtitle = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    skus = serializers.ListField(child=serializers.CharField())
    images = serializers.ListField(child=serializers.CharField())
    aspects = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    varies_by = EbayVariesBySerializer(many=True)


class EbayGroupSerializer(ShopSerializer):
    title = TextField(max_length=80, required=False)
    subtitle = TextField(max_length=55, required=False, allow_blank=True)
    description = TextField(max_length=500_000, required=False)
    images = serializers.ListField(
        child=PatternField("https://[!-~]{1,490}", form="https://…", max_length=500), max_length=12, required=False
    )
    aspects = serializers.DictField(
        child=serializers.ListField(child=TextField(max_length=65), max_length=30), required=False
    )


class EbayImageSerializer(ShopSerializer):
    url = PatternField(
        "https://[!-~]{1,1990}", form="https://…", max_length=2000, help_text="eBay fetches it from there."
    )


class Group(OperationView):
    access = {"GET": SEE, "PUT": SELL}
    operations = {"GET": "read_group", "PUT": "change_group"}

    @reads("Read a group of variations", ShopSerializer, EbayShownGroupSerializer, _GROUP)
    def get(self, request: Request, key: str) -> Response:
        return self.answer_read(request, "read_group", ShopSerializer, {"key": key})

    @files(
        "Change a group of variations",
        EbayGroupSerializer,
        {"title": "Tee, cotton"},
        "A job. What is not given stays; a live listing follows. The next publishing from here writes the listing's own.",
    )
    def put(self, request: Request, key: str) -> Response:
        return self.file_write(request, "change_group", EbayGroupSerializer, {"key": key})


class GroupPublish(OperationView):
    access = {"POST": SELL}
    operations = {"POST": "publish_group"}

    @files("Publish a group of variations", ShopSerializer, {"account": "shop_1"})
    def post(self, request: Request, key: str) -> Response:
        return self.file_write(request, "publish_group", ShopSerializer, {"key": key})


class GroupWithdraw(OperationView):
    access = {"POST": SELL}
    operations = {"POST": "withdraw_group"}

    @files("Take a group of variations off sale", ShopSerializer, {"account": "shop_1"})
    def post(self, request: Request, key: str) -> Response:
        return self.file_write(request, "withdraw_group", ShopSerializer, {"key": key})


class Images(OperationView):
    access = {"POST": SELL}
    operations = {"POST": "store_image"}

    @files(
        "Store a picture at eBay",
        EbayImageSerializer,
        {"url": "https://cdn.example.com/1.jpg"},
        "A job; its result has eBay's address of the picture, and until when it is kept without a listing.",
    )
    def post(self, request: Request) -> Response:
        return self.file_write(request, "store_image", EbayImageSerializer)
