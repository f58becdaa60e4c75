"""Customers' names, e-mail and addresses: shown to those who may see them, masked to all others."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from orders.models import Address, Customer, Order

SEE_CUSTOMER, SEE_ADDRESS = "orders.view_customer", "orders.view_address"
ADDRESS_LINES = ("name", "company", "address1", "address2")


def may_see_customer(request: HttpRequest) -> bool:
    return request.user.has_perm(SEE_CUSTOMER)


def may_see_address(request: HttpRequest) -> bool:
    return request.user.has_perm(SEE_ADDRESS)


def masked() -> SafeString:
    return format_html(
        '<span class="console-muted" title="{}">••••••</span>',
        _("You are not among those who may see customers' data."),
    )


def customer_name(order: Order) -> str:
    """The buyer's name as the list shows it: of the customer, else of the address."""
    customer, address = order.customer, order.address
    if customer is not None and customer.erased_at is not None:
        return _("erased")
    name = (customer.name if customer else "") or (address.name if address else "")
    return name or _("not known")


def customer_facts(request: HttpRequest, customer: Customer | None) -> list[tuple[Any, Any]]:
    """Label and value of the customer; values are masked for those who may not see them."""
    if customer is None:
        return []
    if not may_see_customer(request):
        return [(_("Customer"), masked())]
    if customer.erased_at is not None:
        return [(_("Customer"), _("erased at the customer's wish"))]
    facts = [
        (_("Customer"), customer.name),
        (_("E-mail"), customer.email),
        (_("Telephone"), customer.phone),
        (_("Language"), customer.language),
    ]
    return [(label, value) for label, value in facts if value]


def address_lines(request: HttpRequest, address: Address | None) -> list[Any]:
    """The address as it would stand on a parcel; only the country for those who may not see it."""
    if address is None:
        return []
    if not may_see_address(request):
        return [masked(), address.country]
    if address.erased_at is not None:
        return [_("erased at the customer's wish"), address.country]
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    lines = [
        *(getattr(address, name) for name in ADDRESS_LINES),
        place,
        address.province,
        address.country,
        address.phone,
    ]
    return [line for line in lines if line]
