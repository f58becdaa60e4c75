"""Discounts of an eBay seller over REST: sales, discounts on orders, steps by quantity, coupons."""

from datetime import datetime, timedelta
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import FlagField, PatternField, TextField
from core.api.views import ClosedSerializer, read_body, read_query
from marketplaces.actions import performing
from marketplaces.actions.prices import margins, promoting
from marketplaces.api.ebay.advertised import (
    MARGIN,
    EbayListingsOnOfferSerializer,
    EbayMarginSerializer,
    MomentField,
    check_floor_right,
    shown,
)
from marketplaces.api.ebay.documenting import files, reads
from marketplaces.api.ebay.fields import EbayAmountSerializer, EbayShownAmountSerializer
from marketplaces.api.operations import SEE, SELL, OperationView
from marketplaces.api.views import ShopSerializer, answer_with_job, ask

KINDS = ("sale", "order", "volume", "coupon")
STATES = ("draft", "scheduled", "running", "paused", "ended", "invalid")
SHORTEST_SALE = timedelta(hours=24)
_SHORT = {
    "promotion_id": "5000000001@0",
    "kind": "sale",
    "name": "Winter",
    "description": "Ten off",
    "state": "scheduled",
    "site": "EBAY_US",
    "starts_at": "2027-01-01T08:00:00Z",
    "ends_at": "2027-01-08T08:00:00Z",
    "coupon_code": "",
}
_TIER = {"percent": "10", "amount_off": None, "quantity": None, "min_amount": None}
_WHOLE = {**_SHORT, "tiers": [_TIER], "listing_ids": ["110500000001"], "items": [MARGIN]}
_WANTED = {
    "kind": "sale",
    "name": "Winter",
    "description": "Ten off",
    "image_url": "https://cdn.example.com/winter.jpg",
    "starts_at": "2027-01-01T08:00:00Z",
    "ends_at": "2027-01-08T08:00:00Z",
    "percent": "10",
    "listings": ["lst_7", "lst_9"],
}


class EbayPromotionSerializer(serializers.Serializer[Any]):
    promotion_id = serializers.CharField(help_text="eBay's.")
    kind = serializers.CharField(help_text="`sale`, `order`, `volume` or `coupon`.")
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    state = serializers.CharField(help_text="eBay's own word in lower case.")
    site = serializers.CharField()
    starts_at = serializers.CharField(allow_null=True)
    ends_at = serializers.CharField(allow_null=True)
    coupon_code = serializers.CharField(allow_blank=True)


class EbayPromotionsSerializer(serializers.Serializer[Any]):
    promotions = EbayPromotionSerializer(many=True)


class EbayPromotionsQuery(ShopSerializer):
    state = serializers.ChoiceField(choices=STATES, required=False)


class EbayShownTierSerializer(serializers.Serializer[Any]):
    percent = serializers.CharField(allow_null=True)
    amount_off = EbayShownAmountSerializer(allow_null=True)
    quantity = serializers.IntegerField(allow_null=True, help_text="How many have to be bought for it.")
    min_amount = EbayShownAmountSerializer(allow_null=True, help_text="What has to be spent for it.")


class EbayWholePromotionSerializer(EbayPromotionSerializer):
    tiers = EbayShownTierSerializer(many=True)
    listing_ids = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="eBay's numbers; null where eBay chooses by a rule."
    )
    items = EbayMarginSerializer(many=True, help_text="What is left of each of our variants in it, at worst.")


class EbayTierSerializer(ClosedSerializer):
    quantity = serializers.IntegerField(min_value=2, max_value=10)
    percent = PatternField("[1-9]|[1-7][0-9]|80", form="10", max_length=2)


