"""What staff do with one supplier order from its page: each asks first, says what it means, and wants a reason."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.base import person, username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.errors import HubError
from orders.actions import cancelling, resolving
from orders.admin import bulk
from orders.admin.badges import money_text
from orders.admin.purchases import actions as purchase_actions
from orders.admin.purchases import reassigning
from orders.admin.purchases.page import BUTTONS
from orders.admin.why import purchase_why, refusal_words
from orders.models import SupplierOrder

View = Callable[[ModelAdmin[Any], HttpRequest, SupplierOrder], HttpResponse]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history under your name. No customer's data here."),
    )


class ExistsForm(ReasonForm):
    number = forms.CharField(
        label=gettext_lazy("The supplier's number"),
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy(
            "As the supplier's own site shows it. The supplier is asked for it before it is believed."
        ),
    )
    field_order = ["number", "reason"]


class MissingForm(ReasonForm):
    looked = forms.BooleanField(
        label=gettext_lazy("I have looked through the orders on the supplier's own site, and it is not there")
    )
    field_order = ["looked", "reason"]


def page_url(purchase: SupplierOrder) -> str:
    return reverse("admin:orders_supplierorder_change", args=[purchase.pk])


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    views: dict[str, View] = {
        "approve": _approve,
        "look_up": _look_up,
        "exists": _exists,
        "missing": _missing,
        "pay": _pay,
        "reassign": reassigning.view,
        "cancel": _cancel,
    }

    def guarded(name: str, view: View) -> Any:
        permission = BUTTONS[name][2]

        def call(request: HttpRequest, purchase_id: int) -> HttpResponse:
            require(request.user.has_perm(permission))
            rows = SupplierOrder.objects.select_related("order", "account")
            return view(admin, request, get_object_or_404(rows, pk=purchase_id))

        return admin.admin_site.admin_view(call)

    return [
        path(f"<int:purchase_id>/{name}/", guarded(name, view), name=f"orders_supplierorder_{name}")
        for name, view in views.items()
    ]


def is_fit(name: str, purchase: SupplierOrder) -> bool:
    return purchase.state in BUTTONS[name][3]


def _approve(admin: ModelAdmin[Any], request: HttpRequest, purchase: SupplierOrder) -> HttpResponse:
    return bulk.from_page(admin, request, purchase, purchase_actions.APPROVE, page_url(purchase))


def _pay(admin: ModelAdmin[Any], request: HttpRequest, purchase: SupplierOrder) -> HttpResponse:
    return bulk.from_page(admin, request, purchase, purchase_actions.PAY, page_url(purchase))


def _look_up(admin: ModelAdmin[Any], request: HttpRequest, purchase: SupplierOrder) -> HttpResponse:
    return bulk.from_page(admin, request, purchase, purchase_actions.LOOK_UP, page_url(purchase))


def _numbers(purchase: SupplierOrder) -> list[tuple[Any, Any]]:
    return [
        (_("Our number"), purchase.client_no),
        (_("Supplier"), purchase.account.name),
        (_("Order"), str(purchase.order)),
        (_("Cost"), money_text(purchase_actions.cost_of(purchase), purchase.currency)),
    ]


def _exists(admin: ModelAdmin[Any], request: HttpRequest, purchase: SupplierOrder) -> HttpResponse:
    form = ExistsForm(request.POST if is_confirmed(request) else None)
    if is_confirmed(request) and form.is_valid():
        given = form.cleaned_data
        return _done(
            request,
            purchase,
            lambda: resolving.it_exists(
                purchase, given["number"], given["reason"], by=username(request), user=person(request)
            ),
            _("It is taken as placed under %(number)s.") % {"number": given["number"]},
        )
    confirmation = Confirmation(
        title=_("The purchase exists at the supplier"),
        text=_("It is followed under this number from now on, and is not sent again."),
        submit=_("It exists"),
        back=page_url(purchase),
        numbers=_numbers(purchase),
        note=purchase_why(purchase),
        form=form,
        impossible="" if is_fit("exists", purchase) else _("Its outcome is known: there is nothing to decide."),
    )
    return ask(request, admin, confirmation)


def _missing(admin: ModelAdmin[Any], request: HttpRequest, purchase: SupplierOrder) -> HttpResponse:
    form = MissingForm(request.POST if is_confirmed(request) else None)
    if is_confirmed(request) and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(
            request,
            purchase,
            lambda: resolving.it_does_not_exist(purchase, reason, by=username(request), user=person(request)),
            _("It counts as not bought. The order can be routed again."),
        )
    confirmation = Confirmation(
        title=_("The purchase does not exist at the supplier"),
        text=_(
            "The goods are then to be bought again, under a new number. If the supplier has it after all, they are bought "
            "twice: be sure."
        ),
        submit=_("It does not exist"),
        back=page_url(purchase),
        numbers=_numbers(purchase),
        note=purchase_why(purchase),
        form=form,
        dangerous=True,
        impossible="" if is_fit("missing", purchase) else _("Its outcome is known: there is nothing to decide."),
    )
    return ask(request, admin, confirmation)


def _cancel(admin: ModelAdmin[Any], request: HttpRequest, purchase: SupplierOrder) -> HttpResponse:
    form = ReasonForm(request.POST if is_confirmed(request) else None)
    if is_confirmed(request) and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(
            request,
            purchase,
            lambda: cancelling.cancel_supplier_order(
                purchase, by=username(request), reason=reason, user=person(request)
            ),
            _("The cancellation is under way."),
        )
    confirmation = Confirmation(
        title=_("Cancel the purchase"),
        text=_(
            "What was not sent yet is withdrawn at once; what was placed and not paid is cancelled at the supplier."
        ),
        submit=_("Cancel the purchase"),
        back=page_url(purchase),
        numbers=_numbers(purchase),
        form=form,
        dangerous=True,
        impossible="" if is_fit("cancel", purchase) else _("It cannot be cancelled from here any more."),
    )
    return ask(request, admin, confirmation)


def _done(request: HttpRequest, purchase: SupplierOrder, act: Callable[[], Any], words: str) -> HttpResponse:
    try:
        act()
    except (HubError, PermissionDenied) as error:
        return refuse(request, ValueError(refusal_words(error)), page_url(purchase))
    return report(request, words, page_url(purchase))
