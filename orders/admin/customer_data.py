"""What a customer may ask for, done by hand: all that is stored of them as a file, and being forgotten."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, report
from core.admin.reauth import needs_fresh_password
from core.history import record
from orders import privacy
from orders.models import Address, Customer, Order

CHANGE = "orders.change_customer"
FORGET, EXPORT = "orders_order_forget_customer", "orders_order_export_customer"


def links(request: HttpRequest, order: Order) -> dict[str, str]:
    """The addresses of both, empty for those who may not and where nobody is known any more."""
    customer = order.customer
    if customer is None or customer.erased_at is not None or not request.user.has_perm(CHANGE):
        return {}
    pages = {"export": EXPORT, "forget": FORGET}
    return {name: reverse(f"admin:{page}", args=[order.pk]) for name, page in pages.items()}


def export(admin: ModelAdmin[Any], request: HttpRequest, order: Order) -> HttpResponse:
    if order.customer is None:
        raise Http404
    record(order, "order.data_exported", by=username(request))
    return _file(order.customer)


def export_customer(request: HttpRequest, customer: Customer) -> HttpResponse:
    record(customer, "customer.data_exported", by=username(request))
    return _file(customer)


def _file(customer: Customer) -> HttpResponse:
    """A file of JSON, made for this answer and kept nowhere. The history keeps who took it, never what it says."""
    answer = JsonResponse(privacy.told_of(customer), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="customer-data.json"'
    return answer


def forget(admin: ModelAdmin[Any], request: HttpRequest, order: Order) -> HttpResponse:
    return forget_customer(admin, request, order.customer, reverse("admin:orders_order_change", args=[order.pk]))


def forget_customer(admin: ModelAdmin[Any], request: HttpRequest, customer: Customer | None, back: str) -> HttpResponse:
    """Says first whom it concerns, in numbers; the password must be fresh."""
    is_known = customer is not None and customer.erased_at is None
    if customer is not None and is_known and is_confirmed(request):
        return _forget_confirmed(request, customer, back)
    orders = customer.orders.all() if customer is not None else Order.objects.none()
    confirmation = Confirmation(
        title=_("Forget this customer"),
        text=_(
            "Name, e-mail, telephone and addresses go from all their orders, for good; numbers and amounts stay. What is "
            "not bought for them yet waits without an address. The shop and the suppliers are not told."
        ),
        submit=_("Forget for good"),
        back=back,
        numbers=[
            (_("Orders"), orders.count()),
            (_("Addresses"), Address.objects.filter(orders__in=orders, erased_at=None).distinct().count()),
        ],
        dangerous=True,
        impossible="" if is_known else _("No customer is known for this order."),
    )
    return ask(request, admin, confirmation)


@needs_fresh_password
def _forget_confirmed(request: HttpRequest, customer: Customer, back: str) -> HttpResponse:
    number = privacy.erase_customer(customer, username(request))
    words = ngettext(
        "The customer is forgotten, with %(n)d order.", "The customer is forgotten, with %(n)d orders.", number
    )
    return report(request, words % {"n": number}, back)
