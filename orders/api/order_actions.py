"""What is done with an order: approved, held, released, routed again, left as it is; and its story."""

from typing import Any

from django.db.models import Q
from django.utils.encoding import force_str
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.pages import ListQuery, answer_page, ordering_field, page_of
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import ORDERS_READ, ORDERS_WRITE, PURCHASES_APPROVE
from core.api.views import HubView, read_body, read_query
from core.models import Event
from core.pagination import both_ways
from orders.actions import approving, holding
from orders.api import examples
from orders.api.bodies import HoldBody, ReasonBody
from orders.api.orders import VIEW
from orders.api.shapes import OrderDetailSerializer
from orders.api.views import act, answer_order, once, order_or_404, person_of
from orders.events import read_history
from orders.models import Order

HOLD, APPROVE, CHANGE = "orders.hold_order", "orders.approve_supplierorder", "orders.change_order"
_THE_ORDER = OpenApiExample("the order", value=examples.ORDER, response_only=True, status_codes=["200"])
_DONE = {200: OrderDetailSerializer, **errors(409, 422)}
_EVENT_ORDERS = dict(reversed(both_ways("id", "pk", "int").items()))


class NoBody(serializers.Serializer[Any]):
    """Nothing has to be said."""


class EventSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    about = serializers.CharField(help_text="Id of the order or the purchase; `parcel`, `message` for its other parts.")
    kind = serializers.CharField(help_text="Code of what happened.")
    text = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)
    data = serializers.DictField()  # type: ignore[assignment]  # the wire's name, also DRF's


class TimelineQuery(ListQuery):
    ordering = ordering_field(_EVENT_ORDERS)


class Approve(HubView):
    access = {"POST": Access(PURCHASES_APPROVE, APPROVE)}

    @extend_schema(
        operation_id="orders_approve",
        summary="Approve an order's proposed purchases",
        description="Each at most at the cost that stands on it. They are sent by jobs, each once.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses=_DONE,
        examples=[_THE_ORDER],
        tags=["orders"],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        order = order_or_404(id)
        read_body(request, NoBody)

        def approve() -> Response:
            proposed = list(order.supplier_orders.filter(state__in=approving.TO_APPROVE).order_by("part"))
            approving.approve(proposed, actor_of(request), user=person_of(request))
            return answer_order(request, order)

        return once(request, {}, approve)


class Hold(HubView):
    access = {"POST": Access(ORDERS_WRITE, HOLD)}

    @extend_schema(
        operation_id="orders_hold",
        summary="Hold an order",
        description="Nothing more is bought for it, until the given time or until it is released.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": HoldBody},
        responses=_DONE,
        examples=[OpenApiExample("why", value={"reason": "asks for another colour"}, request_only=True), _THE_ORDER],
        tags=["orders"],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        order, body = order_or_404(id), read_body(request, HoldBody)

        def hold() -> Response:
            by, user = actor_of(request), person_of(request)
            return answer_order(request, holding.hold(order, body["reason"], body.get("until"), by=by, user=user))

        return once(request, body, hold)


class Release(HubView):
    access = {"POST": Access(ORDERS_WRITE, HOLD)}

    @extend_schema(
        operation_id="orders_release",
        summary="Release an order that is held",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses=_DONE,
        examples=[_THE_ORDER],
        tags=["orders"],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        order = order_or_404(id)
        read_body(request, NoBody)
        by, user = actor_of(request), person_of(request)
        return once(request, {}, lambda: answer_order(request, holding.release(order, by=by, user=user)))


class Retry(HubView):
    access = {"POST": Access(ORDERS_WRITE, CHANGE)}

    @extend_schema(
        operation_id="orders_retry",
        summary="Choose suppliers again",
        description=(
            "For what is not bought and not proposed yet, also where the last purchase was refused. What has an unknown "
            "outcome is looked up and never sent again by this."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses=_DONE,
        examples=[_THE_ORDER],
        tags=["orders"],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        order = order_or_404(id)
        read_body(request, NoBody)
        by, user = actor_of(request), person_of(request)
        return once(request, {}, lambda: answer_order(request, holding.retry(order, by=by, user=user)))


class Resolve(HubView):
    access = {"POST": Access(ORDERS_WRITE, HOLD)}

    @extend_schema(
        operation_id="orders_resolve",
        summary="Leave a problem as it is",
        description=(
            "For an order that was cancelled, refunded or edited after it was bought, or whose parcel the shop refused: "
            "somebody has seen it. Other problems have to be mended, and are refused with 409."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ReasonBody},
        responses=_DONE,
        examples=[OpenApiExample("why", value={"reason": "the customer keeps it"}, request_only=True), _THE_ORDER],
        tags=["orders"],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        order, body = order_or_404(id), read_body(request, ReasonBody)

        def resolve() -> Response:
            by, user = actor_of(request), person_of(request)
            return answer_order(request, holding.accept(order, by=by, why=body["reason"], user=user))

        return once(request, body, resolve)


class Timeline(HubView):
    access = {"GET": Access(ORDERS_READ, VIEW)}

    @extend_schema(
        operation_id="orders_timeline",
        summary="Read what happened to an order",
        description="With its purchases, its parcels and its messages, the newest first.",
        parameters=[TimelineQuery],
        responses=page_of(EventSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [examples.EVENT]}, response_only=True)],
        tags=["orders"],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002
        order = order_or_404(id)
        query = read_query(request, TimelineQuery)
        names = _subjects(order)
        wanted = Q()
        for subject_type, rows in names.items():
            wanted |= Q(subject_type=subject_type, subject_id__in=list(rows))
        columns = ("pk", "created_at", "subject_type", "subject_id", "kind", "actor", "data")
        rows = Event.objects.filter(wanted).values(*columns)
        said: dict[int, str] = {}

        def load(page: list[dict[str, Any]]) -> None:
            said.update(read_history([Event(**{name: row[name] for name in columns}) for row in page]))

        return act(
            lambda: answer_page(
                request, rows, query=query, orders=_EVENT_ORDERS, load=load, write=lambda row: _write(row, names, said)
            )
        )


def _subjects(order: Order) -> dict[str, dict[str, str]]:
    """Of which rows, and how each is called."""
    purchases = order.supplier_orders.values_list("pk", "public_id")
    return {
        "orders.order": {str(order.pk): order.public_id},
        "orders.supplierorder": {str(pk): public_id for pk, public_id in purchases},
        "orders.shipment": dict.fromkeys(map(str, order.shipments.values_list("pk", flat=True)), "parcel"),
        "orders.notification": dict.fromkeys(map(str, order.notifications.values_list("pk", flat=True)), "message"),
    }


def _write(row: dict[str, Any], names: dict[str, dict[str, str]], said: dict[int, str]) -> dict[str, Any]:
    return {
        "at": row["created_at"],
        "about": names[row["subject_type"]][row["subject_id"]],
        "kind": row["kind"],
        "text": force_str(said.get(row["pk"], "")),
        "by": row["actor"],
        "data": row["data"],
    }
