"""Single listings at eBay over REST: made, changed, published, taken off sale and published anew."""

from collections.abc import Callable, Sequence
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict
from core.api.fields import FlagField, PatternField, PublicIdField, TextField
from core.api.jobs import ACCEPTED
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.views import read_body
from core.models import Job
from inventory.models import Product
from marketplaces.actions.listings.ending import start_ending
from marketplaces.actions.publishing.drafts import target_of
from marketplaces.actions.publishing.plans import set_attributes, set_text
from marketplaces.actions.publishing.publishing import listing_for, start_publishing
from marketplaces.api import examples
from marketplaces.api.ebay.documenting import files
from marketplaces.api.examples import filed
from marketplaces.api.listings import PUBLISH, Listings, ListingSerializer, ListingView, listing_of, write_listing
from marketplaces.api.views import PRODUCT, MarketplaceView, ShopSerializer, answer_with_job, ask
from marketplaces.models import Listing

PUBLISHING = "marketplaces.publish_listing"
_AGREED = {"confirm_fee": True}
_ASPECTS = {"Brand": ["Hub"], "Type": ["Bar Soap"]}


class _EbayWordsSerializer(ShopSerializer):
    title = TextField(max_length=80, required=False, allow_blank=True, help_text="Empty: the product's.")
    description = TextField(
        max_length=500_000, required=False, allow_blank=True, help_text="HTML. Empty: the product's."
    )
    category_id = PatternField(
        "[0-9]{0,20}", form="67391", max_length=20, required=False, allow_blank=True, help_text="Empty: by the mapping."
    )
    aspects = serializers.DictField(
        child=serializers.ListField(child=TextField(max_length=65), max_length=30), required=False
    )


class EbayChangeListingSerializer(_EbayWordsSerializer):
    account = None  # type: ignore[assignment]  # the listing says it


class EbayNewListingSerializer(_EbayWordsSerializer):
    product = PublicIdField(PRODUCT)


class EbayFeeConsentSerializer(serializers.Serializer[Any]):
    confirm_fee = FlagField(required=False, default=False)


class EbayListings(Listings):
    access = {**Listings.access, "POST": PUBLISH}
    operations = {**Listings.operations, "POST": "create_listing"}

    @extend_schema(
        summary="Make a listing of a product, as a draft",
        description="Makes no call: it is published by its own address. A variation is listed with its group.",
        request={"application/json": EbayNewListingSerializer},
        responses={201: ListingSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("a draft", value={"product": "prd_17", "aspects": _ASPECTS}, request_only=True),
            OpenApiExample("made", value=examples.LISTING, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        given = read_body(request, EbayNewListingSerializer)
        account, product = self.account(given.get("account")), _product(given["product"])
        listing = listing_for(account, target_of(product))
        _change(listing, given, actor_of(request))
        return Response(write_listing(listing.pk), status=201)


class EbayListing(ListingView):
    access = {**ListingView.access, "PATCH": PUBLISH, "DELETE": PUBLISH}
    operations = {**ListingView.operations, "PATCH": "change_listing", "DELETE": "delete_listing"}

    @extend_schema(
        summary="Change a listing's own words",
        description="Makes no call; `push-content` brings them to eBay.",
        request={"application/json": EbayChangeListingSerializer},
        responses={200: ListingSerializer, **errors(422)},
        examples=[
            OpenApiExample("aspects", value={"title": "Black soap", "aspects": _ASPECTS}, request_only=True),
            OpenApiExample("changed", value=examples.LISTING, response_only=True, status_codes=["200"]),
        ],
    )
    def patch(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        listing = listing_of(self.partner, id)
        _change(listing, read_body(request, EbayChangeListingSerializer), actor_of(request))
        return Response(write_listing(listing.pk))

    @extend_schema(
        summary="Take a listing off sale",
        description="A job. Its row stays, as ended.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[filed("marketplaces.end_listing")],
    )
    def delete(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return _answer(self, request, id, start_ending)


class _Publishing(MarketplaceView):
    """`states` are those from which it may be asked for."""

    access = {"POST": PUBLISH}
    states: Sequence[str] = ()

    def publish(self, request: Request, public: str) -> Response:
        listing, by = listing_of(self.partner, public), actor_of(request)
        if listing.state not in self.states:
            raise Conflict(f"A listing in the state {listing.state!r} cannot be asked for this.", "wrong_state")
        confirm_fee = bool(read_body(request, EbayFeeConsentSerializer)["confirm_fee"])
        target = listing.group or listing.product
        if target is None:
            raise Conflict("The listing has no product.", "wrong_state")

        def start() -> Job:
            return start_publishing(listing.account, target, by, confirm_fee=confirm_fee)[1]

        return answer_with_job(request, {"listing": listing.pk, "fee": confirm_fee}, start)


class ListingPublish(_Publishing):
    operations = {"POST": "publish_listing"}
    states = (Listing.State.DRAFT, Listing.State.ERROR, Listing.State.ACTIVE, Listing.State.ENDED)

    @files(
        "Publish a listing",
        EbayFeeConsentSerializer,
        _AGREED,
        "A job: item, offer, then the listing. One that is on sale is brought up to date.",
        PUBLISHING,
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return self.publish(request, id)


class ListingRelist(_Publishing):
    operations = {"POST": "relist_listing"}
    states = (Listing.State.ENDED,)

    @files(
        "Publish an ended listing anew",
        EbayFeeConsentSerializer,
        _AGREED,
        "A job. eBay gives it a new number: history and watchers of the old one are lost.",
        PUBLISHING,
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return self.publish(request, id)


class ListingPushContent(_Publishing):
    operations = {"POST": "push_listing_content"}
    states = (Listing.State.ACTIVE, Listing.State.ERROR)

    @files(
        "Bring a listing's words and pictures up to date",
        EbayFeeConsentSerializer,
        _AGREED,
        "A job: item and offer are replaced as a whole.",
        PUBLISHING,
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return self.publish(request, id)


class ListingWithdraw(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "withdraw_listing"}

    @extend_schema(
        summary="Withdraw a listing",
        description="A job. Its offer stays at eBay; publishing again makes a listing with a new number.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[filed("marketplaces.end_listing")],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return _answer(self, request, id, start_ending)


def _answer(view: MarketplaceView, request: Request, public: str, start: Callable[[Listing, str], Job]) -> Response:
    listing, by = listing_of(view.partner, public), actor_of(request)
    return answer_with_job(request, listing.pk, lambda: start(listing, by))


def _change(listing: Listing, given: dict[str, Any], by: str) -> None:
    title, description = given.get("title", listing.own_title), given.get("description", listing.own_description)
    ask(lambda: set_text(listing, title, description, listing.price_rule, by))
    if "category_id" in given and listing.category_id != given["category_id"]:
        listing.category_id = given["category_id"]
        listing.save(update_fields=["category_id", "updated_at"])
    if "aspects" in given:
        set_attributes(listing, given["aspects"], by)


def _product(pk: int) -> Product:
    found = Product.objects.select_related("group", "category").filter(pk=pk).first()
    if found is None:
        raise Conflict("There is no such product.", "no_product")
    return found
