"""Purchases at suppliers, as the ledger has them: the list, a proposal, reading, changing and cancelling one."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import Conflict, UnfitValue
from core.api.pages import answer_page, page_of
from core.api.permissions import Access
from core.api.schema import IDEMPOTENCY_KEY, errors
from core.api.scopes import ORDERS_READ, ORDERS_WRITE, PURCHASES_APPROVE
from core.api.views import HubView, read_body, read_query
from core.two_factor.session import person_is_confirmed
from orders.actions import approving, cancelling, resolving
from orders.actions.proposing import Item, change_address, other_way, proposal, propose, send_by
from orders.api import examples
from orders.api.bodies import PurchaseBody, PurchaseChangeBody, ResolveBody, address_values
from orders.api.order_actions import NoBody
from orders.api.orders import CancelQuery
from orders.api.queries import PURCHASE_ORDERS, PurchaseQuery, filtered_purchases
from orders.api.shapes import (
    PURCHASE_COLUMNS,
    SupplierOrderDetailSerializer,
    SupplierOrderSerializer,
    write_purchase,
)
from orders.api.views import act, answer_purchase, once, order_or_404, person_of, purchase_or_404
from orders.models import SupplierOrder
from suppliers.actions.accounts import NoAccount, default_account
from suppliers.interface import Capability
from suppliers.registry import UnknownSupplier, adapter_class, canonical

VIEW, CHANGE = "orders.view_supplierorder", "orders.change_supplierorder"
APPROVE, RESOLVE = "orders.approve_supplierorder", "orders.can_resolve_unknown"
PARTNER_ERRORS = (409, 422, 502, 503, 504)
_A_PURCHASE = OpenApiExample("a purchase", value=examples.PURCHASE, response_only=True, status_codes=["200"])
_DONE = {200: SupplierOrderDetailSerializer, **errors(409, 422)}


def take_proposal(request: Request, supplier: str, body: dict[str, Any]) -> Response:
    """201 with the proposal. The supplier is asked what sending costs before anything is written."""
    order, by, user = order_or_404(body["order_id"]), actor_of(request), person_of(request)
    try:
        account = default_account(supplier)
    except NoAccount as error:
        raise Conflict(str(error), "no_account") from error
    if Capability.ORDER not in adapter_class(supplier).capabilities:
        raise Conflict("Nothing can be ordered at this supplier over its API.", "unsupported")
    items = [
        Item(item["sku"], item["quantity"], item.get("supplier_product_id", ""), item.get("properties"))
        for item in body["items"]
    ]
    if "shipping_address" in body:
        act(lambda: change_address(order, address_values(body["shipping_address"]), by, user=user))
        order = order_or_404(body["order_id"])
    part = act(lambda: proposal(order, account, items))
    wanted = {**body, "supplier": supplier}
    return once(request, wanted, lambda: answer_purchase(propose(order, part, items, by, user=user), 201))


class SupplierOrderList(HubView):
    access = {"GET": Access(ORDERS_READ, VIEW), "POST": Access(ORDERS_WRITE, CHANGE)}

    @extend_schema(
        operation_id="supplier_orders_list",
        summary="List purchases",
        parameters=[PurchaseQuery],
        responses=page_of(SupplierOrderSerializer),
        examples=[
            OpenApiExample("a page", value={"next": None, "results": [examples.PURCHASE_ROW]}, response_only=True)
        ],
        tags=["supplier orders"],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, PurchaseQuery)
        rows = filtered_purchases(SupplierOrder.objects.all(), query).values(*PURCHASE_COLUMNS)
        return answer_page(request, rows, query=query, orders=PURCHASE_ORDERS, write=write_purchase)

    @extend_schema(
        operation_id="supplier_orders_create",
        summary="Propose a purchase",
        description=(
            "Drafts it in the ledger; nothing is bought before it is approved. Each item names a line of the order by "
            "its SKU. The supplier is asked what sending costs. What another purchase holds already is refused with 409."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": PurchaseBody},
        responses={201: SupplierOrderDetailSerializer, **errors(404, *PARTNER_ERRORS)},
        examples=[
            OpenApiExample("two boxes", value=examples.NEW_PURCHASE, request_only=True),
            OpenApiExample("the proposal", value=examples.PURCHASE, response_only=True, status_codes=["201"]),
        ],
        tags=["supplier orders"],
    )
    def post(self, request: Request) -> Response:
        body = read_body(request, PurchaseBody)
        try:
            supplier = canonical(body["supplier"])
        except UnknownSupplier as error:
            raise UnfitValue({"supplier": [str(error)]}, "unknown_supplier") from error
        return take_proposal(request, supplier, body)


class SupplierOrderDetail(HubView):
    access = {
        "GET": Access(ORDERS_READ, VIEW),
        "PUT": Access(ORDERS_WRITE, CHANGE),
        "DELETE": Access(ORDERS_WRITE, APPROVE),
    }

    @extend_schema(
        operation_id="supplier_orders_read",
        summary="Read a purchase",
        responses=SupplierOrderDetailSerializer,
        examples=[_A_PURCHASE],
        tags=["supplier orders"],
    )
    def get(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address; DRF's signature)
        return answer_purchase(purchase_or_404(id))

    @extend_schema(
        operation_id="supplier_orders_change",
        summary="Change how a proposed purchase is sent",
        description="Only before it is approved. Other goods are another purchase: cancel this one and propose anew.",
        request={"application/json": PurchaseChangeBody},
        responses={200: SupplierOrderDetailSerializer, **errors(*PARTNER_ERRORS)},
        examples=[
            OpenApiExample("by post", value={"service_code": "CJPacket Ordinary"}, request_only=True),
            _A_PURCHASE,
        ],
        tags=["supplier orders"],
    )
    def put(self, request: Request, id: str) -> Response:  # noqa: A002
        purchase, body = purchase_or_404(id), read_body(request, PurchaseChangeBody)
        way = act(lambda: other_way(purchase, body["service_code"]))
        by, user = actor_of(request), person_of(request)
        return answer_purchase(act(lambda: send_by(purchase, way, by, user=user)))

    @extend_schema(
        operation_id="supplier_orders_cancel",
        summary="Cancel a purchase",
        description=(
            "Withdrawn at once where it was not sent, cancelled at the supplier by a job where it is not paid. What is "
            "paid is refused with 409. Its goods are then to be bought otherwise; hold the order to prevent that."
        ),
        parameters=[CancelQuery],
        responses=_DONE,
        examples=[_A_PURCHASE],
        tags=["supplier orders"],
    )
    def delete(self, request: Request, id: str) -> Response:  # noqa: A002
        purchase, reason = purchase_or_404(id), read_query(request, CancelQuery)["reason"]
        by, user = actor_of(request), person_of(request)
        return answer_purchase(act(lambda: cancelling.cancel_supplier_order(purchase, by=by, reason=reason, user=user)))


class Approve(HubView):
    access = {"POST": Access(PURCHASES_APPROVE, APPROVE)}

    @extend_schema(
        operation_id="supplier_orders_approve",
        summary="Approve a purchase",
        description="At most at the cost that stands on it. It is sent by a job, once.",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses=_DONE,
        examples=[_A_PURCHASE],
        tags=["supplier orders"],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        purchase = purchase_or_404(id)
        read_body(request, NoBody)

        def approve() -> Response:
            approving.approve([purchase], actor_of(request), user=person_of(request))
            return answer_purchase(purchase)

        return once(request, {}, approve)


class Pay(HubView):
    access = {"POST": Access(PURCHASES_APPROVE, approving.PAY)}

    @extend_schema(
        operation_id="supplier_orders_pay",
        summary="Approve the payment of a purchase",
        description=(
            "At most what was approved for it is paid, by a job, once. 409 where it does not wait for payment, is to be "
            "cancelled, is paid in the supplier's own console, or where another person has to approve the payment. "
            "Staff need a session in which the password was given within the last 15 minutes."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NoBody},
        responses=_DONE,
        examples=[
            OpenApiExample(
                "to be paid",
                value={**examples.PURCHASE, "state": "pay_ready", "supplier_order_ids": ["2026030200001"]},
                response_only=True,
                status_codes=["200"],
            )
        ],
        tags=["supplier orders"],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        purchase, user = purchase_or_404(id), person_of(request)
        read_body(request, NoBody)
        if user is not None and not _password_is_fresh(request):
            raise PermissionDenied("Log in again: money moves only shortly after the password.", "password_too_old")

        def pay() -> Response:
            if not approving.approve_payment([purchase], actor_of(request), user=user):
                raise Conflict("It does not wait for payment.", "not_to_be_paid")
            return answer_purchase(purchase)

        return once(request, {}, pay)


def _password_is_fresh(request: Request) -> bool:
    """As the console asks before it pays. A token says nothing of when its password was given: it may be refreshed."""
    return request.auth is None and person_is_confirmed(request)


class Resolve(HubView):
    access = {"POST": Access(PURCHASES_APPROVE, RESOLVE)}

    @extend_schema(
        operation_id="supplier_orders_resolve",
        summary="Settle a purchase whose outcome nobody knows",
        description=(
            "`look` asks the supplier now. `exists` and `does_not_exist` are what a person has seen there: it is placed "
            "under the given number, or it is over and proposed anew under a new number. Nothing is sent by this."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": ResolveBody},
        responses=_DONE,
        examples=[
            OpenApiExample(
                "it exists",
                value={"verdict": "exists", "supplier_order_id": "2026030200001", "reason": "seen in their console"},
                request_only=True,
            ),
            _A_PURCHASE,
        ],
        tags=["supplier orders"],
    )
    def post(self, request: Request, id: str) -> Response:  # noqa: A002
        purchase, body = purchase_or_404(id), read_body(request, ResolveBody)
        by, user, why = actor_of(request), person_of(request), body["reason"]

        def resolve() -> Response:
            if body["verdict"] == "look":
                resolving.look_now(purchase, by, user=user)
            elif body["verdict"] == "exists":
                resolving.it_exists(purchase, body.get("supplier_order_id", ""), why, by=by, user=user)
            else:
                resolving.it_does_not_exist(purchase, why, by=by, user=user)
            return answer_purchase(purchase)

        return once(request, body, resolve)
