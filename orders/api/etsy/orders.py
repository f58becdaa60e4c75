"""Orders from Etsy over REST beyond what all marketplaces have: lines with their mapping, read again, money."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import UnfitValue
from core.api.fields import money, public_id
from core.api.jobs import ACCEPTED, accepted_job
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import ORDERS_READ, ORDERS_WRITE
from core.api.views import read_body
from core.jobs import enqueue
from core.money import Money
from inventory.models import Product
from marketplaces.actions import performing
from marketplaces.interface import RemoteRefund
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import open_account
from orders.actions.errors import NotAllowedNow
from orders.actions.mapping import map_line
from orders.actions.polling import READ_JOB
from orders.api import examples
from orders.api.etsy.shapes import (
    LINE,
    LINE_EXAMPLE,
    PAYMENT_EXAMPLE,
    PRODUCT,
    REFUND_EXAMPLE,
    EtsyMapLineBody,
    EtsyOrderLinesSerializer,
    EtsyPaymentListSerializer,
    EtsyRefundsSeenSerializer,
)
from orders.api.order_actions import CHANGE, NoBody
from orders.api.orders import VIEW
from orders.api.partner_orders import PartnerView
from orders.api.refunds import order_of
from orders.api.shapes import OrderDetailSerializer
from orders.api.views import act, answer_order, once, person_of
from orders.models import Order, OrderLine

READS = {404, 409, 502, 503, 504}


class OrderLines(PartnerView):
    access = {"GET": Access(ORDERS_READ, VIEW)}
    operations = {"GET": "list_order_lines"}

    @extend_schema(
        summary="List an order's lines",
        description="With the product of ours that each was taken for.",
        responses={200: EtsyOrderLinesSerializer, **errors(404)},
        examples=[
            OpenApiExample(
                "one line", value={"order_id": "ord_7c2k9m4p1x5z8b3q", "lines": [LINE_EXAMPLE]}, response_only=True
            )
        ],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        order = order_of(id, self.partner)
        lines = [_line(line, order.currency) for line in order.lines.order_by("position", "pk")]
        return Response({"order_id": order.public_id, "lines": lines})


class OrderResync(PartnerView):
    access = {"POST": Access(ORDERS_WRITE, CHANGE)}
    operations = {"POST": "resync_order"}

    @extend_schema(
        summary="Read one order again",
        description="A job.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses={202: ACCEPTED, **errors(404, 422)},
        examples=[OpenApiExample("filed", value=examples.FILED, response_only=True, status_codes=["202"])],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        order = order_of(id, self.partner)
        read_body(request, NoBody)
        given, by = {"account_id": order.account_id, "remote_id": order.remote_id}, actor_of(request)
        name = f"{READ_JOB}:{order.account_id}:{order.remote_id}"
        wanted = {"order": order.pk}
        return once(
            request,
            wanted,
            lambda: accepted_job(request, enqueue(READ_JOB, given, dedupe_key=name, requested_by=by, rearm=True)),
        )


class OrderMapLine(PartnerView):
    access = {"POST": Access(ORDERS_WRITE, CHANGE)}
    operations = {"POST": "map_order_line"}

    @extend_schema(
        summary="Say which product a line is",
        description="Later readings of the order leave it so. Refused while a purchase of the line is under way.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": EtsyMapLineBody},
        responses={200: OrderDetailSerializer, **errors(404, 409, 422)},
        examples=[
            OpenApiExample("a line", value={"line": "orl_31", "product": "prd_17"}, request_only=True),
            OpenApiExample("the order", value=examples.ORDER, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        order, body = order_of(id, self.partner), read_body(request, EtsyMapLineBody)
        line = OrderLine.objects.filter(order=order, pk=body["line"]).first()
        if line is None:
            raise UnfitValue({"line": ["The order has no such line."]}, "no_line")
        product = Product.objects.filter(pk=body["product"]).first()
        if product is None:
            raise UnfitValue({"product": ["There is no such product."]}, "no_product")
        by, user = actor_of(request), person_of(request)

        def do() -> Response:
            return answer_order(request, map_line(line, product, by=by, remember=body["remember"], user=user))

        return once(request, {"order": order.pk, **body}, do)


class OrderPayments(PartnerView):
    access = {"GET": Access(ORDERS_READ, VIEW)}
    operations = {"GET": "list_order_payments"}

    @extend_schema(
        summary="Read an order's payments",
        description="As Etsy has them now, with what was taken off for refunds.",
        responses={200: EtsyPaymentListSerializer, **errors(*READS)},
        examples=[
            OpenApiExample("paid", value={"payments": [PAYMENT_EXAMPLE]}, response_only=True, status_codes=["200"])
        ],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002
        order = order_of(id, self.partner)
        account = _account(order)
        return Response(act(lambda: performing.read(account, "order_payments", {"order_id": order.remote_id})))


class OrderRefundsSeen(PartnerView):
    access = {"GET": Access(ORDERS_READ, VIEW)}
    operations = {"GET": "list_order_refunds"}

    @extend_schema(
        summary="List what was given back for an order",
        description="As Etsy has it now. Etsy has no call that refunds: that is done in its Shop Manager.",
        responses={200: EtsyRefundsSeenSerializer, **errors(*READS)},
        examples=[
            OpenApiExample(
                "one refund",
                value={"order_id": "ord_7c2k9m4p1x5z8b3q", "refunds": [REFUND_EXAMPLE]},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002
        order = order_of(id, self.partner)
        account = _account(order)

        def read() -> list[dict[str, Any]]:
            with open_account(account) as adapter:
                found = adapter.refunds(order.remote_id)
            return [_refund(each) for each in found]

        return Response({"order_id": order.public_id, "refunds": act(read)})


def _account(order: Order) -> MarketplaceAccount:
    if order.account is None:
        raise NotAllowedNow("no_account", "The order's shop is gone.")
    return order.account


def _line(line: OrderLine, currency: str) -> dict[str, Any]:
    return {
        "id": public_id(LINE, line.pk),
        "remote_id": line.remote_line_id,
        **{name: getattr(line, name) for name in ("sku", "title", "quantity", "owed", "mapped_by_staff")},
        "price": money(line.unit_price, currency) if line.unit_price is not None else None,
        "product": public_id(PRODUCT, line.product_id) if line.product_id is not None else None,
        "is_mapped": line.product_id is not None,
    }


def _refund(found: RemoteRefund) -> dict[str, Any]:
    return {
        "id": found.refund_id,
        "state": found.state,
        "amount": _money(found.amount),
        "created_at": found.created_at.isoformat() if found.created_at else None,
    }


def _money(amount: Money | None) -> dict[str, str] | None:
    return None if amount is None else money(amount.amount, amount.currency)
