"""What a seller still needs at a marketplace, as it was last read."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.jobs import ACCEPTED
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.views import read_body
from marketplaces.actions.shops.selling_choices import start_checking
from marketplaces.api import examples
from marketplaces.api.operations import CHANGE, SEE
from marketplaces.api.views import MarketplaceView, answer_with_job
from marketplaces.reasons import readiness_words

EXAMPLE = {
    "checked_at": "2026-03-02T08:00:00Z",
    "checks": [{"code": "policies", "text": "Business policies are set up.", "is_met": True, "is_required": True}],
}


class NothingBody(serializers.Serializer[Any]):
    """Nothing has to be said."""


class ReadinessCheckSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    is_met = serializers.BooleanField(allow_null=True, help_text="null where the marketplace does not say.")
    is_required = serializers.BooleanField()


class ReadinessSerializer(serializers.Serializer[Any]):
    checked_at = serializers.DateTimeField(allow_null=True, help_text="null before the first look.")
    checks = ReadinessCheckSerializer(many=True)


class AccountReadiness(MarketplaceView):
    access = {"GET": SEE, "POST": CHANGE}
    operations = {"GET": "read_readiness", "POST": "check_readiness"}

    @extend_schema(
        summary="Read what a seller still needs",
        description="As it was read last; costs no call.",
        responses=ReadinessSerializer,
        examples=[OpenApiExample("ready", value=EXAMPLE, response_only=True)],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        account = self.account_of(id)
        checks = [
            {
                "code": each["code"],
                "text": readiness_words(each["code"], each.get("values")),
                "is_met": each["is_met"],
                "is_required": each["is_required"],
            }
            for each in account.readiness
        ]
        return Response({"checked_at": account.readiness_checked_at, "checks": checks})

    @extend_schema(
        summary="Look again at what a seller needs",
        description="A job.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NothingBody},
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[examples.filed("marketplaces.check_shop")],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        account = self.account_of(id)
        read_body(request, NothingBody)
        by = actor_of(request)
        return answer_with_job(request, {"account": account.pk}, lambda: start_checking(account, by))
