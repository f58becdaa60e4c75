"""A shop's own words at Etsy over REST, and its sections."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import TextField
from marketplaces.api.documenting import deletes, files, reads
from marketplaces.api.etsy.views import EtsyView
from marketplaces.api.operations import CHANGE, SEE
from marketplaces.api.views import ShopSerializer

LONGEST_SECTION, LONGEST_TEXT = 24, 5000
_SHOP = {
    "id": "52300001", "name": "SoapAndLamps", "title": "Soaps and lamps", "announcement": "", "sale_message": "",
    "digital_sale_message": "", "policy_additional": "", "currency": "EUR", "country": "FR",
    "url": "https://www.etsy.com/shop/SoapAndLamps", "is_on_vacation": False, "active_listings": 12, "sold": 340,
    "review_count": 41, "review_average": "4.9",
}  # fmt: skip
_SECTION = {"id": "50200001", "title": "Mugs", "rank": 0, "active_listings": 4}


class EtsyShopSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Etsy's number.")
    name = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    announcement = serializers.CharField(allow_blank=True)
    sale_message = serializers.CharField(allow_blank=True, help_text="Mailed with each sale.")
    digital_sale_message = serializers.CharField(allow_blank=True)
    policy_additional = serializers.CharField(allow_blank=True)
    currency = serializers.CharField()
    country = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    is_on_vacation = serializers.BooleanField()
    active_listings = serializers.IntegerField(allow_null=True)
    sold = serializers.IntegerField(allow_null=True)
    review_count = serializers.IntegerField(allow_null=True)
    review_average = serializers.CharField(allow_null=True)


class EtsyShopChangeSerializer(ShopSerializer):
    """What is left out stays as it is; an empty text empties."""

    title = TextField(max_length=55, required=False, allow_blank=True)
    announcement = TextField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    sale_message = TextField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    digital_sale_message = TextField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    policy_additional = TextField(max_length=LONGEST_TEXT, required=False, allow_blank=True)


class EtsySectionSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)
    active_listings = serializers.IntegerField(allow_null=True)


class EtsySectionListSerializer(serializers.Serializer[Any]):
    sections = EtsySectionSerializer(many=True)


class EtsySectionWriteSerializer(ShopSerializer):
    title = TextField(max_length=LONGEST_SECTION)


class EtsySectionRenameSerializer(ShopSerializer):
    title = TextField(max_length=LONGEST_SECTION, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "title" not in attrs:
            raise serializers.ValidationError({"title": ["Say its new title."]}, "required")
        return attrs


class Shop(EtsyView):
    access = {"GET": SEE, "PATCH": CHANGE}
    operations = {"GET": "read_shop", "PATCH": "change_shop"}

    @reads("Read the shop", ShopSerializer, EtsyShopSerializer, _SHOP)
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "read_shop", ShopSerializer)

    @files("Change the shop's words", EtsyShopChangeSerializer, {"announcement": "Closed in August"})
    def patch(self, request: Request) -> Response:
        return self.file_write(request, "change_shop", EtsyShopChangeSerializer)


class Sections(EtsyView):
    access = {"GET": SEE, "POST": CHANGE}
    operations = {"GET": "list_sections", "POST": "create_section"}

    @reads("List the shop's sections", ShopSerializer, EtsySectionListSerializer, {"sections": [_SECTION]})
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "list_sections", ShopSerializer)

    @files(
        "Add a section",
        EtsySectionWriteSerializer,
        {"title": "Mugs"},
        "A job. One with this title that is there already is its result.",
    )
    def post(self, request: Request) -> Response:
        return self.file_write(request, "create_section", EtsySectionWriteSerializer)


class Section(EtsyView):
    access = {"PATCH": CHANGE, "DELETE": CHANGE}
    operations = {"PATCH": "rename_section", "DELETE": "delete_section"}

    @files("Rename a section", EtsySectionRenameSerializer, {"title": "Cups"})
    def patch(self, request: Request, section_id: int) -> Response:
        return self.file_write(request, "rename_section", EtsySectionRenameSerializer, {"section_id": str(section_id)})

    @deletes("Delete a section", ShopSerializer, "A job. Its listings stay, in no section.")
    def delete(self, request: Request, section_id: int) -> Response:
        return self.file_delete(request, "delete_section", {"section_id": str(section_id)})
