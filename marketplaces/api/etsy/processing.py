"""Processing profiles at Etsy over REST: how long it takes until a parcel goes out."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplaces.api.documenting import deletes, files, reads
from marketplaces.api.etsy.views import EtsyView
from marketplaces.api.operations import CHANGE, SEE
from marketplaces.api.views import ShopSerializer

STATES, UNITS, MOST_TIME = ("ready_to_ship", "made_to_order"), ("days", "weeks"), 10
_PROFILE = {"id": "51000001", "state": "made_to_order", "min_days": 3, "max_days": 5,
            "words": "made to order, 3-5 days"}  # fmt: skip


class EtsyProcessingProfileSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    state = serializers.CharField(help_text="`ready_to_ship` or `made_to_order`.")
    min_days = serializers.IntegerField()
    max_days = serializers.IntegerField()
    words = serializers.CharField()


class EtsyProcessingProfileListSerializer(serializers.Serializer[Any]):
    profiles = EtsyProcessingProfileSerializer(many=True)


class EtsyProcessingProfileWriteSerializer(ShopSerializer):
    state = serializers.ChoiceField(choices=STATES)
    min_time = serializers.IntegerField(min_value=1, max_value=MOST_TIME)
    max_time = serializers.IntegerField(min_value=1, max_value=MOST_TIME)
    unit = serializers.ChoiceField(choices=UNITS, default="days")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("min_time", 0) > attrs.get("max_time", MOST_TIME):
            raise serializers.ValidationError({"max_time": ["It is less than `min_time`."]})
        return attrs


class EtsyProcessingProfileChangeSerializer(EtsyProcessingProfileWriteSerializer):
    """What is left out stays as it is."""

    state = serializers.ChoiceField(choices=STATES, required=False)
    min_time = serializers.IntegerField(min_value=1, max_value=MOST_TIME, required=False)
    max_time = serializers.IntegerField(min_value=1, max_value=MOST_TIME, required=False)
    unit = serializers.ChoiceField(choices=UNITS, required=False)


class ProcessingProfiles(EtsyView):
    access = {"GET": SEE, "POST": CHANGE}
    operations = {"GET": "list_processing_profiles", "POST": "create_processing_profile"}

    @reads("List processing profiles", ShopSerializer, EtsyProcessingProfileListSerializer, {"profiles": [_PROFILE]})
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "list_processing_profiles", ShopSerializer)

    @files(
        "Make a processing profile",
        EtsyProcessingProfileWriteSerializer,
        {"state": "made_to_order", "min_time": 3, "max_time": 5, "unit": "days"},
        "A job. An identical one that is there already is adopted: it is the result.",
    )
    def post(self, request: Request) -> Response:
        return self.file_write(request, "create_processing_profile", EtsyProcessingProfileWriteSerializer)


class ProcessingProfile(EtsyView):
    access = {"PATCH": CHANGE, "DELETE": CHANGE}
    operations = {"PATCH": "change_processing_profile", "DELETE": "delete_processing_profile"}

    @files("Change a processing profile", EtsyProcessingProfileChangeSerializer, {"max_time": 7})
    def patch(self, request: Request, profile_id: int) -> Response:
        values = {"profile_id": str(profile_id)}
        return self.file_write(request, "change_processing_profile", EtsyProcessingProfileChangeSerializer, values)

    @deletes("Delete a processing profile", ShopSerializer, "A job. Etsy refuses while something on sale uses it.")
    def delete(self, request: Request, profile_id: int) -> Response:
        return self.file_delete(request, "delete_processing_profile", {"profile_id": str(profile_id)})
