"""Correcting where an order goes to, by those who may see and change addresses."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, report
from core.history import record
from orders.intake.taking import settle
from orders.models import Address, Order
from orders.planning.drafting import lock
from suppliers.admin.offer_actions import COUNTRY, clean_country

FIELDS = (
    "name", "company", "address1", "address2", "postal_code", "city", "province", "country", "phone", "tax_id",
)  # fmt: skip


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Address
        fields = FIELDS
        widgets = {name: UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}) for name in FIELDS}

    def clean_country(self) -> str:
        return clean_country(self.cleaned_data["country"]) if self.cleaned_data["country"] else ""


def view(admin: ModelAdmin[Any], request: HttpRequest, order: Order) -> HttpResponse:
    back = reverse("admin:orders_order_change", args=[order.pk])
    why_not = _why_not(order)
    form = AddressForm(request.POST if is_confirmed(request) else None, instance=order.address)
    if is_confirmed(request) and not why_not and form.is_valid():
        changed = save(order, form, username(request))
        words = _("The address is corrected; the order is looked at again.") if changed else _("Nothing was changed.")
        return report(request, words, back)
    confirmation = Confirmation(
        title=_("Correct the address of order %(number)s") % {"number": order},
        text=_(
            "Purchases that are not sent yet go to the new address. It stays as it is here when the shop's order is read "
            "again; the shop and the customer are not told."
        ),
        submit=_("Save the address"),
        back=back,
        form=form,
        impossible=why_not,
    )
    return ask(request, admin, confirmation)


def _why_not(order: Order) -> str:
    if order.address is not None and order.address.erased_at is not None:
        return _("This customer's data was erased.")
    if order.state in (Order.Stage.DELIVERED, Order.Stage.CANCELLED):
        return _("Nothing is sent for this order any more.")
    return ""


def save(order: Order, form: AddressForm, by: str) -> bool:
    """Writes the address, and has the order worked out anew. History keeps which fields changed, never what they say."""
    before = {name: form.initial.get(name) or "" for name in FIELDS}
    with transaction.atomic():
        lock(order.pk)
        address = form.save(commit=False)
        changed = sorted(name for name in FIELDS if getattr(address, name) != before[name])
        if not changed:
            return False
        address.by_staff = True
        address.save()
        Order.objects.filter(pk=order.pk).update(address=address, country=address.country[:COUNTRY])
        record(order, "order.address_corrected", by=by, data={"fields": changed})
        settle(order.pk, by)
    return True
