"""The connection to Etsy: renewing the access, and what is left of the day's calls."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.schema import errors
from core.api.views import read_body
from marketplaces.actions import performing
from marketplaces.api.documenting import files
from marketplaces.api.etsy.views import EtsyView
from marketplaces.api.operations import CHANGE, SEE
from marketplaces.api.readiness import NothingBody
from marketplaces.api.views import ask


class EtsyLimitSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="`calls` of the day, or of a `second`.")
    limit = serializers.IntegerField(allow_null=True)
    remaining = serializers.IntegerField(allow_null=True)
    seconds = serializers.IntegerField(allow_null=True, help_text="The window that it is for.")


class EtsyLimitsSerializer(serializers.Serializer[Any]):
    limits = EtsyLimitSerializer(many=True, help_text="Empty before the first answer of Etsy's.")


class AccountRefresh(EtsyView):
    access = {"POST": CHANGE}
    operations = {"POST": "refresh_account"}

    @files(
        "Renew the access now",
        NothingBody,
        {},
        "A job. It happens by itself in time: this is for after something was changed at Etsy.",
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        account = self.account_of(id)
        read_body(request, NothingBody)
        return self._file(request, account, "renew_access", {}, accepts_fee=False)


class AccountLimits(EtsyView):
    access = {"GET": SEE}
    operations = {"GET": "read_limits"}

    @extend_schema(
        summary="Read what is left of the app's calls",
        description="As Etsy's last answer told it; costs no call. All shops of one app share it.",
        responses={200: EtsyLimitsSerializer, **errors(409)},
        examples=[
            OpenApiExample(
                "a day's calls",
                value={"limits": [{"name": "calls", "limit": 100000, "remaining": 99930, "seconds": 86400}]},
                response_only=True,
            )
        ],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002
        account = self.account_of(id)
        return Response(ask(lambda: performing.read(account, "read_limits", {})))
