"""Customers: found by what they say of themselves, told what is stored of them, and forgotten at their wish.

Nobody sees this list but those who may see customers; opening it leaves no trace, taking it along does.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core.admin.badges import QUIET, badge, small_button, when
from core.admin.confirm import require
from core.admin.exports import BOTH, ExportsRows
from orders.admin import customer_data, people
from orders.admin.changelist import ListWithButtons
from orders.models import Customer, Order


@admin.register(Customer)
class CustomerAdmin(ExportsRows, ListWithButtons):
    list_display = ["who", "told_by", "orders_shown", "asked"]
    list_display_links = None
    list_filter = [("erased_at", admin.EmptyFieldListFilter)]
    search_fields = ["email__iexact", "name__istartswith", "phone__exact", "remote_id__exact"]
    search_help_text = gettext_lazy("The whole e-mail address or telephone, or the beginning of the name")
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    actions = list(BOTH)
    export_name = "customers"
    empty_title = gettext_lazy("No customer is known")
    empty_text = gettext_lazy("Customers come with the orders of shops, programs and files.")
    empty_icon = "group"

    def load_page(self, rows: Sequence[Any]) -> None:
        found = Order.objects.filter(customer__in=[row.pk for row in rows]).order_by().values("customer")
        told = {
            each["customer"]: each
            for each in found.annotate(number=Count("pk"), last=Max("placed_at"), shop=Max("account__name"))
        }
        for row in rows:
            row.told = told.get(row.pk, {"number": 0, "last": None, "shop": None})

    @display(description=gettext_lazy("Customer"))
    def who(self, customer: Customer) -> Any:
        if customer.erased_at is not None:
            return badge(_("erased"), icon="person_off", tone=QUIET)
        return format_html(
            '{}<span class="console-sub">{}</span><span class="console-sub">{}</span>',
            customer.name or _("not known"),
            customer.email,
            customer.phone,
        )

    @display(description=gettext_lazy("Told by"))
    def told_by(self, customer: Any) -> str:
        return customer.told["shop"] or customer.source

    @display(description=gettext_lazy("Orders"))
    def orders_shown(self, customer: Any) -> Any:
        url = reverse("admin:orders_order_changelist", query={"customer__id__exact": customer.pk})
        return format_html(
            '<a class="console-link" href="{}">{}</a><span class="console-sub">{}</span>',
            url,
            customer.told["number"],
            when(customer.told["last"], empty="–"),
        )

    @display(description=gettext_lazy("At their wish"))
    def asked(self, customer: Any) -> Any:
        if customer.erased_at is not None or not customer.may(customer_data.CHANGE):
            return ""
        tell = reverse("admin:orders_customer_tell", args=[customer.pk])
        forget = reverse("admin:orders_customer_forget", args=[customer.pk])
        told = small_button(tell, _("Export JSON"), icon="download")
        return format_html("{} {}", told, small_button(forget, _("Forget…"), icon="person_off"))

    def shows_people(self, request: HttpRequest) -> bool:
        return True

    def export_header(self, request: HttpRequest) -> list[Any]:
        return [_("Number"), _("Told by"), _("Name"), _("E-mail"), _("Telephone"), _("Language"), _("Erased")]

    def export_rows(self, request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
        for row in Customer.objects.filter(pk__in=keys).order_by("pk"):
            erased = row.erased_at.isoformat() if row.erased_at else ""
            yield [row.pk, row.source, row.name, row.email, row.phone, row.language, erased]

    def get_urls(self) -> list[Any]:
        def tell(request: HttpRequest, customer_id: int) -> HttpResponse:
            require(request.user.has_perms([customer_data.CHANGE, people.SEE_CUSTOMER, people.SEE_ADDRESS]))
            return customer_data.export_customer(request, get_object_or_404(Customer, pk=customer_id))

        def forget(request: HttpRequest, customer_id: int) -> HttpResponse:
            require(request.user.has_perms([customer_data.CHANGE, people.SEE_CUSTOMER]))
            back = reverse("admin:orders_customer_changelist")
            return customer_data.forget_customer(self, request, get_object_or_404(Customer, pk=customer_id), back)

        wrap = self.admin_site.admin_view
        return [
            path("<int:customer_id>/tell/", wrap(tell), name="orders_customer_tell"),
            path("<int:customer_id>/forget/", wrap(forget), name="orders_customer_forget"),
            *super().get_urls(),
        ]
