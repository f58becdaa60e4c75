"""Promoted listings over REST: campaigns of an eBay seller and their ads."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import PatternField
from core.api.jobs import ACCEPTED
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.views import read_body, read_query
from marketplaces.actions import performing
from marketplaces.actions.prices import margins, promoting
from marketplaces.api.ebay.advertised import (
    MARGIN,
    EbayListingsOnOfferSerializer,
    EbayMarginSerializer,
    MomentField,
    check_floor_right,
    rate_field,
    shown,
)
from marketplaces.api.ebay.documenting import files, reads
from marketplaces.api.ebay.fields import EbayAmountSerializer, EbayShownAmountSerializer
from marketplaces.api.examples import filed
from marketplaces.api.operations import SEE, SELL, OperationView
from marketplaces.api.views import ShopSerializer, answer_with_job, ask

STATES = ("scheduled", "running", "paused", "ended", "ending_soon", "system_paused", "invalid", "pending", "deleted")
_CAMPAIGN = {
    "campaign_id": "1042",
    "name": "Autumn",
    "state": "running",
    "site": "EBAY_US",
    "paid": "per_sale",
    "ad_rate": "5.0",
    "is_rate_fixed": True,
    "daily_budget": None,
    "starts_at": "2026-11-01T08:00:00Z",
    "ends_at": None,
}
_AD = {"ad_id": "77", "listing_id": "110500000001", "reference": "", "ad_rate": "5.0", "state": "active"}


class EbayCampaignSerializer(serializers.Serializer[Any]):
    campaign_id = serializers.CharField(help_text="eBay's number.")
    name = serializers.CharField()
    state = serializers.CharField(help_text="eBay's own word in lower case.")
    site = serializers.CharField()
    paid = serializers.CharField(help_text="`per_sale` or `per_click`.")
    ad_rate = serializers.CharField(allow_null=True, help_text="Per cent of the price; null where there is none.")
    is_rate_fixed = serializers.BooleanField(help_text="Otherwise eBay changes it day by day.")
    daily_budget = EbayShownAmountSerializer(allow_null=True)
    starts_at = serializers.CharField(allow_null=True)
    ends_at = serializers.CharField(allow_null=True, help_text="Null is until somebody ends it.")


class EbayCampaignsSerializer(serializers.Serializer[Any]):
    campaigns = EbayCampaignSerializer(many=True)


class EbayCampaignsQuery(ShopSerializer):
    state = serializers.ChoiceField(choices=STATES, required=False)


class EbayNewCampaignSerializer(ShopSerializer):
    name = PatternField("[^<>\\x00]{1,80}", form="Autumn", max_length=80, help_text="Used once by a seller.")
    paid = serializers.ChoiceField(choices=["per_sale", "per_click"])
    ad_rate = rate_field(required=False, help_text="Needed for `per_sale`: per cent of the price, 2.0 to 100.0.")
    daily_budget = EbayAmountSerializer(required=False, help_text="Needed for `per_click`.")
    starts_at = MomentField(required=False, help_text="Without it now.")
    ends_at = MomentField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed = "ad_rate" if attrs["paid"] == "per_sale" else "daily_budget"
        if not attrs.get(needed):
            raise serializers.ValidationError({needed: ["A campaign that is paid so needs it."]}, code="required")
        return attrs


class EbayCampaignChangeSerializer(ShopSerializer):
    name = PatternField("[^<>\\x00]{1,80}", form="Autumn", max_length=80, required=False)
    ends_at = MomentField(required=False)
    ad_rate = rate_field(required=False, help_text="Of all listings in it.")
    daily_budget = EbayAmountSerializer(required=False)
    accept_below_floor = EbayListingsOnOfferSerializer().fields["accept_below_floor"]


class EbayAdSerializer(serializers.Serializer[Any]):
    ad_id = serializers.CharField()
    listing_id = serializers.CharField(allow_blank=True, help_text="eBay's item number.")
    reference = serializers.CharField(allow_blank=True, help_text="The SKU or the group, where eBay names one.")
    ad_rate = serializers.CharField(allow_null=True)
    state = serializers.CharField(allow_blank=True)


class EbayAdsSerializer(serializers.Serializer[Any]):
    ads = EbayAdSerializer(many=True)
    items = EbayMarginSerializer(many=True, help_text="What is left of each of our variants in it, the rate paid.")


class EbayNewAdsSerializer(EbayListingsOnOfferSerializer):
    ad_rate = rate_field(required=False, help_text="Instead of the campaign's.")


class EbayAdsToRemoveSerializer(ShopSerializer):
    listings = EbayListingsOnOfferSerializer().fields["listings"]


class Campaigns(OperationView):
    access = {"GET": SEE, "POST": SELL}
    operations = {"GET": "list_campaigns", "POST": "create_campaign"}

    @reads("List campaigns", EbayCampaignsQuery, EbayCampaignsSerializer, {"campaigns": [_CAMPAIGN]})
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "list_campaigns", EbayCampaignsQuery)

    @files(
        "Create a campaign",
        EbayNewCampaignSerializer,
        {"name": "Autumn", "paid": "per_sale", "ad_rate": "5.0"},
        "A job. Names are used once: a campaign that has this name and is paid alike is the answer, and no second is made.",
    )
    def post(self, request: Request) -> Response:
        return self.file_write(request, "create_campaign", EbayNewCampaignSerializer)


class Campaign(OperationView):
    access = {"GET": SEE, "PATCH": SELL}
    operations = {"GET": "read_campaign", "PATCH": "change_campaign"}

    @reads("Read a campaign", ShopSerializer, EbayCampaignSerializer, _CAMPAIGN)
    def get(self, request: Request, campaign_id: str) -> Response:
        return self.answer_read(request, "read_campaign", ShopSerializer, {"campaign_id": campaign_id})

    @files(
        "Change a campaign",
        EbayCampaignChangeSerializer,
        {"name": "Late autumn", "ad_rate": "6.0"},
        "A job. What is not named stays. A rate that brings an advertised item under its least price is refused (409 "
        "`below_floor`).",
    )
    def patch(self, request: Request, campaign_id: str) -> Response:
        given = read_body(request, EbayCampaignChangeSerializer)
        check_floor_right(request, given)
        account, by = self.account(given.pop("account", None)), actor_of(request)
        values = {**given, "campaign_id": campaign_id}
        words = {"account": account.pk, "values": values}
        return answer_with_job(
            request, words, lambda: promoting.start_campaign_change(account, "change_campaign", values, by)
        )


class _Led(OperationView):
    access = {"POST": SELL}
    operation = ""

    def lead(self, request: Request, campaign_id: str) -> Response:
        return self.file_write(request, self.operation, ShopSerializer, {"campaign_id": campaign_id})


class CampaignPause(_Led):
    operation = "pause_campaign"
    operations = {"POST": "pause_campaign"}

    @files("Pause a campaign", ShopSerializer, {"account": "shop_1"}, "A job. Its ads rest until it is resumed.")
    def post(self, request: Request, campaign_id: str) -> Response:
        return self.lead(request, campaign_id)


class CampaignResume(_Led):
    operation = "resume_campaign"
    operations = {"POST": "resume_campaign"}

    @files("Resume a campaign", ShopSerializer, {"account": "shop_1"})
    def post(self, request: Request, campaign_id: str) -> Response:
        return self.lead(request, campaign_id)


class CampaignEnd(_Led):
    operation = "end_campaign"
    operations = {"POST": "end_campaign"}

    @files("End a campaign", ShopSerializer, {"account": "shop_1"}, "A job. It is over for good.")
    def post(self, request: Request, campaign_id: str) -> Response:
        return self.lead(request, campaign_id)


class Ads(OperationView):
    access = {"GET": SEE, "POST": SELL}
    operations = {"GET": "list_ads", "POST": "add_ads"}

    @reads("List a campaign's ads", ShopSerializer, EbayAdsSerializer, {"ads": [_AD], "items": [MARGIN]})
    def get(self, request: Request, campaign_id: str) -> Response:
        account = self.account(read_query(request, ShopSerializer).get("account"))
        told = ask(lambda: performing.read(account, "list_ads", {"campaign_id": campaign_id}))
        return Response({**told, "items": shown(margins.of_ads(account, told["ads"]))})

    @extend_schema(
        summary="Advertise listings",
        description="A job for up to 500 listings, with a result for each. One that is advertised already is done. What "
        "would fall under its least price with the rate paid is refused (409 `below_floor`).",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": EbayNewAdsSerializer},
        responses={202: ACCEPTED, **errors(404, 409, 422, 502, 503, 504)},
        examples=[
            OpenApiExample("two listings", value={"listings": ["lst_7", "lst_9"], "ad_rate": "6.0"}, request_only=True),
            filed("marketplaces.perform"),
        ],
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        given = read_body(request, EbayNewAdsSerializer)
        check_floor_right(request, given)
        account, by = self.account(given.pop("account", None)), actor_of(request)
        values = {**given, "campaign_id": campaign_id}
        words = {"account": account.pk, "values": values}
        return answer_with_job(request, words, lambda: promoting.start_ads(account, "add_ads", values, by))


class AdsRemoval(OperationView):
    access = {"POST": SELL}
    operations = {"POST": "remove_ads"}

    @files(
        "Stop advertising listings",
        EbayAdsToRemoveSerializer,
        {"listings": ["lst_7"]},
        "A job. The listings stay on sale.",
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        given = read_body(request, EbayAdsToRemoveSerializer)
        account, by = self.account(given.pop("account", None)), actor_of(request)
        values = {**given, "campaign_id": campaign_id}
        words = {"account": account.pk, "values": values}
        return answer_with_job(request, words, lambda: promoting.start_removal(account, "remove_ads", values, by))
