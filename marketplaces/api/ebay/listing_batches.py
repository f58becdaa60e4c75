"""Many listings at eBay at once over REST, what they would cost, and those that stand there already."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import FlagField, IdListField, PublicIdField
from core.api.schema import errors
from core.api.views import read_body
from marketplaces.actions import performing
from marketplaces.actions.publishing.adopting import start_adopting, start_linking
from marketplaces.actions.publishing.batches import start_again
from marketplaces.actions.pushing.filing import file_push
from marketplaces.api.ebay.documenting import files
from marketplaces.api.ebay.fields import EbayShownAmountSerializer, remote_id_field
from marketplaces.api.ebay.listings import _product
from marketplaces.api.listings import PUBLISH
from marketplaces.api.operations import SEE, SELL, OperationView
from marketplaces.api.views import LISTING, PRODUCT, MarketplaceView, ShopSerializer, answer_with_job, ask
from marketplaces.models import Listing, ListingVariant

ADOPTING = "marketplaces.adopt_listings"
AT_ONCE = 25
_MONEY = {"amount": "0.35", "currency": "USD"}
_FEE = {"kind": "InsertionFee", "site": "EBAY_US", "amount": _MONEY, "discount": None}


class EbayListingsSerializer(ShopSerializer):
    listings = IdListField(LISTING, max_length=250)


class EbayBulkPublishSerializer(ShopSerializer):
    listings = IdListField(LISTING, max_length=AT_ONCE)
    confirm_fee = FlagField(required=False, default=False)


class EbayPushSerializer(ShopSerializer):
    listings = IdListField(LISTING, max_length=1000, required=False)


class EbayPushedSerializer(serializers.Serializer[Any]):
    listings = serializers.IntegerField(help_text="How many will be brought up to date.")


class EbayFeeSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    site = serializers.CharField()
    amount = EbayShownAmountSerializer(allow_null=True)
    discount = EbayShownAmountSerializer(allow_null=True)


class EbayFeesSerializer(serializers.Serializer[Any]):
    fees = EbayFeeSerializer(many=True)


class EbayMigrateSerializer(ShopSerializer):
    listing_ids = serializers.ListField(child=remote_id_field("eBay's item number."), min_length=1, max_length=100)


class EbayLinkSerializer(ShopSerializer):
    product = PublicIdField(PRODUCT)


class PushPriceStock(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "push_price_stock"}

    @extend_schema(
        summary="Bring prices and stock up to date",
        description="Of these listings, or of all that are on sale in the shop. They go in calls of 25 rows.",
        request={"application/json": EbayPushSerializer},
        responses={202: EbayPushedSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("two listings", value={"listings": ["lst_4", "lst_5"]}, request_only=True),
            OpenApiExample("filed", value={"listings": 2}, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request) -> Response:
        given = read_body(request, EbayPushSerializer)
        account, by = self.account(given.get("account")), actor_of(request)
        rows = account.listings.filter(state=Listing.State.ACTIVE)
        if "listings" in given:
            rows = rows.filter(pk__in=given["listings"])
        listings = list(rows.order_by("pk"))
        for listing in listings:
            file_push(listing, by)
        return Response({"listings": len(listings)}, status=202)


class BulkPublish(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "publish_listings"}

    @files(
        "Publish up to 25 listings",
        EbayBulkPublishSerializer,
        {"listings": ["lst_4", "lst_5"]},
        "A job with a result for each.",
        "marketplaces.publish_listings",
    )
    def post(self, request: Request) -> Response:
        given, by = read_body(request, EbayBulkPublishSerializer), actor_of(request)
        rows = Listing.objects.filter(account__marketplace=self.partner, pk__in=given["listings"])
        listings, fee = list(rows.order_by("pk")), given["confirm_fee"]
        words = {"listings": [listing.pk for listing in listings], "fee": fee}
        return answer_with_job(request, words, lambda: start_again(listings, by, confirm_fee=fee))


class Fees(MarketplaceView):
    access = {"POST": SEE}
    operations = {"POST": "read_listing_fees"}

    @extend_schema(
        summary="Read what publishing would cost",
        description="eBay tells it of offers that stand there and are not on sale.",
        request={"application/json": EbayListingsSerializer},
        responses={200: EbayFeesSerializer, **errors(409, 502, 503, 504)},
        examples=[
            OpenApiExample("a listing", value={"listings": ["lst_4"]}, request_only=True),
            OpenApiExample("a fee", value={"fees": [_FEE]}, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request) -> Response:
        given = read_body(request, EbayListingsSerializer)
        account = self.account(given.get("account"))
        rows = ListingVariant.objects.filter(listing__account=account, listing_id__in=given["listings"])
        offers = list(rows.exclude(remote_inventory_id="").values_list("remote_inventory_id", flat=True))
        if not offers:
            return Response({"fees": []})
        return Response(ask(lambda: performing.read(account, "listing_fees", {"offers": offers})))


class Import(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "import_listings"}

    @files(
        "Take over what stands at eBay",
        ShopSerializer,
        {"account": "shop_1"},
        "A job: goes through the seller's inventory and ties each listing to the products of ours with its SKUs. Those "
        "that fit no product are named in its result.",
        ADOPTING,
    )
    def post(self, request: Request) -> Response:
        account, by = self.account(read_body(request, ShopSerializer).get("account")), actor_of(request)
        return answer_with_job(request, account.pk, lambda: start_adopting(account, by))


class Migrate(OperationView):
    access = {"POST": SELL}
    operations = {"POST": "migrate_listings"}

    @files(
        "Take over listings that were made in eBay's own pages",
        EbayMigrateSerializer,
        {"listing_ids": ["110500000001", "110500000002"]},
        "A job with a result for each. They keep their numbers, and cannot be changed in those pages any more.",
    )
    def post(self, request: Request) -> Response:
        return self.file_write(request, "migrate_listings", EbayMigrateSerializer)


class Link(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "link_listing"}

    @files(
        "Tie a listing at eBay to a product",
        EbayLinkSerializer,
        {"product": "prd_17"},
        "A job: reads the listing and keeps it as the product's, or as its group's.",
        ADOPTING,
    )
    def post(self, request: Request, remote_id: str) -> Response:
        given, by = read_body(request, EbayLinkSerializer), actor_of(request)
        account, product = self.account(given.get("account")), _product(given["product"])
        words = {"account": account.pk, "listing": remote_id, "product": product.pk}
        return answer_with_job(request, words, lambda: start_linking(account, remote_id, product, by))
