"""eBay's reports about a seller over REST. eBay answers 100 of them a day: an answer is kept for hours, and says when it
was read."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import read_query
from marketplaces.actions import performing
from marketplaces.api.ebay.documenting import reads
from marketplaces.api.operations import SEE, OperationView
from marketplaces.api.views import ShopSerializer, ask

USUAL_DAYS = 30
MOST_DAYS = 90
_FIGURES = {
    "impressions": "900",
    "search_impressions": "700",
    "views": "41",
    "click_through_rate": "0.0456",
    "conversion_rate": None,
    "sold": "0",
}
_TRAFFIC = {
    "by": "day",
    "first_day": "2026-11-01",
    "last_day": "2026-11-20",
    "updated_at": "2026-11-21T04:00:00Z",
    "read_at": "2026-11-21T08:00:00Z",
    "rows": [{"of": "2026-11-01", "title": "", "figures": _FIGURES}],
}
_PROFILE = {
    "program": "us",
    "cycle": "current",
    "evaluated_at": "2026-11-20T00:00:00Z",
    "level": "above_standard",
    "is_default": True,
    "metrics": [{"key": "shipping_miss_rate", "name": "Late shipment rate", "level": "top_rated", "value": "1.00"}],
}
_SERVICE = {
    "kind": "not_received",
    "site": "EBAY_US",
    "cycle": "current",
    "first_day": "2026-10-20",
    "last_day": "2026-11-20",
    "evaluated_at": "2026-11-20T00:00:00Z",
    "read_at": "2026-11-21T08:00:00Z",
    "rows": [
        {
            "kind": "listing_category",
            "name": "Health & Beauty",
            "value": "26395",
            "figures": {"rate": "0.50"},
            "rating": "low",
            "average": "0.80",
        }
    ],
}
_READ_AT = "When eBay was asked: the answer is kept for some hours."


class EbayTrafficQuery(ShopSerializer):
    by = serializers.ChoiceField(choices=["day", "listing"], default="day")
    first_day = serializers.DateField(required=False, help_text="Without it 30 days before the last.")
    last_day = serializers.DateField(required=False, help_text="Without it yesterday. At most 90 days after the first.")


class EbayTrafficRowSerializer(serializers.Serializer[Any]):
    of = serializers.CharField(help_text="The day, or eBay's number of the listing.")
    title = serializers.CharField(allow_blank=True)
    figures = serializers.DictField(
        child=serializers.CharField(allow_null=True), help_text="Null is no figure, which is not 0."
    )


class EbayTrafficSerializer(serializers.Serializer[Any]):
    by = serializers.CharField()
    first_day = serializers.CharField(allow_blank=True)
    last_day = serializers.CharField(allow_blank=True)
    updated_at = serializers.CharField(allow_null=True, help_text="Up to when eBay has counted.")
    read_at = serializers.CharField(help_text=_READ_AT)
    rows = EbayTrafficRowSerializer(many=True)


class EbayStandardMetricSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    level = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_null=True)


class EbayStandardSerializer(serializers.Serializer[Any]):
    program = serializers.CharField(help_text="`us`, `uk`, `de` or `global`.")
    cycle = serializers.CharField(help_text="`current`, or `projected` for the next judgement as things stand.")
    evaluated_at = serializers.CharField(allow_null=True)
    level = serializers.CharField(allow_blank=True, help_text="`top_rated`, `above_standard` or `below_standard`.")
    is_default = serializers.BooleanField()
    metrics = EbayStandardMetricSerializer(many=True)


class EbayStandardsSerializer(serializers.Serializer[Any]):
    read_at = serializers.CharField(help_text=_READ_AT)
    profiles = EbayStandardSerializer(many=True)


class EbayServiceMetricQuery(ShopSerializer):
    kind = serializers.ChoiceField(choices=["not_received", "not_as_described"])
    cycle = serializers.ChoiceField(choices=["current", "projected"], default="current")


class EbayServiceRowSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    figures = serializers.DictField(child=serializers.CharField(allow_null=True))
    rating = serializers.CharField(allow_blank=True, help_text="eBay's word for how it stands beside others.")
    average = serializers.CharField(allow_null=True, help_text="Of sellers like this one.")


class EbayServiceMetricSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    site = serializers.CharField(allow_blank=True)
    cycle = serializers.CharField(allow_blank=True)
    first_day = serializers.CharField(allow_blank=True)
    last_day = serializers.CharField(allow_blank=True)
    evaluated_at = serializers.CharField(allow_null=True)
    read_at = serializers.CharField(help_text=_READ_AT)
    rows = EbayServiceRowSerializer(many=True)


class Traffic(OperationView):
    access = {"GET": SEE}
    operations = {"GET": "read_traffic"}

    @reads("Read how often listings are seen", EbayTrafficQuery, EbayTrafficSerializer, _TRAFFIC)
    def get(self, request: Request) -> Response:
        given = read_query(request, EbayTrafficQuery)
        account = self.account(given.pop("account", None))
        last: date = given.get("last_day") or _yesterday()
        first: date = given.get("first_day") or last - timedelta(days=USUAL_DAYS)
        if not timedelta(0) <= last - first <= timedelta(days=MOST_DAYS):
            words = f"At most {MOST_DAYS} days, and not before the first."
            raise serializers.ValidationError({"last_day": [words]}, code="bad_range")
        values = {"by": given["by"], "first_day": first.isoformat(), "last_day": last.isoformat()}
        return Response(ask(lambda: performing.read(account, "read_traffic", values)))


class Standards(OperationView):
    access = {"GET": SEE}
    operations = {"GET": "read_standards"}

    @reads(
        "Read what eBay thinks of the seller",
        ShopSerializer,
        EbayStandardsSerializer,
        {"read_at": "2026-11-21T08:00:00Z", "profiles": [_PROFILE]},
    )
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "read_standards", ShopSerializer)


class ServiceMetric(OperationView):
    access = {"GET": SEE}
    operations = {"GET": "read_service_metric"}

    @reads("Read how often buyers complain", EbayServiceMetricQuery, EbayServiceMetricSerializer, _SERVICE)
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "read_service_metric", EbayServiceMetricQuery)


def _yesterday() -> date:
    return timezone.now().date() - timedelta(days=1)
