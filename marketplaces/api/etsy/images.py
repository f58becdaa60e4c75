"""Pictures of a listing at Etsy over REST."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import TextField
from core.api.jobs import ACCEPTED
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.views import read_body
from marketplaces.api import examples
from marketplaces.api.documenting import PERFORM, files
from marketplaces.api.etsy.fields import etsy_id_field
from marketplaces.api.etsy.views import EtsyListingView
from marketplaces.api.operations import SEE, SELL

MOST = 20
_IMAGE = {"id": "28000001", "rank": 1, "url": "https://i.etsystatic.com/1/full.jpg", "alt_text": "Black soap",
          "width": 1200, "height": 900}  # fmt: skip


class EtsyImageSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)
    url = serializers.CharField(allow_blank=True)
    alt_text = serializers.CharField(allow_blank=True)
    width = serializers.IntegerField(allow_null=True, help_text="`null` while Etsy works on it.")
    height = serializers.IntegerField(allow_null=True)


class EtsyImageListSerializer(serializers.Serializer[Any]):
    images = EtsyImageSerializer(many=True)


class EtsyNewImageSerializer(serializers.Serializer[Any]):
    """`url` or `image_id`."""

    url = TextField(max_length=2000, required=False, help_text="Public; the hub fetches it: JPEG, PNG or GIF.")
    image_id = etsy_id_field("One that was uploaded before.", required=False)
    rank = serializers.IntegerField(min_value=1, max_value=MOST, required=False, help_text="Without it: the last.")
    alt_text = TextField(max_length=500, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("url" in attrs) == ("image_id" in attrs):
            raise serializers.ValidationError({"url": ["Say `url` or `image_id`: exactly one."]})
        if "image_id" in attrs and "alt_text" in attrs:
            raise serializers.ValidationError({"alt_text": ["A picture keeps the words it was uploaded with."]})
        return attrs


class EtsyImageOrderSerializer(serializers.Serializer[Any]):
    image_ids = serializers.ListField(
        child=etsy_id_field("All of the listing, the first one first."), min_length=1, max_length=MOST
    )


class ListingImages(EtsyListingView):
    access = {"GET": SEE, "POST": SELL}
    operations = {"GET": "list_images", "POST": "add_image"}

    @extend_schema(
        summary="List a listing's pictures",
        description="As they stand at Etsy now, the first one first.",
        responses={200: EtsyImageListSerializer, **errors(404, 409, 502, 503, 504)},
        examples=[OpenApiExample("one", value={"images": [_IMAGE]}, response_only=True, status_codes=["200"])],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return self.read_of(id, "list_images")

    @files(
        "Add a picture to a listing",
        EtsyNewImageSerializer,
        {"url": "https://pictures.example/soap.jpg", "alt_text": "Black soap"},
        "A job: fetched and uploaded once, or attached again by `image_id`.",
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        given = read_body(request, EtsyNewImageSerializer)
        return self.file_of(request, id, "upload_image" if "url" in given else "attach_image", None, **given)


class ListingImagesOrder(EtsyListingView):
    access = {"PUT": SELL}
    operations = {"PUT": "order_images"}

    @files(
        "Put a listing's pictures in order",
        EtsyImageOrderSerializer,
        {"image_ids": ["28000002", "28000001"]},
        "A job. All of them are named: the job fails where the listing has others.",
    )
    def put(self, request: Request, id: str) -> Response:  # noqa: A002
        return self.file_of(request, id, "order_images", EtsyImageOrderSerializer)


class ListingImage(EtsyListingView):
    access = {"DELETE": SELL}
    operations = {"DELETE": "delete_image"}

    @extend_schema(
        summary="Take a picture off a listing",
        description="A job. Etsy refuses the last one of what is on sale.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[examples.filed(PERFORM)],
    )
    def delete(self, request: Request, id: str, image_id: int) -> Response:  # noqa: A002
        return self.file_of(request, id, "delete_image", None, image_id=str(image_id))
