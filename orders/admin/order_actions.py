"""What staff do with the orders they have chosen, one or many: preview, confirm with numbers, then the result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from core.admin.base import person, username
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from core.errors import HubError
from orders.actions import cancelling, holding, mailing, noting, tracking
from orders.admin import purchase_actions, readings, watch
from orders.admin.badges import money_text
from orders.admin.why import order_why, refusal_words
from orders.models import Order, OrderStage, Shipment, SupplierOrder
from orders.models.mails import MailEvent

AT_ONCE = 1_000
EXAMPLES = 8
OVER = (OrderStage.DELIVERED, OrderStage.CANCELLED)


class HoldForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget)
    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("Released by itself then. Empty: until somebody releases it."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history under your name. No customer's data here."),
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "For staff. No customer's data here: it would stay when theirs is erased. Empty: taken away."
        ),
    )


class MailForm(forms.Form):
    event = forms.ChoiceField(label=gettext_lazy("Message"), choices=MailEvent.choices, widget=UnfoldAdminSelectWidget)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget)


@dataclass(frozen=True)
class Doer:
    """Who does it, as histories and as permissions want it."""

    name: str
    user: Any


@dataclass(frozen=True)
class Act:
    """One thing to do with orders. `run` raises HubError where it cannot be done; `concerns` says for which of those
    chosen it is meant; `watched` names the page that shows how it goes on, for what the workers do."""

    name: str  # of the list's action
    permission: str
    title: Any
    text: Any
    run: Callable[[Order, dict[str, Any], Doer], Any]
    concerns: Callable[[Order], bool] = lambda order: True
    form: type[forms.Form] | None = None
    dangerous: bool = False
    watched: str = ""


def push_parcels(order: Order, doer: Doer) -> None:
    """All parcels of the order; raises ValueError where it has none."""
    parcels = list(order.shipments.select_related("order").order_by("pk"))
    if not parcels:
        raise ValueError("no_parcels")
    for parcel in parcels:
        tracking.write_again(parcel, doer.user)


def send_mail_again(order: Order, event: str, reason: str, doer: Doer, parcel: Shipment | None = None) -> None:
    """The newest message of this kind, of one parcel where one is given; raises ValueError where there is none."""
    messages_of = order.notifications.filter(event=event, **({"shipment": parcel} if parcel else {}))
    message = messages_of.select_related("order__account", "order__customer").order_by("-pk").first()
    if message is None:
        raise ValueError("no_message")
    mailing.send_again(message, doer.user, reason)


ROUTE = Act(
    "route_selected",
    "orders.hold_order",
    gettext_lazy("Route again"),
    gettext_lazy("Offers, stock and costs are looked at anew, and what is not bought yet is drafted again."),
    lambda order, _values, doer: holding.retry(order, by=doer.name, user=doer.user),
    concerns=lambda order: order.state not in OVER,
    watched="routing",
)
HOLD = Act(
    "hold_selected",
    "orders.hold_order",
    gettext_lazy("Hold orders"),
    gettext_lazy("Nothing more is bought for them until they are released. What was bought already goes on."),
    lambda order, values, doer: holding.hold(
        order, by=doer.name, reason=values["reason"], until=values["until"], user=doer.user
    ),
    concerns=lambda order: order.state not in OVER and not order.hold_reason,
    form=HoldForm,
)
RELEASE = Act(
    "release_selected",
    "orders.hold_order",
    gettext_lazy("Release orders"),
    gettext_lazy("They go on where they were stopped."),
    lambda order, _values, doer: holding.release(order, by=doer.name, user=doer.user),
    concerns=lambda order: bool(order.hold_reason),
)
NOTE = Act(
    "note_selected",
    "orders.change_order",
    gettext_lazy("Write a note"),
    gettext_lazy("It stands on the order for all staff, in place of the one that is there."),
    lambda order, values, doer: noting.write_note(order, values["note"], by=doer.name, user=doer.user),
    form=NoteForm,
)
RESEND_TRACKING = Act(
    "resend_tracking_selected",
    "orders.change_shipment",
    gettext_lazy("Send tracking to the shop again"),
    gettext_lazy("The shop is looked at first: a parcel that it has already is not written twice."),
    lambda order, _values, doer: push_parcels(order, doer),
    concerns=lambda order: order.account_id is not None,
    watched="pushing",
)
RESEND_MAIL = Act(
    "resend_mail_selected",
    "orders.send_notification",
    gettext_lazy("Send a message again"),
    gettext_lazy("The customers of these orders get the message once more."),
    lambda order, values, doer: send_mail_again(order, values["event"], values["reason"], doer),
    concerns=lambda order: order.customer_id is not None,
    form=MailForm,
    dangerous=True,
)
CANCEL = Act(
    "cancel_selected",
    "orders.cancel_order",
    gettext_lazy("Cancel orders"),
    gettext_lazy(
        "Nothing more is bought for them. What was sent to a supplier and is not paid is cancelled there; what is paid "
        "stays and is shown. The shop is not told, and no money goes back to the customer: do that at the shop."
    ),
    lambda order, values, doer: cancelling.cancel_order(order, by=doer.name, reason=values["reason"], user=doer.user),
    concerns=lambda order: order.state not in OVER,
    form=CancelForm,
    dangerous=True,
)


def chosen_of(queryset: QuerySet[Order], most: int) -> list[Order]:
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:most])
    return list(Order.objects.filter(pk__in=keys).defer("decision", "money").order_by("pk"))


def each(admin: ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[Order], act: Act) -> HttpResponse:
    """Preview, then confirm, then the result or the page that watches it."""
    most = watch.AT_ONCE if act.watched else AT_ONCE
    selected = chosen_of(queryset, most)
    chosen = [order for order in selected if act.concerns(order)]
    fields = [("action", act.name), *(("_selected_action", str(order.pk)) for order in chosen)]
    return run(
        admin, request, act, chosen, fields, reverse("admin:orders_order_changelist"), selected=len(selected), most=most
    )


def run(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    act: Act,
    chosen: list[Order],
    fields: Sequence[tuple[str, str]],
    back: str,
    *,
    selected: int = 1,
    most: int = AT_ONCE,
) -> HttpResponse:
    require(request.user.has_perm(act.permission))
    form = act.form(request.POST if is_confirmed(request) else None) if act.form else None
    if is_confirmed(request) and chosen and (form is None or form.is_valid()):
        return _carry_out(request, act, chosen, form.cleaned_data if form else {}, back)
    confirmation = Confirmation(
        title=act.title,
        text=act.text,
        submit=act.title,
        back=back,
        numbers=[(_("Chosen"), selected), (_("Concerned"), len(chosen))],
        headers=[_("Order"), _("State"), _("Reason"), _("Total")],
        rows=[
            [str(order), order.get_state_display(), order_why(order) or "–", money_text(order.total, order.currency)]
            for order in chosen[:EXAMPLES]
        ],
        fields=fields,
        form=form,
        dangerous=act.dangerous,
        impossible="" if chosen else _("It concerns none of those chosen."),
        note=_("The first %(n)d of them: repeat it for the others.") % {"n": most} if selected == most else "",
    )
    return ask(request, admin, confirmation)


def _carry_out(request: HttpRequest, act: Act, chosen: list[Order], values: dict[str, Any], back: str) -> HttpResponse:
    doer = Doer(username(request), person(request))
    done: list[Order] = []
    refused = []
    for order in chosen:
        try:
            act.run(order, values, doer)
            done.append(order)
        except (HubError, PermissionDenied, ValueError) as error:
            refused.append(f"{order}: {refusal_words(error)}")
    for line in refused[:EXAMPLES]:
        messages.error(request, line)
    if act.watched and done:
        return watch.go_to(act.watched, _watched_keys(act, done))
    words = ngettext("%(title)s: %(n)d order.", "%(title)s: %(n)d orders.", len(done))
    return report(request, words % {"title": act.title, "n": len(done)}, back)


def _watched_keys(act: Act, orders: Sequence[Order]) -> list[int]:
    if act is not RESEND_TRACKING:
        return [order.pk for order in orders]
    parts = readings.parts_of(orders)
    return [parcel.pk for order in orders for parcel in parts[order.pk].parcels]


def approve(
    admin: ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[Order], fields: Any = (), back: str = ""
) -> HttpResponse:
    """The purchases of these orders that wait for approval."""
    chosen = chosen_of(queryset, watch.AT_ONCE)
    keys = [("action", "approve_selected"), *(("_selected_action", str(order.pk)) for order in chosen)]
    purchases = SupplierOrder.objects.filter(order__in=chosen)
    back = back or reverse("admin:orders_order_changelist")
    return purchase_actions.approve(admin, request, purchases, fields=fields or keys, back=back)
