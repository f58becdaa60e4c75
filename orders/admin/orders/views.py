"""What staff do with one order from its page: the acts of the list, its lines, its address, its messages."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.base import person, username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.errors import HubError
from orders.actions import accepting_loss, holding, mailing
from orders.admin import bulk, customer_data, people
from orders.admin.badges import money_text
from orders.admin.orders import actions as order_actions
from orders.admin.orders import address_form, lines
from orders.admin.purchases import actions as purchase_actions
from orders.admin.why import order_why, refusal_words
from orders.mails import texts
from orders.models import Order, SupplierOrder
from orders.models.mails import MailEvent
from orders.rules.stages import CAN_BE_SETTLED

View = Callable[[ModelAdmin[Any], HttpRequest, Order], HttpResponse]
ACTS = {
    "hold": order_actions.HOLD,
    "release": order_actions.RELEASE,
    "route": order_actions.ROUTE,
    "note": order_actions.NOTE,
    "assign": order_actions.ASSIGN,
    "tags": order_actions.SET_TAGS,
    "cancel": order_actions.CANCEL,
    "resend_mail": order_actions.RESEND_MAIL,
}


class SettleForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history under your name. No customer's data here."),
    )


def page_url(order: Order) -> str:
    return reverse("admin:orders_order_change", args=[order.pk])


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def act(request: HttpRequest, order_id: int, name: str) -> HttpResponse:
        chosen = ACTS[name]
        require(request.user.has_perm(chosen.act.permission))
        order = _order(order_id)
        return bulk.from_page(admin, request, order, chosen, page_url(order))

    def view_of(view: View, *permissions: str) -> Any:
        def call(request: HttpRequest, order_id: int) -> HttpResponse:
            require(request.user.has_perms(permissions))
            return view(admin, request, _order(order_id))

        return wrap(call)

    def mail(request: HttpRequest, order_id: int, event: str) -> HttpResponse:
        require(people.may_see_customer(request) and request.user.has_perm("orders.view_order"))
        return preview_mail(admin, request, _order(order_id), event)

    wrap = admin.admin_site.admin_view
    own = [
        path("<int:order_id>/approve/", view_of(_approve, "orders.approve_supplierorder"), name="orders_order_approve"),
        path(
            "<int:order_id>/accept_loss/",
            view_of(_accept_loss, accepting_loss.ACCEPT),
            name="orders_order_accept_loss",
        ),
        path("<int:order_id>/settle/", view_of(_settle, "orders.hold_order"), name="orders_order_settle"),
        path(
            "<int:order_id>/address/",
            view_of(address_form.view, "orders.change_address", people.SEE_ADDRESS),
            name="orders_order_address",
        ),
        path(
            "<int:order_id>/export_customer/",
            view_of(customer_data.export, customer_data.CHANGE, people.SEE_ADDRESS),
            name=customer_data.EXPORT,
        ),
        path(
            "<int:order_id>/forget_customer/",
            view_of(customer_data.forget, customer_data.CHANGE),
            name=customer_data.FORGET,
        ),
        path("<int:order_id>/mail/<slug:event>/", wrap(mail), name="orders_order_mail"),
    ]
    acts = [path(f"<int:order_id>/{name}/", wrap(act), {"name": name}, name=f"orders_order_{name}") for name in ACTS]
    return [*own, *acts, *lines.urls(admin)]


def _order(order_id: int) -> Order:
    return get_object_or_404(Order.objects.select_related("account", "customer", "address"), pk=order_id)


def _approve(admin: ModelAdmin[Any], request: HttpRequest, order: Order) -> HttpResponse:
    purchases = SupplierOrder.objects.filter(order=order)
    return bulk.many(admin, request, purchases, purchase_actions.APPROVE, back=page_url(order))


def _settle(admin: ModelAdmin[Any], request: HttpRequest, order: Order) -> HttpResponse:
    """Leaves a problem as it is: somebody has seen it."""
    form = SettleForm(request.POST if is_confirmed(request) else None)
    if is_confirmed(request) and form.is_valid():
        try:
            holding.accept(order, by=username(request), why=form.cleaned_data["why"], user=person(request))
        except (HubError, PermissionDenied, ValueError) as error:
            return refuse(request, ValueError(refusal_words(error)), page_url(order))
        return report(request, _("It is left as it is."), page_url(order))
    possible = order.reason in CAN_BE_SETTLED
    confirmation = Confirmation(
        title=_("Accept it as it is"),
        text=_("The order goes on as if this were settled: nobody is reminded of it any more."),
        submit=_("Accept"),
        back=page_url(order),
        note=order_why(order),
        form=form,
        impossible="" if possible else _("This must be mended: it cannot be left as it is."),
    )
    return ask(request, admin, confirmation)


def _accept_loss(admin: ModelAdmin[Any], request: HttpRequest, order: Order) -> HttpResponse:
    """Its purchases wait for approval again, although it earns less than the floor."""
    form = SettleForm(request.POST if is_confirmed(request) else None)
    if is_confirmed(request) and form.is_valid():
        why = form.cleaned_data["why"]
        try:
            accepting_loss.accept_loss(order, by=username(request), reason=why, user=person(request))
        except (HubError, PermissionDenied, ValueError) as error:
            return refuse(request, ValueError(refusal_words(error)), page_url(order))
        return report(
            request, _("The floor no longer holds it back: its purchases wait for approval."), page_url(order)
        )
    confirmation = Confirmation(
        title=_("Let order %(number)s be bought at a loss") % {"number": order},
        text=_("It earns less than the floor. Its purchases wait for approval again; nothing is bought by this."),
        submit=_("Accept the loss"),
        back=page_url(order),
        numbers=[
            (_("Total"), money_text(order.total, order.currency)),
            (_("Cost"), money_text(order.cost, order.currency)),
            (_("Profit"), money_text(order.profit, order.currency)),
        ],
        form=form,
        dangerous=True,
    )
    return ask(request, admin, confirmation)


def preview_mail(admin: ModelAdmin[Any], request: HttpRequest, order: Order, event: str) -> HttpResponse:
    """The message as this customer would read it, in their language or in the one asked for."""
    if event not in MailEvent:
        raise Http404
    language = request.GET.get("language") or texts.language_of(order)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found = mailing.preview(order, event, language)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Message: %(event)s") % {"event": MailEvent(event).label},
        "order": order,
        "mail": found,
        "language": language,
        "languages": settings.LANGUAGES,
        "back": page_url(order),
        "resend": reverse("admin:orders_order_resend_mail", args=[order.pk])
        if request.user.has_perm("orders.send_notification")
        else "",
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/orders/mail_preview.html", context)
