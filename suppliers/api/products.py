"""Looking for products at a supplier, and taking them over."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict
from core.api.fields import CountryField, CurrencyField, DecimalTextField, FlagField, PublicIdField, TextField
from core.api.jobs import ACCEPTED
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import SUPPLIERS
from core.api.views import read_body, read_query
from inventory.pricing import BadRule, PriceRule
from inventory.source.mapper.text import clean_block
from suppliers.actions.importing import start_import
from suppliers.actions.previewing import ImportRequest
from suppliers.actions.refreshing import start_refresh
from suppliers.actions.searching import search, show
from suppliers.api import examples
from suppliers.api.shapes import SearchPageSerializer, SupplierItemSerializer, write_item, write_search
from suppliers.api.views import PREFIX, AccountQuery, SupplierView, answer_with_job, ask, partners_id
from suppliers.interface import SearchQuery
from suppliers.models import SupplierProduct

PARTNER_ERRORS = (409, 502, 503, 504)
MOST_IDS = 500


class SearchProductsQuery(AccountQuery):
    query = TextField(max_length=200, required=False, help_text="Words to look for.")
    page = serializers.IntegerField(min_value=1, max_value=1000, default=1, help_text="Counted from 1.")
    limit = serializers.IntegerField(min_value=1, max_value=100, default=20, help_text="Products a page.")
    category_id = TextField(max_length=64, required=False, help_text="The supplier's id of a category.")
    country = CountryField(required=False, help_text="Where goods are to be sent.")
    currency = CurrencyField(required=False, help_text="What prices are asked in, where the supplier can.")
    sort = serializers.ChoiceField(choices=["price", "-price", "sold", "newest"], required=False)


class ProductQuery(AccountQuery):
    country = CountryField(required=False, help_text="Where goods are to be sent.")
    currency = CurrencyField(required=False, help_text="What prices are asked in, where the supplier can.")


class ImportSerializer(serializers.Serializer[Any]):
    account = PublicIdField(PREFIX, required=False, help_text="The account to buy with; without it the first one.")
    category_id = PublicIdField("cat", required=False, allow_null=True, help_text="Our category.")
    variant_ids = serializers.ListField(
        child=TextField(max_length=64),
        required=False,
        max_length=MOST_IDS,
        help_text="Only these variants; all of them without it.",
    )
    country = CountryField(required=False, help_text="Where the freight that the price holds is quoted to.")
    margin_percent = DecimalTextField(whole=4, places=2, help_text="On the cost, in per cent.")
    fixed = DecimalTextField(whole=9, places=4, required=False, help_text="Added to each price, in its currency.")
    rounding = TextField(max_length=10, required=False, help_text="A step such as 0.05 or an ending such as .99.")
    currency = CurrencyField(required=False, help_text="Of our price; the cost's without it.")
    rate = DecimalTextField(
        whole=9, places=6, required=False, help_text="How many of `currency` one unit of the cost's buys."
    )
    include_freight = FlagField(default=True, help_text="Whether the price covers the freight to `country`.")


class ProductSyncSerializer(serializers.Serializer[Any]):
    account = PublicIdField(PREFIX, required=False, help_text="The account to ask with; without it the first one.")
    product_ids = serializers.ListField(
        child=TextField(max_length=64),
        required=False,
        max_length=MOST_IDS,
        help_text="The supplier's ids of linked products; without it whatever is due.",
    )


class ProductSearch(SupplierView):
    access = {"GET": Access(SUPPLIERS, "suppliers.view_supplierproduct")}
    operations = {"GET": "search_products"}

    @extend_schema(
        summary="Search the supplier's products",
        description="Asks the supplier, at the cost of its allowance.",
        parameters=[SearchProductsQuery],
        responses={200: SearchPageSerializer, **errors(*PARTNER_ERRORS)},
        examples=[OpenApiExample("a page", value=examples.SEARCH, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, SearchProductsQuery)
        account = self.account(query.get("account"))
        page = ask(lambda: search(account, search_query(query)))
        return Response(write_search(self.partner, page))


class ProductDetail(SupplierView):
    access = {"GET": Access(SUPPLIERS, "suppliers.view_supplierproduct")}
    operations = {"GET": "read_product"}

    @extend_schema(
        summary="Read one of the supplier's products",
        description="With its variants and their costs, and with stock where the supplier gives it along.",
        parameters=[ProductQuery],
        responses={200: SupplierItemSerializer, **errors(*PARTNER_ERRORS)},
        examples=[OpenApiExample("a product", value=examples.ITEM, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, pid: str) -> Response:
        query = read_query(request, ProductQuery)
        account, product_id = self.account(query.get("account")), partners_id(pid)
        item = ask(lambda: show(account, product_id, query.get("country", ""), query.get("currency", "")))
        return Response(write_item(self.partner, item, clean_block(item.description_html).strip()))


class ProductImport(SupplierView):
    access = {"POST": Access(SUPPLIERS, "suppliers.add_supplierproduct")}
    operations = {"POST": "import_product"}

    @extend_schema(
        summary="Import a product",
        description=(
            "A job: its variants become products of a group, each linked to the supplier's variant. What is imported "
            "already stays as it is. Read the progress and the result at the address in `Location`."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ImportSerializer},
        responses={
            202: ACCEPTED,
            **errors(409, 422),
        },
        examples=[
            OpenApiExample("all variants at 40 %", value={"margin_percent": "40", "country": "FR"}, request_only=True),
            examples.filed("suppliers.import_product"),
        ],
    )
    def post(self, request: Request, pid: str) -> Response:
        wanted = read_body(request, ImportSerializer)
        account, by = self.account(wanted.get("account")), actor_of(request)
        order = ImportRequest(
            product_id=partners_id(pid),
            category_id=wanted.get("category_id"),
            rule=rule_of(wanted),
            country=wanted.get("country", ""),
            variant_ids=tuple(wanted.get("variant_ids", ())),
        )
        return answer_with_job(request, {"product": pid, **wanted}, lambda: start_import(account, order, by))


class ProductSync(SupplierView):
    access = {"POST": Access(SUPPLIERS, "suppliers.change_supplierproduct")}
    operations = {"POST": "sync_products"}

    @extend_schema(
        summary="Read costs and stock of linked products again",
        description="A job. Those that are named go before the hourly refresh.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ProductSyncSerializer},
        responses={
            202: ACCEPTED,
            **errors(409, 422),
        },
        examples=[
            OpenApiExample("whatever is due", value={}, request_only=True),
            examples.filed("suppliers.refresh_account"),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, ProductSyncSerializer)
        account, by = self.account(wanted.get("account")), actor_of(request)
        ids = tuple(wanted.get("product_ids", ()))
        unknown = set(ids) - known_products(account.pk, ids)
        if unknown:
            raise Conflict(
                "None of our products is linked to some of these.", "not_linked", context={"unknown": sorted(unknown)}
            )
        return answer_with_job(request, wanted, lambda: start_refresh(account, by, ids))


def search_query(query: dict[str, Any]) -> SearchQuery:
    return SearchQuery(
        text=query.get("query", ""),
        page=query["page"],
        size=query["limit"],
        category_id=query.get("category_id", ""),
        country=query.get("country", ""),
        currency=query.get("currency", ""),
        sort=query.get("sort", ""),
    )


def rule_of(wanted: dict[str, Any]) -> PriceRule:
    given = {name: wanted[name] for name in ("fixed", "rounding", "currency", "rate") if name in wanted}
    try:
        return PriceRule(wanted["margin_percent"], include_freight=wanted["include_freight"], **given)
    except BadRule as error:
        attr = "margin_percent" if error.code == "margin" else error.code
        raise serializers.ValidationError({attr: [str(error)]}) from error


def known_products(account_pk: int, ids: tuple[str, ...]) -> set[str]:
    offers = SupplierProduct.objects.filter(account_id=account_pk, external_product_id__in=ids)
    return set(offers.values_list("external_product_id", flat=True))
