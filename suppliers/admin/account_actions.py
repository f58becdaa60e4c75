"""The buttons of an account's page. Each asks, where it changes something, and says what came of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
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
from suppliers import registry
from suppliers.actions import accounts as acts
from suppliers.actions import refreshing, webhooks
from suppliers.admin import job_page
from suppliers.admin.badges import amount
from suppliers.interface import Capability
from suppliers.models import SupplierAccount

State = SupplierAccount.State
ACCOUNTS = "admin:suppliers_supplieraccount"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Your colleagues read it beside the account."),
    )


def account_url(account: SupplierAccount) -> str:
    return reverse(f"{ACCOUNTS}_change", args=[account.pk])


def buttons(account: SupplierAccount, request: HttpRequest, *, left_alone: bool = False) -> list[dict[str, Any]]:
    """What can be done now; `post` buttons act at once, the others ask first or only show."""
    may = request.user.has_perm
    supplier = registry.adapter_class(account.supplier)
    operate = may("suppliers.change_supplieraccount")
    paused = account.state == State.PAUSED
    can_set = Capability.SET_WEBHOOKS in supplier.capabilities
    shown: list[tuple[str, Any, str, bool, bool]] = [  # name, words, icon, post, is it there
        ("test", _("Test connection"), "network_check", True, operate and not paused),
        ("try_again", _("Try again at once"), "restart_alt", True, operate and left_alone),
        ("resume", _("Resume"), "play_arrow", False, operate and paused),
        ("refresh", _("Refresh now"), "refresh", False, operate and not paused),
        ("pause", _("Pause"), "pause", False, operate and not paused),
        ("forget", _("Forget tokens"), "key_off", False, operate),
        ("webhooks", _("Configure webhooks"), "webhook", False, operate and can_set and not paused),
        ("audit", _("Audit webhooks"), "fact_check", True, operate and bool(account.webhook_url) and not paused),
    ]
    found = [
        {
            "words": words,
            "icon": icon,
            "post": post,
            "url": reverse(f"admin:suppliers_account_{name}", args=[account.pk]),
        }
        for name, words, icon, post, is_there in shown
        if is_there
    ]
    if operate and Capability.OAUTH in supplier.capabilities:
        # The name of the account's query parameter is the connect view's.
        url = f"/api/{account.supplier}/oauth/connect?account={account.pk}"
        words = _("Authorise") if account.state == State.NEW else _("Re-authorise")
        found.insert(1, {"words": words, "icon": "verified_user", "post": False, "url": url})
    query = {"partner__exact": account.supplier, "account_id__exact": account.account_id}
    if may("core.view_apicall"):
        found.append(_link(_("Show calls"), "swap_horiz", "core_apicall", query))
    if may("core.view_inboundevent"):
        found.append(_link(_("Show webhooks"), "webhook", "core_inboundevent", query))
    return found


def _link(words: str, icon: str, page: str, query: dict[str, str]) -> dict[str, Any]:
    return {"words": words, "icon": icon, "post": False, "url": reverse(f"admin:{page}_changelist", query=query)}


def webhook_address(account: SupplierAccount) -> tuple[str, str]:
    """(the address suppliers are to call, "") or ("", why there is none), in words."""
    try:
        return webhooks.address_of(account), ""
    except HubError as error:
        return "", str(error)


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    views: dict[str, Callable[[ModelAdmin[Any], HttpRequest, SupplierAccount], HttpResponse]] = {
        "test": _test,
        "try_again": _try_again,
        "resume": _resume,
        "refresh": _refresh,
        "pause": _pause,
        "forget": _forget,
        "webhooks": _webhooks,
        "audit": _audit,
    }

    def guarded(view: Callable[[ModelAdmin[Any], HttpRequest, SupplierAccount], HttpResponse]) -> Any:
        def call(request: HttpRequest, account_id: int) -> HttpResponse:
            account = get_object_or_404(SupplierAccount, pk=account_id)
            require(admin.has_change_permission(request, account))
            return view(admin, request, account)

        return call

    at_once = {"test", "audit", "try_again"}
    return [
        path(
            f"<int:account_id>/{name}/",
            admin.admin_site.admin_view(require_POST(guarded(view)) if name in at_once else guarded(view)),
            name=f"suppliers_account_{name}",
        )
        for name, view in views.items()
    ]


def _test(admin: ModelAdmin[Any], request: HttpRequest, account: SupplierAccount) -> HttpResponse:
    """Asks the supplier who we are, and shows all that it said."""
    result = acts.test_connection(account, username(request))
    account.refresh_from_db()
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Connection of %(name)s") % {"name": account.name},
        "account": account,
        "report": result,
        "help": page_of("suppliers", result.code),
        "facts": _facts(result) if result.is_ok else [],
        "back": account_url(account),
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/suppliers/connection.html", context)


def _facts(result: Any) -> list[tuple[Any, Any]]:
    """Label and value of everything the supplier said."""
    facts: list[tuple[Any, Any]] = []
    info, balance = result.info, result.balance
    if info is not None:
        facts += [(_("Account"), info.name), (_("E-mail"), info.email), (_("Level"), info.level)]
        speed = result.calls_per_second
        facts.append((_("Calls a second"), "" if speed is None else f"{speed:g}"))
        facts += [(quota.name, f"{grouped(quota.limit)} / {quota.period}") for quota in info.quotas]
    if balance is not None:
        facts.append((_("Balance"), _money(balance.available)))
        if balance.frozen is not None:
            facts.append((_("Held back"), _money(balance.frozen)))
    facts += [
        (_("Token"), result.token_masked),
        (_("Token ends"), clock(result.token_ends)),
        (_("To be authorised again by"), clock(result.refresh_ends)),
    ]
    facts.append((_("Took"), f"{grouped(result.took_ms)} ms"))
    return [(label, value) for label, value in facts if value]


def _money(money: Any) -> str:
    return amount(money.amount, money.currency)


def _pause(admin: ModelAdmin[Any], request: HttpRequest, account: SupplierAccount) -> HttpResponse:
    form = ReasonForm(request.POST if is_confirmed(request) else None)
    if is_confirmed(request) and form.is_valid():
        return _done(
            request,
            account,
            lambda by: acts.pause(account, form.cleaned_data["reason"], by),
            _("“%(name)s” is paused.") % {"name": account.name},
        )
    return ask(
        request,
        admin,
        Confirmation(
            title=_("Pause “%(name)s”") % {"name": account.name},
            text=_(
                "No call is made for it until it is resumed. Its figures age, and are no longer sold on when too old."
            ),
            submit=_("Pause"),
            back=account_url(account),
            numbers=[(_("Offers"), grouped(account.offers.count())), (_("Too old after"), _too_old_words())],
            form=form,
            impossible=_("It is paused already.") if account.state == State.PAUSED else "",
        ),
    )


def _too_old_words() -> str:
    return _("%(n)s hours") % {"n": f"{settings.SUPPLY_MAX_AGE_HOURS:g}"}


def _resume(admin: ModelAdmin[Any], request: HttpRequest, account: SupplierAccount) -> HttpResponse:
    if is_confirmed(request):
        words = _("“%(name)s” works again.") % {"name": account.name}
        return _done(request, account, lambda by: acts.resume(account, by), words)
    confirmation = Confirmation(
        title=_("Resume “%(name)s”") % {"name": account.name},
        text=_("Calls are made again; the next refresh begins with the oldest figures."),
        submit=_("Resume"),
        back=account_url(account),
        note=account.state_reason,
        impossible="" if account.state == State.PAUSED else _("It is not paused."),
    )
    return ask(request, admin, confirmation)


def _try_again(admin: ModelAdmin[Any], request: HttpRequest, account: SupplierAccount) -> HttpResponse:
    """Ends the rest after many failures, which would end by itself."""
    if acts.close_breaker(account, username(request)):
        messages.success(request, _("Calls to “%(name)s” go out again.") % {"name": account.name})
    else:
        messages.info(request, _("“%(name)s” was not left alone any more.") % {"name": account.name})
    return HttpResponseRedirect(account_url(account))


def _forget(admin: ModelAdmin[Any], request: HttpRequest, account: SupplierAccount) -> HttpResponse:
    if is_confirmed(request):
        words = _("The tokens of “%(name)s” are forgotten.") % {"name": account.name}
        return _done(request, account, lambda by: acts.forget_tokens(account, by), words)
    supplier = registry.adapter_class(account.supplier)
    by_hand = Capability.OAUTH in supplier.capabilities
    confirmation = Confirmation(
        title=_("Forget the tokens of “%(name)s”") % {"name": account.name},
        text=_("A person must authorise the account again before any call can be made.")
        if by_hand
        else _("The next call logs in anew with the credentials."),
        submit=_("Forget tokens"),
        back=account_url(account),
        dangerous=True,
    )
    return ask(request, admin, confirmation)


def _refresh(admin: ModelAdmin[Any], request: HttpRequest, account: SupplierAccount) -> HttpResponse:
    back = account_url(account)
    number = account.offers.count()
    if is_confirmed(request):
        try:
            return job_page.go_to(refreshing.start_refresh(account, username(request)))
        except HubError as error:
            return refuse(request, error, back)
    confirmation = Confirmation(
        title=_("Refresh costs and stock of “%(name)s”") % {"name": account.name},
        text=_("The oldest figures are read first, as far as today's allowance goes."),
        submit=_("Refresh now"),
        back=back,
        numbers=[(_("Offers"), grouped(number))],
        impossible="" if number else _("It has no offer yet: import or link a product first."),
    )
    return ask(request, admin, confirmation)


def _webhooks(admin: ModelAdmin[Any], request: HttpRequest, account: SupplierAccount) -> HttpResponse:
    back = account_url(account)
    if is_confirmed(request):
        try:
            return job_page.go_to(webhooks.configure(account, username(request)))
        except HubError as error:
            return refuse(request, error, back)
    address, why_not = webhook_address(account)
    confirmation = Confirmation(
        title=_("Configure webhooks of “%(name)s”") % {"name": account.name},
        text=_("The supplier is told to call this address when stock, products, orders or parcels change."),
        submit=_("Configure webhooks"),
        back=back,
        numbers=[(_("Address"), address)] if address else [],
        note=_("Now set there: %(url)s") % {"url": account.webhook_url} if account.webhook_url else "",
        impossible=why_not,
    )
    return ask(request, admin, confirmation)


AUDIT_WORDS: dict[str, tuple[int, Any]] = {
    "kept": (messages.SUCCESS, gettext_lazy("The supplier still sends to us.")),
    "set_again": (messages.WARNING, gettext_lazy("The supplier had closed it: it is set again.")),
    "not_configured": (messages.WARNING, gettext_lazy("No webhooks are configured for this account.")),
    "failed": (messages.ERROR, gettext_lazy("It could not be found out or set again: see the alerts.")),
}


def _audit(admin: ModelAdmin[Any], request: HttpRequest, account: SupplierAccount) -> HttpResponse:
    level, words = AUDIT_WORDS[webhooks.audit(account)]
    messages.add_message(request, level, str(words))
    return HttpResponseRedirect(account_url(account))


def _done(request: HttpRequest, account: SupplierAccount, act: Callable[[str], Any], words: str) -> HttpResponse:
    try:
        act(username(request))
    except HubError as error:
        return refuse(request, error, account_url(account))
    return report(request, words, account_url(account))
