"""What a supplier has of a variant: as last read, or asked for now."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict
from core.api.fields import PublicIdField, TextField, public_id
from core.api.jobs import ACCEPTED
from core.api.pages import flag_field
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import SUPPLIERS
from core.api.views import read_body, read_query
from suppliers.actions.refreshing import start_refresh
from suppliers.api import examples
from suppliers.api.products import MOST_IDS, PARTNER_ERRORS
from suppliers.api.shapes import StockLevelSerializer, write_level
from suppliers.api.views import PREFIX, AccountQuery, SupplierView, answer_with_job, ask, partners_id
from suppliers.models import SupplierAccount, SupplierProduct, SupplierStock
from suppliers.registry import open_account

EXAMPLE = {
    "supplier": "cj-dropshipping",
    "variant_id": "1780000000000000101",
    "source": "stored",
    "as_of": "2026-03-02T08:00:00Z",
    "total": 840,
    "levels": [examples.LEVEL],
    "products": ["prd_17"],
}


class StockQuery(AccountQuery):
    live = flag_field("`true` asks the supplier now, at the cost of its allowance.")


class StockSerializer(serializers.Serializer[Any]):
    supplier = serializers.CharField()
    variant_id = serializers.CharField()
    source = serializers.ChoiceField(  # type: ignore[assignment]  # the wire's name, also DRF's
        choices=["stored", "live"], help_text="As last read, or asked for just now."
    )
    as_of = serializers.DateTimeField(allow_null=True, help_text="When the oldest of the figures was read.")
    total = serializers.IntegerField(help_text="Over all areas.")
    levels = StockLevelSerializer(many=True, help_text="By area; none where nothing is left.")
    products = serializers.ListField(child=serializers.CharField(), help_text="Our products that are this variant.")


class StockSyncSerializer(serializers.Serializer[Any]):
    account = PublicIdField(PREFIX, required=False, help_text="The account to ask with; without it the first one.")
    variant_ids = serializers.ListField(
        child=TextField(max_length=64),
        required=False,
        max_length=MOST_IDS,
        help_text="The supplier's ids of linked variants; without it whatever is due.",
    )


class VariantStock(SupplierView):
    access = {"GET": Access(SUPPLIERS, "suppliers.view_supplierstock")}
    operations = {"GET": "read_stock"}

    @extend_schema(
        summary="Read a variant's stock",
        description=(
            "By area, as last read and with its age where the variant is linked; the supplier is asked where it is not, "
            "or with `live=true`. An answer that did not come is an error, never a zero."
        ),
        parameters=[StockQuery],
        responses={200: StockSerializer, **errors(*PARTNER_ERRORS)},
        examples=[OpenApiExample("stock", value=EXAMPLE, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, vid: str) -> Response:
        query = read_query(request, StockQuery)
        account, variant_id = self.account(query.get("account")), partners_id(vid)
        offers = list(SupplierProduct.objects.filter(account=account, external_variant_id=variant_id).order_by("pk"))
        if query.get("live") == "true" or not any(offer.checked_at for offer in offers):
            body = _live(account, variant_id, offers)
        else:
            body = _stored(offers)
        products = [public_id("prd", offer.product_id) for offer in offers]
        return Response({"supplier": self.partner, "variant_id": variant_id, **body, "products": products})


class StockSync(SupplierView):
    access = {"POST": Access(SUPPLIERS, "suppliers.change_supplierproduct")}
    operations = {"POST": "sync_stock"}

    @extend_schema(
        summary="Read stock of linked variants again",
        description="A job: the products of these variants are read whole, costs too.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": StockSyncSerializer},
        responses={
            202: ACCEPTED,
            **errors(409, 422),
        },
        examples=[
            OpenApiExample("whatever is due", value={}, request_only=True),
            examples.filed("suppliers.refresh_products"),
        ],
    )
    def post(self, request: Request) -> Response:
        wanted = read_body(request, StockSyncSerializer)
        account, by = self.account(wanted.get("account")), actor_of(request)
        products = _products_of(account, tuple(wanted.get("variant_ids", ())))
        return answer_with_job(request, wanted, lambda: start_refresh(account, by, products))


def _stored(offers: list[SupplierProduct]) -> dict[str, Any]:
    offer = max(offers, key=lambda each: (each.checked_at is not None, each.checked_at))
    rows = list(SupplierStock.objects.filter(offer=offer).order_by("area_id").values())
    return {
        "source": "stored",
        "as_of": min((row["as_of"] for row in rows), default=offer.checked_at),
        "total": sum(row["total"] for row in rows),
        "levels": [write_level(row) for row in rows],
    }


def _live(account: SupplierAccount, variant_id: str, offers: list[SupplierProduct]) -> dict[str, Any]:
    product_id = offers[0].external_product_id if offers else ""
    with open_account(account) as adapter:
        stock = ask(lambda: adapter.variant_stock(variant_id, product_id))
    return {
        "source": "live",
        "as_of": None,
        "total": sum(level.total for level in stock.levels),
        "levels": [write_level(level) for level in stock.levels],
    }


def _products_of(account: SupplierAccount, variant_ids: tuple[str, ...]) -> tuple[str, ...]:
    """The supplier's products of these variants; 409 where one is not linked, for then there is nothing to refresh."""
    if not variant_ids:
        return ()
    offers = SupplierProduct.objects.filter(account=account, external_variant_id__in=variant_ids)
    found = dict(offers.values_list("external_variant_id", "external_product_id"))
    unknown = sorted(set(variant_ids) - set(found))
    if unknown:
        raise Conflict("None of our products is linked to some of these.", "not_linked", context={"unknown": unknown})
    return tuple(sorted(set(found.values())))
