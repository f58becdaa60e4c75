"""How much may be spent at each supplier, and the one switch that stops all buying and paying."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.badges import BAD, GOOD, badge, clock, grouped
from core.admin.base import ConsoleAdmin, person, username
from core.admin.confirm import refuse, report, require
from core.admin.event_words import actor_words
from core.errors import HubError
from core.history import record
from core.models import Event
from orders.actions import switching
from orders.admin.badges import money_text
from orders.admin.why import refusal_words
from orders.models import BuyingLimit, BuyingSwitch
from suppliers import registry

SHOWN = 10


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget)


@admin.register(BuyingLimit)
class BuyingLimitAdmin(ConsoleAdmin):
    list_display = ["account", "supplier_shown", "may_buy", "order_limit", "day_limit", "hour_limit", "pays"]
    list_select_related = ["account"]
    list_before_template = "admin/orders/switch_bar.html"
    fields = ["account", "is_on", "currency", ("per_order", "per_day"), "automatic_per_hour", "pays_by_itself"]
    ordering = ["account__name"]
    compressed_fields = False
    empty_title = gettext_lazy("No supplier has limits of its own")
    empty_text = gettext_lazy("The limits of the settings hold for all of them: BUYING_PER_ORDER, BUYING_PER_DAY.")
    empty_icon = "speed"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["account"] if obj is not None else []

    @display(description=gettext_lazy("Supplier"))
    def supplier_shown(self, limit: BuyingLimit) -> str:
        return registry.title(limit.account.supplier)

    @display(description=gettext_lazy("May buy"))
    def may_buy(self, limit: BuyingLimit) -> str:
        if limit.is_on:
            return badge(_("yes"), icon="check_circle", tone=GOOD)
        return badge(_("no"), icon="block", tone=BAD, tooltip=_("Nothing is bought at this account."))

    @display(description=gettext_lazy("For one order"))
    def order_limit(self, limit: BuyingLimit) -> str:
        return _amount(limit.per_order, limit.currency)

    @display(description=gettext_lazy("A day"))
    def day_limit(self, limit: BuyingLimit) -> str:
        return _amount(limit.per_day, limit.currency)

    @display(description=gettext_lazy("By rule, an hour"))
    def hour_limit(self, limit: BuyingLimit) -> str:
        return _("no limit") if limit.automatic_per_hour is None else grouped(limit.automatic_per_hour)

    @display(description=gettext_lazy("Paid by the hub"))
    def pays(self, limit: BuyingLimit) -> str:
        return _("yes") if limit.pays_by_itself else _("each payment is approved")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), **switch_context(request)})

    def save_model(self, request: HttpRequest, obj: BuyingLimit, form: Any, change: bool) -> None:
        """Saves, and keeps who changed which limit from what to what."""
        before = {name: form.initial.get(name) for name in form.changed_data}
        super().save_model(request, obj, form, change)
        data = {
            name: [_text(before[name]), _text(getattr(obj, name))] for name in form.changed_data if name != "account"
        }
        record(obj, "buying_limit.changed" if change else "buying_limit.set", by=username(request), data=data)

    def delete_model(self, request: HttpRequest, obj: BuyingLimit) -> None:
        record(obj, "buying_limit.removed", by=username(request), data={"account": obj.account.name})
        super().delete_model(request, obj)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own log says no more than our history does."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""

    def get_urls(self) -> list[Any]:
        return [
            path("switch/", self.admin_site.admin_view(self.switch_view), name="orders_switch"),
            *super().get_urls(),
        ]

    def switch_view(self, request: HttpRequest) -> HttpResponse:
        """One big switch. It asks for a reason, and whoever may see the limits sees who used it, and why."""
        require(self.has_view_permission(request) or request.user.has_perm(switching.SWITCH))
        context = switch_context(request)
        form = WhyForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            require(request.user.has_perm(switching.SWITCH))
            if form.is_valid():
                return self._switch(request, request.POST.get("turn") == "on", form.cleaned_data["why"])
        history = Event.objects.filter(subject_type=BuyingSwitch._meta.label_lower).order_by("-pk")[:SHOWN]
        page = {
            **self.admin_site.each_context(request),
            **context,
            "opts": self.opts,
            "title": _("Buying switch"),
            "crumbs": [{"title": _("Buying switch")}],
            "form": form,
            "history": [
                (clock(event.created_at), event.kind.endswith("_on"), actor_words(event), event.data.get("why", ""))
                for event in history
            ],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/orders/switch.html", page)

    def _switch(self, request: HttpRequest, is_on: bool, why: str) -> HttpResponse:
        back = reverse("admin:orders_switch")
        try:
            switching.switch_buying(is_on, username(request), why, user=person(request))
        except (HubError, PermissionDenied, ValueError) as error:
            return refuse(request, ValueError(refusal_words(error)), back)
        words = _("Buying is on again.") if is_on else _("Buying is off: nothing is bought or paid from now on.")
        return report(request, words, back)


def switch_context(request: HttpRequest) -> dict[str, Any]:
    """How the switch stands. One query."""
    switch = BuyingSwitch.objects.filter(pk=1).first()
    return {
        "buying_is_on": switch is None or switch.is_on,
        "switched": format_html("{} · {} · {}", clock(switch.changed_at), switch.by or "–", switch.why)
        if switch
        else "",
        "may_switch": request.user.has_perm(switching.SWITCH),
    }


def _amount(value: Any, currency: str) -> str:
    return _("no limit") if value is None else money_text(value, currency)


def _text(value: Any) -> str:
    return "–" if value is None else str(value)
