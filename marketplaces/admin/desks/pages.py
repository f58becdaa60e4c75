"""The pages of a shop's desk: a tab's table, and the page before an act."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.admin.badges import badge, when
from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, require
from core.admin.jobs import LOOKS
from core.errors import HubError, PartnerError, Unsupported
from core.models import Job
from core.troubles import page_of
from marketplaces import registry
from marketplaces.actions import performing
from marketplaces.admin import job_page
from marketplaces.admin.desks import desk
from marketplaces.admin.desks.desk import VIEW, Act, Row, Tab
from marketplaces.models import MarketplaceAccount
from marketplaces.reasons import error_code, error_words

LATEST = 5
KEY = "key_"  # before the name of each part of a row's key, in the address of an act


def desk_url(account: MarketplaceAccount, tab: str = "") -> str:
    if not tab:
        return reverse("admin:marketplaces_shop_desk", args=[account.pk])
    return reverse("admin:marketplaces_shop_desk_tab", args=[account.pk, tab])


def button(account: MarketplaceAccount, request: HttpRequest) -> list[dict[str, Any]]:
    """For the shop's page: [] where the marketplace has no desk, or who asks may not see it."""
    if not desk.tabs_of(account.marketplace) or not request.user.has_perm(VIEW):
        return []
    return [{"words": _("Desk"), "icon": "desk", "post": False, "url": desk_url(account)}]


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def first(request: HttpRequest, shop_id: int) -> HttpResponse:
        account = _shop(shop_id)
        require(request.user.has_perm(VIEW))
        tabs = desk.tabs_of(account.marketplace)
        if not tabs:
            raise Http404
        return HttpResponseRedirect(desk_url(account, tabs[0].name))

    def tab_page(request: HttpRequest, shop_id: int, tab: str) -> HttpResponse:
        account = _shop(shop_id)
        return _table(admin, request, account, _tab(request, account, tab))

    def act_page(request: HttpRequest, shop_id: int, tab: str, act: str) -> HttpResponse:
        account = _shop(shop_id)
        shown = _tab(request, account, tab)
        found = shown.act(act)
        if found is None:
            raise Http404
        require(request.user.has_perm(found.permission))
        return _ask(admin, request, account, shown, found)

    wrap = admin.admin_site.admin_view
    return [
        path("<int:shop_id>/desk/", wrap(first), name="marketplaces_shop_desk"),
        path("<int:shop_id>/desk/<slug:tab>/", wrap(tab_page), name="marketplaces_shop_desk_tab"),
        path("<int:shop_id>/desk/<slug:tab>/<slug:act>/", wrap(act_page), name="marketplaces_shop_desk_act"),
    ]


def _shop(shop_id: int) -> MarketplaceAccount:
    return get_object_or_404(MarketplaceAccount, pk=shop_id)


def _tab(request: HttpRequest, account: MarketplaceAccount, name: str) -> Tab:
    try:
        found = desk.tab_of(account.marketplace, name)
    except Unsupported as error:
        require(request.user.has_perm(VIEW))
        raise Http404 from error
    require(request.user.has_perm(found.permission))
    return found


def _table(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount, tab: Tab) -> HttpResponse:
    form = tab.query(request.GET or None) if tab.query else None
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Desk of %(name)s") % {"name": account.name},
        "account": account,
        "marketplace": registry.title(account.marketplace),
        "tabs": [
            {"title": each.title, "url": desk_url(account, each.name), "is_open": each is tab}
            for each in desk.tabs_of(account.marketplace)
            if request.user.has_perm(each.permission)
        ],
        "tab": tab,
        "form": form,
        "buttons": [_link(account, tab, act) for act in tab.acts if not act.of_row and _may(request, act)],
        "latest": _latest(account),
        "back": reverse("admin:marketplaces_marketplaceaccount_change", args=[account.pk]),
        **_read(request, account, tab, form),
    }
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/marketplaces/desk.html", context)


