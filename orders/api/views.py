"""What the views of orders share: which row is meant, who acts, and refusals as answers of ours."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.models import User
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.errors import Conflict
from core.api.idempotency import answer_once
from core.api.partner_errors import PartnerFailure
from core.errors import PartnerError
from core.models import ApiClient
from orders.actions.errors import NotAllowedNow
from orders.api.shapes import write_order_detail, write_purchase_detail
from orders.models import Order, SupplierOrder
from suppliers.reasons import error_code, error_words

Result = TypeVar("Result")


def order_or_404(public_id: str) -> Order:
    found = Order.objects.filter(public_id=public_id[:32]).select_related("account", "customer", "address").first()
    if found is None:
        raise NotFound("There is no order with this id.")
    return found


def purchase_or_404(public_id: str, supplier: str = "") -> SupplierOrder:
    rows = SupplierOrder.objects.filter(public_id=public_id[:32]).select_related("account", "order")
    found = (rows.filter(account__supplier=supplier) if supplier else rows).first()
    if found is None:
        raise NotFound("There is no supplier order with this id.")
    return found


def person_of(request: Request) -> User | None:
    """None for a program: its key's scopes have been looked at."""
    return request.user if isinstance(request.user, User) and not isinstance(request.auth, ApiClient) else None


def act(do: Callable[[], Result]) -> Result:
    """What `do` gives; what an action or a supplier refuses becomes an answer of ours."""
    try:
        return do()
    except NotAllowedNow as error:
        raise Conflict(str(error), error.code) from error
    except PartnerError as error:
        raise PartnerFailure(error, error_words(error), area="suppliers", code=error_code(error)) from error


def answer_order(request: Request, order: Order, status: int = 200) -> Response:
    fresh = order_or_404(order.public_id)
    return Response(write_order_detail(fresh, request), status=status)


def answer_purchase(purchase: SupplierOrder, status: int = 200) -> Response:
    return Response(write_purchase_detail(purchase_or_404(purchase.public_id)), status=status)


def once(request: Request, wanted: Any, do: Callable[[], Response]) -> Response:
    """`do()`, once for an idempotency key and `wanted`, the call's words as JSON."""
    return answer_once(request, json.dumps(wanted, sort_keys=True, default=str), lambda: act(do))
