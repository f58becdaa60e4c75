"""What is on sale in the shops over REST: listings with what differs there, ending them, bringing them up to date."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import MoneySerializer, PublicIdField, money, public_id
from core.api.jobs import ACCEPTED
from core.api.pages import ListQuery, answer_page, flag_field, ordering_field, page_of
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import MARKETPLACES, READ
from core.api.views import key_or_404, read_query
from core.pagination import Order, both_ways
from marketplaces.actions.listings.ending import start_ending
from marketplaces.actions.listings.reading_back import start_reading_back
from marketplaces.api import examples
from marketplaces.api.views import LISTING, PRODUCT, SHOP, MarketplaceView, answer_with_job
from marketplaces.models import Listing, ListingVariant
from marketplaces.models.listing import ListingState
from marketplaces.reasons import problem_words

ORDERS: dict[str, Order] = dict(reversed(both_ways("id", "pk", "int").items()))  # the newest first
COLUMNS = (
    "pk", "account_id", "account__currency", "product_id", "group_id", "title", "handle", "state", "reason",
    "reason_values", "remote_id", "url", "is_visible", "wanted_version", "pushed_version", "drift", "published_at",
    "pushed_at", "read_back_at",
)  # fmt: skip
PUBLISH = Access(MARKETPLACES, "marketplaces.publish_listing")


class DriftSerializer(serializers.Serializer[Any]):
    product = serializers.CharField(allow_null=True)
    field = serializers.CharField(help_text="`price`, `quantity`, `missing`, `status` or `visible`.")
    ours = serializers.CharField(allow_blank=True)
    theirs = serializers.CharField(allow_blank=True)


class ListedVariantSerializer(serializers.Serializer[Any]):
    product = serializers.CharField()
    sku = serializers.CharField(allow_blank=True)
    price = MoneySerializer(allow_null=True, help_text="What the shop took from us last.")
    quantity = serializers.IntegerField(allow_null=True)
    seen_price = MoneySerializer(allow_null=True, help_text="What it showed when it was read back.")
    seen_quantity = serializers.IntegerField(allow_null=True)


class ListingSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`lst_<number>`")
    account = serializers.CharField()
    product = serializers.CharField(allow_null=True)
    group = serializers.CharField(allow_null=True, help_text="Of variations, which are one listing.")
    title = serializers.CharField(allow_blank=True)
    handle = serializers.CharField()
    state = serializers.ChoiceField(choices=ListingState.values)
    reason = serializers.CharField(allow_blank=True, help_text="A code; why it is not on sale, or not fully.")
    reason_words = serializers.CharField(allow_blank=True)
    remote_id = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    is_visible = serializers.BooleanField(allow_null=True)
    is_up_to_date = serializers.BooleanField(help_text="False while a change has still to be pushed.")
    drift = DriftSerializer(many=True)
    variants = ListedVariantSerializer(many=True)
    published_at = serializers.DateTimeField(allow_null=True)
    pushed_at = serializers.DateTimeField(allow_null=True)
    read_back_at = serializers.DateTimeField(allow_null=True)


PAGE = page_of(ListingSerializer)


class ListingQuery(ListQuery):
    account = PublicIdField(SHOP, required=False, help_text="Only of this shop.")
    state = serializers.ChoiceField(choices=ListingState.values, required=False, help_text="Only in this state.")
    drifting = flag_field("Only those that differ from what the hub has set, or only the others.")
    ordering = ordering_field(ORDERS)


class Listings(MarketplaceView):
    """`state` limits the list where the address does (`listings/active`)."""

    access = {"GET": Access(READ, "marketplaces.view_listing")}
    operations = {"GET": "list_listings"}

    @extend_schema(
        summary="List what is listed",
        parameters=[ListingQuery],
        responses=PAGE,
        examples=[OpenApiExample("a page", value={"next": None, "results": [examples.LISTING]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, ListingQuery)
        rows = Listing.objects.filter(account__marketplace=self.partner)
        if "account" in query:
            rows = rows.filter(account_id=query["account"])
        if "state" in query:
            rows = rows.filter(state=query["state"])
        if "drifting" in query:
            rows = rows.exclude(drift=[]) if query["drifting"] == "true" else rows.filter(drift=[])
        return answer_page(
            request, rows.values(*COLUMNS), query=query, orders=ORDERS, write=write_row, load=load_variants
        )


class ActiveListings(MarketplaceView):
    access = {"GET": Access(READ, "marketplaces.view_listing")}
    operations = {"GET": "list_active_listings"}

    @extend_schema(
        summary="List what is on sale",
        parameters=[ListQuery],
        responses=PAGE,
        examples=[OpenApiExample("a page", value={"next": None, "results": [examples.LISTING]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = {**read_query(request, ListQuery), "ordering": next(iter(ORDERS))}
        rows = Listing.objects.filter(account__marketplace=self.partner, state=ListingState.ACTIVE)
        return answer_page(
            request, rows.values(*COLUMNS), query=query, orders=ORDERS, write=write_row, load=load_variants
        )


class ListingView(MarketplaceView):
    access = {"GET": Access(READ, "marketplaces.view_listing")}
    operations = {"GET": "read_listing"}

    @extend_schema(
        summary="Read a listing",
        responses=ListingSerializer,
        examples=[OpenApiExample("a listing", value=examples.LISTING, response_only=True)],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        return Response(write_listing(listing_of(self.partner, id).pk))


class ListingEnd(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "end_listing"}

    @extend_schema(
        summary="End a listing",
        description="A job: takes it off sale in the shop.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[examples.filed("marketplaces.end_listing")],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        listing, by = listing_of(self.partner, id), actor_of(request)
        return answer_with_job(request, listing.pk, lambda: start_ending(listing, by))


class ListingReadBack(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "read_back_listing"}

    @extend_schema(
        summary="Read a listing back from the shop",
        description="A job: what differs is written on the listing, prices and stock are mended.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={202: ACCEPTED, **errors(422)},
        examples=[examples.filed("marketplaces.read_back_listing")],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        listing, by = listing_of(self.partner, id), actor_of(request)
        return answer_with_job(request, listing.pk, lambda: start_reading_back(listing, by))


def listing_of(marketplace: str, public: str) -> Listing:
    found = Listing.objects.filter(pk=key_or_404(LISTING, public), account__marketplace=marketplace).first()
    if found is None:
        raise NotFound("There is no such listing at this marketplace.")
    return found


def write_listing(pk: int) -> dict[str, Any]:
    rows = list(Listing.objects.filter(pk=pk).values(*COLUMNS))
    load_variants(rows)
    return write_row(rows[0])


def load_variants(rows: Sequence[dict[str, Any]]) -> None:
    """Hangs on each row its variants, in one query."""
    by_pk = {row["pk"]: row for row in rows}
    for row in rows:
        row["variants"] = []
    for variant in ListingVariant.objects.filter(listing_id__in=by_pk).order_by("pk"):
        by_pk[variant.listing_id]["variants"].append(variant)


def write_row(row: dict[str, Any]) -> dict[str, Any]:
    kept = ("title", "handle", "state", "reason", "remote_id", "url", "is_visible", "published_at", "pushed_at")
    return {
        "id": public_id(LISTING, row["pk"]),
        "account": public_id(SHOP, row["account_id"]),
        "product": _id(PRODUCT, row["product_id"]),
        "group": _id("grp", row["group_id"]),
        **{name: row[name] for name in kept},
        "reason_words": problem_words(row["reason"], row["reason_values"]) if row["reason"] else "",
        "is_up_to_date": row["pushed_version"] >= row["wanted_version"],
        "drift": [{**each, "product": _id(PRODUCT, each["product"])} for each in row["drift"]],
        "variants": [_variant(variant, row["account__currency"]) for variant in row["variants"]],
        "read_back_at": row["read_back_at"],
    }


def _variant(variant: ListingVariant, currency: str) -> dict[str, Any]:
    return {
        "product": public_id(PRODUCT, variant.product_id),
        "sku": variant.sku,
        "price": _money(variant.pushed_price, currency),
        "quantity": variant.pushed_quantity,
        "seen_price": _money(variant.seen_price, currency),
        "seen_quantity": variant.seen_quantity,
    }


def _money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else money(amount, currency)


def _id(prefix: str, pk: int | None) -> str | None:
    return None if pk is None else public_id(prefix, pk)