def _read(request: HttpRequest, account: MarketplaceAccount, tab: Tab, form: Any) -> dict[str, Any]:
    """The rows, or what the marketplace said instead."""
    if form is not None and not form.is_valid():
        return {"rows": [], "is_asked": False}
    try:
        rows = tab.read(account, form.cleaned_data if form is not None else {})
    except PartnerError as error:
        return {
            "rows": [],
            "is_asked": True,
            "failure": error_words(error),
            "failure_url": page_of("shops", error_code(error)),
            "failure_detail": error.message,
        }
    acts = [act for act in tab.acts if act.of_row and _may(request, act)]
    return {
        "is_asked": True,
        "has_acts": bool(acts),
        "rows": [
            {
                "cells": row.cells,
                "acts": [_link(account, tab, act, row) for act in acts if row.acts is None or act.name in row.acts],
            }
            for row in rows
        ],
    }


def _may(request: HttpRequest, act: Act) -> bool:
    return bool(request.user.has_perm(act.permission))


def _link(account: MarketplaceAccount, tab: Tab, act: Act, row: Row | None = None) -> dict[str, Any]:
    url = reverse("admin:marketplaces_shop_desk_act", args=[account.pk, tab.name, act.name])
    if row is not None:
        url = f"{url}?{urlencode({KEY + name: value for name, value in row.key.items()})}"
    return {"words": act.words, "icon": act.icon, "dangerous": act.dangerous, "url": url}


def _latest(account: MarketplaceAccount) -> list[dict[str, Any]]:
    """What was asked of the shop last, and what came of it."""
    jobs = Job.objects.filter(kind=performing.PERFORM, payload__account_id=account.pk).order_by("-pk")[:LATEST]
    return [
        {
            "operation": job.payload.get("operation", ""),
            "badge": badge(job.get_state_display(), icon=LOOKS[Job.State(job.state)][0], tone=LOOKS[Job.State(job.state)][1]),
            "when": when(job.created_at),
            "error": job.error,
            "url": job_page.job_url(job),
        }
        for job in jobs
    ]  # fmt: skip


def _ask(admin: ModelAdmin[Any], request: HttpRequest, account: MarketplaceAccount, tab: Tab, act: Act) -> HttpResponse:
    back, key = desk_url(account, tab.name), _key(request)
    if act.of_row and not key:
        raise Http404
    try:
        form = _form(request, account, tab, act, key)
        if is_confirmed(request) and (form is None or form.is_valid()):
            values = {**(act.values(form.cleaned_data) if form is not None else {}), **key}
            job = act.file(account, act.operation, values, username(request), accepts_fee=act.costs_fee)
            return job_page.go_to(job)
    except HubError as error:
        return refuse(request, error, back)
    return ask(request, admin, _confirmation(account, act, form, key, back))


def _key(request: HttpRequest) -> dict[str, str]:
    """Of the row that is meant: it stays in the address."""
    return {name.removeprefix(KEY): value for name, value in request.GET.dict().items() if name.startswith(KEY)}


def _form(request: HttpRequest, account: MarketplaceAccount, tab: Tab, act: Act, key: Mapping[str, str]) -> Any:
    """None where nothing is to be said. Begins with what stands at the marketplace now."""
    if act.form is None:
        return None
    if is_confirmed(request):
        return act.form(request.POST)
    return act.form(initial=dict(tab.row(account, key).initial) if act.of_row else {})


def _confirmation(account: MarketplaceAccount, act: Act, form: Any, key: Mapping[str, str], back: str) -> Confirmation:
    fee = _("The marketplace charges a fee for this. The button is your consent to it.") if act.costs_fee else ""
    return Confirmation(
        title=act.words,
        text=act.text or _("It is written at the marketplace by a job; its page says what came of it."),
        submit=act.words,
        back=back,
        numbers=[(_("Shop"), account.name), *((_("Number"), value) for value in key.values())],
        form=form,
        dangerous=act.dangerous,
        note=fee,
    )
