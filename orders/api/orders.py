"""Orders: the list, making one, reading, changing and cancelling one."""

from typing import Any

from django.contrib.auth.models import User
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict, UnfitValue
from core.api.fields import TextField
from core.api.pages import answer_page, page_of
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import ORDERS_READ, ORDERS_WRITE
from core.api.views import HubView, read_body, read_query
from core.models import ApiClient
from orders.actions import cancelling, labelling, noting
from orders.actions.proposing import change_address
from orders.api import examples
from orders.api.bodies import OrderBody, OrderChangeBody, address_values, customer_values
from orders.api.queries import ORDER_ORDERS, OrderQuery, filtered_orders
from orders.api.shapes import ORDER_COLUMNS, OrderDetailSerializer, OrderSerializer, hang_tags, write_order
from orders.api.views import act, answer_order, once, order_or_404, person_of
from orders.intake.taking import ReferenceTaken, TooMuchMoney, take_request
from orders.models import Order

VIEW, ADD, CHANGE, CANCEL = (
    "orders.view_order", "orders.add_order", "orders.change_order", "orders.cancel_order",
)  # fmt: skip
ORDER_PAGE = page_of(OrderSerializer)
_AN_ORDER = OpenApiExample("an order", value=examples.ORDER, response_only=True, status_codes=["200"])


class CancelQuery(serializers.Serializer[Any]):
    reason = TextField(max_length=200, default="cancelled over the API", help_text="Why; it is kept.")


class OrderList(HubView):
    access = {"GET": Access(ORDERS_READ, VIEW), "POST": Access(ORDERS_WRITE, ADD)}

    @extend_schema(
        operation_id="orders_list",
        summary="List orders",
        parameters=[OrderQuery],
        responses=ORDER_PAGE,
        examples=[OpenApiExample("a page", value={"next": None, "results": [examples.ORDER_ROW]}, response_only=True)],
        tags=["orders"],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, OrderQuery)
        rows = filtered_orders(Order.objects.all(), query).values(*ORDER_COLUMNS)
        return answer_page(request, rows, query=query, orders=ORDER_ORDERS, write=write_order, load=hang_tags)

    @extend_schema(
        operation_id="orders_create",
        summary="Tell of an order",
        description=(
            "An order that was sold elsewhere and is paid. Suppliers are chosen for its lines at once; lines whose SKU "
            "is not known wait for staff. A reference that this program has used before is refused with 409."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": OrderBody},
        responses={201: OrderDetailSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("an order", value=examples.NEW_ORDER, request_only=True),
            OpenApiExample("the order", value=examples.ORDER, response_only=True, status_codes=["201"]),
        ],
        tags=["orders"],
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, OrderBody)
        if len({line["currency"] for line in body["lines"]}) > 1:
            raise UnfitValue({"lines": ["All lines of an order are paid in one currency."]}, "currencies")
        client = request.auth if isinstance(request.auth, ApiClient) else None
        data = {
            "reference": body["reference"],
            "note": body["note"],
            "currency": body["lines"][0]["currency"],
            "lines": body["lines"],
            "customer": customer_values(body),
            "shipping_address": address_values(body["shipping_address"]),
        }

        def take() -> Response:
            try:
                order = take_request(client, data, by=actor_of(request))
            except ReferenceTaken as error:
                raise Conflict(str(error), "reference_taken", context={"id": error.order.public_id}) from error
            except TooMuchMoney as error:
                raise UnfitValue({"lines": [str(error)]}, "too_much_money") from error
            return answer_order(request, order, 201)

        return once(request, body, take)


class OrderDetail(HubView):
    access = {
        "GET": Access(ORDERS_READ, VIEW),
        "PUT": Access(ORDERS_WRITE, CHANGE),
        "DELETE": Access(ORDERS_WRITE, CANCEL),
    }

    @extend_schema(
        operation_id="orders_read",
        summary="Read an order",
        responses=OrderDetailSerializer,
        examples=[_AN_ORDER],
        tags=["orders"],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        return answer_order(request, order_or_404(id))

    @extend_schema(
        operation_id="orders_change",
        summary="Change an order",
        description=(
            "Its address, while no purchase for it was approved; staff's note, their tags, and who looks after it. What was "
            "sold is changed where it was sold."
        ),
        request={"application/json": OrderChangeBody},
        responses={200: OrderDetailSerializer, **errors(409)},
        examples=[
            OpenApiExample("a note", value={"note": "rings at noon"}, request_only=True),
            OpenApiExample("tags", value={"tags": ["fragile"], "assigned_to": "ana"}, request_only=True),
            _AN_ORDER,
        ],
        tags=["orders"],
    )
    def put(self, request: Request, id: str) -> Response:  # noqa: A002
        order, body = order_or_404(id), read_body(request, OrderChangeBody)
        by, user = actor_of(request), person_of(request)
        if "shipping_address" in body:
            act(lambda: change_address(order, address_values(body["shipping_address"]), by, user=user))
        if "note" in body:
            act(lambda: noting.write_note(order, body["note"], by=by, user=user))
        if "tags" in body:
            act(lambda: labelling.set_tags(order, body["tags"], by=by, user=user))
        if "assigned_to" in body:
            act(lambda: labelling.assign(order, _member(body["assigned_to"]), by=by, user=user))
        return answer_order(request, order)

    @extend_schema(
        operation_id="orders_cancel",
        summary="Cancel an order",
        description=(
            "What was not sent is withdrawn; what is placed and not paid is cancelled at the supplier. What is paid stays "
            "bought and shown to staff. The shop is not told, and no money goes back to the customer."
        ),
        parameters=[CancelQuery],
        responses={200: OrderDetailSerializer, **errors(409)},
        examples=[_AN_ORDER],
        tags=["orders"],
    )
    def delete(self, request: Request, id: str) -> Response:  # noqa: A002
        order, reason = order_or_404(id), read_query(request, CancelQuery)["reason"]
        done = act(lambda: cancelling.cancel_order(order, by=actor_of(request), reason=reason, user=person_of(request)))
        return answer_order(request, done)


def _member(name: str | None) -> User | None:
    """Who is meant; a name that nobody among the staff has is refused at its field."""
    if name is None:
        return None
    found = labelling.may_be_assigned().filter(username=name).first()
    if found is None:
        raise UnfitValue({"assigned_to": ["Nobody among the staff has this user name."]}, "unknown_user")
    return found
