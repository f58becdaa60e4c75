"""The account at a supplier over REST: its settings without their secrets, writing them, trying them, its figures."""

from typing import Any

from django.utils.encoding import force_str
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict, UnfitValue
from core.api.fields import CountryField, CurrencyField, MoneySerializer, PublicIdField, TextField, public_id
from core.api.permissions import Access
from core.api.schema import errors
from core.api.scopes import ADMIN, READ, SUPPLIERS
from core.api.views import read_body, read_query
from core.models.accounts import AccountMode, AccountState
from suppliers.actions.accounts import NoAccount, default_account
from suppliers.actions.connecting import test_connection
from suppliers.actions.editing import SECRETS, BadCredentials, write_account
from suppliers.actions.errors import NotPossible
from suppliers.actions.webhooks import address_of
from suppliers.api.shapes import write_money
from suppliers.api.views import PREFIX, AccountQuery, SupplierView
from suppliers.dashboard import AccountFigures, figures_of, pushes_of
from suppliers.models import SupplierAccount
from suppliers.models.account import StockBasis
from suppliers.registry import adapter_class, title


class SecretShapeSerializer(serializers.Serializer[Any]):
    is_set = serializers.BooleanField()
    last4 = serializers.CharField(allow_blank=True, help_text="Its last four characters; nobody sees more of it.")


class ConfigSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(allow_null=True, help_text="`acc_<number>`; null while there is no account.")
    supplier = serializers.CharField()
    title = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    mode = serializers.ChoiceField(choices=AccountMode.values, allow_null=True)
    state = serializers.ChoiceField(choices=AccountState.values, allow_null=True)
    state_reason = serializers.CharField(allow_blank=True)
    from_environment = serializers.BooleanField()
    email = serializers.CharField(allow_blank=True)
    tier = serializers.CharField(allow_blank=True)
    stock_basis = serializers.ChoiceField(choices=StockBasis.values, allow_null=True)
    ship_to = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(allow_blank=True)
    secrets = serializers.DictField(
        child=SecretShapeSerializer(), help_text="By name, those that the supplier asks for."
    )
    token_ends_at = serializers.DateTimeField(allow_null=True, help_text="The hub renews it before.")
    authorisation_ends_at = serializers.DateTimeField(allow_null=True, help_text="Then a person must act.")
    capabilities = serializers.ListField(child=serializers.CharField())
    webhook_address = serializers.CharField(
        allow_blank=True,
        help_text="Where the supplier is to send pushes. Empty for who may not change the account: a part of it is secret.",
    )


class ConfigWriteSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is. Secrets are written and never read back."""

    name = TextField(max_length=100, required=False)
    mode = serializers.ChoiceField(choices=AccountMode.values, required=False)
    email = TextField(max_length=254, required=False)
    api_key = TextField(max_length=200, required=False)
    client_id = TextField(max_length=200, required=False, help_text="CJ: the first half of a key held in two.")
    client_secret = TextField(max_length=200, required=False, help_text="CJ: its second half.")
    api_secret = TextField(max_length=200, required=False)
    platform_token = TextField(max_length=500, required=False)
    tier = TextField(max_length=20, required=False)
    stock_basis = serializers.ChoiceField(choices=StockBasis.values, required=False)
    ship_to = CountryField(required=False)
    currency = CurrencyField(required=False)


class TestSerializer(serializers.Serializer[Any]):
    account = PublicIdField(PREFIX, required=False, help_text="The account to try; without it the first one.")


class BalanceSerializer(serializers.Serializer[Any]):
    available = MoneySerializer()
    frozen = MoneySerializer(allow_null=True)


class TestResultSerializer(serializers.Serializer[Any]):
    is_ok = serializers.BooleanField()
    took_ms = serializers.IntegerField()
    account_name = serializers.CharField(allow_blank=True, help_text="As the supplier calls it.")
    account_email = serializers.CharField(allow_blank=True)
    calls_per_second = serializers.FloatField(allow_null=True)
    token_ends_at = serializers.DateTimeField(allow_null=True)
    balance = BalanceSerializer(allow_null=True)
    code = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True, help_text="What is wrong.")
    cause = serializers.CharField(allow_blank=True)
    remedy = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True, help_text="What the supplier said.")


class AllowanceSerializer(serializers.Serializer[Any]):
    used_today = serializers.FloatField()
    total = serializers.FloatField(help_text="0: only counted, there is no limit.")
    remaining = serializers.FloatField()
    exhausted_until = serializers.DateTimeField(allow_null=True)


class AccountStatsSerializer(serializers.Serializer[Any]):
    account = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=AccountState.values)
    calls_24h = serializers.IntegerField()
    failed_24h = serializers.IntegerField()
    success_percent = serializers.FloatField(allow_null=True, help_text="Null without a call.")
    average_ms = serializers.FloatField(allow_null=True)
    longest_ms = serializers.IntegerField(allow_null=True)
    webhooks_24h = serializers.IntegerField()
    webhook_delay_seconds = serializers.FloatField(allow_null=True, help_text="From sent to received, on average.")
    webhook_wait_seconds = serializers.FloatField(allow_null=True, help_text="From received to processed, on average.")
    linked_variants = serializers.IntegerField()
    refreshed_at = serializers.DateTimeField(allow_null=True)
    allowances = serializers.DictField(child=AllowanceSerializer(), help_text="By name: `calls`, `points`, …")


class SupplierStatsSerializer(serializers.Serializer[Any]):
    supplier = serializers.CharField()
    accounts = AccountStatsSerializer(many=True)


CONFIG_EXAMPLE = {
    "id": "acc_1",
    "supplier": "cj-dropshipping",
    "title": "CJ Dropshipping",
    "name": "CJ",
    "mode": "live",
    "state": "ok",
    "state_reason": "",
    "from_environment": False,
    "email": "buyer@shop.example",
    "tier": "free",
    "stock_basis": "total",
    "ship_to": "FR",
    "currency": "",
    "secrets": {"api_key": {"is_set": True, "last4": "9f3a"}},
    "token_ends_at": "2026-03-17T08:00:00Z",
    "authorisation_ends_at": None,
    "capabilities": ["balance", "order"],
    "webhook_address": "",
}
TEST_EXAMPLE = {
    "is_ok": True,
    "took_ms": 412,
    "account_name": "Shop",
    "account_email": "buyer@shop.example",
    "calls_per_second": 1.0,
    "token_ends_at": "2026-03-17T08:00:00Z",
    "balance": {"available": {"amount": "120.50", "currency": "USD"}, "frozen": None},
    **dict.fromkeys(("code", "title", "cause", "remedy", "detail"), ""),
}
STATS_EXAMPLE = {
    "supplier": "cj-dropshipping",
    "accounts": [
        {
            "account": "acc_1",
            "name": "CJ",
            "state": "ok",
            "calls_24h": 1480,
            "failed_24h": 3,
            "success_percent": 99.8,
            "average_ms": 310.5,
            "longest_ms": 2410,
            "webhooks_24h": 212,
            "webhook_delay_seconds": 1.4,
            "webhook_wait_seconds": 0.3,
            "linked_variants": 840,
            "refreshed_at": "2026-03-02T08:00:00Z",
            "allowances": {
                "points": {"used_today": 14800.0, "total": 50000.0, "remaining": 35200.0, "exhausted_until": None}
            },
        }
    ],
}


class Config(SupplierView):
    access = {
        "GET": Access(READ, "suppliers.view_supplieraccount"),
        "PUT": Access(ADMIN, "suppliers.change_supplieraccount"),
    }
    operations = {"GET": "read_config", "PUT": "write_config"}

    @extend_schema(
        summary="Read the account's settings",
        description="Of secrets only whether they are set, and how they end.",
        parameters=[AccountQuery],
        responses=ConfigSerializer,
        examples=[OpenApiExample("an account", value=CONFIG_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        pk = read_query(request, AccountQuery).get("account")
        account = self.account(pk) if pk is not None else self.first_account()
        shown = write_config(self.partner, account)
        if not self.access["PUT"].opens_to(request):
            shown["webhook_address"] = ""
        return Response(shown)

    @extend_schema(
        summary="Write the account's settings",
        description="Makes the account where there is none. An account of the environment is changed there.",
        parameters=[AccountQuery],
        request={"application/json": ConfigWriteSerializer},
        responses={200: ConfigSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("country", value={"ship_to": "FR", "stock_basis": "verified"}, request_only=True),
            OpenApiExample("an account", value=CONFIG_EXAMPLE, response_only=True, status_codes=["200"]),
        ],
    )
    def put(self, request: Request) -> Response:
        values = read_body(request, ConfigWriteSerializer)
        pk = read_query(request, AccountQuery).get("account")
        account = self.account(pk) if pk is not None else self.first_account()
        if account is None:
            account = SupplierAccount(supplier=self.partner, name=title(self.partner))
        elif account.from_environment:
            raise Conflict("This account is described by the hub's environment: change it there.", "from_environment")
        wanted = values.get("name", account.name)
        if SupplierAccount.objects.filter(name=wanted).exclude(pk=account.pk).exists():
            raise Conflict("Another account has this name.", "name_taken")
        try:
            write_account(account, values, actor_of(request))
        except BadCredentials as error:
            raise UnfitValue({name: [words] for name, words in error.problems.items()}) from error
        return Response(write_config(self.partner, account))

    def first_account(self) -> SupplierAccount | None:
        try:
            return default_account(self.partner)
        except NoAccount:
            return None


class ConfigTest(SupplierView):
    access = {"POST": Access(SUPPLIERS, "suppliers.change_supplieraccount")}
    operations = {"POST": "test_config"}

    @extend_schema(
        summary="Try the account's credentials",
        description="Asks the supplier who we are. A refusal is an answer, in words: `is_ok` is false then.",
        request={"application/json": TestSerializer},
        responses={200: TestResultSerializer, **errors(409)},
        examples=[
            OpenApiExample("the first account", value={}, request_only=True),
            OpenApiExample("it works", value=TEST_EXAMPLE, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request) -> Response:
        account = self.account(read_body(request, TestSerializer).get("account"))
        report = test_connection(account, actor_of(request))
        info, balance = report.info, report.balance
        return Response(
            {
                "is_ok": report.is_ok,
                "took_ms": report.took_ms,
                "account_name": info.name if info else "",
                "account_email": info.email if info else "",
                "calls_per_second": info.calls_per_second if info else None,
                "token_ends_at": report.token_ends,
                "balance": {"available": write_money(balance.available), "frozen": write_money(balance.frozen)}
                if balance
                else None,
                **{name: force_str(getattr(report, name)) for name in ("code", "title", "cause", "remedy", "detail")},
            }
        )


class Stats(SupplierView):
    access = {"GET": Access(READ, "suppliers.view_supplieraccount")}
    operations = {"GET": "read_stats"}

    @extend_schema(
        summary="Read how each account is doing",
        description="Calls, failures, response times and webhooks of the last 24 hours, and what is left of allowances.",
        responses=SupplierStatsSerializer,
        examples=[OpenApiExample("one account", value=STATS_EXAMPLE, response_only=True)],
    )
    def get(self, _request: Request) -> Response:
        accounts = list(SupplierAccount.objects.filter(supplier=self.partner, is_active=True).order_by("pk"))
        figures = figures_of(accounts)
        return Response(
            {
                "supplier": self.partner,
                "accounts": [write_stats(account, figures.get(account.pk, AccountFigures())) for account in accounts],
            }
        )


def write_config(slug: str, account: SupplierAccount | None) -> dict[str, Any]:
    supplier = adapter_class(slug)
    secrets = [name for name in SECRETS if name in supplier.credential_fields]
    known = account or SupplierAccount(supplier=slug)
    return {
        "id": public_id(PREFIX, account.pk) if account else None,
        "supplier": slug,
        "title": supplier.title,
        "name": known.name,
        "mode": known.mode if account else None,
        "state": known.state if account else None,
        "state_reason": known.state_reason,
        "from_environment": known.from_environment,
        "email": known.email,
        "tier": known.tier,
        "stock_basis": known.stock_basis if account else None,
        "ship_to": known.ship_to,
        "currency": known.currency,
        "secrets": {name: _secret(known, name) for name in secrets},
        "token_ends_at": known.access_expires_at,
        "authorisation_ends_at": known.refresh_expires_at,
        "capabilities": sorted(capability.value for capability in supplier.capabilities),
        "webhook_address": _address(account),
    }


def write_stats(account: SupplierAccount, figures: AccountFigures) -> dict[str, Any]:
    traffic, pushes = figures.traffic, pushes_of(account)
    return {
        "account": public_id(PREFIX, account.pk),
        "name": account.name,
        "state": account.state,
        "calls_24h": traffic.calls,
        "failed_24h": traffic.failed,
        "success_percent": round(100 - traffic.failed_percent, 1) if traffic.calls else None,
        "average_ms": traffic.average_ms,
        "longest_ms": traffic.longest_ms,
        "webhooks_24h": pushes.received,
        "webhook_delay_seconds": pushes.delay.total_seconds() if pushes.delay is not None else None,
        "webhook_wait_seconds": pushes.waited.total_seconds() if pushes.waited is not None else None,
        "linked_variants": figures.offers,
        "refreshed_at": figures.refreshed_at,
        "allowances": {
            name: {
                "used_today": gauge.used,
                "total": gauge.total,
                "remaining": gauge.remaining,
                "exhausted_until": gauge.exhausted_until,
            }
            for name, gauge in figures.gauges.items()
        },
    }


def _secret(account: SupplierAccount, name: str) -> dict[str, Any]:
    secret = account.credential(name)
    return {"is_set": bool(secret), "last4": secret.last4 if secret else ""}


def _address(account: SupplierAccount | None) -> str:
    if account is None:
        return ""
    try:
        return address_of(account)
    except NotPossible:
        return ""
