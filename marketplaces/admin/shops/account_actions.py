"""The buttons of a shop's page. Each asks, where it changes something, and says what came of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.badges import clock, grouped
from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.errors import HubError
from core.troubles import page_of
from marketplaces import registry
from marketplaces.actions.shops import accounts as acts
from marketplaces.actions.shops import connecting, webhooks
from marketplaces.admin import job_page
from marketplaces.interface import Capability
from marketplaces.models import MarketplaceAccount

State = MarketplaceAccount.State
Way = MarketplaceAccount.WayToConnect
CONNECT = "marketplaces.connect_marketplaceaccount"
CHANGE = "marketplaces.change_marketplaceaccount"
View = Callable[[ModelAdmin[Any], HttpRequest, MarketplaceAccount], HttpResponse]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Your colleagues read it beside the shop."),
    )


def shop_url(account: MarketplaceAccount) -> str:
    return reverse("admin:marketplaces_marketplaceaccount_change", args=[account.pk])


def buttons(account: MarketplaceAccount, request: HttpRequest) -> list[dict[str, Any]]:
    """What can be done now; `post` buttons act at once, the others ask first or only show."""
    may = request.user.has_perm
    marketplace = registry.adapter_class(account.marketplace)
    operate, link = may(CHANGE), may(CONNECT)
    paused = account.state == State.PAUSED
    can_set = Capability.SET_WEBHOOKS in marketplace.capabilities
    by_person = account.way_to_connect == Way.OAUTH
    shown: list[tuple[str, Any, str, bool, bool]] = [  # name, words, icon, post, is it there
        ("test", _("Test connection"), "network_check", True, operate and not paused),
        ("connect", _("Connect"), "link", True, link and not by_person and account.state != State.OK),
        ("resume", _("Resume"), "play_arrow", True, operate and paused),
        ("pause", _("Pause"), "pause", False, operate and not paused),
        ("webhooks", _("Configure webhooks"), "webhook", False, operate and can_set and not paused),
        ("audit", _("Audit webhooks"), "fact_check", True, operate and bool(account.webhook_url) and not paused),
        ("try_again", _("Try again at once"), "restart_alt", True, operate and bool(acts.left_alone_until(account))),
        ("disconnect", _("Disconnect"), "link_off", False, link),
    ]
    found = [
        {
            "words": words,
            "icon": icon,
            "post": post,
            "url": reverse(f"admin:marketplaces_shop_{name}", args=[account.pk]),
        }
        for name, words, icon, post, is_there in shown
        if is_there
    ]
    if link and by_person and Capability.OAUTH in marketplace.capabilities:
        # The name of the shop's query parameter is the connect view's.
        url = f"{reverse(f'shop-oauth-connect-{account.marketplace}')}?account={account.pk}"
        words = _("Install the app") if account.state == State.NEW else _("Install again")
        found.insert(1, {"words": words, "icon": "verified_user", "post": False, "url": url})
    query = {"partner__exact": account.marketplace, "account_id__exact": account.account_id}
    if may("core.view_apicall"):
        found.append(_link(_("Show calls"), "swap_horiz", "core_apicall", query))
    if may("core.view_inboundevent"):
        found.append(_link(_("Show webhooks"), "webhook", "core_inboundevent", query))
    return found


def _link(words: str, icon: str, page: str, query: dict[str, str]) -> dict[str, Any]:
    return {"words": words, "icon": icon, "post": False, "url": reverse(f"admin:{page}_changelist", query=query)}


def webhook_address(account: MarketplaceAccount) -> tuple[str, str]:
    """(the address marketplaces are to call, "") or ("", why there is none), in words."""
    try:
        return f"{webhooks.address_of(account)}/…", ""
    except HubError as error:
        return "", str(error)


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    views: dict[str, tuple[View, bool, str]] = {  # name -> view, at once, what it takes
        "test": (_test, True, CHANGE),
        "connect": (_connect, True, CONNECT),
        "resume": (_resume, True, CHANGE),
        "pause": (_pause, False, CHANGE),
        "webhooks": (_webhooks, False, CHANGE),
        "audit": (_audit, True, CHANGE),
        "try_again": (_try_again, True, CHANGE),
        "disconnect": (_disconnect, False, CONNECT),
    }

    def guarded(view: View, permission: str) -> Any:
        def call(request: HttpRequest, shop_id: int) -> HttpResponse:
            account = get_object_or_404(MarketplaceAccount, pk=shop_id)
            require(request.user.has_perm(permission))
            return view(admin, request, account)

        return call

    return [
        path(
            f"<int:shop_id>/{name}/",
            admin.admin_site.admin_view(
                require_POST(guarded(view, permission)) if at_once else guarded(view, permission)
            ),
            name=f"marketplaces_shop_{name}",
        )
        for name, (view, at_once, permission) in views.items()
    ]


def _test(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount) -> HttpResponse:
    """Asks the marketplace who we are, and shows all that it said."""
    result = connecting.test_connection(account, username(request))
    account.refresh_from_db()
    if result.is_ok and not account.webhook_url:
        webhooks.configure_if_possible(account, username(request))
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Connection of %(name)s") % {"name": account.name},
        "report": result,
        "help": page_of("shops", result.code),
        "facts": _facts(result),
        "back": shop_url(account),
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/marketplaces/connection.html", context)


def _connect(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount) -> HttpResponse:
    """Wakes a paused or disconnected shop and tries it."""
    acts.resume(account, username(request))
    return _test(admin, request, account)


def _facts(result: connecting.ConnectionReport) -> list[tuple[Any, Any]]:
    """Label and value of everything the marketplace said."""
    info = result.info
    facts: list[tuple[Any, Any]] = []
    if info is not None and result.is_ok:
        facts += [
            (_("Shop"), info.name),
            (_("Address"), info.domain),
            (_("Currency"), info.currency),
            (_("Version of the API"), info.served_version),
            (_("Rights"), ", ".join(info.scopes)),
            (_("Locations"), ", ".join(place.name or place.place_id for place in info.locations)),
            (_("Sales channels"), ", ".join(place.name or place.place_id for place in info.publications)),
        ]
    facts += [
        (_("Token"), result.token_masked),
        (_("Token ends"), clock(result.token_ends)),
        (_("Took"), f"{grouped(result.took_ms)} ms"),
    ]
    return [(label, value) for label, value in facts if value]


def _pause(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount) -> HttpResponse:
    form = ReasonForm(request.POST if is_confirmed(request) else None)
    if is_confirmed(request) and form.is_valid():
        words = _("“%(name)s” is paused.") % {"name": account.name}
        return _done(request, account, lambda by: acts.pause(account, form.cleaned_data["reason"], by), words)
    confirmation = Confirmation(
        title=_("Pause “%(name)s”") % {"name": account.name},
        text=_("Its orders are not read and nothing is sent to it until it is resumed. What is on sale stays on sale."),
        submit=_("Pause"),
        back=shop_url(account),
        numbers=[(_("Listings on sale"), grouped(account.listings.filter(state="active").count()))],
        form=form,
        impossible=_("It is paused already.") if account.state == State.PAUSED else "",
    )
    return ask(request, admin, confirmation)


def _resume(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount) -> HttpResponse:
    return _done(
        request,
        account,
        lambda by: acts.resume(account, by),
        _("“%(name)s” works again.") % {"name": account.name},
    )


def _try_again(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount) -> HttpResponse:
    """Ends the rest after many failures, which would end by itself."""
    if acts.close_breaker(account, username(request)):
        messages.success(request, _("Calls to “%(name)s” go out again.") % {"name": account.name})
    else:
        messages.info(request, _("“%(name)s” was not left alone any more.") % {"name": account.name})
    return HttpResponseRedirect(shop_url(account))


def _disconnect(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount) -> HttpResponse:
    if is_confirmed(request):
        words = _("“%(name)s” is disconnected.") % {"name": account.name}
        return _done(request, account, lambda by: acts.disconnect(account, by), words)
    confirmation = Confirmation(
        title=_("Disconnect “%(name)s”") % {"name": account.name},
        text=_(
            "Its tokens are forgotten and it is paused. Orders and listings stay here; what is on sale stays on sale."
        ),
        submit=_("Disconnect"),
        back=shop_url(account),
        numbers=[(_("Listings on sale"), grouped(account.listings.filter(state="active").count()))],
        dangerous=True,
    )
    return ask(request, admin, confirmation)


def _webhooks(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount) -> HttpResponse:
    back = shop_url(account)
    if is_confirmed(request):
        try:
            return job_page.go_to(webhooks.configure(account, username(request)))
        except HubError as error:
            return refuse(request, error, back)
    address, why_not = webhook_address(account)
    confirmation = Confirmation(
        title=_("Configure webhooks of “%(name)s”") % {"name": account.name},
        text=_("The marketplace is told to call this address when orders, products or stock change."),
        submit=_("Configure webhooks"),
        back=back,
        numbers=[(_("Address"), address)] if address else [],
        impossible=why_not,
    )
    return ask(request, admin, confirmation)


AUDIT_WORDS: dict[str, tuple[int, Any]] = {
    "kept": (messages.SUCCESS, gettext_lazy("The marketplace still sends everything to us.")),
    "set_again": (messages.WARNING, gettext_lazy("The marketplace had dropped some: they are set again.")),
    "not_configured": (messages.WARNING, gettext_lazy("No webhooks are configured for this shop.")),
    "failed": (messages.ERROR, gettext_lazy("Not all could be found out or set again: see the alerts.")),
}


def _audit(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount) -> HttpResponse:
    level, words = AUDIT_WORDS[webhooks.audit(account)]
    messages.add_message(request, level, str(words))
    return HttpResponseRedirect(shop_url(account))


def _done(request: HttpRequest, account: MarketplaceAccount, act: Callable[[str], Any], words: str) -> HttpResponse:
    try:
        act(username(request))
    except HubError as error:
        return refuse(request, error, shop_url(account))
    return report(request, words, shop_url(account))
