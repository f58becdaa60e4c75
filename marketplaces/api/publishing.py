"""Publishing over REST: many products to one marketplace, one product to several shops, and how each stands."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import UnfitValue
from core.api.fields import FlagField, IdListField, MoneySerializer, PublicIdField, money, public_id
from core.api.jobs import ACCEPTED
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import MARKETPLACES, READ
from core.api.views import HubView, key_or_404, read_body
from core.money import Money
from inventory.models import Product
from marketplaces.actions.publishing.batches import start_batch
from marketplaces.actions.publishing.drafts import Check, check, target_of
from marketplaces.actions.publishing.publishing import find_listing, unconfirmed_fee
from marketplaces.actions.publishing.shop_books import ShopBook
from marketplaces.api import examples
from marketplaces.api.listings import ListingSerializer, write_listing
from marketplaces.api.templates import TEMPLATE
from marketplaces.api.views import PRODUCT, SHOP, MarketplaceView, ShopSerializer, answer_with_job
from marketplaces.models import Listing, MarketplaceAccount, PublishTemplate
from marketplaces.reasons import hint_words, problem_words

MOST_PRODUCTS, MOST_SHOPS = 500, 50
PUBLISH = Access(MARKETPLACES, "marketplaces.publish_listing")


class _HowSerializer(serializers.Serializer[Any]):
    confirm_fee = FlagField(
        required=False, help_text="True: whoever asks agrees to what publishing costs at the marketplace."
    )


class PublishManySerializer(ShopSerializer, _HowSerializer):
    products = IdListField(PRODUCT, max_length=MOST_PRODUCTS, help_text="A variation is published with its group.")
    template = PublicIdField(TEMPLATE, required=False, help_text="A publishing template of that shop.")


class PublishOneSerializer(_HowSerializer):
    accounts = IdListField(SHOP, max_length=MOST_SHOPS, required=False, help_text="The shops; without it all.")


class SaidSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    words = serializers.CharField()


class PublicationSerializer(serializers.Serializer[Any]):
    account = serializers.CharField()
    marketplace = serializers.CharField()
    listing = ListingSerializer(allow_null=True, help_text="Null where it was never published there.")
    is_ready = serializers.BooleanField(help_text="Whether it could be published now.")
    problems = SaidSerializer(many=True, help_text="What stops it.")
    hints = SaidSerializer(many=True, help_text="What is missing and does not stop it.")
    score = serializers.IntegerField(help_text="How ready it is, in per cent.")
    fee = MoneySerializer(allow_null=True, help_text="What publishing it costs at once and nobody has agreed to yet.")
    missing_attributes = serializers.ListField(
        child=serializers.CharField(), help_text="Required by the marketplace in this category, without a value."
    )
    price = MoneySerializer(allow_null=True, help_text="What the shop would show now.")
    floor = MoneySerializer(allow_null=True, help_text="The least it may be sold at; null where no cost is known.")
    quantity = serializers.IntegerField()


class PublicationsSerializer(serializers.Serializer[Any]):
    product = serializers.CharField()
    publications = PublicationSerializer(many=True)


class PublishProducts(MarketplaceView):
    access = {"POST": PUBLISH}
    operations = {"POST": "publish_products"}

    @extend_schema(
        summary="Publish many products in a shop",
        description="A job with a result for each: what is missing is said before any call. Listed ones are brought up to date.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": PublishManySerializer},
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[
            OpenApiExample("two products", value={"products": ["prd_17", "prd_18"]}, request_only=True),
            OpenApiExample(
                "with a template, the fee agreed to",
                value={"products": ["prd_17"], "template": "tpl_3", "confirm_fee": True},
                request_only=True,
            ),
            examples.filed("marketplaces.publish_listings"),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, PublishManySerializer)
        account, by = self.account(wanted.get("account")), actor_of(request)
        require_products(wanted["products"])
        template, fee = template_of(account, wanted.get("template")), bool(wanted.get("confirm_fee"))
        words = {
            "account": account.pk,
            "products": wanted["products"],
            "confirm_fee": fee,
            "template": wanted.get("template"),
        }
        return answer_with_job(
            request,
            words,
            lambda: start_batch([account], wanted["products"], by, confirm_fee=fee, template=template),
        )


class PublishProduct(HubView):
    access = {"POST": PUBLISH}

    @extend_schema(
        operation_id="products_publish",
        summary="Publish a product in several shops",
        description="A job with a result for each shop.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": PublishOneSerializer},
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[
            OpenApiExample("in one shop", value={"accounts": ["shop_1"]}, request_only=True),
            examples.filed("marketplaces.publish_listings"),
        ],
        tags=["products"],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        product, by = _product(id), actor_of(request)
        wanted = read_body(request, PublishOneSerializer)
        accounts = list(_live(wanted.get("accounts")))
        fee = bool(wanted.get("confirm_fee"))
        words = {"product": product.pk, "accounts": [account.pk for account in accounts], "confirm_fee": fee}
        return answer_with_job(request, words, lambda: start_batch(accounts, [product.pk], by, confirm_fee=fee))


class Publications(HubView):
    access = {"GET": Access(READ, "marketplaces.view_listing")}

    @extend_schema(
        operation_id="products_publications",
        summary="Read how a product stands in each shop",
        responses=PublicationsSerializer,
        examples=[
            OpenApiExample(
                "one shop", value={"product": "prd_17", "publications": [examples.READINESS]}, response_only=True
            )
        ],
        tags=["products"],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        product = _product(id)
        rows = [_write(account, product) for account in _live(None)]
        return Response({"product": public_id(PRODUCT, product.pk), "publications": rows})


def _product(public: str) -> Product:
    found = Product.objects.select_related("group", "category").filter(pk=key_or_404(PRODUCT, public)).first()
    if found is None:
        raise NotFound("There is no product with this id.")
    return found


def require_products(keys: list[int]) -> None:
    known = set(Product.objects.filter(pk__in=keys).values_list("pk", flat=True))
    if unknown := [public_id(PRODUCT, key) for key in keys if key not in known]:
        raise UnfitValue({"products": [f"There is no product {', '.join(unknown)}."]})


def _live(keys: list[int] | None) -> list[MarketplaceAccount]:
    rows = MarketplaceAccount.objects.filter(is_active=True).select_related("price_rule").order_by("pk")
    if keys is None:
        return list(rows)
    found = list(rows.filter(pk__in=keys))
    if len(found) != len(set(keys)):
        raise UnfitValue({"accounts": ["There is no such shop, or it is switched off."]})
    return found


def template_of(account: MarketplaceAccount, pk: int | None) -> PublishTemplate | None:
    if pk is None:
        return None
    found = account.templates.filter(pk=pk).first()
    if found is None:
        raise UnfitValue({"template": ["This shop has no such template."]})
    return found


def _write(account: MarketplaceAccount, product: Product) -> dict[str, Any]:
    return write_readiness(account, product, None, ShopBook(account))


def write_readiness(
    account: MarketplaceAccount, product: Product, template: PublishTemplate | None, book: ShopBook
) -> dict[str, Any]:
    """How a product stands in a shop; with `template` as it would with that one. Costs no call."""
    target = target_of(product)
    listing = find_listing(account, target)
    known = listing or Listing(account=account)
    if template is not None:
        known.template = template
    checked = check(account, target, known if listing or template else None, book)
    owed = unconfirmed_fee(listing, checked)
    return {
        "account": public_id(SHOP, account.pk),
        "marketplace": account.marketplace,
        "listing": write_listing(listing.pk) if listing else None,
        "is_ready": checked.is_ready,
        "problems": [
            {"code": problem.code, "words": problem_words(problem.code, problem.values)} for problem in checked.problems
        ],
        "hints": [{"code": hint, "words": hint_words(hint)} for hint in checked.hints],
        "score": checked.score,
        "fee": _money(checked.fee) if owed is not None and checked.fee is not None else None,
        "missing_attributes": [need.name for need in checked.missing],
        **_figures(checked, product, listing),
    }


def _figures(checked: Check, product: Product, listing: Listing | None) -> dict[str, Any]:
    figures = checked.wanted.get(product.pk)
    priced = figures.sum if figures else None
    return {
        "price": _money(priced.price) if priced else None,
        "floor": _money(priced.floor) if priced and priced.floor else None,
        "quantity": figures.quantity if figures else 0,
    }


def _money(value: Money) -> dict[str, str]:
    return money(value.amount, value.currency)
