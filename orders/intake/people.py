"""Customers and addresses as a shop or a program tells them. Who was erased is not written down again."""

from typing import Any

from inventory.source.mapper.text import clean_line
from marketplaces.interface import RemoteAddress, RemoteBuyer
from orders.models import Address, Customer, Order

_LIMITS = {
    field.name: field.max_length for model in (Customer, Address) for field in model._meta.fields if field.max_length
}


def take_buyer(order: Order, source: str, buyer: RemoteBuyer | None) -> Customer | None:
    """The customer's row brought up to date; a guest has one for each order."""
    known = order.customer
    if buyer is None or (known is not None and known.erased_at is not None):
        return known
    values = _cut(name=buyer.name, email=buyer.email, phone=buyer.phone, language=buyer.language)
    if buyer.remote_id:
        row = Customer(source=source, remote_id=buyer.remote_id[:120], **values)
        Customer.objects.bulk_create([row], ignore_conflicts=True)
        found = Customer.objects.get(source=source, remote_id=buyer.remote_id[:120])
    else:
        found = known or Customer.objects.create(source=source, **values)
    _bring(found, {name: value for name, value in values.items() if value})
    return found


def take_address(order: Order, address: RemoteAddress | None) -> Address | None:
    """The order's own row. What staff have corrected stays, and so does what a shop no longer shows."""
    known = order.address
    is_erased = order.customer is not None and order.customer.erased_at is not None
    if address is None or is_erased or (known is not None and (known.by_staff or known.erased_at is not None)):
        return known
    names = ("name", "company", "address1", "address2", "city", "province", "postal_code", "phone")
    values = _cut(country=address.country.upper(), **{name: getattr(address, name) for name in names})
    if known is None:
        return Address.objects.create(**values)
    _bring(known, values)
    return known


def _bring(row: Customer | Address, values: dict[str, str]) -> None:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=[*changed, "updated_at"])


def _cut(**values: Any) -> dict[str, str]:
    """An e-mail address that is too long is left out, not cut to another one."""
    cut = {name: clean_line(str(value))[: _LIMITS[name]] for name, value in values.items()}
    if "email" in cut and len(str(values["email"]).strip()) > _LIMITS["email"]:
        cut["email"] = ""
    return cut
