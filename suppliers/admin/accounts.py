"""Accounts at suppliers: how each is doing, and everything one can do about it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import CharField, HiddenInput
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core.admin.badges import BAD, QUIET, WARNING, badge, clock, grouped, when
from core.admin.base import ConsoleAdmin, username
from core.admin.reauth import GuardsSecrets
from core.history import record
from core.models import Event
from suppliers import dashboard, registry
from suppliers.actions import accounts as acts
from suppliers.actions.editing import REPLACED, SECRETS, note_change
from suppliers.admin import account_actions
from suppliers.admin.account_filters import EndsFilter, HealthFilter
from suppliers.admin.account_form import HALVES, AccountForm, credential_names
from suppliers.admin.badges import account_badge, gauge, mode_badge, token_words
from suppliers.admin.offer_filters import SupplierFilter
from suppliers.admin.pictures import picture_view
from suppliers.models import SupplierAccount

MUCH, SOME = 20, 5  # per cent of calls that fail
CREDENTIAL_WORDS: dict[str, Any] = {
    "api_key": gettext_lazy("API key"),
    "api_secret": gettext_lazy("API secret"),
    "platform_token": gettext_lazy("Platform token"),
    "email": gettext_lazy("e-mail"),
}
BUDGET_WORDS: dict[str, Any] = {"calls": gettext_lazy("calls"), "points": gettext_lazy("points")}


class AccountSupplierFilter(SupplierFilter):
    field = "supplier"


@admin.register(SupplierAccount)
class SupplierAccountAdmin(GuardsSecrets, ConsoleAdmin):
    form = AccountForm
    secret_fields = (*SECRETS, *HALVES, "confirm_name")
    list_display = [
        "named", "environment", "state_now", "token_ends", "last_good", "today", "error_rate",
        "offers_number",
    ]  # fmt: skip
    list_filter = [AccountSupplierFilter, HealthFilter, "mode", EndsFilter]
    change_form_outer_before_template = "admin/suppliers/account_page.html"
    compressed_fields = False
    ordering = ["name"]
    sortable_by = ["named", "last_good"]
    actions: Sequence[Any] = []
    empty_title = gettext_lazy("No supplier connected: connect one")
    empty_text = gettext_lazy(
        "Add an account with the key that your supplier gave you, test it, then find products and import them."
    )
    empty_icon = "storefront"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The environment's account comes back by itself; one with offers is kept by them."""
        if isinstance(obj, SupplierAccount) and obj.from_environment:
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_fieldsets(self, request: HttpRequest, obj: SupplierAccount | None = None) -> Any:
        slug = obj.supplier if obj else chosen_supplier(request)
        supplier = registry.adapter_class(slug) if slug else None
        credentials = credential_names(supplier, obj)
        named = ["name", "mode", "is_active"]
        if obj and not obj.from_environment:
            named.insert(2, "confirm_name")
        sets: list[Any] = [(None, {"fields": named if obj else ["supplier", *named]})]
        if credentials:
            sets.append((_("Credentials"), {"fields": credentials}))
        trade = ["stock_basis", ("ship_to", "currency")]
        if supplier is None or supplier.has_tiers:
            trade.append("tier")
        sets.append((_("What it is used for"), {"fields": trade}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: SupplierAccount | None = None) -> Sequence[Any]:
        return ["mode", "tier"] if obj is not None and obj.from_environment else []

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "supplier":
            return CharField(widget=HiddenInput, label="")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_changeform_initial_data(request), "supplier": chosen_supplier(request)}

    def load_page(self, rows: Sequence[Any]) -> None:
        figures = dashboard.figures_of(rows)
        for account in rows:
            account.figures = figures[account.pk]

    @display(description=gettext_lazy("Name"), ordering="name")
    def named(self, account: SupplierAccount) -> str:
        origin = _("from environment") if account.from_environment else account.remote_id
        return format_html(
            '<span class="console-name">{}</span><span class="console-sub console-nowrap">{}{}</span>',
            account.name,
            registry.title(account.supplier),
            f" · {origin}" if origin else "",
        )

    @display(description=gettext_lazy("Environment"))
    def environment(self, account: SupplierAccount) -> str:
        return mode_badge(account)

    @display(description=gettext_lazy("State"))
    def state_now(self, account: SupplierAccount) -> str:
        why = format_html('<span class="console-sub">{}</span>', account.state_reason) if account.state_reason else ""
        return format_html("{}{}", account_badge(account), why)

    @display(description=gettext_lazy("Token ends in"))
    def token_ends(self, account: SupplierAccount) -> str:
        return token_words(account)

    @display(description=gettext_lazy("Last good call"), ordering="last_ok_at")
    def last_good(self, account: SupplierAccount) -> str:
        return when(account.last_ok_at, empty=_("never"))

    @display(description=gettext_lazy("Today"))
    def today(self, account: Any) -> str:
        """Calls and, where the supplier counts in points, points."""
        gauges = account.figures.gauges
        points = gauge(gauges["points"], _("points")) if "points" in gauges else ""
        return format_html('<span class="console-gauge">{}{}</span>', gauge(gauges.get("calls"), _("calls")), points)

    @display(description=gettext_lazy("Errors, 24 h"))
    def error_rate(self, account: Any) -> str:
        return error_words(account.figures.traffic)

    @display(description=gettext_lazy("Offers"))
    def offers_number(self, account: Any) -> str:
        query = {"account__id__exact": account.pk, "need": "all"}
        url = reverse("admin:suppliers_supplierproduct_changelist", query=query)
        return format_html('<a class="console-link" href="{}">{}</a>', url, grouped(account.figures.offers))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        for slug in registry.slugs():  # an account that the environment describes is there without anybody adding it
            acts.environment_account(slug)
        return super().changelist_view(request, extra_context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """First the supplier, then the form that fits it."""
        if chosen_supplier(request) or not self.has_add_permission(request):
            slug = chosen_supplier(request)
            title = _("New account at %(supplier)s") % {"supplier": registry.title(slug)} if slug else None
            added: HttpResponse = super().add_view(request, form_url, {**(extra_context or {}), "title": title})
            return added
        context = {
            **self.admin_site.each_context(request),
            "title": _("New account: at which supplier?"),
            "opts": self.opts,
            "suppliers": [{"slug": slug, "title": registry.title(slug)} for slug in registry.slugs()],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/suppliers/choose_supplier.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        account = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if account is not None and self.has_view_permission(request, account):
            page = account_context(account, request)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    def save_model(self, request: HttpRequest, obj: SupplierAccount, form: Any, change: bool) -> None:
        """Saves; what was logged in with the old credentials, or elsewhere, is forgotten."""
        plain = [name for name in form.changed_data if name not in (*SECRETS, *HALVES, "confirm_name", "supplier")]
        super().save_model(request, obj, form, change)
        note_change(
            obj, replaced=form.replaced, changed=plain if change else [], by=username(request), is_new=not change
        )

    def delete_model(self, request: HttpRequest, obj: SupplierAccount) -> None:
        record(obj, "supplier_account.deleted", by=username(request), data={"name": obj.name})
        super().delete_model(request, obj)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own log says no more than our history does."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""

    def get_urls(self) -> list[Any]:
        picture = path("picture/", self.admin_site.admin_view(picture_view), name="suppliers_picture")
        return [picture, *account_actions.urls(self), *super().get_urls()]


def chosen_supplier(request: HttpRequest) -> str:
    """The slug that the add form is for, "" before one was chosen."""
    slug = str(request.POST.get("supplier") or request.GET.get("supplier") or "")
    return slug if slug in registry.slugs() else ""


def error_words(traffic: dashboard.Traffic) -> str:
    if not traffic.calls:
        return format_html('<span class="console-muted">{}</span>', _("no call"))
    percent = traffic.failed_percent
    words = _("%(percent)s %% of %(calls)s") % {"percent": grouped(percent, 1), "calls": grouped(traffic.calls)}
    if percent < SOME:
        return format_html('<span class="console-nowrap">{}</span>', words)
    return badge(words, icon="error", tone=BAD if percent >= MUCH else WARNING)


def account_context(account: SupplierAccount, request: HttpRequest) -> dict[str, Any]:
    """The head of the account's page: state, allowances, metrics, credentials, where webhooks go."""
    figures = dashboard.figures_of([account])[account.pk]
    pushes = dashboard.pushes_of(account)
    traffic, left_alone = figures.traffic, acts.left_alone_until(account)
    address, why_not = "", _("A part of this address is secret: those who may change the account see it.")
    if request.user.has_perm("suppliers.change_supplieraccount"):
        address, why_not = account_actions.webhook_address(account)
    return {
        "account": account,
        "supplier": registry.title(account.supplier),
        "account_badges": [account_badge(account), mode_badge(account)],
        "account_buttons": account_actions.buttons(account, request, left_alone=left_alone is not None),
        "left_alone_until": clock(left_alone) if left_alone else "",
        "gauges": [
            gauge(reading, BUDGET_WORDS.get(name) or name.replace("_", " "))
            for name, reading in sorted(figures.gauges.items())
        ],
        "metrics": [
            (_("Calls, 24 h"), grouped(traffic.calls)),
            (_("Good"), f"{grouped(100 - traffic.failed_percent, 1)} %" if traffic.calls else "–"),
            (_("Answer takes"), f"{grouped(round(traffic.average_ms))} ms" if traffic.average_ms is not None else "–"),
            (_("At most"), f"{grouped(traffic.longest_ms)} ms" if traffic.longest_ms is not None else "–"),
            (_("Webhooks, 24 h"), grouped(pushes.received)),
            (_("They come after"), _seconds(pushes.delay)),
            (_("They wait here"), _seconds(pushes.waited)),
            (_("Offers"), grouped(figures.offers)),
            (_("Last reading"), when(figures.refreshed_at, empty=_("never"))),
        ],
        "facts": [
            (_("Token ends in"), token_words(account)),
            (_("Last good call"), when(account.last_ok_at, empty=_("never"))),
            (_("Calls a second"), f"{account.calls_per_second:g}" if account.calls_per_second else "–"),
            (_("Account there"), account.remote_id or "–"),
        ],
        "credentials": credentials_words(account),
        "webhook_address": address,
        "webhook_why_not": why_not,
        "webhook_checked": when(account.webhooks_checked_at, empty=_("never")),
        "failing": dashboard.is_failing(account),
        "last_error_time": clock(account.last_error_at),
        "title": account.name,
        "subtitle": None,
    }


def _seconds(length: Any) -> str:
    return "–" if length is None else _("%(s)s s") % {"s": grouped(max(length.total_seconds(), 0.0), 1)}


def credentials_words(account: SupplierAccount) -> list[dict[str, Any]]:
    """Each credential with its last four characters, where it comes from, and who set it when. One query."""
    supplier = registry.adapter_class(account.supplier)
    set_by: dict[str, Event] = {}
    if not account.from_environment:
        events = Event.objects.filter(
            subject_type="suppliers.supplieraccount", subject_id=str(account.pk), kind=REPLACED
        )
        for event in events.order_by("pk"):
            set_by |= dict.fromkeys(event.data.get("fields", []), event)
    rows = []
    for name in supplier.credential_fields:
        if name not in SECRETS:
            continue
        secret = account.credential(name)
        if account.from_environment:
            origin: Any = badge(_("from environment"), icon="terminal", tone=QUIET)
        else:
            origin = set_words(set_by.get(name))
        rows.append({"words": CREDENTIAL_WORDS[name], "masked": secret.masked or _("not set"), "origin": origin})
    return rows


def set_words(event: Event | None) -> str:
    """ "3 days ago by ana", from the line of history that tells of it."""
    return format_html(_("{} by {}"), when(event.created_at), event.actor) if event is not None else ""
