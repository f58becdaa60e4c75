"""Orders below a partner's own addresses: purchases at one supplier, and what came from one marketplace."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import public_id
from core.api.jobs import ACCEPTED, accepted_job
from core.api.pages import answer_page
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import ORDERS_READ, ORDERS_WRITE
from core.api.views import HubView, read_body, read_query
from core.jobs import enqueue
from orders.api import examples
from orders.api.bodies import SupplierPurchaseBody
from orders.api.order_actions import NoBody
from orders.api.orders import ORDER_PAGE
from orders.api.orders import VIEW as VIEW_ORDER
from orders.api.queries import ORDER_ORDERS, MarketplaceOrderQuery, filtered_orders
from orders.api.shapes import (
    ORDER_COLUMNS,
    OrderParcelSerializer,
    SupplierOrderDetailSerializer,
    hang_tags,
    write_order,
)
from orders.api.supplier_orders import CHANGE, PARTNER_ERRORS, VIEW, take_proposal
from orders.api.views import answer_purchase, once, purchase_or_404
from orders.models import Order, Shipment

FOLLOW_ALL = "orders.follow_all"
_A_PURCHASE = OpenApiExample("a purchase", value=examples.PURCHASE, response_only=True, status_codes=["200"])


class FulfilmentItemSerializer(serializers.Serializer[Any]):
    line = serializers.CharField(help_text="`orl_<number>`")
    sku = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()


class FulfilmentSerializer(OrderParcelSerializer):
    id = serializers.CharField(help_text="`par_<number>`")
    supplier_order_id = serializers.CharField(help_text="`sup_ord_…`")
    fulfilment_id = serializers.CharField(allow_blank=True, help_text="The marketplace's id for it, once it has one.")
    items = FulfilmentItemSerializer(many=True)


class FulfilmentListSerializer(serializers.Serializer[Any]):
    order_id = serializers.CharField()
    fulfilments = FulfilmentSerializer(many=True)


class PartnerView(HubView):
    """`partner` is a slug, set where the address is made; `operations` names what each method does."""

    partner = ""
    operations: ClassVar[dict[str, str]] = {}


class SupplierOrders(PartnerView):
    access = {"POST": Access(ORDERS_WRITE, CHANGE)}
    operations = {"POST": "create_order"}

    @extend_schema(
        summary="Propose a purchase at this supplier",
        description="As POST /api/supplier-orders: drafted in the ledger, bought when it is approved.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": SupplierPurchaseBody},
        responses={201: SupplierOrderDetailSerializer, **errors(*PARTNER_ERRORS)},
        examples=[
            OpenApiExample("two boxes", value=examples.NEW_PURCHASE_THERE, request_only=True),
            OpenApiExample("the proposal", value=examples.PURCHASE, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        return take_proposal(request, self.partner, read_body(request, SupplierPurchaseBody))


class SupplierOrder(PartnerView):
    access = {"GET": Access(ORDERS_READ, VIEW)}
    operations = {"GET": "read_order"}

    @extend_schema(
        summary="Read a purchase at this supplier",
        responses=SupplierOrderDetailSerializer,
        examples=[_A_PURCHASE],
    )
    def get(self, _request: Request, order_id: str) -> Response:
        return answer_purchase(purchase_or_404(order_id, self.partner))


class SupplierOrderSync(PartnerView):
    access = {"POST": Access(ORDERS_WRITE, CHANGE)}
    operations = {"POST": "sync_orders"}

    @extend_schema(
        summary="Read purchases again",
        description="A job: how far the supplier is with each purchase, and which parcels it tells of.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses={202: ACCEPTED, **errors(422)},
        examples=[OpenApiExample("filed", value=examples.FILED, response_only=True, status_codes=["202"])],
    )
    def post(self, request: Request) -> Response:
        read_body(request, NoBody)

        def start() -> Response:
            return accepted_job(
                request, enqueue(FOLLOW_ALL, {"supplier": self.partner}, requested_by=actor_of(request))
            )

        return once(request, {}, start)


class MarketplaceOrders(PartnerView):
    access = {"GET": Access(ORDERS_READ, VIEW_ORDER)}
    operations = {"GET": "list_orders"}

    @extend_schema(
        summary="List this marketplace's orders",
        parameters=[MarketplaceOrderQuery],
        responses=ORDER_PAGE,
        examples=[OpenApiExample("a page", value={"next": None, "results": [examples.ORDER_ROW]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, MarketplaceOrderQuery)
        rows = filtered_orders(Order.objects.filter(account__marketplace=self.partner), query).values(*ORDER_COLUMNS)
        return answer_page(request, rows, query=query, orders=ORDER_ORDERS, write=write_order, load=hang_tags)


def write_parcels(order: Order) -> dict[str, Any]:
    """An order's parcels, as `FulfilmentListSerializer` describes them."""
    parcels = order.shipments.select_related("supplier_order").prefetch_related("lines__order_line").order_by("pk")
    return {"order_id": order.public_id, "fulfilments": [_write_parcel(one) for one in parcels]}


def _write_parcel(parcel: Shipment) -> dict[str, Any]:
    names = ("number", "carrier", "url", "status", "shipped_at", "delivered_at")
    return {
        **{name: getattr(parcel, name) for name in names},
        "told_to_shop": parcel.state,
        "id": public_id("par", parcel.pk),
        "supplier_order_id": parcel.supplier_order.public_id,
        "fulfilment_id": parcel.remote_fulfilment_id,
        "items": [
            {"line": public_id("orl", line.order_line_id), "sku": line.order_line.sku, "quantity": line.quantity}
            for line in parcel.lines.all()
        ],
    }
