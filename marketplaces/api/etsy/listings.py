"""Listings at Etsy over REST: drafted, worded, activated, renewed, deleted, taken over."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict, UnfitValue
from core.api.fields import FlagField, PublicIdField, TextField
from core.api.jobs import ACCEPTED
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.views import read_body
from core.models import Job
from inventory.models import Product
from marketplaces.actions.listings.deleting import start_deleting
from marketplaces.actions.publishing.adopting import start_adopting
from marketplaces.actions.publishing.drafts import target_of
from marketplaces.actions.publishing.plans import set_attributes, set_text
from marketplaces.actions.publishing.publishing import listing_for, start_publishing
from marketplaces.actions.shops.selling_choices import set_listing_choices
from marketplaces.api import examples
from marketplaces.api.documenting import files
from marketplaces.api.etsy.fields import etsy_id_field
from marketplaces.api.etsy.views import EtsyListingView
from marketplaces.api.listings import PUBLISH, Listings, ListingSerializer, ListingView, listing_of, write_listing
from marketplaces.api.operations import SELL
from marketplaces.api.views import PRODUCT, MarketplaceView, ShopSerializer, answer_with_job, ask
from marketplaces.models import Listing

PUBLISHING, ADOPTING, DELETING = (
    "marketplaces.publish_listing", "marketplaces.adopt_listings", "marketplaces.delete_listing",
)  # fmt: skip
CHOICES = ("shipping_profile_id", "processing_profile_id", "return_policy_id", "section_id")
_OURS = {"processing_profile_id": "readiness_state_id", "section_id": "shop_section_id"}
_WORDS = {"title": "Black soap, 200 g", "section_id": "50200001"}


class _EtsyWordsSerializer(ShopSerializer):
    """What is left out stays; an empty text follows product, mapping and the shop's choices again."""

    title = TextField(max_length=140, required=False, allow_blank=True)
    description = TextField(max_length=100_000, required=False, allow_blank=True)
    category_id = etsy_id_field("Etsy's category; empty: by the mapping.", required=False, allow_blank=True)
    attributes = serializers.DictField(
        child=serializers.ListField(child=TextField(max_length=100), max_length=30),
        required=False,
        help_text="By the number of the category's property.",
    )
    shipping_profile_id = etsy_id_field("Instead of the shop's choice.", required=False, allow_blank=True)
    processing_profile_id = etsy_id_field("Instead of the shop's choice.", required=False, allow_blank=True)
    return_policy_id = etsy_id_field("Instead of the shop's choice.", required=False, allow_blank=True)
    section_id = etsy_id_field("Instead of the shop's choice.", required=False, allow_blank=True)


class EtsyNewListingSerializer(_EtsyWordsSerializer):
    product = PublicIdField(PRODUCT)


class EtsyChangeListingSerializer(_EtsyWordsSerializer):
    account = None  # type: ignore[assignment]  # the listing says it


class EtsyFeeConsentSerializer(serializers.Serializer[Any]):
    confirm_fee = FlagField(required=False, default=False, help_text="Agrees to what Etsy charges.")


