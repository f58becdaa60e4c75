"""What buyers wrote and what Etsy booked, over REST. Read only."""

from datetime import timedelta
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import MoneySerializer
from core.api.views import read_query
from marketplaces.actions import performing
from marketplaces.api.documenting import reads
from marketplaces.api.etsy.views import EtsyView
from marketplaces.api.operations import SEE
from marketplaces.api.views import ShopSerializer, ask

LONGEST_WINDOW, FURTHEST, LARGEST = timedelta(days=31), 12_000, 100
_REVIEW = {
    "listing_id": "4500000001", "order_line_id": "7001", "rating": 5, "words": "Smells of rain", "language": "en",
    "image_url": "", "created_at": "2026-03-01T08:00:00+00:00", "updated_at": "2026-03-01T08:00:00+00:00",
}  # fmt: skip
_ENTRY = {
    "id": "91000001", "kind": "PAYMENT", "words": "sale", "amount": {"amount": "9.80", "currency": "EUR"},
    "balance": {"amount": "112.40", "currency": "EUR"}, "about": "payment", "about_id": "81000001",
    "at": "2026-03-01T08:00:00+00:00",
}  # fmt: skip


class EtsyReviewSerializer(serializers.Serializer[Any]):
    listing_id = serializers.CharField()
    order_line_id = serializers.CharField(allow_blank=True, help_text="Etsy's transaction.")
    rating = serializers.IntegerField()
    words = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    image_url = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)


class EtsyReviewListSerializer(serializers.Serializer[Any]):
    reviews = EtsyReviewSerializer(many=True)
    count = serializers.IntegerField(help_text="Etsy's word for how many there are.")
    next_offset = serializers.IntegerField(allow_null=True, help_text="`null` on the last page.")


class EtsyLedgerEntrySerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    amount = MoneySerializer(allow_null=True)
    balance = MoneySerializer(allow_null=True, help_text="After it.")
    about = serializers.CharField(allow_blank=True)
    about_id = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)


class EtsyLedgerSerializer(serializers.Serializer[Any]):
    entries = EtsyLedgerEntrySerializer(many=True)
    count = serializers.IntegerField()
    next_offset = serializers.IntegerField(allow_null=True)


class _Window(ShopSerializer):
    since = serializers.DateTimeField(required=False, help_text="Written at this time or later.")
    until = serializers.DateTimeField(required=False, help_text="Written at this time or earlier.")
    limit = serializers.IntegerField(min_value=1, max_value=LARGEST, default=50, help_text="Rows of a page.")
    offset = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=0, help_text="Rows to leave out.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "since" in attrs and "until" in attrs and attrs["until"] < attrs["since"]:
            raise serializers.ValidationError({"until": ["It is before `since`."]})
        return attrs


class EtsyReviewQuery(_Window):
    """Without a window all."""


class EtsyLedgerQuery(_Window):
    since = serializers.DateTimeField(help_text="Booked at this time or later.")
    until = serializers.DateTimeField(help_text="At most 31 days after `since`.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["until"] - attrs["since"] > LONGEST_WINDOW:
            raise serializers.ValidationError({"until": [f"At most {LONGEST_WINDOW.days} days after `since`."]})
        return super().validate(attrs)


class _Reading(EtsyView):
    access = {"GET": SEE}

    def answer(self, request: Request, name: str, query: type[_Window]) -> Response:
        given = read_query(request, query)
        account = self.account(given.pop("account", None))
        values = {key: value.isoformat() if key in ("since", "until") else value for key, value in given.items()}
        return Response(ask(lambda: performing.read(account, name, values)))


class Reviews(_Reading):
    operations = {"GET": "list_reviews"}

    @reads(
        "List what buyers wrote",
        EtsyReviewQuery,
        EtsyReviewListSerializer,
        {"reviews": [_REVIEW], "count": 1, "next_offset": None},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request, "list_reviews", EtsyReviewQuery)


class Ledger(_Reading):
    operations = {"GET": "list_ledger"}

    @reads(
        "List the entries of the shop's account at Etsy",
        EtsyLedgerQuery,
        EtsyLedgerSerializer,
        {"entries": [_ENTRY], "count": 1, "next_offset": None},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request, "list_ledger", EtsyLedgerQuery)
