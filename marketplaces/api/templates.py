"""Publishing templates over REST: choices that are made once and used for many listings of one shop."""

from typing import Any

from django.db import IntegrityError, transaction
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict, UnfitValue
from core.api.fields import PublicIdField, TextField, public_id
from core.api.permissions import Access
from core.api.schema import errors
from core.api.scopes import MARKETPLACES, READ
from core.api.views import key_or_404, read_body
from core.history import record
from marketplaces.actions.publishing.drafts import FRAME_MARK
from marketplaces.api.views import SHOP, MarketplaceView
from marketplaces.models import PublishTemplate

TEMPLATE = "tpl"
MOST_KEYS, MOST_VALUES, LONGEST_FRAME = 100, 50, 100_000
SEE = Access(READ, "marketplaces.view_publishtemplate")
ADD = Access(MARKETPLACES, "marketplaces.add_publishtemplate")
CHANGE = Access(MARKETPLACES, "marketplaces.change_publishtemplate")
DELETE = Access(MARKETPLACES, "marketplaces.delete_publishtemplate")
ONE: dict[str, Any] = {
    "id": "tpl_3",
    "account": "shop_1",
    "name": "Cat toys",
    "settings": {"return_policy": "6197932000"},
    "attributes": {"Brand": ["Unbranded"]},
    "description_frame": "<p>Hello</p>{description}",
}


class TemplateSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`tpl_<number>`")
    account = serializers.CharField()
    name = serializers.CharField()
    settings = serializers.DictField(child=serializers.CharField())
    attributes = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    description_frame = serializers.CharField(allow_blank=True)


class TemplatesSerializer(serializers.Serializer[Any]):
    results = TemplateSerializer(many=True)


class ChangeTemplateSerializer(serializers.Serializer[Any]):
    name = TextField(max_length=100)
    settings = serializers.DictField(
        child=TextField(max_length=200), required=False, help_text="Choices by name; the others follow the shop."
    )
    attributes = serializers.DictField(
        child=serializers.ListField(child=TextField(max_length=500), max_length=MOST_VALUES),
        required=False,
        help_text="What its listings begin with.",
    )
    description_frame = TextField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_FRAME,
        help_text="HTML around the description, which stands in the place of `{description}`.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        frame = attrs.get("description_frame", "")
        if frame.strip() and FRAME_MARK not in frame:
            words = "It must have {description} where the product's description goes."
            raise serializers.ValidationError({"description_frame": [words]})
        return attrs


class NewTemplateSerializer(ChangeTemplateSerializer):
    account = PublicIdField(SHOP, required=False, help_text="The shop; without it the first one.")


class Templates(MarketplaceView):
    access = {"GET": SEE, "POST": ADD}
    operations = {"GET": "list_templates", "POST": "create_template"}

    @extend_schema(
        summary="List publishing templates",
        responses=TemplatesSerializer,
        examples=[OpenApiExample("one", value={"results": [ONE]}, response_only=True)],
    )
    def get(self, _request: Request) -> Response:
        rows = PublishTemplate.objects.filter(account__marketplace=self.partner).order_by("pk")
        return Response({"results": [_write(row) for row in rows]})

    @extend_schema(
        summary="Create a publishing template",
        request={"application/json": NewTemplateSerializer},
        responses={201: TemplateSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("a template", value={"name": "Cat toys", "settings": ONE["settings"]}, request_only=True),
            OpenApiExample("as it is then", value=ONE, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, NewTemplateSerializer)
        row = PublishTemplate(account=self.account(wanted.pop("account", None)))
        return Response(_save(row, wanted, actor_of(request)), status=201)


class TemplateView(MarketplaceView):
    access = {"GET": SEE, "PUT": CHANGE, "DELETE": DELETE}
    operations = {"GET": "read_template", "PUT": "change_template", "DELETE": "delete_template"}

    @extend_schema(
        summary="Read a publishing template",
        responses=TemplateSerializer,
        examples=[OpenApiExample("a template", value=ONE, response_only=True)],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return Response(_write(self._template(id)))

    @extend_schema(
        summary="Change a publishing template",
        description="Listings that use it have it from their next publishing on. What is left out becomes empty.",
        request={"application/json": ChangeTemplateSerializer},
        responses={200: TemplateSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("other choices", value={"name": "Cat toys", "settings": ONE["settings"]}, request_only=True),
            OpenApiExample("as it is then", value=ONE, response_only=True),
        ],
    )
    def put(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        row = self._template(id)
        return Response(_save(row, read_body(request, ChangeTemplateSerializer), actor_of(request)))

    @extend_schema(
        summary="Delete a publishing template",
        description="Its listings follow their shop again.",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        row = self._template(id)
        with transaction.atomic():
            record(row, "publish_template.deleted", by=actor_of(request), data={"name": row.name})
            row.delete()
        return Response(status=204)

    def _template(self, public: str) -> PublishTemplate:
        found = PublishTemplate.objects.filter(pk=key_or_404(TEMPLATE, public), account__marketplace=self.partner)
        row = found.first()
        if row is None:
            raise NotFound("There is no such template at this marketplace.")
        return row


def _save(row: PublishTemplate, wanted: dict[str, Any], by: str) -> dict[str, Any]:
    row.name = wanted["name"]
    row.settings, row.attributes = wanted.get("settings", {}), wanted.get("attributes", {})
    row.description_frame = wanted.get("description_frame", "")
    for name in ("settings", "attributes"):
        if len(getattr(row, name)) > MOST_KEYS:
            raise UnfitValue({name: [f"At most {MOST_KEYS}."]})
    try:
        with transaction.atomic():
            row.save()
            record(row, "publish_template.changed", by=by, data={"name": row.name})
    except IntegrityError as error:
        raise Conflict("The shop has a template of this name already.", "name_taken") from error
    return _write(row)


def _write(row: PublishTemplate) -> dict[str, Any]:
    return {
        "id": public_id(TEMPLATE, row.pk),
        "account": public_id(SHOP, row.account_id),
        "name": row.name,
        "settings": row.settings,
        "attributes": {key: value if isinstance(value, list) else [value] for key, value in row.attributes.items()},
        "description_frame": row.description_frame,
    }