class EtsyListings(Listings):
    access = {**Listings.access, "POST": PUBLISH}
    operations = {**Listings.operations, "POST": "create_listing"}

    @extend_schema(
        summary="Draft a listing of a product",
        description="Makes no call: `activate` brings it to Etsy. A variation is listed with its group.",
        request={"application/json": EtsyNewListingSerializer},
        responses={201: ListingSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("a draft", value={"product": "prd_17", **_WORDS}, request_only=True),
            OpenApiExample("made", value=examples.LISTING, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        given = read_body(request, EtsyNewListingSerializer)
        account = self.account(given.get("account"))
        product = Product.objects.select_related("group", "category").filter(pk=given["product"]).first()
        if product is None:
            raise UnfitValue({"product": ["There is no such product."]}, "no_product")
        listing = listing_for(account, target_of(product))
        _change(listing, given, actor_of(request))
        return Response(write_listing(listing.pk), status=201)


class EtsyListing(ListingView):
    access = {**ListingView.access, "PATCH": PUBLISH, "DELETE": PUBLISH}
    operations = {**ListingView.operations, "PATCH": "change_listing", "DELETE": "delete_listing"}

    @extend_schema(
        summary="Change a listing's own words, profiles and section",
        description="Makes no call; `activate` brings them to Etsy, also where it is on sale already.",
        request={"application/json": EtsyChangeListingSerializer},
        responses={200: ListingSerializer, **errors(422)},
        examples=[
            OpenApiExample("a title", value=_WORDS, request_only=True),
            OpenApiExample("changed", value=examples.LISTING, response_only=True, status_codes=["200"]),
        ],
    )
    def patch(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        listing = listing_of(self.partner, id)
        _change(listing, read_body(request, EtsyChangeListingSerializer), actor_of(request))
        return Response(write_listing(listing.pk))

    @extend_schema(
        summary="Delete a listing at Etsy",
        description="A job. For good, with its statistics and its address there; the row here stays, as ended.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[examples.filed(DELETING)],
    )
    def delete(self, request: Request, id: str) -> Response:  # noqa: A002
        listing, by = listing_of(self.partner, id), actor_of(request)
        return answer_with_job(request, listing.pk, lambda: start_deleting(listing, by))


class ListingActivate(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "activate_listing"}

    @files(
        "Put a listing on sale",
        EtsyFeeConsentSerializer,
        {"confirm_fee": True},
        "A job: draft, pictures, inventory, attributes, active. One that is on sale is brought up to date without a fee; "
        "where Etsy charges and `confirm_fee` is missing, 409 `fee_not_confirmed` names the fee.",
        PUBLISHING,
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        listing, by = listing_of(self.partner, id), actor_of(request)
        confirm_fee = bool(read_body(request, EtsyFeeConsentSerializer)["confirm_fee"])
        target = listing.group or listing.product
        if target is None:
            raise Conflict("The listing has no product.", "no_product")

        def start() -> Job:
            return start_publishing(listing.account, target, by, confirm_fee=confirm_fee)[1]

        return answer_with_job(request, {"listing": listing.pk, "fee": confirm_fee}, start)


class ListingRenew(EtsyListingView):
    access = {"POST": SELL}
    operations = {"POST": "renew_listing"}

    @files(
        "Renew an expired or sold out listing",
        EtsyFeeConsentSerializer,
        {"confirm_fee": True},
        "A job. Etsy charges for it: without `confirm_fee` 409. One that is on sale already is left as it is.",
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        return self.file_of(request, id, "renew_listing", EtsyFeeConsentSerializer)


class ListingsImport(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "import_listings"}

    @files(
        "Take over what is on sale at Etsy",
        ShopSerializer,
        {"account": "shop_1"},
        "A job: ties each listing to the products of ours with its SKUs. Those that fit no product are named in its "
        "result.",
        ADOPTING,
    )
    def post(self, request: Request) -> Response:
        account, by = self.account(read_body(request, ShopSerializer).get("account")), actor_of(request)
        return answer_with_job(request, account.pk, lambda: start_adopting(account, by))


def _change(listing: Listing, given: dict[str, Any], by: str) -> None:
    title, description = given.get("title", listing.own_title), given.get("description", listing.own_description)
    ask(lambda: set_text(listing, title, description, listing.price_rule, by))
    if "category_id" in given and listing.category_id != given["category_id"]:
        listing.category_id = given["category_id"]
        listing.save(update_fields=["category_id", "updated_at"])
    if "attributes" in given:
        set_attributes(listing, given["attributes"], by)
    chosen = {_OURS.get(name, name): given[name] for name in CHOICES if name in given}
    if chosen:
        set_listing_choices(listing, chosen, by)