class EbayNewPromotionSerializer(EbayListingsOnOfferSerializer):
    kind = serializers.ChoiceField(choices=KINDS)
    name = TextField(max_length=90, help_text="For staff: buyers do not see it.")
    description = TextField(max_length=50, required=False, help_text="Buyers see it. Needed for `sale`.")
    image_url = PatternField(
        "https://[!-~]{1,480}",
        form="https://cdn.example.com/winter.jpg",
        max_length=500,
        required=False,
        help_text="Needed for all but `volume`.",
    )
    starts_at = MomentField()
    ends_at = MomentField(help_text="A sale lasts 24 hours at least.")
    is_draft = FlagField(required=False, default=False, help_text="Not begun by itself.")
    percent = PatternField("[5-9]|[1-7][0-9]|80", form="10", max_length=2, required=False, help_text="5 to 80.")
    amount_off = EbayAmountSerializer(required=False, help_text="Instead of `percent`: off an item of a `sale`, off the order otherwise.")  # fmt: skip
    min_amount = EbayAmountSerializer(required=False, help_text="What has to be spent (`order`, `coupon`).")
    min_quantity = serializers.IntegerField(required=False, min_value=1, max_value=100, help_text="Or how many bought.")
    tiers = EbayTierSerializer(many=True, required=False, help_text="Of `volume`: one to three steps.")
    code = PatternField("[A-Za-z0-9-]{8,15}", form="HUBTEN2027", max_length=15, required=False)
    is_public = FlagField(required=False, default=False, help_text="A coupon that eBay shows to everybody.")
    most_uses = serializers.IntegerField(required=False, min_value=1, max_value=10, help_text="Of a coupon by a buyer.")
    budget = EbayAmountSerializer(required=False, help_text="Of a coupon: 100 to 1,000,000.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kind = attrs["kind"]
        problems = {name: [words] for name, words in self._problems(kind, attrs) if words}
        if problems:
            raise serializers.ValidationError(problems, code="invalid")
        return attrs

    @staticmethod
    def _problems(kind: str, attrs: dict[str, Any]) -> list[tuple[str, str]]:
        """Field and words; "" where nothing is the matter."""
        needs = {"sale": ("description", "image_url"), "order": ("image_url",), "coupon": ("image_url", "code")}
        found = [(name, "" if attrs.get(name) else "This kind needs it.") for name in needs.get(kind, ())]
        lasts = datetime.fromisoformat(attrs["ends_at"]) - datetime.fromisoformat(attrs["starts_at"])
        least = SHORTEST_SALE if kind == "sale" else timedelta(seconds=1)
        found.append(("ends_at", "It ends too early." if lasts < least else ""))
        if kind == "volume":
            steps = [tier["quantity"] for tier in attrs.get("tiers") or ()]
            is_right = 1 <= len(steps) <= 3 and steps == sorted(set(steps))  # noqa: PLR2004 - eBay's four with the first
            return [
                *found,
                ("tiers", "" if is_right else "One to three steps, each of more pieces than the one before."),
            ]
        is_one = bool(attrs.get("percent")) != bool(attrs.get("amount_off"))
        found.append(("percent", "" if is_one else "Give either `percent` or `amount_off`."))
        return found


class Promotions(OperationView):
    access = {"GET": SEE, "POST": SELL}
    operations = {"GET": "list_promotions", "POST": "create_promotion"}

    @reads("List promotions", EbayPromotionsQuery, EbayPromotionsSerializer, {"promotions": [_SHORT]})
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "list_promotions", EbayPromotionsQuery)

    @files(
        "Create a promotion",
        EbayNewPromotionSerializer,
        _WANTED,
        "A job. One of this name, kind and time that is there already is the answer. What would bring an item under its "
        "least price is refused (409 `below_floor`).",
    )
    def post(self, request: Request) -> Response:
        given = read_body(request, EbayNewPromotionSerializer)
        check_floor_right(request, given)
        account, by = self.account(given.pop("account", None)), actor_of(request)
        words = {"account": account.pk, "values": given}
        return answer_with_job(
            request, words, lambda: promoting.start_promotion(account, "create_promotion", given, by)
        )


class Promotion(OperationView):
    access = {"GET": SEE}
    operations = {"GET": "read_promotion"}

    @reads("Read a promotion", ShopSerializer, EbayWholePromotionSerializer, _WHOLE)
    def get(self, request: Request, promotion_id: str) -> Response:
        account = self.account(read_query(request, ShopSerializer).get("account"))
        told = ask(lambda: performing.read(account, "read_promotion", {"promotion_id": promotion_id}))
        listings = promoting.listings_of(account, told["listing_ids"] or ())
        return Response({**told, "items": shown(margins.margins(account, listings, promoting.off_of_told(told)))})


class _Led(OperationView):
    access = {"POST": SELL}
    operation = ""

    def lead(self, request: Request, promotion_id: str) -> Response:
        return self.file_write(request, self.operation, ShopSerializer, {"promotion_id": promotion_id})


class PromotionPause(_Led):
    operation = "pause_promotion"
    operations = {"POST": "pause_promotion"}

    @files("Pause a promotion", ShopSerializer, {"account": "shop_1"})
    def post(self, request: Request, promotion_id: str) -> Response:
        return self.lead(request, promotion_id)


class PromotionResume(_Led):
    operation = "resume_promotion"
    operations = {"POST": "resume_promotion"}

    @files("Resume a promotion", ShopSerializer, {"account": "shop_1"})
    def post(self, request: Request, promotion_id: str) -> Response:
        return self.lead(request, promotion_id)
