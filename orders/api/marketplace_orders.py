"""A marketplace's orders at its own addresses: read again, one by one, and parcels that were sent by hand."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import PublicIdField, TextField
from core.api.jobs import ACCEPTED, accepted_job
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import ORDERS_READ, ORDERS_WRITE
from core.api.views import ClosedSerializer, read_body
from core.jobs import enqueue
from marketplaces.actions.shops.accounts import NoAccount, default_account
from orders.actions import telling
from orders.actions.errors import NotAllowedNow
from orders.actions.polling import POLL_JOB
from orders.api import examples
from orders.api.order_actions import CHANGE, NoBody
from orders.api.orders import VIEW
from orders.api.partner_orders import FulfilmentListSerializer, PartnerView, write_parcels
from orders.api.refunds import order_of
from orders.api.shapes import OrderDetailSerializer
from orders.api.views import answer_order, once, person_of
from orders.models import OrderLine

MOST_LINES = 100
_FILED = OpenApiExample("filed", value=examples.FILED, response_only=True, status_codes=["202"])


class ParcelItemBody(ClosedSerializer):
    line = PublicIdField("orl")
    quantity = serializers.IntegerField(min_value=1, max_value=100_000)


class ParcelBody(serializers.Serializer[Any]):
    number = TextField(max_length=100, help_text="The tracking number.")
    carrier = TextField(max_length=100, help_text="In anybody's words: it is turned into the marketplace's.")
    items = serializers.ListField(child=ParcelItemBody(), min_length=1, max_length=MOST_LINES)


class OrderSync(PartnerView):
    access = {"POST": Access(ORDERS_WRITE, CHANGE)}
    operations = {"POST": "sync_orders"}

    @extend_schema(
        summary="Read this marketplace's orders now",
        description="A job: what has changed in the first shop since the last reading, which also happens by itself.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[_FILED],
    )
    def post(self, request: Request) -> Response:
        read_body(request, NoBody)

        def start() -> Response:
            try:
                account = default_account(self.partner)
            except NoAccount as error:
                raise NotAllowedNow("no_account", str(error)) from error
            name = f"{POLL_JOB}:{account.pk}"
            given = {"account_id": account.pk}
            job = enqueue(POLL_JOB, given, dedupe_key=name, requested_by=actor_of(request), rearm=True)
            return accepted_job(request, job)

        return once(request, {}, start)


class MarketplaceOrder(PartnerView):
    access = {"GET": Access(ORDERS_READ, VIEW)}
    operations = {"GET": "read_order"}

    @extend_schema(
        summary="Read one of this marketplace's orders",
        responses=OrderDetailSerializer,
        examples=[OpenApiExample("an order", value=examples.ORDER, response_only=True)],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        return answer_order(request, order_of(id, self.partner))


class OrderFulfilments(PartnerView):
    access = {"GET": Access(ORDERS_READ, VIEW), "POST": Access(ORDERS_WRITE, telling.MAY)}
    operations = {"GET": "list_fulfilments", "POST": "tell_parcel"}

    @extend_schema(
        summary="List an order's parcels",
        description="As the hub knows them, and how far the marketplace has been told.",
        responses={200: OpenApiResponse(FulfilmentListSerializer)},
        examples=[
            OpenApiExample(
                "one parcel",
                value={"order_id": "ord_7c2k9m4p1x5z8b3q", "fulfilments": [examples.FULFILMENT]},
                response_only=True,
            )
        ],
    )
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002
        return Response(write_parcels(order_of(id, self.partner)))

    @extend_schema(
        summary="Tell the marketplace of a parcel that was sent by hand",
        description=(
            "A job, sent once: a parcel with this number that is there already is not told again. Parcels of suppliers "
            "are told by themselves."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ParcelBody},
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[
            OpenApiExample(
                "two of a line",
                value={
                    "number": "LX123456789CN",
                    "carrier": "China Post",
                    "items": [{"line": "orl_31", "quantity": 2}],
                },
                request_only=True,
            ),
            _FILED,
        ],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        order, body = order_of(id, self.partner), read_body(request, ParcelBody)
        by, user = actor_of(request), person_of(request)

        def tell() -> Response:
            known = dict(OrderLine.objects.filter(order=order).values_list("pk", "remote_line_id"))
            lines = [(known.get(each["line"], ""), each["quantity"]) for each in body["items"]]
            return accepted_job(request, telling.tell(order, body["number"], body["carrier"], lines, by, user))

        return once(request, body, tell)
