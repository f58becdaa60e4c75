"""Shops over REST: their settings without their secrets, adding, trying, pausing and disconnecting them."""

from typing import Any

from django.utils.encoding import force_str
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict, UnfitValue
from core.api.fields import FlagField, TextField, public_id
from core.api.permissions import Access
from core.api.schema import errors
from core.api.scopes import ADMIN, MARKETPLACES, READ
from core.api.views import read_body
from core.models.accounts import AccountMode, AccountState
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.shops import accounts as acts
from marketplaces.actions.shops.connecting import test_connection
from marketplaces.actions.shops.editing import BadCredentials, write_account
from marketplaces.actions.shops.logins import SECRETS, needed
from marketplaces.actions.shops.webhooks import address_of
from marketplaces.api import examples
from marketplaces.api.views import SHOP, MarketplaceView, ShopSerializer
from marketplaces.models import MarketplaceAccount
from marketplaces.models.account import WayToConnect
from marketplaces.registry import adapter_class

SEE = Access(READ, "marketplaces.view_marketplaceaccount")
CHANGE = Access(ADMIN, "marketplaces.change_marketplaceaccount")
CONNECT = Access(ADMIN, "marketplaces.connect_marketplaceaccount")
OPERATE = Access(MARKETPLACES, "marketplaces.change_marketplaceaccount")
PLAIN = (
    "name", "shop_address", "way_to_connect", "api_key", "redirect_name", "site", "mode", "is_active", "location_id",
    "stock_buffer",
)  # fmt: skip


class SecretSerializer(serializers.Serializer[Any]):
    is_set = serializers.BooleanField()
    last4 = serializers.CharField(allow_blank=True, help_text="Its last four characters; nobody sees more of it.")


class PlaceSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()


class ShopAccountSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`shop_<number>`")
    marketplace = serializers.CharField()
    name = serializers.CharField()
    shop_address = serializers.CharField(allow_blank=True)
    way_to_connect = serializers.ChoiceField(choices=WayToConnect.values)
    redirect_name = serializers.CharField(allow_blank=True, help_text="eBay's RuName; empty elsewhere.")
    site = serializers.CharField(allow_blank=True, help_text="The national site, where the marketplace has several.")
    mode = serializers.ChoiceField(choices=AccountMode.values)
    state = serializers.ChoiceField(choices=AccountState.values)
    state_reason = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()
    from_environment = serializers.BooleanField()
    currency = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)
    scopes = serializers.ListField(child=serializers.CharField())
    missing_scopes = serializers.ListField(child=serializers.CharField())
    lost_abilities = serializers.ListField(
        child=serializers.CharField(), help_text="What does not work without the missing rights, by codes."
    )
    locations = PlaceSerializer(many=True)
    publications = PlaceSerializer(many=True)
    location_id = serializers.CharField(allow_blank=True, help_text="Whose stock the hub sets.")
    publication_ids = serializers.ListField(child=serializers.CharField(), help_text="Where products are shown.")
    stock_buffer = serializers.IntegerField(help_text="Units kept back of each product.")
    secrets = serializers.DictField(child=SecretSerializer())
    token_ends_at = serializers.DateTimeField(allow_null=True, help_text="The hub renews it before.")
    webhook_address = serializers.CharField(
        allow_blank=True, help_text="Where the marketplace is to send pushes; the topic follows it."
    )
    webhooks_checked_at = serializers.DateTimeField(allow_null=True)
    orders_read_until = serializers.DateTimeField(allow_null=True)


class ShopListSerializer(serializers.Serializer[Any]):
    accounts = ShopAccountSerializer(many=True)


class ShopWriteSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is. Secrets are written and never read back."""

    name = TextField(max_length=100, required=False)
    shop_address = TextField(max_length=200, required=False)
    way_to_connect = serializers.ChoiceField(choices=WayToConnect.values, required=False)
    mode = serializers.ChoiceField(choices=AccountMode.values, required=False)
    api_key = TextField(max_length=120, required=False)
    api_secret = TextField(max_length=500, required=False)
    redirect_name = TextField(max_length=120, required=False, allow_blank=True, help_text="eBay's RuName.")
    site = TextField(max_length=20, required=False, allow_blank=True, help_text="Such as EBAY_DE.")
    access_token = TextField(max_length=500, required=False, help_text="Only for `pasted_token`.")
    is_active = FlagField(required=False)
    location_id = TextField(max_length=120, required=False, allow_blank=True)
    publication_ids = serializers.ListField(child=TextField(max_length=120), required=False, max_length=50)
    stock_buffer = serializers.IntegerField(min_value=0, max_value=100_000, required=False)


class ShopCreateSerializer(ShopWriteSerializer):
    name = TextField(max_length=100)
    shop_address = TextField(
        max_length=200, required=False, help_text="Where the marketplace's shops have one of their own (Shopify)."
    )


class PauseSerializer(serializers.Serializer[Any]):
    reason = TextField(max_length=200, help_text="Colleagues read it beside the shop.")


class ShopTestSerializer(serializers.Serializer[Any]):
    is_ok = serializers.BooleanField()
    took_ms = serializers.IntegerField()
    shop = serializers.CharField(allow_blank=True, help_text="As the marketplace calls it.")
    domain = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(allow_blank=True)
    scopes = serializers.ListField(child=serializers.CharField())
    missing_scopes = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField(), help_text="What works and still wants a look.")
    token_ends_at = serializers.DateTimeField(allow_null=True)
    code = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True, help_text="What is wrong.")
    cause = serializers.CharField(allow_blank=True)
    remedy = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True, help_text="What the marketplace said.")


ONE = OpenApiExample("a shop", value=examples.ACCOUNT, response_only=True, status_codes=["200"])


class Accounts(MarketplaceView):
    access = {"GET": SEE, "POST": CONNECT}
    operations = {"GET": "list_accounts", "POST": "add_account"}

    @extend_schema(
        summary="List the shops",
        description="Of secrets only whether they are set, and how they end.",
        responses=ShopListSerializer,
        examples=[OpenApiExample("one shop", value={"accounts": [examples.ACCOUNT]}, response_only=True)],
    )
    def get(self, _request: Request) -> Response:
        acts.environment_account(self.partner)
        rows = MarketplaceAccount.objects.filter(marketplace=self.partner).order_by("pk")
        return Response({"accounts": [write_shop(row) for row in rows]})

    @extend_schema(
        summary="Add a shop",
        description="Makes no call: try it afterwards, or send a person to `oauth/connect?account=<number>`.",
        request={"application/json": ShopCreateSerializer},
        responses={201: ShopAccountSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample(
                "by client credentials",
                value={
                    "name": "Paris shop",
                    "shop_address": "paris-shop.myshopify.com",
                    "api_key": "the app's client id",
                    "api_secret": "the app's secret",
                },
                request_only=True,
            ),
            OpenApiExample("a shop", value=examples.ACCOUNT, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        values = read_body(request, ShopCreateSerializer)
        room = adapter_class(self.partner)
        if "shop_address" not in values and "shop_address" in room.needed.get(room.ways_to_connect[0], ()):
            raise UnfitValue({"shop_address": ["A shop there is found by its address."]}, "required")
        account = MarketplaceAccount(marketplace=self.partner, way_to_connect=room.ways_to_connect[0].value)
        account = write(account, values, actor_of(request))
        return Response(write_shop(account), status=status.HTTP_201_CREATED)


class Account(MarketplaceView):
    access = {"GET": SEE, "PATCH": CHANGE}
    operations = {"GET": "read_account", "PATCH": "change_account"}

    @extend_schema(summary="Read a shop", responses=ShopAccountSerializer, examples=[ONE])
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return Response(write_shop(self.account_of(id)))

    @extend_schema(
        summary="Change a shop's settings",
        description="A new app secret leaves the old one good for webhooks for 24 hours.",
        request={"application/json": ShopWriteSerializer},
        responses={200: ShopAccountSerializer, **errors(409, 422)},
        examples=[OpenApiExample("keep two back", value={"stock_buffer": 2}, request_only=True), ONE],
    )
    def patch(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        account = self.account_of(id)
        values = read_body(request, ShopWriteSerializer)
        if account.from_environment and set(values) - {"location_id", "publication_ids", "stock_buffer"}:
            raise Conflict("This shop is described by the hub's environment: change it there.", "from_environment")
        return Response(write_shop(write(account, values, actor_of(request))))


class AccountTest(MarketplaceView):
    access = {"POST": OPERATE}
    operations = {"POST": "test_account"}

    @extend_schema(
        summary="Try a shop's credentials",
        description="Asks the marketplace who we are. A refusal is an answer, in words: `is_ok` is false then.",
        request=None,
        responses=ShopTestSerializer,
        examples=[OpenApiExample("it works", value=examples.TEST, response_only=True)],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return Response(write_report(self.account_of(id), actor_of(request)))


class AccountPause(MarketplaceView):
    access = {"POST": OPERATE}
    operations = {"POST": "pause_account"}

    @extend_schema(
        summary="Pause a shop",
        description="No call is made for it until it is resumed; its jobs wait.",
        request={"application/json": PauseSerializer},
        responses={200: ShopAccountSerializer, **errors(409)},
        examples=[OpenApiExample("holidays", value={"reason": "Closed in August"}, request_only=True), ONE],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        account = self.account_of(id)
        reason = read_body(request, PauseSerializer)["reason"]
        if not acts.pause(account, reason, actor_of(request)):
            raise Conflict("It is paused already.", "paused")
        return Response(write_shop(account))


class AccountResume(MarketplaceView):
    access = {"POST": OPERATE}
    operations = {"POST": "resume_account"}

    @extend_schema(
        summary="Resume a paused shop",
        request=None,
        responses={200: ShopAccountSerializer, **errors(409)},
        examples=[ONE],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        account = self.account_of(id)
        if not acts.resume(account, actor_of(request)):
            raise Conflict("It is not paused.", "not_paused")
        return Response(write_shop(account))


class AccountDisconnect(MarketplaceView):
    access = {"POST": CONNECT}
    operations = {"POST": "disconnect_account"}

    @extend_schema(
        summary="Disconnect a shop",
        description="Its tokens are forgotten and it is paused; orders and listings stay.",
        request=None,
        responses=ShopAccountSerializer,
        examples=[ONE],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        account = self.account_of(id)
        acts.disconnect(account, actor_of(request))
        return Response(write_shop(account))


class Disconnect(MarketplaceView):
    access = {"POST": CONNECT}
    operations = {"POST": "disconnect"}

    @extend_schema(
        summary="Disconnect a shop, the first one where none is named",
        request={"application/json": ShopSerializer},
        responses={200: ShopAccountSerializer, **errors(409)},
        examples=[OpenApiExample("one shop", value={"account": "shop_1"}, request_only=True), ONE],
    )
    def post(self, request: Request) -> Response:
        account = self.account(read_body(request, ShopSerializer).get("account"))
        acts.disconnect(account, actor_of(request))
        return Response(write_shop(account))


class Status(MarketplaceView):
    access = {"GET": SEE}
    operations = {"GET": "read_status"}

    @extend_schema(
        summary="Read how each shop is connected",
        responses=ShopListSerializer,
        examples=[OpenApiExample("one shop", value={"accounts": [examples.ACCOUNT]}, response_only=True)],
    )
    def get(self, _request: Request) -> Response:
        return Response({"accounts": [write_shop(row) for row in acts.accounts_of(self.partner)]})


def write(account: MarketplaceAccount, values: dict[str, Any], by: str) -> MarketplaceAccount:
    """Saves; what has not the right form is 422 by field, a name that is taken 409."""
    name = values.get("name", account.name)
    if MarketplaceAccount.objects.filter(name=name).exclude(pk=account.pk).exists():
        raise Conflict("Another account has this name.", "name_taken")
    try:
        return write_account(account, values, by)
    except BadCredentials as error:
        raise UnfitValue({field: [words] for field, words in error.problems.items()}) from error


def write_shop(account: MarketplaceAccount) -> dict[str, Any]:
    places = account.places or {}
    wanted = {"api_secret", *needed(account)}
    return {
        "id": public_id(SHOP, account.pk),
        "marketplace": account.marketplace,
        **{name: getattr(account, name) for name in PLAIN if name != "api_key"},
        **{
            name: getattr(account, name)
            for name in ("state", "state_reason", "from_environment", "currency", "country", "scopes",
                         "missing_scopes", "lost_abilities", "publication_ids", "webhooks_checked_at",
                         "orders_read_until")
        },
        "locations": places.get("locations", []),
        "publications": places.get("publications", []),
        "secrets": {name: _secret(account, name) for name in SECRETS if name in wanted},
        "token_ends_at": account.access_expires_at,
        "webhook_address": _address(account),
    }  # fmt: skip


def write_report(account: MarketplaceAccount, by: str) -> dict[str, Any]:
    report = test_connection(account, by)
    info = report.info
    return {
        "is_ok": report.is_ok,
        "took_ms": report.took_ms,
        "shop": info.name if info else "",
        "domain": info.domain if info else "",
        "currency": info.currency if info else "",
        "scopes": list(info.scopes) if info else [],
        "missing_scopes": list(info.missing_scopes) if info else [],
        "warnings": list(report.warnings),
        "token_ends_at": report.token_ends,
        **{name: force_str(getattr(report, name)) for name in ("code", "title", "cause", "remedy", "detail")},
    }


def _secret(account: MarketplaceAccount, name: str) -> dict[str, Any]:
    secret = account.credential(name)
    return {"is_set": bool(secret), "last4": secret.last4 if secret else ""}


def _address(account: MarketplaceAccount) -> str:
    try:
        return address_of(account)
    except NotPossible:
        return ""
