"""Refunds: asked for here, sent to the marketplace once by a job, looked up after a lost answer."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.fields import DecimalTextField, FlagField, MoneySerializer, TextField, money
from core.api.pages import ListQuery, answer_page, ordering_field, page_of
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import ORDERS_READ, PURCHASES_APPROVE
from core.api.views import ClosedSerializer, read_body, read_query
from core.pagination import both_ways
from orders.actions import refunding
from orders.api import examples
from orders.api.partner_orders import PartnerView
from orders.api.views import once, order_or_404, person_of
from orders.models import Order, OrderLine, OrderRefund
from orders.models.refunds import RefundReason, RefundState

SEE = Access(ORDERS_READ, "orders.view_orderrefund")
GIVE = Access(PURCHASES_APPROVE, refunding.MAY)
ORDERS = dict(reversed(both_ways("id", "pk", "int").items()))  # the newest first
COLUMNS = (
    "pk", "public_id", "order__public_id", "state", "amount", "currency", "reason", "note", "remote_id", "message",
    "requested_by", "created_at", "sent_at", "settled_at",
)  # fmt: skip


class RefundLineBody(ClosedSerializer):
    line = TextField(max_length=30, help_text="`orl_<number>`")
    amount = DecimalTextField(whole=10, places=3)


class RefundBody(serializers.Serializer[Any]):
    amount = DecimalTextField(whole=10, places=3, help_text="In the order's currency.")
    reason = serializers.ChoiceField(choices=RefundReason.values)
    note = TextField(max_length=100, allow_blank=True, default="", help_text="The buyer may read it.")
    lines = serializers.ListField(
        child=RefundLineBody(),
        required=False,
        max_length=100,
        help_text="Which lines it is for; their amounts make the whole. Left out: for the order.",
    )


class RefundSettleBody(serializers.Serializer[Any]):
    was_made = FlagField(help_text="Whether the marketplace's own pages show it.")
    reason = TextField(max_length=500, help_text="Kept in the history.")
    remote_id = TextField(max_length=120, allow_blank=True, default="", help_text="The marketplace's number for it.")


class RefundSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="`ref_…`")
    order_id = serializers.CharField()
    state = serializers.ChoiceField(choices=RefundState.values)
    amount = MoneySerializer()
    reason = serializers.ChoiceField(choices=RefundReason.values)
    note = serializers.CharField(allow_blank=True)
    remote_id = serializers.CharField(allow_blank=True, help_text="The marketplace's number, once it is known.")
    message = serializers.CharField(allow_blank=True, help_text="What the marketplace said last.")
    requested_by = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class RefundQuery(ListQuery):
    state = serializers.ChoiceField(choices=RefundState.values, required=False, help_text="Where it stands.")
    order_id = TextField(max_length=32, required=False, help_text="Only refunds of this order: `ord_…`.")
    ordering = ordering_field(ORDERS)


_ONE = OpenApiExample("a refund", value=examples.REFUND, response_only=True, status_codes=["200"])


class Refunds(PartnerView):
    access = {"GET": SEE}
    operations = {"GET": "list_refunds"}

    @extend_schema(
        summary="List refunds",
        description="All that were asked for here, the newest first.",
        parameters=[RefundQuery],
        responses=page_of(RefundSerializer),
        examples=[OpenApiExample("a page", value={"next": None, "results": [examples.REFUND]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, RefundQuery)
        rows = OrderRefund.objects.filter(order__account__marketplace=self.partner)
        rows = rows.filter(state=query["state"]) if "state" in query else rows
        rows = rows.filter(order__public_id=query["order_id"]) if "order_id" in query else rows
        return answer_page(request, rows.values(*COLUMNS), query=query, orders=ORDERS, write=write_refund)


class Refund(PartnerView):
    access = {"GET": SEE}
    operations = {"GET": "read_refund"}

    @extend_schema(summary="Read a refund", responses=RefundSerializer, examples=[_ONE])
    def get(self, _request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        return Response(_written(refund_or_404(id, self.partner)))


class RefundSettle(PartnerView):
    access = {"POST": GIVE}
    operations = {"POST": "settle_refund"}

    @extend_schema(
        summary="Settle a refund whose outcome is not known",
        description=(
            "For one in state `needs_operator`: a person has looked at the marketplace's own pages. It is never sent "
            "again; where it was not made, a new one can be asked for."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": RefundSettleBody},
        responses={200: RefundSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample("it is there", value={"was_made": True, "reason": "seen there"}, request_only=True),
            _ONE,
        ],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        row, body = refund_or_404(id, self.partner), read_body(request, RefundSettleBody)

        def settle() -> Response:
            refunding.resolve(
                row,
                was_made=body["was_made"],
                remote_id=body["remote_id"],
                why=body["reason"],
                by=actor_of(request),
                user=person_of(request),
            )
            return Response(_written(row))

        return once(request, body, settle)


class OrderRefunds(PartnerView):
    access = {"POST": GIVE}
    operations = {"POST": "refund_order"}

    @extend_schema(
        summary="Give money back to the buyer",
        description=(
            "Written down at once, sent to the marketplace by a job, a single time. What becomes of it is read at "
            "`refunds/{id}`. One at a time for an order."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": RefundBody},
        responses={202: RefundSerializer, **errors(409, 422)},
        examples=[
            OpenApiExample(
                "a part of the order", value={"amount": "4.90", "reason": "customer", "note": ""}, request_only=True
            ),
            OpenApiExample("about to be sent", value=examples.REFUND, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        order = order_of(id, self.partner)
        body = read_body(request, RefundBody)

        def refund() -> Response:
            wanted = refunding.Wanted(
                body["amount"], body["reason"], body["note"], _lines(order, body.get("lines", []))
            )
            row = refunding.refund(order, wanted, actor_of(request), person_of(request))
            return Response(_written(row), status=status.HTTP_202_ACCEPTED)

        return once(request, body, refund)


def order_of(public_id: str, marketplace: str) -> Order:
    """404 for an order of another marketplace."""
    order = order_or_404(public_id)
    if order.account is None or order.account.marketplace != marketplace:
        raise NotFound("There is no such order of this marketplace.")
    return order


def refund_or_404(public_id: str, marketplace: str) -> OrderRefund:
    rows = OrderRefund.objects.filter(public_id=public_id[:32], order__account__marketplace=marketplace)
    found = rows.select_related("order").first()
    if found is None:
        raise NotFound("There is no refund with this id.")
    return found


def _lines(order: Order, given: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    known = {f"orl_{line.pk}": line.remote_line_id for line in OrderLine.objects.filter(order=order)}
    return [(known.get(each["line"], ""), each["amount"]) for each in given]


def _written(row: OrderRefund) -> dict[str, Any]:
    return write_refund(OrderRefund.objects.values(*COLUMNS).get(pk=row.pk))


def write_refund(row: dict[str, Any]) -> dict[str, Any]:
    plain = ("state", "reason", "note", "remote_id", "message", "requested_by", "created_at", "sent_at", "settled_at")
    return {
        "id": row["public_id"],
        "order_id": row["order__public_id"],
        "amount": money(row["amount"], row["currency"]),
        **{name: row[name] for name in plain},
    }
