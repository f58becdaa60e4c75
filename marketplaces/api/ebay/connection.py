"""The connection to eBay: renewing the access, joining programs, what is left of the day's calls, notifications."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import PublicIdField
from core.api.jobs import ACCEPTED
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.views import read_body
from marketplaces.actions.shops.webhooks import configure
from marketplaces.api import examples
from marketplaces.api.operations import CHANGE, SEE, OperationView
from marketplaces.api.readiness import NothingBody
from marketplaces.api.views import SHOP, ShopSerializer, answer_with_job, ask
from marketplaces.registry import open_account

PROGRAMS = ("SELLING_POLICY_MANAGEMENT", "OUT_OF_STOCK_CONTROL")


class ProgramBody(serializers.Serializer[Any]):
    program = serializers.ChoiceField(choices=PROGRAMS)


class EbayLimitSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="Which part of eBay's API.")
    limit = serializers.IntegerField(allow_null=True)
    remaining = serializers.IntegerField(allow_null=True)
    seconds = serializers.IntegerField(allow_null=True, help_text="The window that it is for.")
    resets_at = serializers.CharField(allow_blank=True)


class EbayLimitsSerializer(serializers.Serializer[Any]):
    limits = EbayLimitSerializer(many=True)


class EbayDestinationSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    is_enabled = serializers.BooleanField()


class EbaySubscriptionSerializer(serializers.Serializer[Any]):
    topic = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    is_enabled = serializers.BooleanField()


class EbayNotificationsSerializer(serializers.Serializer[Any]):
    alert_email = serializers.CharField(allow_blank=True, help_text="Whom eBay tells when deliveries fail.")
    destinations = EbayDestinationSerializer(many=True)
    subscriptions = EbaySubscriptionSerializer(many=True)


class EbayNotificationsQuery(serializers.Serializer[Any]):
    account = PublicIdField(SHOP, required=False, help_text="The shop; without it the first one.")


class AccountRefresh(OperationView):
    access = {"POST": CHANGE}
    operations = {"POST": "refresh_account"}

    @extend_schema(
        summary="Renew the access now",
        description="A job. It happens by itself in time: this is for after something was changed at eBay.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NothingBody},
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[examples.filed("marketplaces.perform")],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        account = self.account_of(id)
        read_body(request, NothingBody)
        return self._file(request, account, "renew_access", {}, accepts_fee=False)


class AccountOptIn(OperationView):
    access = {"POST": CHANGE}
    operations = {"POST": "join_program"}

    @extend_schema(
        summary="Join a program of eBay's",
        description="A job. It can take a day until eBay has done it; joining twice does no harm.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ProgramBody},
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[
            OpenApiExample("business policies", value={"program": PROGRAMS[0]}, request_only=True),
            examples.filed("marketplaces.perform"),
        ],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        account = self.account_of(id)
        return self._file(request, account, "join_program", read_body(request, ProgramBody), accepts_fee=False)


class AccountRateLimits(OperationView):
    access = {"GET": SEE}
    operations = {"GET": "read_rate_limits"}

    @extend_schema(
        summary="Read what is left of the day's calls",
        description="eBay's own figures, of the app and of this seller.",
        responses={200: EbayLimitsSerializer, **errors(409)},
        examples=[
            OpenApiExample(
                "orders",
                value={
                    "limits": [
                        {
                            "name": "fulfillment: sell.fulfillment",
                            "limit": 100000,
                            "remaining": 99930,
                            "seconds": 86400,
                            "resets_at": "2026-03-03T08:00:00.000Z",
                        }
                    ]
                },
                response_only=True,
            )
        ],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002
        account = self.account_of(id)

        def read() -> list[dict[str, Any]]:
            with open_account(account) as adapter:
                found = adapter.limits()
            return [
                {
                    "name": each.name,
                    "limit": each.limit,
                    "remaining": each.remaining,
                    "seconds": each.seconds,
                    "resets_at": each.resets_at,
                }
                for each in found
            ]

        return Response({"limits": ask(read)})


class NotificationSetup(OperationView):
    access = {"GET": SEE, "POST": CHANGE}
    operations = {"GET": "read_notification_setup", "POST": "set_up_notifications"}

    @extend_schema(
        summary="Read where eBay sends its notifications",
        parameters=[EbayNotificationsQuery],
        responses={200: EbayNotificationsSerializer, **errors(409)},
        examples=[
            OpenApiExample(
                "one topic",
                value={
                    "alert_email": "staff@example.com",
                    "destinations": [
                        {"id": "d-1", "address": "https://hub.example.com/webhooks/ebay", "is_enabled": True}
                    ],
                    "subscriptions": [
                        {
                            "topic": "MARKETPLACE_ACCOUNT_DELETION",
                            "address": "https://hub.example.com/webhooks/ebay",
                            "is_enabled": True,
                        }
                    ],
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "notification_setup", EbayNotificationsQuery)

    @extend_schema(
        summary="Tell eBay where to send its notifications",
        description="A job: the address for alerts, the destination, a subscription for each topic. eBay calls the "
        "address while this runs.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ShopSerializer},
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[
            OpenApiExample("the first shop", value={}, request_only=True),
            examples.filed("marketplaces.configure_webhooks"),
        ],
    )
    def post(self, request: Request) -> Response:
        account = self.account(read_body(request, ShopSerializer).get("account"))
        by = actor_of(request)
        return answer_with_job(request, {"account": account.pk}, lambda: configure(account, by))
