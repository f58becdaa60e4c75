"""What staff do with parcels, one or many: tell the shop again, ask where they are, tell the customer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.account_health import at_work
from core.admin.base import person, username
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from core.errors import HubError
from orders.actions import tracking
from orders.admin import watch
from orders.admin.order_actions import Doer, MailForm, send_mail_again
from orders.admin.why import parcel_why, refusal_words
from orders.models import Shipment
from suppliers import registry

EXAMPLES = 8
ASKED_AT_ONCE = 20  # each is a call to a supplier, made while the page waits
CHANGE, SEND = "orders.change_shipment", "orders.send_notification"


@dataclass(frozen=True)
class Act:
    """One thing to do with parcels. `run` raises HubError, ValueError or PermissionDenied where it cannot be done."""

    name: str  # of the list's action
    permission: str
    title: Any
    text: Any
    run: Callable[[Shipment, dict[str, Any], Doer], Any]
    concerns: Callable[[Shipment], bool] = lambda parcel: True
    form: type[forms.Form] | None = None
    most: int = watch.AT_ONCE
    watched: str = ""


def _ask_carrier(parcel: Shipment, _values: dict[str, Any], doer: Doer) -> None:
    account = parcel.supplier_order.account
    with at_work(account), registry.open_account(account) as adapter:
        tracking.track([parcel], adapter, doer.name)


PUSH = Act(
    "push_selected",
    CHANGE,
    gettext_lazy("Push to the shop again"),
    gettext_lazy("The shop is looked at first: a parcel that it has already is not written twice."),
    lambda parcel, _values, doer: tracking.write_again(parcel, doer.user),
    concerns=lambda parcel: parcel.order.account_id is not None,
    watched="pushing",
)
REFRESH = Act(
    "refresh_selected",
    CHANGE,
    gettext_lazy("Ask where the parcels are"),
    gettext_lazy("The supplier is asked for the newest tracking events."),
    _ask_carrier,
    most=ASKED_AT_ONCE,
)
TELL = Act(
    "tell_selected",
    SEND,
    gettext_lazy("Tell the customer"),
    gettext_lazy("The customers of these parcels get the message, also where they had it before."),
    lambda parcel, values, doer: send_mail_again(parcel.order, values["event"], values["reason"], doer, parcel),
    form=MailForm,
)
VIEWS = {"push": PUSH, "refresh": REFRESH, "tell": TELL}


def buttons(request: HttpRequest, parcel: Shipment) -> list[dict[str, Any]]:
    icons = {"push": "publish", "refresh": "refresh", "tell": "mail"}
    return [
        {"words": act.title, "icon": icons[name], "url": reverse(f"admin:orders_shipment_{name}", args=[parcel.pk])}
        for name, act in VIEWS.items()
        if act.concerns(parcel) and request.user.has_perm(act.permission)
    ]


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def view(request: HttpRequest, parcel_id: int, name: str) -> HttpResponse:
        act = VIEWS[name]
        require(request.user.has_perm(act.permission))
        parcel = get_object_or_404(_rows(), pk=parcel_id)
        back = reverse("admin:orders_shipment_change", args=[parcel.pk])
        return run(admin, request, act, [parcel] if act.concerns(parcel) else [], [], back)

    wrap = admin.admin_site.admin_view(view)
    return [path(f"<int:parcel_id>/{name}/", wrap, {"name": name}, name=f"orders_shipment_{name}") for name in VIEWS]


def _rows() -> QuerySet[Shipment]:
    related = ("order__account", "order__customer", "supplier_order__account")
    return Shipment.objects.select_related(*related).order_by("pk")


def each(admin: ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[Shipment], act: Act) -> HttpResponse:
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: act.most + 1])
    chosen = [parcel for parcel in _rows().filter(pk__in=keys) if act.concerns(parcel)]
    fields = [("action", act.name), *(("_selected_action", str(parcel.pk)) for parcel in chosen)]
    return run(admin, request, act, chosen, fields, reverse("admin:orders_shipment_changelist"))


def run(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    act: Act,
    chosen: list[Shipment],
    fields: Sequence[tuple[str, str]],
    back: str,
) -> HttpResponse:
    require(request.user.has_perm(act.permission))
    form = act.form(request.POST if is_confirmed(request) else None) if act.form else None
    why_not = "" if chosen else _("It concerns none of those chosen.")
    if len(chosen) > act.most:
        why_not = _("Choose %(n)d at most.") % {"n": act.most}
    if is_confirmed(request) and not why_not and (form is None or form.is_valid()):
        return _carry_out(request, act, chosen, form.cleaned_data if form else {}, back)
    confirmation = Confirmation(
        title=act.title,
        text=act.text,
        submit=act.title,
        back=back,
        numbers=[(_("Parcels"), len(chosen)), (_("Orders"), len({parcel.order_id for parcel in chosen}))],
        headers=[_("Parcel"), _("Order"), _("Told to the shop"), _("Reason")],
        rows=[
            [parcel.number, str(parcel.order), parcel.get_state_display(), parcel_why(parcel) or "–"]
            for parcel in chosen[:EXAMPLES]
        ],
        fields=fields,
        form=form,
        impossible=why_not,
    )
    return ask(request, admin, confirmation)


def _carry_out(
    request: HttpRequest, act: Act, chosen: list[Shipment], values: dict[str, Any], back: str
) -> HttpResponse:
    doer = Doer(username(request), person(request))
    done, refused = [], []
    for parcel in chosen:
        try:
            act.run(parcel, values, doer)
            done.append(parcel)
        except (HubError, PermissionDenied, ValueError) as error:
            refused.append(f"{parcel.number}: {refusal_words(error)}")
    for line in refused[:EXAMPLES]:
        messages.error(request, line)
    if act.watched and done:
        return watch.go_to(act.watched, [parcel.pk for parcel in done])
    words = ngettext("%(title)s: %(n)d parcel.", "%(title)s: %(n)d parcels.", len(done))
    return report(request, words % {"title": act.title, "n": len(done)}, back)
