"""The shops: how each is doing, and everything one can do about it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import CharField, HiddenInput
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from core.admin.badges import BAD, WARNING, badge, clock, grouped, when
from core.admin.base import ConsoleAdmin, username
from core.admin.filters import RadioFilter
from core.admin.reauth import GuardsSecrets
from core.history import record
from marketplaces import dashboard, registry
from marketplaces.actions.pushing.filing import want_push_of_shop
from marketplaces.actions.shops import accounts as acts
from marketplaces.actions.shops.editing import note_change, paste_token, retire_secret
from marketplaces.admin import job_page
from marketplaces.admin.badges import mode_badge, rights_badge, shop_badge, token_words
from marketplaces.admin.desks import pages as desk_pages
from marketplaces.admin.shops import account_actions
from marketplaces.admin.shops import selling_choices as shop_selling
from marketplaces.admin.shops.account_form import MESSAGES, SECRET_FIELDS, ShopForm, message_field
from marketplaces.models import MarketplaceAccount
from marketplaces.reasons import ability_words

MUCH = 20  # per cent of calls that fail


def _health(code: str) -> Any:
    def narrowed(rows: QuerySet[MarketplaceAccount]) -> QuerySet[MarketplaceAccount]:
        return rows.filter(pk__in=[row.pk for row in dashboard.all_shops() if dashboard.health_of(row) == code])

    return narrowed


class HealthFilter(RadioFilter):
    title = gettext_lazy("state")
    parameter_name = "health"
    choices_by_code = {code: (words, _health(code)) for code, words in dashboard.HEALTH.items()}


@admin.register(MarketplaceAccount)
class MarketplaceAccountAdmin(GuardsSecrets, ConsoleAdmin):
    form = ShopForm
    secret_fields = tuple(SECRET_FIELDS)
    list_display = ["named", "environment", "state_now", "rights", "listed", "orders_until", "errors", "webhooks"]
    list_filter = [HealthFilter, "mode"]
    change_form_outer_before_template = "admin/marketplaces/account_page.html"
    compressed_fields = False
    ordering = ["name"]
    sortable_by = ["named"]
    actions: Sequence[Any] = []
    empty_title = gettext_lazy("No shop connected: connect one")
    empty_text = gettext_lazy("Add a shop with its app's key and secret, test it, then publish products there.")
    empty_icon = "store"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The environment's shop comes back by itself; one with orders or listings is kept by them."""
        if isinstance(obj, MarketplaceAccount) and obj.from_environment:
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_fieldsets(self, request: HttpRequest, obj: MarketplaceAccount | None = None) -> Any:
        named = ["name", "is_active"] if obj and obj.from_environment else ["name", "mode", "is_active"]
        sets: list[Any] = [(None, {"fields": named if obj else ["marketplace", *named]})]
        if obj is None or not obj.from_environment:
            fields = ["way_to_connect", "shop_address", "api_key", "api_secret", "redirect_name", "pasted_token"]
            sets.append((_("Credentials"), {"fields": fields}))
        sets += [
            (
                _("What is sold there"),
                {"fields": [("site", "language"), "location_id", "publication_ids", ("price_rule", "stock_buffer")]},
            ),
            (_("Buying for its orders"), {"fields": ["buys", ("approval_limit", "approval_currency")]}),
            (
                _("Messages to customers"),
                {
                    "fields": [
                        "mail_sender",
                        ("mail_name", "mail_reply_to", "mail_language"),
                        tuple(message_field(event) for event in MESSAGES),
                    ]
                },
            ),
        ]
        return sets

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "marketplace":
            return CharField(widget=HiddenInput, label="")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_changeform_initial_data(request), "marketplace": chosen_marketplace(request)}

    def load_page(self, rows: Sequence[Any]) -> None:
        figures = dashboard.figures_of(rows)
        for account in rows:
            account.figures = figures[account.pk]

    @display(description=gettext_lazy("Name"), ordering="name")
    def named(self, account: MarketplaceAccount) -> str:
        origin = _("from environment") if account.from_environment else account.shop_address
        return format_html(
            '<span class="console-name">{}</span><span class="console-sub">{}{}</span>',
            account.name,
            registry.title(account.marketplace),
            f" · {origin}" if origin else "",
        )

    @display(description=gettext_lazy("Environment"))
    def environment(self, account: MarketplaceAccount) -> str:
        return mode_badge(account)

    @display(description=gettext_lazy("State"))
    def state_now(self, account: MarketplaceAccount) -> str:
        why = format_html('<span class="console-sub">{}</span>', account.state_reason) if account.state_reason else ""
        return format_html("{}{}", shop_badge(account), why)

    @display(description=gettext_lazy("Rights"))
    def rights(self, account: MarketplaceAccount) -> str:
        return rights_badge(account)

    @display(description=gettext_lazy("On sale"))
    def listed(self, account: Any) -> str:
        query = {"account__id__exact": account.pk, "need": "all"}
        url = reverse("admin:marketplaces_listing_changelist", query=query)
        return format_html('<a class="console-link" href="{}">{}</a>', url, grouped(account.figures.active))

    @display(description=gettext_lazy("Orders read until"))
    def orders_until(self, account: MarketplaceAccount) -> str:
        return when(account.orders_read_until, empty=_("not yet"))

    @display(description=gettext_lazy("Errors, 24 h"))
    def errors(self, account: Any) -> str:
        return error_words(account.figures)

    @display(description=gettext_lazy("Webhooks, 24 h"))
    def webhooks(self, account: Any) -> str:
        if not account.webhook_url:
            return badge(_("not set"), icon="webhook", tone=WARNING, tooltip=_("Orders are asked for on schedule."))
        return grouped(account.figures.pushes)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        for slug in registry.slugs():  # a shop that the environment describes is there without anybody adding it
            acts.environment_account(slug)
        return super().changelist_view(request, extra_context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """First the marketplace, then the form that fits it."""
        slug = chosen_marketplace(request)
        if slug or not self.has_add_permission(request):
            title = _("New shop at %(marketplace)s") % {"marketplace": registry.title(slug)} if slug else None
            added: HttpResponse = super().add_view(request, form_url, {**(extra_context or {}), "title": title})
            return added
        context = {
            **self.admin_site.each_context(request),
            "title": _("New shop: at which marketplace?"),
            "opts": self.opts,
            "marketplaces": [{"slug": each, "title": registry.title(each)} for each in registry.slugs()],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/marketplaces/choose_marketplace.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        account = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if account is not None and self.has_view_permission(request, account):
            page = shop_context(account, request)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    def save_model(self, request: HttpRequest, obj: MarketplaceAccount, form: Any, change: bool) -> None:
        """Saves; an app's old secret stays good for a day, tokens of another app or shop are forgotten."""
        own = {*SECRET_FIELDS, "marketplace", *(message_field(event) for event in MESSAGES)}
        plain = [name for name in form.changed_data if name not in own]
        given = form.cleaned_data
        if given.get("api_secret") and change:
            retire_secret(obj, MarketplaceAccount.objects.get(pk=obj.pk).api_secret, given["api_secret"])
        obj.mail_events = form.messages_chosen()
        super().save_model(request, obj, form, change)
        note_change(
            obj, replaced=form.replaced, changed=plain if change else [], by=username(request), is_new=not change
        )
        if given.get("pasted_token"):
            paste_token(obj, given["pasted_token"])
        if change and any(name in plain for name in ("price_rule", "stock_buffer", "location_id")):
            want_push_of_shop(obj, username(request))

    def delete_model(self, request: HttpRequest, obj: MarketplaceAccount) -> None:
        record(obj, "marketplace_account.deleted", by=username(request), data={"name": obj.name})
        super().delete_model(request, obj)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django's own log says no more than our history does."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""

    def get_urls(self) -> list[Any]:
        return [
            *job_page.urls(self),
            *account_actions.urls(self),
            *desk_pages.urls(self),
            *shop_selling.urls(self),
            *super().get_urls(),
        ]


def chosen_marketplace(request: HttpRequest) -> str:
    """The slug that the add form is for, "" before one was chosen."""
    slug = str(request.POST.get("marketplace") or request.GET.get("marketplace") or "")
    return slug if slug in registry.slugs() else ""


def error_words(figures: dashboard.ShopFigures) -> str:
    if not figures.calls:
        return format_html('<span class="console-muted">{}</span>', _("no call"))
    percent = 100 * figures.failed / figures.calls
    words = _("%(percent)s %% of %(calls)s") % {"percent": grouped(percent, 1), "calls": grouped(figures.calls)}
    if not figures.failed:
        return format_html('<span class="console-nowrap">{}</span>', words)
    return badge(words, icon="error", tone=BAD if percent >= MUCH else WARNING)


def shop_context(account: MarketplaceAccount, request: HttpRequest) -> dict[str, Any]:
    """The head of the shop's page: state, rights, token, webhooks, orders, listings."""
    figures = dashboard.figures_of([account])[account.pk]
    left_alone = acts.left_alone_until(account)
    address, why_not = account_actions.webhook_address(account)
    places = account.places or {}
    return {
        "account": account,
        "marketplace": registry.title(account.marketplace),
        "account_badges": [shop_badge(account), mode_badge(account), rights_badge(account)],
        "account_buttons": [*account_actions.buttons(account, request), *desk_pages.button(account, request)],
        "left_alone_until": clock(left_alone) if left_alone else "",
        "lost": [ability_words(ability) for ability in account.lost_abilities],
        "missing_scopes": ", ".join(account.missing_scopes),
        "facts": [
            (_("Address"), account.shop_address or "–"),
            (_("Shop there"), account.remote_id or "–"),
            (_("Way to connect"), account.get_way_to_connect_display()),
            (_("Token ends in"), token_words(account)),
            (_("App's secret"), account.credential("api_secret").masked or _("not set")),
            (_("Old secret is good until"), clock(account.previous_secret_until) or "–"),
            (_("Currency"), account.currency or "–"),
            (_("Last good call"), when(account.last_ok_at, empty=_("never"))),
        ],
        "metrics": [
            (_("Listings on sale"), grouped(figures.active)),
            (_("Listings refused"), grouped(figures.refused)),
            (_("Calls, 24 h"), grouped(figures.calls)),
            (_("Failed"), grouped(figures.failed)),
            (_("Webhooks, 24 h"), grouped(figures.pushes)),
            (_("Last webhook"), when(figures.last_push, empty="–")),
            (_("Orders read until"), when(account.orders_read_until, empty=_("not yet"))),
            (_("Orders asked for"), when(account.orders_polled_at, empty=_("not yet"))),
            (_("Locations"), ", ".join(place["name"] for place in places.get("locations", [])) or "–"),
            (_("Sales channels"), ", ".join(place["name"] for place in places.get("publications", [])) or "–"),
        ],
        "webhook_address": address,
        "webhook_why_not": why_not,
        "webhook_checked": when(account.webhooks_checked_at, empty=_("never")),
        "failing": dashboard.is_failing(account),
        "last_error_time": clock(account.last_error_at),
        "title": account.name,
        "subtitle": None,
        **shop_selling.context_of(account, request),
    }
